"""The sweeper: what a crash leaves is removed after a day, what is in use is not."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from core.files import blobs
from core.files.models import StoredFile
from core.files.services import (
    image_store,
)
from core.files.sweeping import sweep
from tests.factories import files as make
from tests.factories.files import files_root  # noqa: F401  (a fixture)

DAY = 24 * 3600

pytestmark = pytest.mark.usefixtures("files_root")


def age(path: Path, seconds: int) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


@pytest.mark.django_db
def test_the_sweeper_removes_only_old_leftovers() -> None:
    kept = make.StoredImageFactory()
    old_orphan, new_orphan = blobs.write(b"old orphan"), blobs.write(b"new orphan")
    folder = blobs.path_of(old_orphan).parent
    old_temp, new_temp = folder / f"{blobs.TEMP_PREFIX}old", folder / f"{blobs.TEMP_PREFIX}new"
    for path in (old_temp, new_temp):
        path.write_bytes(b"half")
    for path in (old_temp, blobs.path_of(old_orphan), blobs.path_of(kept.sha256), blobs.path_of(kept.thumbnail_sha256)):
        age(path, DAY + 60)

    before = sorted(blobs.entries())
    dry = sweep(dry_run=True)
    assert (dry.temp_files, dry.orphans, dry.freed_bytes) == (1, 1, 14)
    assert sorted(blobs.entries()) == before

    assert sweep(dry_run=False) == dry
    left = set(blobs.entries())
    assert old_temp not in left
    assert blobs.path_of(old_orphan) not in left
    assert {new_temp, blobs.path_of(new_orphan), blobs.path_of(kept.sha256), blobs.path_of(kept.thumbnail_sha256)} <= left
    assert sweep(dry_run=False).orphans == 0


@pytest.mark.django_db
def test_an_old_orphan_that_is_taken_into_use_stays() -> None:
    sha256 = blobs.write(b"again")
    age(blobs.path_of(sha256), 3 * DAY)
    blobs.write(b"again")
    assert sweep(dry_run=False).orphans == 0
    assert blobs.intact(sha256)


@pytest.mark.django_db
def test_the_sweeper_waits_for_a_writer() -> None:
    """A blob that a writer takes into use while the sweeper has already chosen it is looked at again."""
    sha256 = blobs.write(b"contested")
    path = blobs.path_of(sha256)
    age(path, 3 * DAY)
    with blobs.locked(shared=True):
        sweeper = threading.Thread(target=lambda: sweep_result.append(_sweep_one(path)))
        sweep_result: list[int] = []
        sweeper.start()
        time.sleep(0.2)
        assert path.exists()
        os.utime(path)
    sweeper.join(5)
    assert sweep_result == [0]
    assert path.exists()


def _sweep_one(path: Path) -> int:
    from core.files.sweeping import _remove

    return _remove(path, time.time() - DAY, dry_run=False)


@pytest.mark.django_db
def test_the_command_says_what_it_would_do_and_reports_missing_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    age(blobs.path_of(blobs.write(b"orphan")), 2 * DAY)
    call_command("files_sweep", "--dry-run")
    assert "无主文件 1 个" in capsys.readouterr().out
    call_command("files_sweep")
    assert list(blobs.entries()) == []
    file = make.StoredImageFactory()
    blobs.path_of(file.sha256).unlink()
    with pytest.raises(CommandError, match="缺失 1 个"):
        call_command("files_sweep")


@pytest.mark.django_db
def test_an_undone_transaction_leaves_blobs_that_the_sweeper_finds() -> None:
    with transaction.atomic():
        image_store(upload=make.upload(make.photo()), by=None)
        transaction.set_rollback(True)
    assert not StoredFile.objects.exists()
    for path in blobs.entries():
        age(path, 2 * DAY)
    assert sweep(dry_run=False).orphans == 2
