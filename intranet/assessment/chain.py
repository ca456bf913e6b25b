"""Months and bulletins in the chain of records: a case → the months that counted it → their bulletins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.units.models import User
from core.units.refs import SubjectRef
from intranet.assessment.effects import month_title
from intranet.assessment.models import Appeal, CountedCase, MonthlyAssessment
from intranet.records.registry import Derived, RecordKind, RecordLine, register_derived, register_kind
from portal.base.urlpaths import site_path
from portal.bulletins.managers import BulletinQuerySet
from portal.bulletins.models import BulletinPage

CASE = "intranet_casework.case"
MONTH = "intranet_assessment.monthlyassessment"
APPEAL = "intranet_assessment.appeal"
BULLETIN = "portal_bulletins.bulletinpage"
MOST = 200  # of the thousands of cases of a month no chain names more than a few


def _bulletins(user: User) -> BulletinQuerySet:
    found: BulletinQuerySet = BulletinPage.objects.published()
    return found


def _month_line(month: MonthlyAssessment) -> RecordLine:
    url = reverse("intranet_assessment:month", args=[month.key])
    return RecordLine(number=str(month), title=month_title(month), url=url, state=month.get_state_display(), at=month.frozen_at)


def _bulletin_line(page: BulletinPage) -> RecordLine:
    return RecordLine(
        number=page.document_no, title=page.title, url=f"{settings.PORTAL_ORIGIN}{site_path(page.url_path)}", at=page.publish_date
    )


def _appeal_line(appeal: Appeal) -> RecordLine:
    url = reverse("intranet_assessment:appeal", args=[appeal.pk])
    return RecordLine(number=appeal.number, title=appeal.label, url=url, state=appeal.get_state_display(), at=appeal.raised_at)


def _months_of(cases: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    rows = CountedCase.objects.filter(case__in=cases, run=F("month__run")).exclude(month__state="superseded")
    for case, month in rows.order_by().values_list("case_id", "month_id").distinct():
        yield case, SubjectRef(MONTH, month)


def _cases_of(months: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    rows = CountedCase.objects.filter(month__in=months, run=F("month__run")).order_by().values_list("month_id", "case_id").distinct()
    for month, case in rows[:MOST]:
        yield month, SubjectRef(CASE, case)


def _bulletins_of(months: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    by_month = dict(MonthlyAssessment.objects.filter(pk__in=months).exclude(state="superseded").values_list("month", "pk"))
    for page, period in BulletinPage.objects.published().filter(period__in=by_month).values_list("pk", "period"):
        yield by_month[period], SubjectRef(BULLETIN, page)


def _month_of(pages: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    periods = {period: pk for pk, period in BulletinPage.objects.filter(pk__in=pages).values_list("pk", "period")}
    for month, pk in MonthlyAssessment.objects.filter(month__in=[key for key in periods if key], state="frozen").values_list("month", "pk"):
        yield periods[month], SubjectRef(MONTH, pk)


def _appeals_of(cases: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    for case, appeal in Appeal.objects.filter(case__in=cases).values_list("case_id", "pk"):
        if case is not None:
            yield case, SubjectRef(APPEAL, appeal)


def _appealed(appeals: Sequence[int]) -> Iterable[tuple[int, SubjectRef]]:
    for appeal, case in Appeal.objects.filter(pk__in=appeals, case__isnull=False).values_list("pk", "case_id"):
        if case is not None:
            yield appeal, SubjectRef(CASE, case)


def register() -> None:
    """Called once at start-up."""
    months = MonthlyAssessment.objects.visible_to
    register_kind(RecordKind(model=MonthlyAssessment, label=_("月度考评"), icon="gauge", order=80, visible=months, line=_month_line))
    register_kind(
        RecordKind(model=Appeal, label=_("考评申诉"), icon="scale", order=82, visible=Appeal.objects.visible_to, line=_appeal_line)
    )
    register_kind(RecordKind(model=BulletinPage, label=_("考评简报"), icon="newspaper", order=90, visible=_bulletins, line=_bulletin_line))
    register_derived(Derived(from_kind=CASE, to_kind=MONTH, forward=_months_of, backward=_cases_of))
    register_derived(Derived(from_kind=CASE, to_kind=APPEAL, forward=_appeals_of, backward=_appealed))
    register_derived(Derived(from_kind=MONTH, to_kind=BULLETIN, forward=_bulletins_of, backward=_month_of))
