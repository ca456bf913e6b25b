"""Passages in the index."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from portal.passages.models import Passage
from portal.passages.services import KIND
from search.records import RecordClass, SearchRecord
from search.registry import Source
from search.viewers import Viewer


def build(ids: Sequence[int]) -> Iterable[SearchRecord]:
    """Public passages. The law is the parent: articles of a law that matches as a whole lift each other."""
    for passage in Passage.objects.published().filter(pk__in=ids):
        yield SearchRecord(
            kind=KIND,
            pk=passage.pk,
            title=passage.title,
            url=passage.get_absolute_url(),
            body=passage.body,
            heading=passage.chapter,
            caption=" · ".join(part for part in (passage.chapter, passage.category) if part),
            parent=passage.law,
            published_on=passage.date,
            public=True,
            external_id=passage.external_id,
            version=version_of(passage.updated_at),
        )


def version_of(changed: datetime.datetime) -> int:
    """Microseconds, which both databases keep."""
    return int(changed.timestamp() * 1_000_000)


def visible_ids(viewer: Viewer, ids: Collection[int]) -> Collection[int]:
    """Passages are public or nobody's."""
    return set(Passage.objects.published().filter(pk__in=ids).values_list("pk", flat=True))


def all_ids() -> Iterable[tuple[int, int]]:
    """Every public passage with its version."""
    rows = Passage.objects.published().order_by("pk").values_list("pk", "updated_at")
    for pk, changed in rows.iterator(chunk_size=5000):
        yield pk, version_of(changed)


SOURCE = Source(kind=KIND, label=_("法规条文"), record_class=RecordClass.PASSAGE, build=build, visible_ids=visible_ids, all_ids=all_ids)
