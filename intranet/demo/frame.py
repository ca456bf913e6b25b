"""The demo's ground: units, people with roles and contacts, who handles which category, the site's own particulars."""

from __future__ import annotations

import datetime

from django.contrib.auth.hashers import make_password

from core.categories.loading import categories_load
from core.categories.models import FilingCondition, MinorCategory
from core.parameters.selectors import value
from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from core.units.models import RoleAssignment, Unit, UnitContact, User
from core.units.services import unit_create
from intranet.demo import district
from intranet.demo.accounts import PASSWORD, factor_give
from intranet.demo.complaints import STREET, subjects
from intranet.publishing.groups import memberships_mirror

DAYS_IN_OFFICE = 400
REASON = "演示数据"
# 责任主体 of the filing table -> key of the district's unit. A street's share has no single unit.
RESPONSIBLE = {
    "城管执法": "chengguan", "环卫": "huanwei", "水务": "shuiwu", "园林绿化": "yuanlin", "住房建设": "zhujian", "市场监管": "shichang",
    "公安": "gongan", "公安交管": "jiaojing", "民政": "minzheng", "供水": "gongshui", "供热": "gongre", "市政设施": "shizheng",
    "电力": "gongdian", "电力和通信": "gongdian", "公共交通": "jiaotong", "文化市场": "wenlv",
}  # fmt: skip
SITE = {
    "site.name": "云川区城市管理委员会",
    "site.short_name": "区城管委",
    "site.organiser": "云川区城市管理委员会",
    "site.undertaker": "云川区城市管理委员会办公室",
    "site.address": "云川大道1号区政务大楼三层",
    "site.phone": "0999-5500010",
    "site.hours": "工作日 8:00—12:00，14:00—18:00",
    "publication.index_prefix": "990103CGW",
}


def units_load() -> dict[str, Unit]:
    """Units by key, parents first."""
    made: dict[str, Unit] = {}
    for number, seed in enumerate(district.units(), start=1):
        made[seed.key] = unit_create(
            kind=seed.kind,
            name=seed.name,
            code=seed.code,
            short_name=seed.short_name,
            parent=made.get(seed.parent),
            former_names=list(seed.former_names),
            joined_status=seed.joined_status,
            address=seed.address,
            phone=seed.phone,
            duties=seed.duties,
            sort_order=number * 10,
        )
    return made


def units_by_key() -> dict[str, Unit]:
    """The loaded units again."""
    by_code = {unit.code: unit for unit in Unit.objects.all()}
    return {seed.key: by_code[seed.code] for seed in district.units()}


def people_load(units: dict[str, Unit], today: datetime.date) -> dict[str, User]:
    """People by username, with roles, secondments and contacts. One password hash serves all."""
    since = today - datetime.timedelta(days=DAYS_IN_OFFICE)
    password = make_password(PASSWORD)
    User.objects.bulk_create(_person(seed, units, password, since) for seed in district.people())
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=people[seed.username], role=role, unit=units[unit], valid_from=since)
        for seed in district.people()
        for role, unit in seed.roles
    )
    UnitContact.objects.bulk_create(
        UnitContact(unit=units[seed.contact_unit], kind=seed.contact, user=people[seed.username], since=since)
        for seed in district.people()
        if seed.contact
    )
    for seed in district.units():
        if seed.director:
            Unit.objects.filter(pk=units[seed.key].pk).update(first_responsible=people[seed.director])
    for user in people.values():
        factor_give(user)
    memberships_mirror()
    return people


def _person(seed: district.PersonSeed, units: dict[str, Unit], password: str, since: datetime.date) -> User:
    return User(
        username=seed.username,
        display_name=seed.name,
        post=seed.post,
        email=f"{seed.username}@example.invalid",
        home_unit=units[seed.unit],
        seconded_unit=units[seed.seconded] if seed.seconded else None,
        seconded_from=since if seed.seconded else None,
        password=password,
        is_demo=True,
    )


def categories_prepare(units: dict[str, Unit]) -> None:
    """Load the filing table if there is none, and name the district's units in it where nobody is named."""
    if not MinorCategory.objects.exists():
        categories_load(by=SYSTEM)
    special = {subject.minor: subject.unit for subject in subjects().values() if subject.minor and subject.unit != STREET}
    for condition in FilingCondition.objects.filter(responsible_unit=None).select_related("minor"):
        key = special.get(condition.minor.name) or RESPONSIBLE.get(condition.responsible_role)
        if key and condition.responsible_role in RESPONSIBLE:
            FilingCondition.objects.filter(pk=condition.pk).update(responsible_unit=units[key])


def site_describe() -> None:
    """Name, address and telephone of the invented committee, as the portal's masthead and footer show them."""
    for key, text in SITE.items():
        if value(key) != text:
            parameter_set(key=key, value=text, by=SYSTEM, reason=REASON)


def frame_load(today: datetime.date) -> None:
    """All of the above."""
    units = units_load()
    people_load(units, today)
    categories_prepare(units)
    site_describe()
