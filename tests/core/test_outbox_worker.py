"""Real worker processes: killed, stopped, doubled."""

from __future__ import annotations

import itertools
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.outbox.owners import new_owner, owner_is_gone
from tests.installations import Installation

LEAVE = """
    import sys
    from django.db import transaction
    from core.outbox.services import MessageDraft, emit_many
    with transaction.atomic():
        emit_many(MessageDraft(topic, {"n": f"{topic}-{n}"}) for topic in sys.argv[2:] for n in range(int(sys.argv[1])))
"""
STATES = """
    from collections import Counter
    from core.numbering.models import Counter as Numbers
    from core.outbox.models import OutboxMessage, WorkerHeartbeat
    print(dict(Counter(OutboxMessage.objects.values_list("state", flat=True))))
    print(Numbers.objects.filter(kind="probe").values_list("value", flat=True).first() or 0)
    print(WorkerHeartbeat.objects.count())
"""


@pytest.fixture
def probe(installation: Installation, tmp_path: Path) -> Installation:
    installation.settings = "tests.core.outbox_settings"
    installation.extra |= {"PROBE_LOG": str(tmp_path / "probe.log")}
    return installation


def lines(probe: Installation) -> list[str]:
    path = Path(probe.extra["PROBE_LOG"])
    return path.read_text().splitlines() if path.exists() else []


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def ended(probe: Installation) -> list[str]:
    return [line.removeprefix("end ") for line in lines(probe) if line.startswith("end ")]


def test_a_worker_killed_again_and_again_loses_nothing_and_repeats_no_atomic_effect(probe: Installation):
    probe.python(LEAVE, "25", "probe.slow", "probe.count", "probe.batch")
    for kill in range(4):
        before = len(lines(probe))
        worker = probe.start("worker", "--poll", "0.05")
        try:
            wait_for(lambda before=before, kill=kill: len(lines(probe)) > before + 3 + kill)  # type: ignore[misc]
        finally:
            worker.kill()
            worker.communicate()
    probe.run("worker", "--drain")
    states, count, _beats = probe.python(STATES).stdout.splitlines()
    assert states == "{'done': 75}"
    assert count == "25"
    expected = {f"{topic}-{n}" for topic in ("probe.slow", "probe.batch") for n in range(25)}
    assert set(ended(probe)) == expected


def test_sigterm_ends_after_the_message_in_hand_and_gives_the_others_back(probe: Installation):
    probe.extra["PROBE_SLEEP"] = "0.4"
    probe.python(LEAVE, "10", "probe.slow")
    worker = probe.start("worker", "--poll", "0.05")
    wait_for(lambda: "begin probe.slow-0" in lines(probe))
    worker.send_signal(signal.SIGTERM)
    _out, err = worker.communicate(timeout=20)
    assert worker.returncode == 0, err
    begun = [line for line in lines(probe) if line.startswith("begin ")]
    assert len(begun) == len(ended(probe)) < 10
    states, _count, beats = probe.python(STATES).stdout.splitlines()
    assert states == f"{{'done': {len(begun)}, 'pending': {10 - len(begun)}}}"
    assert beats == "0"


def test_two_workers_share_the_messages_and_never_run_a_job_at_once(probe: Installation):
    probe.extra["PROBE_JOB"] = "1"
    probe.python(LEAVE, "60", "probe.slow")
    workers = [probe.start("worker", "--poll", "0.05") for _worker in range(2)]
    try:
        wait_for(lambda: len(ended(probe)) >= 60 and sum(line.startswith("job-end") for line in lines(probe)) >= 3)
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        for worker in workers:
            worker.communicate(timeout=20)
    assert sorted(ended(probe)) == sorted(f"probe.slow-{n}" for n in range(60))
    runs = [line.split()[0] for line in lines(probe) if line.startswith("job-")]
    assert runs == ["job-begin", "job-end"] * (len(runs) // 2)
    starts = [float(line.split()[2]) for line in lines(probe) if line.startswith("job-begin")]
    # A second apart by the plan; the notes are written by processes that may be held up.
    assert all(later - earlier >= 0.4 for earlier, later in itertools.pairwise(starts))


def test_a_process_is_only_called_gone_when_that_is_sure():
    here = new_owner()
    host, space, _pid, token = here.split("/")
    assert not owner_is_gone(here)
    assert not owner_is_gone(f"{host}/other-space/999999/{token}")
    assert not owner_is_gone("nonsense")
    if space:
        assert owner_is_gone(f"{host}/{space}/4194305/{token}")
