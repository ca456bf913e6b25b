"""The letter's screens: composing each kind, receipts and answers, files, deadline, papers, malformed input."""

from __future__ import annotations

import datetime

import pytest

from intranet.sharing.enums import LetterKind as K
from intranet.sharing.enums import LetterState as S
from intranet.sharing.models import Letter
from tests.factories.accounts import client_for
from tests.factories.sharing import desk, facts_for, letter_in, paper, reachable, sides_of

pytestmark = pytest.mark.django_db


def typed(parts, kind) -> dict:
    """What a person fills in for a kind."""
    sides = sides_of(parts, kind)
    data = {"title": "关于望河路12号情况的函", "sender_unit": sides.sender.pk}
    many = kind in (K.CIRCULATION, K.JOINT_ENFORCEMENT)
    data["recipients"] = [unit.pk for unit in sides.recipients] if many else sides.recipients[0].pk
    for name, value in facts_for(parts, kind).items():
        if value not in (None, False, ""):
            data[name] = getattr(value, "pk", "on" if value is True else value)
    return data


@pytest.mark.parametrize("kind", K.values)
def test_every_kind_is_composed_by_its_form(kind):
    parts = desk()
    client = client_for(parts.people[sides_of(parts, kind).writer])
    page = client.get(f"/letters/new/{kind}/")
    assert page.status_code == 200
    answer = client.post(f"/letters/new/{kind}/", typed(parts, kind) | {"files": paper()})
    assert answer.status_code == 302, answer.context["form"].errors
    letter = Letter.objects.get()
    assert (letter.kind, letter.state, letter.number) == (kind, S.DRAFT, "")
    for name, value in facts_for(parts, kind).items():
        stored = getattr(letter, name, letter.details.get(name)) if name not in ("approval_kind", "permit_no") else value
        if name in ("valid_from", "valid_until", "issuing_unit"):
            stored = getattr(letter.approval, name)
        if isinstance(stored, datetime.date):
            stored, value = stored.isoformat(), str(value)
        assert stored == value, name
    shown = client.get(answer["Location"]).content.decode()
    assert "材料清单.txt" in shown
    for state in reachable(kind):
        other = letter_in(parts, kind, state)
        for page in ("", "deadline/", "panel/", "print/"):
            assert client.get(f"/letters/{other.pk}/{page}").status_code == 200, (state, page)
