"""What the index lets through is what the list shows: acl_of() and visible_to() on random people and cases."""

from __future__ import annotations

import random

import pytest
from django.utils import timezone

from core.units.enums import Role, UnitKind
from core.units.selectors import acl_tokens
from intranet.casework.models import Case, CaseAssist
from intranet.casework.search import acl_of, build, visible_ids
from portal.complaints.models import Contact
from search.viewers import Viewer
from tests.factories.accounts import unit_with, user_with
from tests.factories.casework import cast, complaint_case

pytestmark = pytest.mark.django_db


def squad_of(parts):
    return unit_with(UnitKind.ENFORCEMENT_SQUAD, name="望河街道执法中队", parent=parts.district.street_centre)


def random_cases(dice, parts, people, count):
    units = [None, parts.district.sanitation, parts.district.greening, parts.district.street_centre, parts.district.street, parts.squad]
    areas = [(parts.district.street, parts.district.community), (parts.district.other_street, parts.district.other_community), (None, None)]
    now = timezone.now()
    for index in range(count):
        street, community = dice.choice(areas)
        case = Case.objects.create(
            number=f"CG-20260101-{index:04d}",
            source="patrol",
            request_kind="complaint",
            title="案件",
            description="描述",
            place="望河路",
            street=street,
            community=dice.choice([community, None]),
            confidential=dice.random() < 0.4,
            lead_unit=dice.choice(units),
            reporter=dice.choice([None, None, *people]),
            state_since=now,
            reported_at=now,
        )
        for unit in dice.sample(units[1:], dice.randrange(3)):
            CaseAssist.objects.create(case=case, unit=unit)


@pytest.mark.parametrize("seed", range(4))
def test_index_and_list_agree(seed):
    dice = random.Random(seed)
    parts = cast()
    parts.squad = squad_of(parts)
    places = [*vars(parts.district).values(), parts.squad]
    people = [*parts.people.values(), *(user_with(dice.choice(Role.values), dice.choice(places)) for _ in range(10)), user_with()]
    random_cases(dice, parts, people, 60)
    cases = list(Case.objects.prefetch_related("assists"))
    seen = 0
    for user in people:
        tokens = acl_tokens(user)
        by_index = {case.pk for case in cases if acl_of(case) & tokens}
        by_list = set(Case.objects.visible_to(user).values_list("pk", flat=True))
        assert by_index == by_list, user.display_name
        assert set(visible_ids(Viewer(user=user, tokens=tokens), [case.pk for case in cases])) == by_list
        seen += len(by_list) not in (0, len(cases))
    assert seen >= 5  # people who see a part: otherwise the comparison proves nothing


def seen_by(user, *, confidential=False, **facts):
    """Whether the person sees a case with these facts, by the list and by the index alike."""
    now = timezone.now()
    case = Case.objects.create(
        number=f"CG-20260102-{Case.objects.count():04d}", source="patrol", request_kind="complaint", title="案件", description="描述",
        place="望河路", state_since=now, reported_at=now, confidential=confidential, **facts,
    )  # fmt: skip
    by_list = Case.objects.visible_to(user).filter(pk=case.pk).exists()
    assert by_list == bool(acl_of(case) & acl_tokens(user))
    return by_list


def test_a_street_centre_sees_its_street_and_no_more():
    parts = cast()
    place, centre = parts.district, parts.people["street_centre"]
    head = user_with(Role.UNIT_HEAD, place.street)
    assert seen_by(centre, street=place.street)
    assert seen_by(centre, street=place.street, community=place.community, lead_unit=place.sanitation)
    assert not seen_by(centre, street=place.other_street, community=place.other_community)
    # What the street office alone has to do with: the office's own posts see it, the centre's do not.
    for facts in ({"lead_unit": place.street}, {"lead_unit": place.street, "street": place.street, "confidential": True}):
        assert seen_by(head, **facts)
        assert not seen_by(centre, **facts)
    assert not seen_by(centre, street=place.street, community=place.community, confidential=True)


def test_a_squad_sees_what_is_given_to_it():
    parts = cast()
    squad = squad_of(parts)
    officer = user_with(Role.HANDLER, squad)
    assert seen_by(officer, street=parts.district.street, lead_unit=squad, confidential=True)
    assert not seen_by(officer, street=parts.district.street, lead_unit=parts.district.street_centre)
    assert not seen_by(officer, street=parts.district.street)
    assert seen_by(parts.people["street_centre"], lead_unit=squad, confidential=True)


def test_a_centre_that_hangs_under_no_street_has_no_area():
    parts = cast()
    stray = unit_with(UnitKind.STREET_CENTRE, parent=parts.district.committee)
    assert not seen_by(user_with(Role.STREET_CENTRE, stray), street=parts.district.street)


def test_index_never_holds_a_contact():
    parts = cast()
    case = complaint_case(parts)
    Contact.objects.create(complaint=case.complaint, name="王小河", phone="13800001234", email="wang@example.test")
    (record,) = build([case.pk])
    for secret in ("王小河", "13800001234", "wang@example.test"):
        assert secret not in repr(record)
