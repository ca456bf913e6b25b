"""Units, people and the scope that visibility is built from."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from core.units.enums import Role, UnitKind
from core.units.models import Unit, User
from core.units.selectors import acl_tokens, scope_of
from core.units.services import role_assign, unit_create, unit_move

pytestmark = pytest.mark.django_db


def make_tree() -> dict[str, Unit]:
    committee = unit_create(kind=UnitKind.COMMITTEE, name="委员会", code="C")
    street = unit_create(kind=UnitKind.STREET_OFFICE, name="甲街道", code="S1", parent=committee)
    community = unit_create(kind=UnitKind.COMMUNITY, name="一社区", code="S1C1", parent=street)
    other = unit_create(kind=UnitKind.STREET_OFFICE, name="乙街道", code="S2", parent=committee)
    return {"committee": committee, "street": street, "community": community, "other": other}


def test_scope_reaches_down_the_tree_and_not_across():
    tree = make_tree()
    user = User.objects.create(username="a", display_name="甲", home_unit=tree["street"])
    role_assign(user=user, role=Role.HANDLER, unit=tree["street"])
    scope = scope_of(user)
    assert scope.tree_ids == {tree["street"].pk, tree["community"].pk}
    assert f"unit:{tree['other'].pk}" not in acl_tokens(user)
    assert "all" not in acl_tokens(user)


def test_moving_a_unit_moves_its_subtree():
    tree = make_tree()
    unit_move(unit=tree["street"], parent=tree["other"])
    tree["community"].refresh_from_db()
    assert tree["community"].path.startswith(tree["other"].path + f"{tree['street'].pk:010d}/")
    with pytest.raises(ValidationError):
        unit_move(unit=tree["other"], parent=tree["community"])


def test_auditor_and_administrator_are_two_people():
    tree = make_tree()
    user = User.objects.create(username="a", display_name="甲")
    role_assign(user=user, role=Role.AUDITOR, unit=tree["committee"])
    with pytest.raises(ValidationError):
        role_assign(user=user, role=Role.SYSADMIN, unit=tree["committee"])
