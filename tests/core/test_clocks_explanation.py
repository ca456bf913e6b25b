"""A deadline explains itself day by day."""

from __future__ import annotations

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.clocks.enums import LimitUnit
from core.clocks.models import Clock
from core.clocks.selectors import explain
from core.clocks.services import clock_extend, clock_pause, clock_resume, clock_start
from core.limits import Limit
from core.units.actors import SYSTEM
from core.units.enums import UnitKind
from core.units.models import Unit
from core.units.services import unit_create

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Shanghai")
DAYS5 = Limit(Decimal(5), LimitUnit.WORK_DAY)
HOURS4 = Limit(Decimal(4), LimitUnit.WORK_HOUR)


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def subject() -> Unit:
    """Any record can carry clocks; a unit is at hand."""
    return unit_create(kind=UnitKind.MEMBER_UNIT, name="市容局", code="M1")


def start(subject: Unit, limit: Limit = DAYS5, moment: str = "2025-09-30T10:00") -> Clock:
    return clock_start(subject=subject, name="handling", limit=limit, at=at(moment))


def test_a_deadline_explains_itself_day_by_day(subject: Unit):
    text = str(explain(start(subject))).splitlines()
    assert text == [
        "时限 5工作日，自 2025-09-30 周二 10:00 起，当日不计",
        *[f"10-0{day} 周{'三四五六日一二三'[day - 1]} 放假：国庆节、中秋节（国办发明电〔2024〕12号）" for day in range(1, 9)],
        "10-09 周四 工作日，第1日",
        "10-10 周五 工作日，第2日",
        "10-11 周六 上班（国办发明电〔2024〕12号），第3日",
        "10-12 周日 周末",
        "10-13 周一 工作日，第4日",
        "10-14 周二 工作日，第5日",
        "到期：2025-10-14 周二 18:00",
    ]


def test_explanations_of_hours_pauses_and_extensions(subject: Unit):
    clock = start(subject, HOURS4, "2025-10-10T16:00")
    clock_extend(clock=clock, limit=Limit(Decimal("0.5"), LimitUnit.WORK_DAY), at=at("2025-10-10T17:00"), by=SYSTEM, reason="延期")
    clock_pause(clock=clock, at=at("2025-10-11T08:30"), by=SYSTEM, reason="停电")
    assert "恢复后继续计算" in str(explain(clock))
    assert explain(clock).due_at is None
    clock_resume(clock=clock, at=at("2025-10-11T09:00"), by=SYSTEM)
    explanation = explain(clock)
    assert str(explanation).splitlines() == [
        "时限 4工作时，自 2025-10-10 周五 16:00 起",
        "10-10 周五 工作日，计2小时，累计2小时",
        "10-11 周六 上班（国办发明电〔2024〕12号），计2小时，累计4小时",
        "延期 0.5工作日，自 2025-10-11 周六 10:30 起",
        "0.5个工作日合4工作时",
        "10-11 周六 上班（国办发明电〔2024〕12号），计4小时，累计4小时",
        "其间 2025-10-11 周六 08:30 至 2025-10-11 周六 09:00 暂停计时",
        "到期：2025-10-11 周六 16:30",
    ]
    assert explanation.due_at == clock.due_at == at("2025-10-11T16:30")


@pytest.mark.parametrize(
    ("limit", "due", "word"),
    [
        (Limit(Decimal(2), LimitUnit.URGENT_HOUR), "2025-09-30T12:00", "连续计时"),
        (Limit(Decimal(10), LimitUnit.URGENT_MINUTE), "2025-09-30T10:10", "连续计时"),
        (Limit(Decimal(3), LimitUnit.CALENDAR_DAY), "2025-10-03T23:59:59", "第3日"),
    ],
)
def test_units_that_run_through(subject: Unit, limit: Limit, due: str, word: str):
    clock = start(subject, limit)
    assert clock.due_at == at(due)
    assert word in str(explain(clock))


def test_a_deadline_in_a_year_without_a_notice_is_provisional(subject: Unit):
    clock = start(subject, DAYS5, "2026-12-30T10:00")
    assert clock.provisional
    explanation = explain(clock)
    assert explanation.provisional
    assert "01-04 周一 工作日（2027年尚无正式安排，暂定），第3日" in str(explanation)
    urgent = clock_start(subject=subject, name="accept", limit=Limit(Decimal(90), LimitUnit.URGENT_HOUR), at=at("2026-12-30T10:00"))
    assert not urgent.provisional, "hours that run through do not depend on the working-day table"
