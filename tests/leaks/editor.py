"""Wagtail's admin: every one of its addresses, filled with the hidden text's numbers, for editors of other units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from portal.notices.models import NoticeIndexPage, NoticePage
from tests.leaks.kinds import INTRANET, Record
from tests.leaks.matrix import Matrix
from tests.leaks.probing import Answer
from tests.leaks.world import Post

# Who asks: editors of other units, somebody without the editor, nobody.
READERS = (("publisher", "greening"), ("reviewer", "other_street"), ("handler", "greening"))
_PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_WORDS = {
    "content_type_app_name": "portal_notices",
    "content_type_model_name": "noticepage",
    "app_label": "portal_notices",
    "app_name": "portal_base",
    "model_name": "noticepage",
    "action": "delete",
    "action_name": "approve",
    "filter_spec": "max-165x165",
    "object_id": "",
}
# Addresses with unnamed parts.
_WRITTEN_OUT = {"wagtailadmin_pages:revisions_compare": "/admin/pages/{page}/revisions/compare/earliest...latest/"}


def admin_addresses(record: Record) -> dict[str, str]:
    """Route → an address with the record's numbers, for every pattern of the admin that takes plain parts."""
    from tests.leaks.urls import patterns  # this module's channel is itself one of those that urls asks

    found: dict[str, str] = {}
    for pattern in patterns(INTRANET):
        if not pattern.route.startswith("admin/"):
            continue
        if pattern.name in _WRITTEN_OUT:
            found[pattern.route] = _WRITTEN_OUT[pattern.name].format(page=record.obj.pk)
        elif not re.search(r"[\^$()\\]", pattern.route.replace("^pages/", "pages/")):
            path = _PART.sub(partial(_value, record=record, name=pattern.name), pattern.route)
            found[pattern.route] = f"/{path}"
    return found


def _value(part: re.Match[str], record: Record, name: str) -> str:
    word = part["name"]
    if word in _WORDS:
        return _WORDS[word] or str(record.obj.pk)
    if word in ("parent_page_id", "destination_id") and "explore" not in name:
        return str(NoticeIndexPage.objects.get().pk)
    if word == "parent_page_id":
        return str(record.obj.get_parent().pk)
    if word == "revision_id":
        return str(record.obj.latest_revision_id)
    if word in ("page_id", "page_pk", "page_to_move_id") or "pages" in name:
        return str(record.obj.pk)
    return "1"


def editors(matrix: Matrix, posts: Sequence[Post] | None = None) -> None:
    """Every address of the admin, for a hidden draft."""
    record = next((one for one in matrix.records if isinstance(one.obj, NoticePage) and one.place == "sanitation"), None)
    if record is None:
        return
    readers = posts or [matrix.world.post(role, place) for role, place in READERS] + [matrix.world.posts[-1]]
    with matrix.report.channel("editor"):
        for path in admin_addresses(record).values():
            for post in readers:
                for query in ("", "?q=canary") if post is readers[0] and "results" in path else ("",):
                    matrix.look(post, _answer(matrix, post, path + query), path)


def _answer(matrix: Matrix, post: Post, path: str) -> Answer:
    """Some of Wagtail's views raise for arguments that none of its links give: the error page says nothing."""
    try:
        return matrix.get(post, path)
    except AssertionError:
        return Answer(500, b"", (), 0)
