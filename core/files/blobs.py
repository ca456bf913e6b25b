"""The bytes on disk: FILES_ROOT/ab/ab12…, named by their SHA-256.

A blob is complete and on the platter before its name exists (temp file, fsync, rename, fsync of the
folder), and exists before the database row that names it. A crash in between leaves a temp file or an
orphan, never a row without bytes; files_sweep removes both after a day.

Writers hold a shared lock while they give a blob its name, the sweeper an exclusive one while it looks
again and removes: a blob that is being taken into use cannot vanish under its writer.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

TEMP_PREFIX = "incoming-"
_CHUNK = 1024 * 1024


def root() -> Path:
    """The folder of all blobs."""
    return Path(settings.FILES_ROOT)


def path_of(sha256: str) -> Path:
    """Where a blob lies. Raises ValueError for anything that is not a SHA-256 in hex."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256")
    return root() / sha256[:2] / sha256


def write(data: bytes) -> str:
    """Store bytes durably; the same bytes twice are one blob. Returns the SHA-256. Raises OSError (disk full)."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(sha256)
    _make_folder(target.parent)
    if _refresh(target, len(data)):
        return sha256
    handle, name = tempfile.mkstemp(prefix=TEMP_PREFIX, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o640)
        with locked(shared=True):
            os.replace(name, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)
    return sha256


def open_blob(sha256: str) -> BinaryIO:
    """The blob for reading. Raises FileNotFoundError."""
    return path_of(sha256).open("rb")


def intact(sha256: str) -> bool:
    """Whether the blob is there and its bytes still have this hash (backup and reconcile use it)."""
    digest = hashlib.sha256()
    try:
        with open_blob(sha256) as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == sha256


def entries() -> Iterator[Path]:
    """Every file of the store, temp files included."""
    if not root().is_dir():
        return
    for folder in sorted(root().iterdir()):
        if folder.is_dir() and len(folder.name) == 2:
            yield from sorted(folder.iterdir())


@contextmanager
def locked(*, shared: bool) -> Iterator[None]:
    """The store's lock: shared for naming a blob, exclusive for removing one. Held for moments only."""
    _make_folder(root())
    with (root() / ".lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


def _refresh(target: Path, size: int) -> bool:
    """Take an existing blob into use: a new time keeps the sweeper away from it for another day."""
    with locked(shared=True):
        try:
            if target.stat().st_size != size:
                return False
            os.utime(target)
        except FileNotFoundError:
            return False
    # Whoever wrote it may have died before the folder was synced.
    _sync_folder(target.parent)
    return True


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
