"""A case and its complaint in the chain of records (来龙去脉)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.units.models import Unit, User
from core.units.refs import SubjectRef
from intranet.casework.models import Case
from intranet.records.parents import ParentKind, register_parent
from intranet.records.registry import Derived, RecordKind, RecordLine, register_derived, register_kind
from portal.complaints.models import Complaint

CASE = "intranet_casework.case"
COMPLAINT = "portal_complaints.complaint"


def _complaints(user: User) -> QuerySet[Complaint]:
    """Whoever sees the case knows that it came from a complaint; the requester is no part of the line."""
    return Complaint.objects.filter(case__in=Case.objects.visible_to(user)).select_related("case")


def _complaint_line(complaint: Complaint) -> RecordLine:
    return RecordLine(
        number=complaint.number,
        title=complaint.get_kind_display(),
        url=reverse("intranet_casework:detail", args=[complaint.case.pk]),
        state=complaint.case.get_source_display(),
        at=complaint.submitted_at,
    )


def _case_line(case: Case) -> RecordLine:
    return RecordLine(
        number=case.number,
        title=case.title,
        url=reverse("intranet_casework:detail", args=[case.pk]),
        state=case.get_state_display(),
        at=case.reported_at,
    )


def _cases_of(ids: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    for pk, complaint in Case.objects.filter(complaint__in=ids).values_list("pk", "complaint_id"):
        if complaint is not None:
            yield complaint, SubjectRef(CASE, pk)


def _complaints_of(ids: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    for pk, complaint in Case.objects.filter(pk__in=ids, complaint__isnull=False).values_list("pk", "complaint_id"):
        if complaint is not None:
            yield pk, SubjectRef(COMPLAINT, complaint)


def _merged_into(ids: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    for pk, parent in Case.objects.filter(pk__in=ids, parent__isnull=False).values_list("pk", "parent_id"):
        if parent is not None:
            yield pk, SubjectRef(CASE, parent)


def _merged_here(ids: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    for pk, parent in Case.objects.filter(parent__in=ids).values_list("pk", "parent_id"):
        if parent is not None:
            yield parent, SubjectRef(CASE, pk)


def _in_hand(case: Case) -> Unit | None:
    return case.lead_unit if case.is_open else None


def register() -> None:
    """Called once at start-up."""
    register_kind(
        RecordKind(model=Complaint, label=_("公众诉求"), icon="message-square", order=10, visible=_complaints, line=_complaint_line)
    )
    register_kind(RecordKind(model=Case, label=_("案件"), icon="folder-open", order=20, visible=Case.objects.visible_to, line=_case_line))
    register_derived(Derived(from_kind=COMPLAINT, to_kind=CASE, forward=_cases_of, backward=_complaints_of))
    register_derived(Derived(from_kind=CASE, to_kind=CASE, forward=_merged_into, backward=_merged_here))
    register_parent(ParentKind(model=Case, unit_of=_in_hand))
