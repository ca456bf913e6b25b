"""The chain of records: causes before, consequences after, nothing of what a person may not see."""

from __future__ import annotations

import itertools

import pytest
from django.db import transaction

from core.transactions import TransactionRequired
from core.units.refs import subject_ref
from intranet.casework.models import Case
from intranet.records.models import RecordLink
from intranet.records.selectors import causes_of, chain_of, consequences_of
from intranet.records.services import link_add
from tests.factories.casework import Cast, cast, complaint_case, patrol_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts(db) -> Cast:
    return cast()


def numbers(groups, place):
    return [line.number for group in groups if group.place == place for line in group.lines]


def linked(*cases: Case) -> None:
    for cause, consequence in itertools.pairwise(cases):
        link_add(cause=cause, consequence=consequence)


def test_a_chain_goes_both_ways_and_leaves_siblings_out(parts):
    office = parts.people["office_clerk"]
    first, middle, last, sibling = (patrol_case(parts) for _ in range(4))
    linked(first, middle, last)
    linked(first, sibling)
    groups = chain_of(middle, office)
    assert numbers(groups, "before") == [first.number]
    assert numbers(groups, "self") == [middle.number]
    assert numbers(groups, "after") == [last.number]
    assert causes_of(middle) == [subject_ref(first)]
    assert set(consequences_of(first)) == {subject_ref(middle), subject_ref(sibling)}


def test_what_a_person_may_not_see_ends_the_way(parts):
    first, hidden, last = (patrol_case(parts) for _ in range(3))
    linked(first, hidden, last)
    Case.objects.filter(pk__in=[first.pk, last.pk]).update(lead_unit=parts.district.greening)
    groups = chain_of(first, parts.people["other_handler"])
    assert numbers(groups, "self") == [first.number]
    assert numbers(groups, "after") == []


def test_a_circle_ends(parts):
    office = parts.people["office_clerk"]
    first, second = patrol_case(parts), patrol_case(parts)
    linked(first, second, first)
    groups = chain_of(first, office)
    assert numbers(groups, "after") == [second.number]


def test_said_twice_is_once(parts):
    first, second = patrol_case(parts), patrol_case(parts)
    linked(first, second)
    linked(first, second)
    assert RecordLink.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_link_needs_the_transaction_of_its_act(parts):
    first = patrol_case(parts)
    with pytest.raises(TransactionRequired):
        link_add(cause=first, consequence=first)
    with transaction.atomic():
        link_add(cause=first, consequence=first)


def test_a_chain_costs_the_same_however_many_records(parts, django_assert_max_num_queries):
    office = parts.people["office_clerk"]
    cases = [patrol_case(parts) for _ in range(20)]
    linked(cases[0], cases[1])
    for case in cases[2:]:
        linked(cases[1], case)
    chain_of(cases[0], office)
    with django_assert_max_num_queries(20):
        groups = chain_of(cases[0], office)
    after = next(group for group in groups if group.place == "after")
    assert len(after.lines) + after.more == 19


def test_a_case_comes_of_its_complaint_and_a_merged_one_leads_to_its_parent(parts):
    office = parts.people["office_clerk"]
    parent, child = complaint_case(parts), complaint_case(parts)
    Case.objects.filter(pk=child.pk).update(parent=parent)
    before = [group for group in chain_of(parent, office) if group.place == "before"]
    assert [group.kind.kind for group in before] == ["portal_complaints.complaint", "intranet_casework.case"]
    assert [[line.number for line in group.lines] for group in before] == [[child.number, parent.number], [child.number]]
