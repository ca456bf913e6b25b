"""Every URL of both faces is asked by the leak matrix or is known to carry no record."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.urls import path

from tests.leaks.kinds import INTRANET, PORTAL, all_kinds
from tests.leaks.matrix import Matrix
from tests.leaks.urls import Pattern, claimed, excused, idle_excuses, patterns, unclaimed
from tests.leaks.world import NOW, settings_of_the_matrix, world_of


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[set[tuple[str, str]]]:
    """What the matrix asks, from one record of each kind and place."""
    logging.disable(logging.CRITICAL)
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOW, tick=False),
        settings_of_the_matrix(tmp_path_factory.mktemp("leaks")),
        world_of(roles=("handler",), places=("sanitation",)) as world,
    ):
        matrix = Matrix(world, all_kinds())
        matrix.build()
        yield claimed(matrix)
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def everything() -> list[Pattern]:
    return [*patterns(INTRANET), *patterns(PORTAL)]


def test_every_pattern_is_asked_or_excused(asked: set[tuple[str, str]], everything: list[Pattern]) -> None:
    assert len(everything) > 200
    missing = unclaimed(everything, asked)
    assert not missing, "\n".join(missing)


def test_no_excuse_is_left_over(everything: list[Pattern]) -> None:
    assert not idle_excuses(everything)


def test_a_new_pattern_fails_with_what_to_do(asked: set[tuple[str, str]]) -> None:
    """The check itself: a screen that nobody told the matrix about."""
    entry = path("cases/<int:pk>/gossip/", lambda request, pk: HttpResponse(), name="gossip")
    fresh = Pattern("intranet", str(entry.pattern), "intranet_casework:gossip", entry.callback, entry)
    (sentence,) = unclaimed([fresh], asked)
    assert "cases/<int:pk>/gossip/" in sentence
    assert "WITHOUT_RECORDS" in sentence
    assert "kinds_*.py" in sentence


def test_an_asked_pattern_needs_no_excuse(asked: set[tuple[str, str]], everything: list[Pattern]) -> None:
    """The case's own page is asked, and nothing excuses it."""
    (detail,) = [one for one in everything if one.name == "intranet_casework:detail"]
    assert (detail.face, detail.route) in asked
    assert not excused(detail)
