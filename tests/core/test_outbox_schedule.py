"""Jobs by time: when they run, who holds them, what a failure does."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from core.operations import standard_checks
from core.outbox.models import PeriodicRun
from core.outbox.registry import PERIODICS, periodic
from core.outbox.schedule import run_due_jobs

START = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture
def runs() -> Iterator[list[datetime.datetime]]:
    before = dict(PERIODICS)
    PERIODICS.clear()
    yield []
    PERIODICS.clear()
    PERIODICS.update(before)


@pytest.mark.django_db
def test_a_job_runs_at_its_interval_and_missed_runs_are_not_made_up(runs: list[datetime.datetime]):
    periodic("minute", 60)(runs.append)
    with time_machine.travel(START, tick=False) as clock:
        for seconds in (0, 30, 29, 1, 3600, 1, 60):
            clock.shift(seconds)
            run_due_jobs(owner="w", now=timezone.now())
    assert [int((run - START).total_seconds()) for run in runs] == [0, 60, 3660, 3721]


@pytest.mark.django_db
def test_a_job_held_by_another_worker_is_left_until_its_lease_ends(runs: list[datetime.datetime]):
    periodic("minute", 60, lease_seconds=300)(runs.append)
    with time_machine.travel(START, tick=False) as clock:
        PeriodicRun.objects.create(name="minute", next_at=START, lease_owner="other", lease_until=START + datetime.timedelta(seconds=300))
        assert run_due_jobs(owner="w", now=timezone.now()) == 0
        clock.shift(301)
        assert run_due_jobs(owner="w", now=timezone.now()) == 1


@pytest.mark.django_db
def test_a_failing_job_runs_again_and_shows_in_the_health_check(runs: list[datetime.datetime]):
    failing = [True]

    @periodic("job", 60)
    def job(now: datetime.datetime) -> None:
        if failing[0]:
            raise OSError("away")

    with time_machine.travel(START, tick=False) as clock:
        for _turn in range(3):
            run_due_jobs(owner="w", now=timezone.now())
            clock.shift(61)
        row = PeriodicRun.objects.get()
        assert (row.failures, row.last_error) == (3, "OSError: away")
        assert not standard_checks.check_jobs().ok
        failing[0] = False
        run_due_jobs(owner="w", now=timezone.now())
    row.refresh_from_db()
    assert (row.failures, row.last_error, row.lease_owner) == (0, "", "")
    assert standard_checks.check_jobs().ok


def test_a_name_stands_for_one_job(runs: list[datetime.datetime]):
    periodic("job", 60)(runs.append)
    with pytest.raises(ValueError, match="twice"):
        periodic("job", 60)(runs.append)
