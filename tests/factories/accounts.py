"""Units, people with roles and signed-in clients, used by the tests of every area.

``user_with("handler", unit)`` is the short way; ``district()`` builds the small tree most tests need;
``client_for(user)`` is a browser in which that person is signed in (with the second factor in place
where the role demands one).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from django.test import Client

from core.units.enums import ADMINISTRATORS, UnitKind
from core.units.models import Unit, User
from core.units.services import role_assign, unit_create

PASSWORD = "wang-he-jie-2026-kaoping"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class District:
    """Two streets with a centre and a community each, two member units, the office and both centres."""

    committee: Unit
    office: Unit
    supervision: Unit
    command: Unit
    sanitation: Unit
    greening: Unit
    street: Unit
    street_centre: Unit
    community: Unit
    other_street: Unit
    other_community: Unit


def unit_with(kind: str = UnitKind.MEMBER_UNIT, *, name: str = "", parent: Unit | None = None, code: str = "", **fields: object) -> Unit:
    """A unit with a name and code nobody else has."""
    number = next(_numbers)
    return unit_create(kind=kind, name=name or f"第{number}测试单位", code=code or f"T{number:05d}", parent=parent, **fields)


def district() -> District:
    committee = unit_with(UnitKind.COMMITTEE, name="云川区城市管理委员会")
    street = unit_with(UnitKind.STREET_OFFICE, name="望河街道办事处", short_name="望河街道", parent=committee)
    other_street = unit_with(UnitKind.STREET_OFFICE, name="槐荫街道办事处", short_name="槐荫街道", parent=committee)
    return District(
        committee=committee,
        office=unit_with(UnitKind.OFFICE, name="城管委办公室", parent=committee),
        supervision=unit_with(UnitKind.SUPERVISION_CENTRE, name="监督中心", parent=committee),
        command=unit_with(UnitKind.COMMAND_CENTRE, name="指挥中心", parent=committee),
        sanitation=unit_with(UnitKind.MEMBER_UNIT, name="环境卫生管理处", short_name="环卫处", parent=committee),
        greening=unit_with(UnitKind.MEMBER_UNIT, name="园林绿化管理处", short_name="园林处", parent=committee),
        street=street,
        street_centre=unit_with(UnitKind.STREET_CENTRE, name="望河街道城市管理中心", short_name="望河中心", parent=street),
        community=unit_with(UnitKind.COMMUNITY, name="望河第一社区", parent=street),
        other_street=other_street,
        other_community=unit_with(UnitKind.COMMUNITY, name="槐荫第一社区", parent=other_street),
    )


def user_with(role: str | None = None, unit: Unit | None = None, *more_roles: str, username: str = "", **fields: object) -> User:
    """A person who holds the role(s) at the unit (a new member unit when none is given). The password is PASSWORD."""
    number = next(_numbers)
    username = username or f"user{number}"
    fields.setdefault("display_name", f"测试人员{number}")
    fields.setdefault("email", f"{username}@example.test")
    unit = unit or unit_with()
    fields.setdefault("home_unit", unit)
    user = User(username=username, **fields)
    user.set_password(PASSWORD)
    user.save()
    for each in (role, *more_roles):
        if each:
            role_assign(user=user, role=each, unit=unit)
    return user


def totp_for(user: User) -> str:
    """Give the person a working authenticator; returns its secret."""
    from allauth.mfa.totp.internal import auth

    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    return secret


def client_for(user: User) -> Client:
    """A client in which the person is signed in and, if an administrator, has the second factor."""
    if user.assignments.filter(role__in=ADMINISTRATORS).exists() and not user.authenticator_set.exists():
        totp_for(user)
    client = Client()
    client.force_login(user)
    return client
