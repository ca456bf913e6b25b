"""Twelve months of assessment: computed from the demo's own cases by the real code, appealed, frozen, and published
as bulletins by an editor and a reviewer, each act on its own day."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from core.calendars.selectors import working_calendar
from core.units.actors import Actor, actor_of
from core.units.enums import Role
from core.units.models import RoleAssignment, Unit, User
from core.workflow.services import advance
from intranet.assessment.models import Appeal, CountedCase, MonthlyAssessment
from intranet.assessment.months import last_month, month_before
from intranet.assessment.services.appeals import appeal_raise
from intranet.assessment.services.bulletins import bulletin_draft
from intranet.assessment.services.computing import month_compute, month_open
from intranet.demo.content import table
from intranet.demo.dice import dice
from intranet.demo.texts import page_date
from intranet.publishing.services import review_approve
from portal.bulletins.models import BulletinPage
from portal.bulletins.report import read

MONTHS = 12
CONTESTED = "on_time_handling"
Tick = Callable[[int], None]


class Year:
    """The people of the assessment and their texts, looked up once."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        names = ("assessor1", "assessor2", "leader2", "publisher1", "publisher2", "reviewer1", "reviewer2")
        self.people = {user.username: user for user in User.objects.filter(username__in=names)}
        self.texts = table("bulletins")

    def actor(self, name: str) -> Actor:
        return actor_of(self.people[name])

    def month(self, month: datetime.date) -> MonthlyAssessment:
        """One month from its computing to its bulletin."""
        computer, answerer = ("assessor1", "assessor2") if month.month % 2 else ("assessor2", "assessor1")
        begin = _working(month_before(month, -1), 0, 9)
        row = month_open(month=month, by=self.actor(computer), at=begin)
        month_compute(month=row, at=begin + datetime.timedelta(minutes=4))
        row.refresh_from_db()
        advance(row, "show", by=self.actor(computer), at=_working(month_before(month, -1), 1, 10))
        self._appeals(row, answerer)
        assert row.appeals_until is not None
        frozen_at = working_calendar().end_of_work(_next_workday(timezone.localdate(row.appeals_until))) - datetime.timedelta(hours=2)
        advance(row, "freeze", by=self.actor(answerer if month.month % 3 else "leader2"), at=frozen_at)
        self._bulletin(row, frozen_at)
        return row

    def _appeals(self, row: MonthlyAssessment, answerer: str) -> None:
        """One or two in most months: the first is accepted where a case speaks for it, the second is not."""
        rng = dice(self.seed, "appeals", row.key)
        count = rng.choice((0, 1, 1, 2))
        made = 0
        for unit, counted in self._contested(row, answerer):
            if made == count:
                break
            speaker = RoleAssignment.objects.filter(unit=unit, role=Role.LIAISON).select_related("user").first()
            if speaker is None:
                continue
            at = _working(month_before(row.month, -1), 2 + made, 11)
            appeal = appeal_raise(
                month=row,
                unit=unit,
                identifier=CONTESTED,
                case=counted.case,
                reason=rng.choice(self.texts["appeals"]["reasons"]),
                by=actor_of(speaker.user),
                at=at,
            )
            self._answer(appeal, answerer, accepted=made == 0, at=at + datetime.timedelta(days=1), rng=rng)
            made += 1
        row.refresh_from_db()

    def _contested(self, row: MonthlyAssessment, answerer: str) -> list[tuple[Unit, CountedCase]]:
        """Late cases of units that the answering assessor has nothing to do with, one for each unit."""
        own = self.people[answerer].home_unit_id
        late = CountedCase.objects.held(row).filter(measure=CONTESTED, counted=False, unit__kind="member_unit").exclude(unit=own)
        found: dict[int, tuple[Unit, CountedCase]] = {}
        for counted in late.select_related("unit", "case").order_by("id"):
            if counted.unit is not None:
                found.setdefault(counted.unit.pk, (counted.unit, counted))
        return list(found.values())

    def _answer(self, appeal: Appeal, answerer: str, *, accepted: bool, at: datetime.datetime, rng: Any) -> None:
        words = self.texts["appeals"]
        if accepted:
            assert appeal.case is not None
            data = {"opinion": words["accepted"], "cases": appeal.case.number}
            advance(appeal, "accept", by=self.actor(answerer), data=data, at=at)
            month_compute(month=appeal.month, at=at + datetime.timedelta(minutes=2))
        else:
            advance(appeal, "reject", by=self.actor(answerer), data={"opinion": rng.choice(words["rejected"])}, at=at)

    def _bulletin(self, row: MonthlyAssessment, frozen_at: datetime.datetime) -> None:
        """Drafted the next day, completed, read by another and published."""
        rng = dice(self.seed, "bulletin", row.key)
        writer = self.people[rng.choice(("publisher1", "publisher2"))]
        reviewer = self.people[rng.choice(("reviewer1", "reviewer2"))]
        day = _next_workday(timezone.localdate(frozen_at))
        with disable_reference_index_auto_update():
            page = bulletin_draft(month=row, by=actor_of(writer), at=frozen_at)
            page.body = [*page.body.get_prep_value()[:2], *self._words(page)]  # type: ignore[assignment]  # a stream field takes plain blocks
            page.publish_date = day
            page.save_revision(user=writer, clean=False)
            workflow = page.get_workflow().start(page, writer)
            review = review_approve(task=workflow.current_task_state, user=reviewer, secrecy_checked=True, privacy_checked=True)
        fresh: Page = BulletinPage.objects.get(pk=page.pk)
        ReferenceIndex.create_or_update_for_object(fresh)
        page_date(fresh, review, day)
        MonthlyAssessment.objects.filter(pk=row.pk).update(
            bulletin_at=datetime.datetime.combine(day, datetime.time(11, 20), timezone.get_current_timezone())
        )

    def _words(self, page: BulletinPage) -> list[dict[str, Any]]:
        """The editor's own parts after the first paragraph."""
        report = read(page.figures)
        slots = {
            "best": "、".join(row.name for row in report.ranked[:2]),
            "last": "、".join(row.name for row in report.ranked[-2:]),
            "late": report.district["overdue_open"].numerator,
            "again": report.district["rework"].numerator,
        }
        words = self.texts["month"][str(report.month.month)]
        blocks: list[dict[str, Any]] = []
        for title, name in (("主要问题", "trouble"), ("下一步工作", "next")):
            blocks.append({"type": "heading", "value": {"text": title, "level": "2"}})
            blocks += [{"type": "paragraph", "value": f"<p>{text.format(**slots)}</p>"} for text in words[name]]
        return blocks


def _next_workday(day: datetime.date) -> datetime.date:
    calendar = working_calendar()
    day += datetime.timedelta(days=1)
    while not calendar.is_workday(day):
        day += datetime.timedelta(days=1)
    return day


def _working(first: datetime.date, after: int, hour: int) -> datetime.datetime:
    """The n-th working day from a day on, at an hour."""
    day = _next_workday(first - datetime.timedelta(days=1))
    for _each in range(after):
        day = _next_workday(day)
    return datetime.datetime.combine(day, datetime.time(hour, 30), timezone.get_current_timezone())


def assessment_load(*, seed: int, today: datetime.date, tick: Tick = lambda _count: None) -> int:
    """The twelve months that have a public bulletin on that day. Returns how many there are."""
    newest = last_month(today)
    if today.day < 20:  # its appeals and its bulletin may still lie ahead
        newest = month_before(newest)
    year = Year(seed)
    for back in range(MONTHS - 1, -1, -1):
        year.month(month_before(newest, back))
        tick(1)
    return MonthlyAssessment.objects.count()
