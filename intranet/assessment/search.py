"""Months and appeals in the index. Their figures are not: they are looked up, not searched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.units.enums import Role
from core.workflow.models import Step
from intranet.assessment.effects import APPEAL_KIND, month_title
from intranet.assessment.enums import SHOWN_STATES
from intranet.assessment.machine import MONTH_KIND
from intranet.assessment.models import Appeal, MonthlyAssessment
from search.records import RecordClass, SearchRecord
from search.registry import Source, register_source
from search.viewers import Viewer

OVERSEERS = frozenset({f"role:{Role.ASSESSOR}", f"role:{Role.OFFICE_CLERK}", f"role:{Role.LEADER}"})
APPEAL = "intranet_assessment.appeal"


def month_acl(month: MonthlyAssessment) -> frozenset[str]:
    """The same rule as MonthQuerySet.visible_to (a test holds the two equal)."""
    return OVERSEERS | ({"staff"} if month.state in SHOWN_STATES else frozenset())


def appeal_acl(appeal: Appeal) -> frozenset[str]:
    """The same rule as AppealQuerySet.visible_to."""
    return OVERSEERS | {f"unit:{appeal.unit_id}"}


def build_months(ids: Sequence[int]) -> Iterable[SearchRecord]:
    for month in MonthlyAssessment.objects.filter(pk__in=ids).select_related("indicator_set"):
        yield SearchRecord(
            kind=MONTH_KIND,
            pk=month.pk,
            title=month_title(month),
            url=reverse("intranet_assessment:month", args=[month.key]),
            body="\n".join(part for part in (str(month.get_state_display()), month.indicator_set.title, month.reason) if part),
            caption=str(month.get_state_display()),
            number=str(month),
            published_on=month.month,
            acl=month_acl(month),
            version=int(month.state_since.timestamp() * 1000),
        )


def build_appeals(ids: Sequence[int]) -> Iterable[SearchRecord]:
    rows = Appeal.objects.filter(pk__in=ids).select_related("unit", "case", "month")
    versions = dict(Step.objects.filter(subject_kind=APPEAL, subject_id__in=ids).order_by("id").values_list("subject_id", "id"))
    for appeal in rows:
        case = f"{appeal.case.number} {appeal.case.title}" if appeal.case else ""
        yield SearchRecord(
            kind=APPEAL_KIND,
            pk=appeal.pk,
            title=f"{month_title(appeal.month)} · {appeal.unit} · {appeal.label}",
            url=reverse("intranet_assessment:appeal", args=[appeal.pk]),
            body="\n".join(part for part in (appeal.reason, appeal.answer, case) if part),
            caption=str(appeal.get_state_display()),
            number=appeal.number,
            unit_id=appeal.unit_id,
            published_on=appeal.raised_at.date(),
            acl=appeal_acl(appeal),
            version=versions.get(appeal.pk, 0),
        )


def visible_months(viewer: Viewer, ids: Collection[int]) -> Collection[int]:
    if viewer.user is None:
        return ()
    return set(MonthlyAssessment.objects.visible_to(viewer.user).filter(pk__in=ids).values_list("pk", flat=True))


def visible_appeals(viewer: Viewer, ids: Collection[int]) -> Collection[int]:
    if viewer.user is None:
        return ()
    return set(Appeal.objects.visible_to(viewer.user).filter(pk__in=ids).values_list("pk", flat=True))


def all_months() -> Iterable[tuple[int, int]]:
    for pk, since in MonthlyAssessment.objects.values_list("pk", "state_since"):
        yield pk, int(since.timestamp() * 1000)


def all_appeals() -> Iterable[tuple[int, int]]:
    newest = dict(Step.objects.filter(subject_kind=APPEAL).order_by("id").values_list("subject_id", F("id")))
    for pk in Appeal.objects.values_list("pk", flat=True):
        yield pk, newest.get(pk, 0)


def register() -> None:
    """Called once at start-up."""
    common = {"record_class": RecordClass.CASE}
    register_source(
        Source(kind=MONTH_KIND, label=_("月度考评"), build=build_months, visible_ids=visible_months, all_ids=all_months, **common)  # type: ignore[arg-type]
    )
    register_source(
        Source(kind=APPEAL_KIND, label=_("考评申诉"), build=build_appeals, visible_ids=visible_appeals, all_ids=all_appeals, **common)  # type: ignore[arg-type]
    )
