"""Rows of the base data in any number."""

from __future__ import annotations

import datetime
import itertools

from allauth.usersessions.models import UserSession
from django.utils import timezone

from core.categories.models import FilingCondition, MajorCategory, MinorCategory
from core.outbox.enums import MessageState
from core.outbox.models import OutboxMessage
from core.units.enums import UnitKind
from core.units.models import RoleAssignment, Unit, UnitContact, User

_numbers = itertools.count(1)


def minor(**fields: object) -> MinorCategory:
    number = next(_numbers)
    major, _created = MajorCategory.objects.get_or_create(kind="event", code="90", defaults={"name": "测试大类"})
    return MinorCategory.objects.create(major=major, code=f"{number % 10000:04d}", name=f"测试小类{number}", **fields)


def condition(**fields: object) -> FilingCondition:
    values = {"text": "垃圾散落", "limit_value": 2, "limit_unit": "work_hour", "close_condition": "清理干净", "number": 1}
    values |= {"valid_from": datetime.date(2026, 1, 1), **fields}
    if "minor" not in values:
        values["minor"] = minor()
    return FilingCondition.objects.create(**values)


def dead_letter(**fields: object) -> OutboxMessage:
    values = {
        "topic": "inbox.mail",
        "state": MessageState.DEAD,
        "attempts": 8,
        "last_error": "连接被拒绝",
        "done_at": timezone.now(),
        **fields,
    }
    return OutboxMessage.objects.create(**values)


def many_units(count: int, parent: Unit) -> list[Unit]:
    start = next(_numbers) * 10_000
    rows = [
        Unit(
            kind=UnitKind.MEMBER_UNIT,
            name=f"批量单位{start + n}",
            short_name=f"批量{start + n}",
            code=f"B{start + n}",
            parent=parent,
            path=f"{parent.path}{start + n + 5_000_000:010d}/",
        )
        for n in range(count)
    ]
    return Unit.objects.bulk_create(rows)


def many_people(count: int, unit: Unit) -> list[User]:
    start = next(_numbers) * 10_000
    rows = [User(username=f"b{start + n}", display_name=f"批量人员{start + n}", home_unit=unit, password="!") for n in range(count)]
    people = User.objects.bulk_create(rows)
    RoleAssignment.objects.bulk_create([RoleAssignment(user=user, role="handler", unit=unit) for user in people])
    return people


def many_contacts(units: list[Unit], user: User) -> None:
    since = timezone.localdate()
    UnitContact.objects.bulk_create([UnitContact(unit=unit, kind="head", user=user, since=since) for unit in units])


def many_sessions(people: list[User]) -> None:
    start = next(_numbers) * 10_000
    rows = [UserSession(user=user, ip="10.0.0.1", session_key=f"k{start + n}", user_agent="Browser") for n, user in enumerate(people)]
    UserSession.objects.bulk_create(rows)
