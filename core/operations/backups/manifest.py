"""The list of what a backup holds, with hashes. It is written last: a folder without it is no backup."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.operations.backups.errors import BackupError
from core.privacy.ciphers import fingerprint

NAME = "manifest.json"
FORMAT = 1
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the backup; ``path`` is relative to its folder."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """``rows`` counts every table's rows in the copied database, ``migrations`` names the last one of each app.

    ``keys`` are fingerprints of the keys without which the copy cannot be read; the keys themselves are not in it.
    """

    created_at: str
    engine: str
    database: Item
    files: tuple[Item, ...]
    rows: dict[str, int]
    migrations: dict[str, list[str]]
    audit_number: int
    audit_hash: str
    keys: dict[str, list[str]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def size(self) -> int:
        return self.database.size + sum(item.size for item in self.files)


def key_fingerprints() -> dict[str, list[str]]:
    """Names of the keys in use."""
    return {"field_keys": [fingerprint(key) for key in settings.FIELD_KEYS], "code_key": [fingerprint(settings.CODE_KEY)]}


def hash_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file, read in pieces."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it durably."""
    text = json.dumps(dataclasses.asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    with (folder / NAME).open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupError for a folder that holds no complete backup."""
    try:
        raw: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BackupError(_("%(folder)s 中没有完整的备份（缺少 manifest.json）。") % {"folder": folder}) from error
    except (OSError, ValueError) as error:
        raise BackupError(_("无法读取 %(folder)s 中的 manifest.json。") % {"folder": folder}) from error
    if raw.get("format") != FORMAT:
        raise BackupError(_("备份格式 %(format)s 不受支持。") % {"format": raw.get("format")})
    try:
        raw["database"] = Item(**raw["database"])
        raw["files"] = tuple(Item(**item) for item in raw["files"])
        manifest = Manifest(**raw)
    except (KeyError, TypeError) as error:
        raise BackupError(_("manifest.json 的内容不完整。")) from error
    for item in (manifest.database, *manifest.files):
        if Path(item.path).is_absolute() or ".." in Path(item.path).parts:
            raise BackupError(_("manifest.json 中有不安全的路径：%(path)s") % {"path": item.path})
    return manifest
