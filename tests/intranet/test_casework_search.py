"""What the index lets through is what the list shows: acl_of() and visible_to() on random people and cases."""

from __future__ import annotations

import random

import pytest
from django.utils import timezone

from core.units.enums import Role
from core.units.selectors import acl_tokens
from intranet.casework.models import Case, CaseAssist
from intranet.casework.search import acl_of, build, visible_ids
from portal.complaints.models import Contact
from search.viewers import Viewer
from tests.factories.accounts import user_with
from tests.factories.casework import cast, complaint_case

pytestmark = pytest.mark.django_db


def random_cases(dice, parts, people, count):
    units = [None, parts.district.sanitation, parts.district.greening, parts.district.street_centre, parts.district.street]
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
    places = list(vars(parts.district).values())
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


def test_index_never_holds_a_contact():
    parts = cast()
    case = complaint_case(parts)
    Contact.objects.create(complaint=case.complaint, name="王小河", phone="13800001234", email="wang@example.test")
    (record,) = build([case.pk])
    for secret in ("王小河", "13800001234", "wang@example.test"):
        assert secret not in repr(record)
