"""What the index lets through is what the register shows: acl_of() and visible_to() on random people and letters."""

from __future__ import annotations

import random

import pytest
from django.utils import timezone

from core.units.enums import Role
from core.units.selectors import acl_tokens
from intranet.sharing.enums import LetterKind as K
from intranet.sharing.enums import LetterState as S
from intranet.sharing.managers import lead_unit_id
from intranet.sharing.models import Letter, LetterRecipient
from intranet.sharing.search import acl_of, all_ids, build, visible_ids
from search.viewers import Viewer
from tests.factories.accounts import user_with
from tests.factories.sharing import desk, do, draft, letter_in

pytestmark = pytest.mark.django_db


def random_letters(dice, parts, units, count):
    now = timezone.now()
    for index in range(count):
        sent = dice.random() < 0.8
        letter = Letter.objects.create(
            kind=dice.choice(K.values), number=f"云〔2026〕{index}号" if sent else "", title="函", sender_unit=dice.choice(units),
            author=parts.people["writer"], state=S.SENT if sent else S.DRAFT, state_since=now, created_at=now, sent_at=now if sent else None,
        )  # fmt: skip
        for unit in dice.sample(units, dice.randrange(1, 4)):
            LetterRecipient.objects.create(letter=letter, unit=unit, sent_at=now if sent and dice.random() < 0.9 else None)


@pytest.mark.parametrize("seed", range(4))
def test_index_and_register_agree(seed):
    dice = random.Random(seed)
    parts = desk()
    units = [*vars(parts.district).values(), parts.lead, parts.squad]
    people = [*parts.people.values(), *(user_with(dice.choice(Role.values), dice.choice(units)) for _ in range(12)), user_with()]
    random_letters(dice, parts, units, 60)
    letters = list(Letter.objects.prefetch_related("recipients"))
    lead = lead_unit_id()
    parted = 0
    for user in people:
        tokens = acl_tokens(user)
        by_index = {letter.pk for letter in letters if acl_of(letter, lead) & tokens}
        by_list = set(Letter.objects.sent().visible_to(user).values_list("pk", flat=True))
        assert by_index == by_list, user.display_name
        assert set(visible_ids(Viewer(user=user, tokens=tokens), [letter.pk for letter in letters])) == by_list
        parted += len(by_list) not in (0, len(letters))
    assert parted >= 5  # people who see a part: otherwise the comparison proves nothing
    assert {pk for pk, _version in all_ids()} == {letter.pk for letter in letters if letter.sent_at}


def test_posts_of_the_centres_see_no_letters():
    parts = desk()
    for kind in K.values:
        letter_in(parts, kind, S.SENT)
    for who in ("acceptor", "supervisor", "shift_leader", "dispatcher", "publisher", "sysadmin", "auditor"):
        assert not Letter.objects.visible_to(parts.people[who]).exists(), who


def test_draft_is_seen_by_the_sender_unit_alone():
    parts = desk()
    letter = draft(parts, K.WRITTEN_TRANSFER)
    seen = {name for name, user in parts.people.items() if Letter.objects.visible_to(user).filter(pk=letter.pk).exists()}
    assert seen == {"writer", "liaison", "head"}
    assert list(build([letter.pk])) == []


def test_index_holds_facts_answers_and_number():
    parts = desk()
    letter = do(parts, letter_in(parts, K.ASSIST_REQUEST, S.RECEIVED), "writer", "reply_assist", opinion="附平面图一张")
    (record,) = build([letter.pk])
    for words in ("平面图", "属于擅自占用道路", "占道审批文件", "望河路12号"):
        assert words in record.body, words
    assert record.number == letter.number
    assert dict(all_ids())[letter.pk] == record.version
