"""The demo's letters: every kind, every state, in true order, the same for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone

from core.workflow.models import Step
from intranet.demo import sharing
from intranet.demo.frame import frame_load, units_by_key
from intranet.demo.sharing import letters_load
from intranet.sharing.enums import LetterKind, LetterState
from intranet.sharing.models import Letter

pytestmark = pytest.mark.django_db


class Undo(Exception):
    """Takes a story back."""


def story() -> list[tuple[str, str, str, str]]:
    return list(Letter.objects.order_by("created_at", "title").values_list("kind", "title", "state", "number"))


def test_a_year_of_letters():
    now = timezone.now()
    frame_load(timezone.localdate(now))
    assert letters_load(units=units_by_key(), seed=7, now=now) >= 150
    kinds = Counter(Letter.objects.values_list("kind", flat=True))
    assert set(kinds) == set(LetterKind.values)
    assert min(kinds.values()) >= 10
    assert set(Letter.objects.values_list("state", flat=True)) == set(LetterState.values)
    steps = list(Step.objects.filter(subject_kind="intranet_sharing.letter").order_by("id").values_list("at", flat=True))
    assert steps == sorted(steps)
    assert steps[-1] <= now


def test_the_same_seed_tells_the_same_story(monkeypatch):
    monkeypatch.setattr(sharing, "TOTAL", dict.fromkeys(sharing.TOTAL, 2))
    monkeypatch.setattr(sharing, "CIRCULATIONS", 2)
    monkeypatch.setattr(sharing, "OWING", ())
    now = timezone.now()
    frame_load(timezone.localdate(now))
    stories = []
    for _turn in range(2):
        try:
            with transaction.atomic():
                letters_load(units=units_by_key(), seed=7, now=now)
                stories.append(story())
                raise Undo
        except Undo:
            pass
    assert stories[0] == stories[1]
    assert len(stories[0]) >= 12
