"""Units through their screens: history kept, contacts complete, exports harmless."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.audit.models import AuditEntry
from core.units.models import Unit, UnitContact, User
from intranet.registry.listing import safe_cell
from tests.factories.accounts import client_for, district, user_with
from tests.factories.registry import many_contacts, many_people, many_units

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return district()


@pytest.fixture
def admin(place):
    return client_for(user_with("sysadmin", place.office))


def url(name: str, *args: object) -> str:
    return reverse(f"intranet_registry:{name}", args=args)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def test_create_a_unit_below_another(admin, place):
    data = {"kind": "community", "name": "望河第二社区居委会", "short_name": "望河二社区", "code": "S0K2"}
    data |= {"parent": place.street.pk, "joined_status": "joined", "sort_order": "5", "first_responsible": ""}
    response = admin.post(url("unit_new"), data)
    unit = Unit.objects.get(code="S0K2")
    assert response["Location"] == url("unit", unit.pk)
    assert unit.path.startswith(place.street.path)
    assert "units.create" in actions()
    page = admin.get(url("unit", place.street.pk)).content.decode()
    assert "望河第二社区居委会" in page


def test_a_refused_form_keeps_what_was_typed(admin, place):
    data = {"kind": "community", "name": place.street.name, "short_name": "重名", "code": "X1", "parent": "999999", "sort_order": "-1"}
    response = admin.post(url("unit_new"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="重名"' in page
    assert "error-summary" in page
    assert not Unit.objects.filter(code="X1").exists()


def test_duplicate_names_are_said_beside_the_field(admin, place):
    data = {
        "kind": "community",
        "name": place.street.name,
        "short_name": "重名",
        "code": "X1",
        "joined_status": "joined",
        "sort_order": "1",
    }
    page = admin.post(url("unit_new"), data).content.decode()
    assert 'href="#id_name"' in page


def test_renaming_keeps_the_old_name_and_finds_it(admin, place):
    admin.post(url("unit_rename", place.sanitation.pk), {"name": "环境卫生服务中心", "short_name": "环卫中心"})
    admin.post(url("unit_rename", place.sanitation.pk), {"name": "环境卫生事务中心", "short_name": "环卫中心"})
    unit = Unit.objects.get(pk=place.sanitation.pk)
    assert unit.former_names == ["环境卫生管理处", "环境卫生服务中心"]
    page = admin.get(url("units"), {"q": "环境卫生管理处"}).content.decode()
    assert "环境卫生事务中心" in page
    assert admin.post(url("unit_rename", unit.pk), {"name": unit.name, "short_name": unit.short_name}).status_code == 422


def test_moving_takes_the_subtree_along_and_refuses_circles(admin, place):
    assert admin.post(url("unit_move", place.street.pk), {"parent": place.other_street.pk}).status_code == 302
    assert Unit.objects.get(pk=place.community.pk).path.startswith(Unit.objects.get(pk=place.other_street.pk).path)
    refused = admin.post(url("unit_move", place.other_street.pk), {"parent": place.community.pk})
    assert refused.status_code == 422
    assert "下级单位之下" in refused.content.decode()


def test_a_unit_with_active_children_stays(admin, place):
    assert admin.post(url("unit_activity", place.street.pk), {"reason": "撤并"}).status_code == 422
    for unit in (place.street_centre, place.community, place.street):
        assert admin.post(url("unit_activity", unit.pk), {"reason": "撤并"}).status_code == 302
    assert not Unit.objects.get(pk=place.street.pk).is_active


def test_contacts_keep_their_history_and_gaps_are_reported(place):
    clerk = client_for(user_with("office_clerk", place.office))
    first, second = user_with("unit_head", place.sanitation), user_with("unit_head", place.sanitation)
    before = clerk.get(url("contacts"), {"missing": "any"}).content.decode()
    assert "环境卫生管理处" in before
    for user in (first, second):
        assert clerk.post(url("unit_contact", place.sanitation.pk), {"kind": "head", "user": user.username}).status_code == 302
    clerk.post(url("unit_contact", place.sanitation.pk), {"kind": "liaison", "user": first.display_name})
    rows = UnitContact.objects.filter(unit=place.sanitation, kind="head").order_by("id")
    assert [(row.user, row.until is None) for row in rows] == [(first, False), (second, True)]
    assert "环境卫生管理处" not in clerk.get(url("contacts"), {"missing": "any"}).content.decode()
    User.objects.filter(pk=second.pk).update(is_active=False)
    assert "环境卫生管理处" in clerk.get(url("contacts"), {"missing": "head"}).content.decode()
    assert "环境卫生管理处" not in clerk.get(url("contacts"), {"missing": "liaison"}).content.decode()


def test_contact_must_be_somebody(place):
    clerk = client_for(user_with("office_clerk", place.office))
    twin = {"display_name": "王小明"}
    user_with("handler", place.sanitation, **twin)
    user_with("handler", place.sanitation, **twin)
    address = url("unit_contact", place.sanitation.pk)
    assert "没有找到这个人" in clerk.post(address, {"kind": "head", "user": "查无此人"}).content.decode()
    assert "同名" in clerk.post(address, {"kind": "head", "user": "王小明"}).content.decode()
    assert clerk.post(address, {"kind": "nothing", "user": "x"}).status_code == 422


def test_edit_keeps_the_rest(admin, place):
    head = user_with("leader", place.street)
    data = {"short_name": "望河", "joined_status": "trial", "first_responsible": head.username, "duties": "属地管理", "sort_order": "7"}
    assert admin.post(url("unit_edit", place.street.pk), data).status_code == 302
    unit = Unit.objects.get(pk=place.street.pk)
    assert (unit.first_responsible, unit.joined_status, unit.name) == (head, "trial", "望河街道办事处")
    assert "望河" in admin.get(url("unit_edit", place.street.pk)).content.decode()


@pytest.mark.parametrize(
    ("given", "safe"), [("=1+1", "'=1+1"), ("+86", "'+86"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("环卫", "环卫"), (None, "")]
)
def test_a_cell_is_never_a_formula(given, safe):
    assert safe_cell(given) == safe


def test_export_is_what_the_filter_shows(admin, place):
    Unit.objects.filter(pk=place.greening.pk).update(short_name="=cmd|' /C calc'!A0")
    response = admin.get(url("units"), {"kind": "member_unit", "export": "csv"})
    text = response.content.decode("utf-8-sig")
    assert response["Content-Type"].startswith("text/csv")
    assert "环境卫生管理处" in text
    assert "望河街道办事处" not in text
    assert ",'=cmd|" in text


def count(client, address, django_assert_max_num_queries) -> int:
    client.get(address)  # settings are read into memory once a second
    with django_assert_max_num_queries(100) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["units", "contacts"])
def test_lists_cost_the_same_at_any_length(admin, place, name, django_assert_max_num_queries):
    person = user_with("handler", place.sanitation)
    many_contacts(many_units(10, place.committee), person)
    before = count(admin, url(name), django_assert_max_num_queries)
    units = many_units(990, place.committee)
    many_contacts(units, person)
    many_people(50, units[0])
    assert count(admin, url(name), django_assert_max_num_queries) == before
    assert before <= 15
