"""kinds × units × roles × channels: nobody learns of a record that is not his to know."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from core.units.enums import Role
from tests.leaks.comparing import build_and_compare
from tests.leaks.editor import editors
from tests.leaks.kinds import all_kinds
from tests.leaks.matrix import Matrix
from tests.leaks.public import publics
from tests.leaks.searching import deliver, searches
from tests.leaks.telling import tellings
from tests.leaks.world import NOW, POST_PLACES, settings_of_the_matrix, world_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("leaks")]
LEAST_PROBES = 20_000
# A kind must be seen somewhere by somebody in each of these, or the channel proves nothing about it.
SEEN_IN = ("pages", "addresses")


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """The whole run, once: records are made in turn and compared, then every channel is asked."""
    logging.disable(logging.CRITICAL)
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOW, tick=False),
        settings_of_the_matrix(tmp_path_factory.mktemp("leaks")),
        world_of() as world,
    ):
        made = Matrix(world, all_kinds())
        build_and_compare(made)
        deliver(made)
        made.lists()
        made.addresses()
        made.crossings()
        searches(made)
        tellings(made)
        publics(made)
        editors(made)
        yield made
    logging.disable(logging.NOTSET)


def test_nobody_learns_of_a_hidden_record(matrix: Matrix) -> None:
    assert not matrix.report.leaks, "\n".join([f"{len(matrix.report.leaks)} leaks", *matrix.report.leaks[:40]])


def test_who_may_see_a_record_sees_it(matrix: Matrix) -> None:
    assert not matrix.report.hidden, "\n".join([f"{len(matrix.report.hidden)} denials", *matrix.report.hidden[:40]])


def test_the_matrix_is_large(matrix: Matrix, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{matrix.report.table()}")
    assert matrix.report.total >= LEAST_PROBES
    assert len(matrix.world.posts) >= len(Role.values) * len(POST_PLACES)


def test_the_matrix_is_not_blind(matrix: Matrix) -> None:
    """Every kind is seen by somebody in the channels that show it, and searched kinds are found."""
    unseen = []
    for kind in matrix.kinds:
        if kind.pages(matrix.world) and not matrix.report.seen["pages", kind.name]:
            unseen.append(f"{kind.name}: on none of its pages by anybody")
        if kind.searched and not matrix.report.seen["search", kind.name]:
            unseen.append(f"{kind.name}: in no search")
        shown = any(address.shows for record in matrix.records if record.kind is kind for address in kind.addresses(record))
        if shown and not matrix.report.seen["addresses", kind.name]:
            unseen.append(f"{kind.name}: at none of its addresses by anybody")
    assert not unseen, "\n".join(unseen)
    for channel in ("compared", "crossed", "notices", "mails", "portal", "editor"):
        assert any(found == channel for found, _kind in matrix.report.probes), f"nothing was asked in {channel}"


def test_every_kind_is_asked_by_every_role_and_from_every_place(matrix: Matrix) -> None:
    missing = []
    for kind in matrix.kinds:
        if not any(True for record in matrix.records if record.kind is kind for _address in kind.addresses(record)):
            continue
        roles = {role for name, role, _place in matrix.asked if name == kind.name}
        places = {place for name, _role, place in matrix.asked if name == kind.name}
        missing += [f"{kind.name}: role {role}" for role in set(Role.values) - roles]
        missing += [f"{kind.name}: place {place}" for place in set(POST_PLACES) - places]
    assert not missing, "\n".join(sorted(missing))
