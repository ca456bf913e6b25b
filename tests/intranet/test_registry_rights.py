"""Who may open and change what in the base data, asked of every address there is."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, reverse

from core.audit.models import AuditEntry
from core.categories.models import FilingCondition
from core.units.enums import ADMINISTRATORS, Role
from intranet.registry.permissions import SCREENS, may_change, may_look, screen_of
from intranet.registry.selectors.matrix import matrix_tables
from tests.factories.accounts import client_for, district, user_with
from tests.factories.registry import condition, dead_letter

pytestmark = pytest.mark.django_db

# Address name → the screen it belongs to and whether it changes something. "overview" is for everybody.
LOOKS = {
    "matrix": "matrix",
    "units": "units",
    "unit": "units",
    "contacts": "contacts",
    "people": "people",
    "person": "people",
    "roles": "roles",
    "sessions": "security",
    "categories": "categories",
    "majors": "categories",
    "category": "categories",
    "calendar": "calendar",
    "calendar_year": "calendar",
    "parameters": "parameters",
    "parameter": "parameters",
    "letters": "letters",
    "audit": "audit",
    "audit_entry": "audit",
    "reveals": "reveals",
}
CHANGES = {
    "unit_new": "units",
    "unit_edit": "units",
    "unit_rename": "units",
    "unit_move": "units",
    "unit_activity": "units",
    "unit_contact": "contacts",
    "invite": "people",
    "person_edit": "people",
    "person_second": "people",
    "person_recall": "people",
    "person_deactivate": "people",
    "person_reactivate": "people",
    "person_link": "people",
    "link_revoke": "people",
    "person_unlock": "security",
    "person_role": "roles",
    "role_new": "roles",
    "role_end": "roles",
    "person_sessions_end": "security",
    "session_end": "security",
    "factor_request": "security",
    "factor_decide": "security",
    "major_new": "categories",
    "major_edit": "categories",
    "category_new": "categories",
    "category_edit": "categories",
    "condition_new": "categories",
    "condition_revise": "categories",
    "condition_end": "categories",
    "calendar_hours": "calendar",
    "calendar_withdraw": "calendar",
    "parameter_default": "parameters",
    "letter_retry": "letters",
    "letter_discard": "letters",
    "audit_check": "audit",
    "import": "units",
    "import_template": "units",
}


def addresses() -> dict[str, str]:
    """An address for every name, with records that exist."""
    place = district()
    other = user_with("handler", place.sanitation)
    row = condition()
    assignment = other.assignments.get()
    known = {
        "unit": place.sanitation.pk,
        "person": other.pk,
        "category": row.minor_id,
        "parameter": "case.follow_up_limit",
        "audit_entry": AuditEntry.objects.order_by("number").first().number if AuditEntry.objects.exists() else 1,
        "calendar_year": 2026,
        "import": "units",
    }
    by_prefix = {"condition_revise": row.pk, "condition_end": row.pk, "condition_new": row.minor_id, "major_edit": row.minor.major_id}
    by_prefix |= {
        "role_end": assignment.pk,
        "letter_retry": dead_letter().pk,
        "letter_discard": dead_letter().pk,
        "factor_request": other.pk,
    }
    found = {}
    for pattern in get_resolver().namespace_dict["intranet_registry"][1].url_patterns:
        name = pattern.name
        if "<" not in str(pattern.pattern):
            found[name] = reverse(f"intranet_registry:{name}")
            continue
        first = name.split("_")[0]
        value = by_prefix.get(name) or known.get(name) or known.get(first) or 999_999
        found[name] = reverse(f"intranet_registry:{name}", args=[value])
    return found


def test_every_address_is_on_the_list():
    assert set(addresses()) == set(LOOKS) | set(CHANGES) | {"overview"}


@pytest.mark.parametrize("role", [*Role.values, None])
def test_each_role_opens_what_its_screens_allow_and_nothing_else(role):
    found = addresses()
    user = user_with(role)
    client = client_for(user)
    for name, address in found.items():
        screen = LOOKS.get(name) or CHANGES.get(name)
        allowed = screen is None or (may_change(user, screen) if name in CHANGES else may_look(user, screen))
        status = client.get(address).status_code
        assert (status != 403) == (allowed or status == 405), (role, name, status)
        if name in CHANGES and not allowed:
            assert client.post(address).status_code in (403, 405), (role, name)
        assert status < 500, name


def test_the_three_administrations_are_apart():
    for one, other in (("people", "audit"), ("letters", "reveals")):
        assert screen_of(one).change.isdisjoint(screen_of(other).change)
    assert screen_of("audit").look == {Role.AUDITOR}
    assert all(screen.change <= screen.look for screen in SCREENS)
    changing = {role for screen in SCREENS for role in screen.change}
    assert changing <= ADMINISTRATORS | {Role.OFFICE_CLERK}


def test_nobody_is_a_superuser_by_role():
    user = user_with("sysadmin")
    assert (user.is_staff, user.is_superuser, user.user_permissions.count(), user.groups.count()) == (False, False, 0, 0)


def test_the_matrix_is_drawn_from_the_tables():
    client = client_for(user_with("office_clerk"))
    page = client.get("/registry/matrix/").content.decode()
    tables = matrix_tables()
    assert [len(row.cells) for table in tables for row in table.rows] == [len(Role.values)] * sum(len(table.rows) for table in tables)
    units = next(row for row in tables[0].rows if row.label == "单位")
    assert units.cells[Role.values.index("sysadmin")] == "change"
    assert units.cells[Role.values.index("handler")] == "look"
    assert "处置" in page or len(tables) == 1


def test_security_settings_belong_to_the_security_administrator():
    clerk, guard = client_for(user_with("office_clerk")), client_for(user_with("secadmin"))
    data = {"value": "10", "reason": "测试"}
    assert clerk.post("/registry/parameters/security.idle_minutes/", data).status_code == 403
    assert guard.post("/registry/parameters/security.idle_minutes/", data).status_code == 302
    other = {"value": "3", "unit": "work_day", "reason": "测试"}
    assert guard.post("/registry/parameters/case.follow_up_limit/", other).status_code == 403
    assert clerk.post("/registry/parameters/case.follow_up_limit/", other).status_code == 302


def test_condition_factory():
    assert FilingCondition.objects.current().filter(pk=condition().pk).exists()
