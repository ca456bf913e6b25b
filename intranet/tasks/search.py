"""What tasks and supervisions put in the index: their texts, opinions and documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.files.models import FileLink
from core.files.registry import on_text_ready
from core.workflow.machine import Text
from core.workflow.models import Step
from intranet.tasks.followers import SUPERVISION, TASK
from intranet.tasks.managers import SEES_EVERY_TASK
from intranet.tasks.models import Supervision, Task
from search.records import AttachmentText, RecordClass, SearchRecord
from search.registry import Source, register_source
from search.services import request_index
from search.viewers import Viewer

EVERYWHERE = frozenset(f"role:{role}" for role in SEES_EVERY_TASK)


@dataclass(frozen=True, slots=True)
class Indexed:
    """What of the ledgers goes into one record."""

    opinions: Sequence[str]
    files: tuple[AttachmentText, ...]
    version: int


def task_acl(task: Task) -> frozenset[str]:
    """The same rule as TaskQuerySet.visible_to, as tokens (a test holds the two equal)."""
    if task.issued_at is None:
        return EVERYWHERE
    return EVERYWHERE | {f"unit:{unit}" for unit in (task.lead_unit_id, *(assist.unit_id for assist in task.assists.all()))}


def supervision_acl(supervision: Supervision) -> frozenset[str]:
    """The same rule as SupervisionQuerySet.visible_to."""
    return EVERYWHERE if supervision.dispatched_at is None else EVERYWHERE | {f"unit:{supervision.unit_id}"}


def _build_tasks(ids: Sequence[int]) -> Iterable[SearchRecord]:
    tasks = list(Task.objects.filter(pk__in=ids).for_list())
    found = _ledgers("intranet_tasks.task", [task.pk for task in tasks], "intranet_tasks:file")
    for task in tasks:
        told = found[task.pk]
        yield SearchRecord(
            kind=TASK,
            pk=task.pk,
            title=task.title,
            url=reverse("intranet_tasks:detail", args=[task.pk]),
            body="\n".join(part for part in (task.content, task.basis, *told.opinions) if part),
            caption=str(task.lead_unit),
            number=task.number,
            unit_id=task.lead_unit_id,
            published_on=(task.issued_at or task.created_at).date(),
            acl=task_acl(task),
            version=told.version,
            attachments=told.files,
        )


def _build_supervisions(ids: Sequence[int]) -> Iterable[SearchRecord]:
    rows = list(Supervision.objects.filter(pk__in=ids).for_list())
    found = _ledgers("intranet_tasks.supervision", [row.pk for row in rows], "intranet_tasks:supervision_file")
    for row in rows:
        told = found[row.pk]
        yield SearchRecord(
            kind=SUPERVISION,
            pk=row.pk,
            # The supervised record's own words stay out: whoever sees this may not see that.
            title=row.title,
            url=reverse("intranet_tasks:supervision", args=[row.pk]),
            body="\n".join(part for part in (row.opinion, *told.opinions) if part),
            caption=str(row.unit),
            number=row.number,
            unit_id=row.unit_id,
            published_on=row.opened_at.date(),
            acl=supervision_acl(row),
            version=told.version,
            attachments=told.files,
        )


def _ledgers(subject: str, ids: list[int], file_url: str) -> Mapping[int, Indexed]:
    """Opinions and readable documents of these records, in two queries."""
    opinions: dict[int, list[str]] = {pk: [] for pk in ids}
    newest: dict[int, int] = {}
    for pk, step, text in Step.objects.filter(subject_kind=subject, subject_id__in=ids).values_list("subject_id", "id", "opinion"):
        newest[pk] = max(newest.get(pk, 0), step)
        if text:
            opinions[pk].append(text)
    files: dict[int, list[AttachmentText]] = {}
    links = FileLink.objects.filter(subject_kind=subject, subject_id__in=ids, file__text_state="done").select_related("file")
    for link in links:
        url = reverse(file_url, args=[link.subject_id, link.file_id])
        files.setdefault(link.subject_id, []).append(AttachmentText(name=link.file.original_name, text=link.file.text, url=url))
    # Extracted text arrives after the step: the number of readable files is part of the version.
    return {pk: Indexed(opinions[pk], tuple(files.get(pk, ())), newest.get(pk, 0) * 1000 + len(files.get(pk, ()))) for pk in ids}


def _all_ids(model: Any, subject: str) -> Callable[[], Iterable[tuple[int, int]]]:
    def versions() -> Iterable[tuple[int, int]]:
        newest = dict(Step.objects.filter(subject_kind=subject).order_by().values_list("subject_id").annotate(last=Max("id")))
        files: dict[int, int] = {}
        for pk in FileLink.objects.filter(subject_kind=subject, file__text_state="done").values_list("subject_id", flat=True):
            files[pk] = files.get(pk, 0) + 1
        for pk in model.objects.values_list("pk", flat=True).iterator():
            yield pk, newest.get(pk, 0) * 1000 + files.get(pk, 0)

    return versions


def _visible(model: Any) -> Callable[[Viewer, Collection[int]], Collection[int]]:
    def visible(viewer: Viewer, ids: Collection[int]) -> Collection[int]:
        if viewer.user is None:
            return ()
        return set(model.objects.visible_to(viewer.user).filter(pk__in=ids).values_list("pk", flat=True))

    return visible


def text_ready(kind: str, pk: int) -> None:
    """A document's text was read: the record it hangs on is found by it from now on."""
    if kind == "intranet_tasks.task":
        request_index(TASK, pk)
    elif kind == "intranet_tasks.supervision":
        request_index(SUPERVISION, pk)


def register() -> None:
    """Called once at start-up."""
    on_text_ready(text_ready)
    _source(TASK, _("任务"), Task, _build_tasks)
    _source(SUPERVISION, _("督办"), Supervision, _build_supervisions)


def _source(kind: str, label: Text, model: Any, build: Callable[[Sequence[int]], Iterable[SearchRecord]]) -> None:
    subject = f"intranet_tasks.{kind}"
    register_source(
        Source(
            kind=kind,
            label=label,
            record_class=RecordClass.CASE,
            build=build,
            visible_ids=_visible(model),
            all_ids=_all_ids(model, subject),
        )
    )
