"""Copying the stored files out and in."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from core.audit.heads import heads_path
from core.operations.backups.manifest import CHUNK, Item, hash_of

Advance = Callable[[int], None]
BLOBS = "files"
MEDIA = "media"
HEADS = "audit-heads.log"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the installation and its place in a backup."""

    path: Path
    name: str


def roots() -> dict[str, Path]:
    """Folders that a backup takes along, by their name in it."""
    return {BLOBS: Path(settings.FILES_ROOT), MEDIA: Path(settings.MEDIA_ROOT)}


def sources() -> Iterator[Source]:
    """Every stored file. Uploads that are still coming in and the store's lock are left out."""
    for name, root in roots().items():
        if root.is_dir():
            for path in sorted(root.rglob("*")):
                if path.is_file() and not path.is_symlink() and not path.name.startswith(("incoming-", ".")):
                    yield Source(path, f"{name}/{path.relative_to(root).as_posix()}")


def heads_source() -> Source:
    """The audit's daily heads. Copied before the database: a head noted in between would be ahead of the copy."""
    return Source(heads_path(), HEADS)


def copy_out(source: Source, folder: Path) -> Item | None:
    """Copy one file into a backup, hashing on the way. None when it was tidied away meanwhile."""
    target = folder / source.name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with source.path.open("rb") as stream, target.open("wb") as copy:
            while piece := stream.read(CHUNK):
                digest.update(piece)
                copy.write(piece)
                size += len(piece)
    except FileNotFoundError:
        return None
    return Item(source.name, digest.hexdigest(), size)


def damaged_blob(item: Item) -> bool:
    """Blobs are named by their hash: one that differs was damaged before it was copied."""
    path = Path(item.path)
    return path.parts[0] == BLOBS and len(path.name) == 64 and path.name != item.sha256


def is_intact(item: Item, folder: Path) -> bool:
    """Whether the backup's file is there with its recorded bytes."""
    path = folder / item.path
    return path.is_file() and hash_of(path) == (item.sha256, item.size)


def copy_in(item: Item, folder: Path) -> bool:
    """Put one file of a backup in its place. False when the same bytes are there already."""
    target = place_of(item)
    if target.is_file() and target.stat().st_size == item.size and hash_of(target)[0] == item.sha256:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"incoming-{target.name}")
    shutil.copyfile(folder / item.path, draft)
    os.chmod(draft, 0o640)
    os.replace(draft, target)
    return True


def place_of(item: Item) -> Path:
    """Where a backup's file belongs in this installation."""
    if item.path == HEADS:
        return heads_path()
    top, _slash, rest = item.path.partition("/")
    return roots()[top] / rest
