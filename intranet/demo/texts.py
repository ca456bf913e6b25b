"""Publishing the demo's texts on the way every text takes: one person writes and submits, another approves."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex, Revision, TaskState, WorkflowState
from wagtail.signal_handlers import disable_reference_index_auto_update

from core.audit.services import record
from core.units.actors import SYSTEM
from core.units.models import Unit, User
from intranet.demo.attachments import attachment_bytes, papers
from intranet.demo.dice import dice
from intranet.demo.frame import units_by_key
from intranet.demo.markup import body_blocks
from intranet.demo.pieces import is_done, once
from intranet.demo.publications import Publication, more_notices, notices, policies, standing_pages
from intranet.imports.bulk_pages import PageDraft, pages_prepare, pages_write
from intranet.publishing.models import PublicationReview
from intranet.publishing.services import review_approve
from portal.base.enums import RelationKind
from portal.base.models import GenreClass, PublicDocument, SectionPage, StandardPage, SubjectClass, Topic
from portal.base.services import index_numbers
from portal.notices.models import NoticeAttachment, NoticeIndexPage, NoticePage
from portal.policies.models import PolicyAttachment, PolicyIndexPage, PolicyPage, PolicyRelation
from search.services import request_index_many

PIECE = 200
PUBLISHERS, REVIEWERS = ("publisher1", "publisher2"), ("reviewer1", "reviewer2")
Tick = Callable[[int], None]


class Shelf:
    """Publishes texts, looking each unit, class and person up once."""

    def __init__(self, seed: int) -> None:
        self.rng = dice(seed, "editors")
        self.units: dict[str, Unit] = units_by_key()
        self.people = {user.username: user for user in User.objects.filter(username__in=(*PUBLISHERS, *REVIEWERS))}
        self.subjects = {row.name: row for row in SubjectClass.objects.all()}
        self.genres = {row.name: row for row in GenreClass.objects.all()}
        self.topics = {row.slug: row for row in Topic.objects.all()}
        self.documents: dict[str, PublicDocument] = {}
        self.policies: dict[str, PolicyPage] = {}

    def notice(self, text: Publication) -> None:
        page = NoticePage(**self._fields(text))
        page.attachments = [NoticeAttachment(document=self._document(key)) for key in text.attach]
        self._publish(_only(NoticeIndexPage), page, text.published)

    def policy(self, text: Publication) -> None:
        """Older ones first: a document names what it repeals, amends or rests on."""
        page = PolicyPage(**self._fields(text))
        page.attachments = [PolicyAttachment(document=self._document(key)) for key in text.attach]
        said = ((RelationKind.REPEALS, text.repeals), (RelationKind.AMENDS, text.amends), (RelationKind.BASED_ON, text.based_on))
        page.relations = [PolicyRelation(kind=kind, older=self.policies[key]) for kind, keys in said for key in keys]
        self._publish(_only(PolicyIndexPage), page, text.published)
        self.policies[text.key] = page

    def standing(self, today: datetime.date) -> None:
        """The district's own standing pages, below 关于我们."""
        about = SectionPage.objects.get(slug="about")
        for text in standing_pages():
            page = StandardPage(title=text.title, slug=text.slug, summary=text.summary, body=body_blocks(text.body))
            self._publish(about, page, today - datetime.timedelta(days=300))

    def _fields(self, text: Publication) -> dict[str, Any]:
        unit = self.units[text.unit]
        return {
            "title": text.title,
            "slug": f"{text.published:%Y%m%d}-{text.key}".lower(),
            "body": body_blocks(text.body),
            "summary": text.summary,
            "main_recipient": text.recipient,
            "issuer_unit": unit,
            "issuer_name": unit.name,
            "document_no": text.document_no,
            "written_date": text.written,
            "publish_date": text.published,
            "subject": self.subjects[text.subject],
            "genre": self.genres[text.genre],
            "topic": self.topics.get(text.topic),
        }

    def draft(self, text: Publication) -> PageDraft:
        """A routine notice as a row to be written in bulk."""
        fields = self._fields(text) | {"year": text.published.year}
        slug = fields.pop("slug")
        return PageDraft(slug=slug, values=fields, at=_moment(text.published, 11))

    def _document(self, key: str) -> PublicDocument:
        """The file of an attachment; two texts may carry the same one."""
        if key not in self.documents:
            paper = papers()[key]
            data = attachment_bytes(paper)
            document = PublicDocument(title=paper.title, file_size=len(data))
            document.file.save(f"{key}.{paper.format}", ContentFile(data), save=False)
            document.save()
            self.documents[key] = document
        return self.documents[key]

    def _publish(self, parent: Page, page: Any, day: datetime.date) -> None:
        writer, reviewer = self.people[self.rng.choice(PUBLISHERS)], self.people[self.rng.choice(REVIEWERS)]
        page.live, page.owner = False, writer
        # Wagtail would note each of the five savings of a page; once, at the end, is enough.
        with disable_reference_index_auto_update():
            parent.add_child(instance=page)
            page.save_revision(user=writer, clean=False)
            workflow = page.get_workflow().start(page, writer)
            review = review_approve(task=workflow.current_task_state, user=reviewer, secrecy_checked=True, privacy_checked=True)
        page.refresh_from_db()
        ReferenceIndex.create_or_update_for_object(page)
        page_date(page, review, day)


def _only(model: type[Page]) -> Page:
    """A section, read afresh: treebeard counts children on the instance it is given."""
    found: Page = model.objects.get()
    return found


def page_date(page: Page, review: PublicationReview, day: datetime.date) -> None:
    """Written and published on its own day, not on the day the demo was loaded."""
    written, published = _moment(day, 9), _moment(day, 11)
    Page.objects.filter(pk=page.pk).update(first_published_at=published, last_published_at=published, latest_revision_created_at=written)
    Revision.objects.filter(object_id=str(page.pk)).update(created_at=written)
    WorkflowState.objects.filter(object_id=str(page.pk)).update(created_at=written)
    TaskState.objects.filter(workflow_state__object_id=str(page.pk)).update(started_at=written, finished_at=published)
    PublicationReview.objects.filter(pk=review.pk).update(created_at=published, published_at=published)


def _moment(day: datetime.date, hour: int) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour, 20), timezone.get_current_timezone())


def texts_load(*, seed: int, scale: int, today: datetime.date, tick: Tick) -> int:
    """Standing pages, policies, notices; ``scale`` makes that many times as many notices. Returns how many texts."""
    year = once("texts", lambda: _year(seed, today, tick))
    more = year["notices"] * (scale - 1)
    _write_more(Shelf(seed), more_notices(today, seed=seed, count=more), tick)
    count: int = year["texts"] + more
    return count


def _year(seed: int, today: datetime.date, tick: Tick) -> dict[str, int]:
    shelf = Shelf(seed)
    shelf.standing(today)
    documents = policies(today)
    for policy in documents:
        shelf.policy(policy)
        tick(1)
    year = notices(today, seed=seed)
    for notice in year:
        shelf.notice(notice)
        tick(1)
    return {"texts": len(standing_pages()) + len(documents) + len(year), "notices": len(year)}


def _write_more(shelf: Shelf, texts: Iterator[Publication], tick: Tick) -> None:
    """Benchmarks need many pages, not many reviews: these are written as rows, a piece at a time."""
    number = 0
    while piece := list(islice(texts, PIECE)):
        name = f"notices-{number}"
        if not is_done(name):
            once(name, lambda piece=piece: _write_piece(shelf, piece))  # type: ignore[misc]
            tick(len(piece))
        number += 1


def _write_piece(shelf: Shelf, piece: Sequence[Publication]) -> dict[str, int]:
    section = _only(NoticeIndexPage)
    prepared = pages_prepare(parent=section, model=NoticePage, drafts=[shelf.draft(text) for text in piece])
    for item, number in zip(prepared, index_numbers(year=piece[0].published.year, count=len(prepared)), strict=True):
        item.set("index_no", number)
    numbers = pages_write(parent=section, prepared=prepared)
    request_index_many(NoticePage.search_kind, numbers)
    record(action="demo.notices", by=SYSTEM, data={"created": len(numbers)})
    return {"pages": len(numbers)}
