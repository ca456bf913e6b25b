"""The portal: nothing of any record that is not public, for anybody who does not hold its query code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.core.cache import cache
from django.http import HttpResponse
from django.test.utils import override_settings

from config.settings import portal as portal_settings
from portal.complaints.models import RateCounter
from tests.leaks.canaries import codes_in
from tests.leaks.kinds import PORTAL, Address, Record
from tests.leaks.matrix import Matrix
from tests.leaks.probing import Answer, LeanClient, ask, differences
from tests.leaks.world import Post
from tests.portal_client import portal_guard

NAMES = ("FACE", "ROOT_URLCONF", "MIDDLEWARE", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "CONTENT_SECURITY_POLICY", "TEMPLATES")
PAGES = (
    "/",
    "/search/?q=金丝雀",
    "/search/?q=金丝雀&page=2",
    "/notices/",
    "/notices/?page=2",
    "/policies/",
    "/rules/",
    "/accessibility/",
    "/privacy/",
    "/units/",
    "/articles/",
    "/sitemap/",
    "/sitemap.xml",
    "/robots.txt",
    "/feeds/notices.xml",
    "/feeds/policies.xml",
    "/complaints/",
    "/complaints/new/",
    "/complaints/progress/",
    "/complaints/receipt/",
)


class GuardedClient(LeanClient):
    """The lean client under the portal's database guard."""

    def request(self, **request: object) -> HttpResponse:
        with portal_guard():
            return super().request(**request)


@contextmanager
def portal_face() -> Iterator[None]:
    """Serve as the portal process serves."""
    with override_settings(**{name: getattr(portal_settings, name) for name in NAMES}):
        yield


def stranger() -> Post:
    """A resident who has filed nothing."""
    return Post("", "", None, "stranger", GuardedClient())


def publics(matrix: Matrix) -> None:
    """Public pages, and addresses of complaints for a stranger and for a requester of something else."""
    with matrix.report.channel("portal"), portal_face():
        reader = stranger()
        for page in {**dict.fromkeys(PAGES), **{page: None for kind in matrix.kinds for page in kind.public_pages(matrix.world)}}:
            answer = matrix.get(reader, page)
            if answer.status >= 500:
                matrix.report.leak("page", reader, page, f"status {answer.status}")
            matrix.look(reader, answer, page)
        requesters = _requesters(matrix)
        for number, record in enumerate(matrix.records):
            _record(matrix, reader, record)
            if requesters:
                _record(matrix, requesters[(number + 1) % len(requesters)], record)


def _requesters(matrix: Matrix) -> list[Post]:
    """People who filed a complaint of their own, with leave to look at its progress: their own page shows them
    the state and never an opinion."""
    found = []
    for record in matrix.records:
        if "code" in record.more and len(found) < 3:
            client = GuardedClient()
            complaint = record.more["complaint"]
            answer = client.post("/complaints/progress/", {"number": complaint.number, "code": record.more["code"]})
            post = Post("", "", None, f"requester of {complaint.number}", client)
            page = ask(client, "get", f"/complaints/progress/{complaint.number}/")
            if answer.status_code != 303 or page.status != 200:
                matrix.report.denial(record.kind.name, post, "progress", f"status {answer.status_code}, {page.status}")
            _own_page(matrix, post, record, page)
            found.append(post)
    return found


def _own_page(matrix: Matrix, post: Post, record: Record, page: Answer) -> None:
    """§3.9.1: own state, dates, unit and public reply; never internal opinions nor other requesters."""
    matrix.look(post, page, "progress", [one for one in matrix.records if one is not record])
    data = page.everything
    text = data.decode().lower()
    told = [field for field in ("accept", "file", "dispatch", "receive", "reason", "paper") if record.canary.word(field) in text]
    if told:
        matrix.report.leak(record.kind.name, post, "progress", f"internal words {told}")
    if record.canary.code in codes_in(data):
        matrix.report.sighting(record.kind.name)


def _record(matrix: Matrix, post: Post, record: Record) -> None:
    if post.note.endswith(str(record.more.get("complaint", "—")).split(" ")[0]):
        return  # the requester's own
    for address in record.kind.public_addresses(record):
        _compare(matrix, post, record, address)


def _compare(matrix: Matrix, post: Post, record: Record, address: Address) -> None:
    path, none = address.path(urlconf=PORTAL), address.path(ghost=True, urlconf=PORTAL)
    _forget_limits()
    answer = ask(post.client, address.method, path, dict(address.data))
    _forget_limits()
    ghost = ask(post.client, address.method, none, dict(address.data))
    matrix.report.requests += 2
    matrix.report.probe(record.kind.name)
    found = differences(_without(answer, address.args[0]), _without(ghost, address.ghost[0]))
    if found:
        matrix.report.leak(record.kind.name, post, path, f"differs from a record that does not exist: {'; '.join(found)}")
    if record.canary.code in codes_in(answer.everything):
        matrix.report.leak(record.kind.name, post, path, "words of the record")


def _without(answer: Answer, typed: object) -> Answer:
    """The answer without what the reader typed himself."""
    word = str(typed)
    headers = tuple((name, value.replace(word, "…")) for name, value in answer.headers)
    return replace(answer, body=answer.body.replace(word.encode(), "…".encode()), headers=headers)


def _forget_limits() -> None:
    RateCounter.objects.all().delete()
    cache.clear()
