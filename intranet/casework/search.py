"""What cases put in the index. Never a requester's contact: that is in no field of the case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.files.models import FileLink
from core.files.registry import on_text_ready
from core.workflow.models import Step
from intranet.casework.models import Case
from search.records import AttachmentText, RecordClass, SearchRecord
from search.registry import Source, register_source
from search.services import request_index
from search.viewers import Viewer

KIND = "case"
SUBJECT = "intranet_casework.case"


def build(ids: Sequence[int]) -> Iterable[SearchRecord]:
    """The records of these cases, with the opinions of their steps and the text of their documents."""
    cases = list(Case.objects.filter(pk__in=ids).for_list().prefetch_related("assists"))
    opinions: dict[int, list[str]] = {case.pk: [] for case in cases}
    versions: dict[int, int] = {}
    for subject_id, step_id, opinion in Step.objects.filter(subject_kind=SUBJECT, subject_id__in=opinions).values_list(
        "subject_id", "id", "opinion"
    ):
        versions[subject_id] = max(versions.get(subject_id, 0), step_id)
        if opinion:
            opinions[subject_id].append(opinion)
    files = _documents(list(opinions))
    return [_record(case, opinions[case.pk], files.get(case.pk, ()), versions.get(case.pk, 0)) for case in cases]


def _documents(ids: list[int]) -> dict[int, list[AttachmentText]]:
    found: dict[int, list[AttachmentText]] = {}
    links = FileLink.objects.filter(subject_kind=SUBJECT, subject_id__in=ids, file__text_state="done").select_related("file")
    for link in links:
        url = reverse("intranet_casework:file", args=[link.subject_id, link.file_id])
        found.setdefault(link.subject_id, []).append(AttachmentText(name=link.file.original_name, text=link.file.text, url=url))
    return found


def _record(case: Case, opinions: list[str], files: Sequence[AttachmentText], version: int) -> SearchRecord:
    return SearchRecord(
        kind=KIND,
        pk=case.pk,
        title=case.title,
        url=reverse("intranet_casework:detail", args=[case.pk]),
        body="\n".join(part for part in (case.description, case.place, *opinions, case.public_reply) if part),
        caption=str(case.minor) if case.minor else "",
        number=case.number,
        unit_id=case.lead_unit_id,
        published_on=case.reported_at.date(),
        acl=acl_of(case),
        # Extracted text arrives after the step: the number of readable files is part of the version.
        version=version * 1000 + len(files),
        attachments=tuple(files),
    )


def acl_of(case: Case) -> frozenset[str]:
    """The same rule as CaseQuerySet.visible_to, as tokens (a test holds the two equal)."""
    units = {case.lead_unit_id, *(assist.unit_id for assist in case.assists.all())}
    places = set() if case.confidential else {case.street_id, case.community_id}
    tokens = {"all", *(f"unit:{unit}" for unit in units if unit), *(f"area:{place}" for place in places if place)}
    if case.reporter_id:
        tokens.add(f"user:{case.reporter_id}")
    return frozenset(tokens)


def visible_ids(viewer: Viewer, ids: Collection[int]) -> Collection[int]:
    """The model's own rule, asked again for what is about to be shown."""
    if viewer.user is None:
        return ()
    return set(Case.objects.visible_to(viewer.user).filter(pk__in=ids).values_list("pk", flat=True))


def all_ids() -> Iterable[tuple[int, int]]:
    """Every case with its version."""
    newest = dict(Step.objects.filter(subject_kind=SUBJECT).order_by().values_list("subject_id").annotate(last=Max("id")))
    files: dict[int, int] = {}
    for subject_id in FileLink.objects.filter(subject_kind=SUBJECT, file__text_state="done").values_list("subject_id", flat=True):
        files[subject_id] = files.get(subject_id, 0) + 1
    for pk in Case.objects.values_list("pk", flat=True).iterator():
        yield pk, newest.get(pk, 0) * 1000 + files.get(pk, 0)


def text_ready(kind: str, pk: int) -> None:
    """A document's text was read: the case it hangs on is found by it from now on."""
    if kind == SUBJECT:
        request_index(KIND, pk)


def register() -> None:
    on_text_ready(text_ready)
    register_source(
        Source(kind=KIND, label=_("案件"), record_class=RecordClass.CASE, build=build, visible_ids=visible_ids, all_ids=all_ids)
    )
