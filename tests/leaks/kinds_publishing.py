"""Texts that are not public yet: a unit's draft, and one that waits for its review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Collection

from core.units.enums import Role
from portal.base.models import PublicDocument
from portal.notices.models import NoticeIndexPage, NoticePage
from portal.policies.models import PolicyIndexPage, PolicyPage
from tests.factories import pages
from tests.leaks.canaries import SHARED, Canary
from tests.leaks.kinds import Address, Kind, Record, ghost, register
from tests.leaks.world import Post, World

# Publishers and reviewers of the office or the committee itself work on every unit's texts.
HOUSE = frozenset({"office", "committee"})
EDITORS = ("publisher", "reviewer")


def _make(world: World, place: str, canary: Canary, *, model: Any, submit: bool) -> Record:
    author = world.person(Role.PUBLISHER, place)
    body = [{"type": "paragraph", "value": f"<p>{canary.text('body')}</p>", "id": "0b6f0f6e-0000-4000-8000-000000000002"}]
    page = pages.draft(
        author,
        model,
        title=canary.text("title"),
        summary=canary.text("summary"),
        slug=canary.word("slug"),
        body=body,
        issuer_unit=world.units[place],
    )
    if submit:
        pages.submit(page, author)
    return Record(place, page, canary, people=frozenset({author.pk}))


def _sees(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.9.5: a text is public by an explicit step. Before it, it is for its author, the editors of its unit
    and of those above it, and the house's own."""
    if post.user_id in people:
        return True
    return post.has(*EDITORS) and (post.place in HOUSE or post.reaches(place))


def _addresses(record: Record) -> Iterable[Address]:
    yield Address("intranet_publishing:review", (record.obj.pk,), (ghost(record.obj.pk),), narrower=True)


def _public_addresses(record: Record) -> Iterable[Address]:
    section = "notices" if isinstance(record.obj, NoticePage) else "policies"
    slug = f"{section}/{record.obj.slug}/"
    yield Address("wagtail_serve", (slug,), (f"{section}/{'x' * len(record.obj.slug)}/",))


def _pages(world: World) -> Sequence[str]:
    index, policies = NoticeIndexPage.objects.get().pk, PolicyIndexPage.objects.get().pk
    lists = [f"/publishing/{view}/" for view in ("drafts", "submitted", "waiting", "scheduled", "published")]
    admin = [
        "/admin/",
        f"/admin/pages/{index}/",
        f"/admin/pages/{policies}/",
        f"/admin/pages/{index}/?q={SHARED}",
        "/admin/pages/search/?q=canary",
    ]
    return ["/publishing/", *lists, "/", *admin]


def _file(world: World, place: str, canary: Canary) -> Record:
    """A file that only a draft carries."""
    row = PublicDocument(title=canary.text("title"), collection=Collection.get_first_root_node())
    row.file.save(f"{canary.word('file')}.txt", ContentFile(canary.text("paper").encode()), save=False)
    row._set_document_file_metadata()
    row.save()
    author = world.person(Role.PUBLISHER, place)
    body = [{"type": "attachment", "value": row.pk, "id": "0b6f0f6e-0000-4000-8000-000000000003"}]
    pages.draft(author, NoticePage, title="有附件的草稿", body=body, issuer_unit=world.units[place])
    return Record(place, row, canary)


def _file_sees(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.9.5, and docs/features/visibility.md: pictures and files of the editor are a store common to all editors."""
    return post.has(*EDITORS)


def _file_address(record: Record) -> Iterable[Address]:
    name = record.obj.filename
    yield Address("wagtaildocs_serve", (record.obj.pk, name), (ghost(record.obj.pk), name))


register(Kind(name="file of a draft", make=_file, sees=_file_sees, addresses=_file_address, public_addresses=_file_address))
for _name, _model, _submit in (("draft notice", NoticePage, False), ("policy in review", PolicyPage, True)):
    register(
        Kind(
            name=_name,
            make=partial(_make, model=_model, submit=_submit),
            sees=_sees,
            addresses=_addresses,
            pages=_pages,
            public_addresses=_public_addresses,
        )
    )
