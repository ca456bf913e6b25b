"""What letters put in the index: those that were sent. A draft is nobody's to find."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.files.models import FileLink
from core.files.registry import on_text_ready
from core.units.enums import Role
from core.workflow.models import Step
from intranet.sharing.followers import KIND
from intranet.sharing.letter_clocks import KIND as SUBJECT
from intranet.sharing.managers import READERS, lead_unit_id
from intranet.sharing.models import Letter
from search.records import AttachmentText, RecordClass, SearchRecord
from search.registry import Source, register_source
from search.services import request_index
from search.viewers import Viewer


def build(ids: Sequence[int]) -> Iterable[SearchRecord]:
    """The records of these letters, with what was answered and the text of their documents."""
    letters = list(Letter.objects.sent().filter(pk__in=ids).for_list())
    words: dict[int, list[str]] = {letter.pk: [] for letter in letters}
    versions: dict[int, int] = {}
    steps = (
        Step.objects.filter(subject_kind=SUBJECT, subject_id__in=words).order_by("id").values_list("subject_id", "id", "opinion", "data")
    )
    for subject_id, step_id, opinion, data in steps:
        versions[subject_id] = step_id
        words[subject_id] += [opinion, data.get("characterisation") or "", data.get("handling") or ""]
    files = _documents(list(words))
    lead = lead_unit_id()
    return [_record(letter, words[letter.pk], files.get(letter.pk, ()), versions.get(letter.pk, 0), lead) for letter in letters]


def _documents(ids: list[int]) -> dict[int, list[AttachmentText]]:
    found: dict[int, list[AttachmentText]] = {}
    links = FileLink.objects.filter(subject_kind=SUBJECT, subject_id__in=ids, file__text_state="done").select_related("file")
    for link in links:
        url = reverse("intranet_sharing:file", args=[link.subject_id, link.file_id])
        found.setdefault(link.subject_id, []).append(AttachmentText(name=link.file.original_name, text=link.file.text, url=url))
    return found


def _record(letter: Letter, words: list[str], files: Sequence[AttachmentText], version: int, lead: int | None) -> SearchRecord:
    approval = getattr(letter, "approval", None)
    facts = (letter.party, letter.place, approval.permit_no if approval else "", *letter.details.values())
    return SearchRecord(
        kind=KIND,
        pk=letter.pk,
        title=letter.title,
        url=reverse("intranet_sharing:detail", args=[letter.pk]),
        body="\n".join(part for part in (letter.body, *facts, *words) if part),
        caption=f"{letter.get_kind_display()} · {letter.sender_unit}",
        number=letter.number,
        unit_id=letter.sender_unit_id,
        published_on=letter.sent_at.date() if letter.sent_at else None,
        acl=acl_of(letter, lead),
        # Extracted text arrives after the step: the number of readable files is part of the version.
        version=version * 1000 + len(files),
        attachments=tuple(files),
    )


def acl_of(letter: Letter, lead: int | None) -> frozenset[str]:
    """The same rule as LetterQuerySet.visible_to for a letter that was sent, as tokens (a test holds the two equal)."""
    if letter.sent_at is None:
        return frozenset()
    units = {letter.sender_unit_id, *(row.unit_id for row in letter.recipients.all() if row.sent_at), lead}
    return frozenset({*(f"role:{Role(role).value}" for role in READERS), *(f"unit:{unit}" for unit in units if unit)})


def visible_ids(viewer: Viewer, ids: Collection[int]) -> Collection[int]:
    """The model's own rule, asked again for what is about to be shown."""
    if viewer.user is None:
        return ()
    return set(Letter.objects.sent().visible_to(viewer.user).filter(pk__in=ids).values_list("pk", flat=True))


def all_ids() -> Iterable[tuple[int, int]]:
    """Every letter that was sent, with its version."""
    newest = dict(Step.objects.filter(subject_kind=SUBJECT).order_by().values_list("subject_id").annotate(last=Max("id")))
    files: dict[int, int] = {}
    for subject_id in FileLink.objects.filter(subject_kind=SUBJECT, file__text_state="done").values_list("subject_id", flat=True):
        files[subject_id] = files.get(subject_id, 0) + 1
    for pk in Letter.objects.sent().order_by("pk").values_list("pk", flat=True).iterator():
        yield pk, newest.get(pk, 0) * 1000 + files.get(pk, 0)


def text_ready(kind: str, pk: int) -> None:
    """A document's text was read: the letter it hangs on is found by it from now on."""
    if kind == SUBJECT and Letter.objects.sent().filter(pk=pk).exists():
        request_index(KIND, pk)


def register() -> None:
    """Called once at start-up."""
    on_text_ready(text_ready)
    register_source(
        Source(kind=KIND, label=_("函件"), record_class=RecordClass.CASE, build=build, visible_ids=visible_ids, all_ids=all_ids)
    )
