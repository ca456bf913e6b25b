"""Backups: taken while others write, checked, put back, refused when they would do harm."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from core.operations.backups.hooks import after_restore, restore_hooks
from tests.core.backup_filling import FILL, STATE, WRITE_ON
from tests.installations import Installation
from tests.postgres import create_database, drop_database


def state_of(installation: Installation) -> dict[str, Any]:
    return dict(json.loads(installation.python(STATE).stdout.splitlines()[-1]))


def call(installation: Installation, *arguments: str, code: int = 0) -> dict[str, Any]:
    done = installation.run(*arguments, "--json", check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture
def filled(installation: Installation) -> Installation:
    installation.python(FILL)
    return installation


@pytest.fixture
def backup(sqlite_installation: Installation) -> tuple[Installation, Path]:
    """A filled SQLite installation and a backup of it."""
    sqlite_installation.python(FILL)
    return sqlite_installation, Path(call(sqlite_installation, "backup")["folder"])


def emptied(installation: Installation, request: pytest.FixtureRequest, tmp_path: Path, migrated: Path | None = None) -> Installation:
    """Another installation with the same keys and nothing in it."""
    data_dir = tmp_path / "other"
    data_dir.mkdir()
    shutil.copy(installation.data_dir / "secrets.json", data_dir / "secrets.json")
    if "DATABASE_URL" not in installation.extra:
        return Installation(data_dir)
    server: str = request.getfixturevalue("postgres_server")
    url = create_database(server)
    request.addfinalizer(lambda: drop_database(server, url))
    return Installation(data_dir, extra={"DATABASE_URL": url})


def test_a_backup_taken_while_others_write_comes_back_whole(filled: Installation, request: pytest.FixtureRequest, tmp_path: Path):
    before = state_of(filled)
    planned = call(filled, "backup", "--dry-run")
    assert planned["files"] == len(before["files"])
    assert not (filled.data_dir / "backups").exists()
    writer = filled.start_python(WRITE_ON)
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        made = call(filled, "backup", "--to", str(tmp_path / "copies"))
    finally:
        writer.kill()
        writer.communicate()
    folder = Path(made["folder"])
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert not any("incoming" in item["path"] or "secrets" in item["path"] for item in manifest["files"])
    keys = json.loads((filled.data_dir / "secrets.json").read_text())
    assert all(
        secret not in path.read_bytes().decode("latin-1") for secret in keys.values() for path in folder.rglob("*") if path.is_file()
    )

    other = emptied(filled, request, tmp_path)
    checked = call(other, "restore", "--from", str(folder), "--dry-run")
    assert checked["files"] == len(before["files"]) + 1
    assert not (other.data_dir / "files").exists()
    done = call(other, "restore", "--from", str(folder), "--verify")
    assert done["problems"] == []
    after = state_of(other)
    assert after["files"] == before["files"]
    assert after["users"] == ["someone"]
    assert after["messages"] == 50
    assert after["pairs"] == after["pair_messages"] >= 5
    assert after["last"] == "operations.restore"
    other.run("audit_verify")
    assert state_of(filled)["backups"] == 1
    filled.run("audit_verify")


def test_a_restore_over_data_must_be_asked_for_and_brings_the_old_state_back(backup: tuple[Installation, Path]):
    installation, folder = backup
    before = state_of(installation)
    installation.python(FILL.replace("blob {number}", "later {number}").replace('"someone"', '"later"'))
    refused = call(installation, "restore", "--from", str(folder), code=1)
    assert "--overwrite" in refused["problem"]
    assert "later" in state_of(installation)["users"]
    blob = installation.data_dir / before["files"][0]
    blob.write_bytes(b"damaged")
    (installation.data_dir / before["files"][1]).unlink()
    done = call(installation, "restore", "--from", str(folder), "--overwrite", "--verify")
    assert done["problems"] == []
    assert (done["files_written"], done["files_present"]) == (3, 39)
    after = state_of(installation)
    assert after["users"] == before["users"]
    assert after["entries"] == before["entries"]
    assert set(before["files"]) <= set(after["files"])
    installation.run("audit_verify")
    assert list(installation.data_dir.glob("audit-heads.log.before-*"))


def test_a_running_worker_stops_a_restore(backup: tuple[Installation, Path]):
    installation, folder = backup
    installation.python("""
        from django.utils import timezone
        from core.outbox.models import WorkerHeartbeat
        WorkerHeartbeat.objects.create(owner="w", started_at=timezone.now(), beat_at=timezone.now())
    """)
    assert "停止" in call(installation, "restore", "--from", str(folder), "--overwrite", code=1)["problem"]


def harmed(folder: Path, harm: str) -> Path:
    """A copy of the backup with one fault."""
    copy = folder.with_name(f"harm-{harm}")
    shutil.copytree(folder, copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    victim = copy / manifest["files"][5]["path"]
    if harm == "blob":
        victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    elif harm == "gone":
        victim.unlink()
    elif harm == "database":
        with (copy / "database.sqlite3").open("r+b") as stream:
            stream.seek(50_000)
            stream.write(b"\xff" * 100)
    elif harm == "path":
        manifest["files"][0]["path"] = "files/../../outside"
    elif harm == "format":
        manifest["format"] = 99
    elif harm == "incomplete":
        del manifest["database"]
    (copy / "manifest.json").write_text(json.dumps(manifest)[: 40 if harm == "torn" else None])
    if harm == "none":
        (copy / "manifest.json").unlink()
    return copy


RESTORE_EACH = """
    import json, sys
    from django.core.management import CommandError, call_command
    told = {}
    for folder in sys.argv[1:]:
        try:
            call_command("restore", "--from", folder, "--overwrite", "--no-progress")
            told[folder] = ""
        except CommandError as error:
            told[folder] = str(error)
    print(json.dumps(told))
"""


def test_a_damaged_backup_is_refused_before_anything_is_written(backup: tuple[Installation, Path]):
    installation, folder = backup
    harms = ("blob", "gone", "database", "path", "format", "incomplete", "torn", "none")
    folders = [str(harmed(folder, harm)) for harm in harms]
    before = state_of(installation)
    told = json.loads(installation.python(RESTORE_EACH, *folders).stdout.splitlines()[-1])
    assert all(told[folder] for folder in folders), told
    assert "不安全的路径" in told[folders[3]]
    assert state_of(installation) == before


def test_a_database_damaged_inside_is_noticed_even_when_its_hash_fits(backup: tuple[Installation, Path]):
    installation, folder = backup
    copy = folder / "database.sqlite3"
    link = sqlite3.connect(copy)
    link.execute("PRAGMA foreign_keys = OFF")
    link.execute("INSERT INTO core_units_roleassignment (user_id, role, unit_id) VALUES (4711, 'handler', 4712)")
    link.commit()
    link.close()
    manifest = json.loads((folder / "manifest.json").read_text())
    from core.operations.backups.manifest import hash_of

    manifest["database"]["sha256"], manifest["database"]["size"] = hash_of(copy)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert "外键" in call(installation, "restore", "--from", str(folder), "--dry-run", code=1)["problem"]


def test_missing_keys_and_newer_versions_are_refused(backup: tuple[Installation, Path]):
    installation, folder = backup
    stranger = Installation(installation.data_dir, extra={"CODE_KEY": "another-code-key"})
    assert "CODE_KEY" in call(stranger, "restore", "--from", str(folder), "--dry-run", code=1)["problem"]
    assert call(stranger, "restore", "--from", str(folder), "--dry-run", "--allow-missing-keys")["ok"]
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["migrations"]["core_audit"].append("0099_from_the_future")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert "0099_from_the_future" in call(installation, "restore", "--from", str(folder), "--dry-run", code=1)["problem"]


def test_a_blob_damaged_before_the_backup_is_told(sqlite_installation: Installation):
    sqlite_installation.python(FILL)
    blob = next(path for path in (sqlite_installation.data_dir / "files").rglob("*") if len(path.name) == 64)
    blob.write_bytes(b"rotten")
    told = call(sqlite_installation, "backup", code=1)
    assert told["damaged"] == [f"files/{blob.parent.name}/{blob.name}"]
    assert (Path(told["folder"]) / "manifest.json").exists()


def test_old_backups_go_when_asked_and_half_ones_are_left_alone(sqlite_installation: Installation):
    folder = sqlite_installation.data_dir / "backups"
    for name in ("20250101-000000", "20250102-000000"):
        (folder / name).mkdir(parents=True)
        (folder / name / "manifest.json").write_text("{}")
    (folder / "20250103-000000").mkdir()
    made = call(sqlite_installation, "backup", "--keep", "2")
    assert [Path(path).name for path in made["removed"]] == ["20250101-000000"]
    assert (folder / "20250103-000000").exists()


def test_an_unwritable_target_leaves_nothing_behind(sqlite_installation: Installation, tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    told = call(sqlite_installation, "backup", "--to", str(blocked / "inside"), code=1)
    assert "无法写入" in told["problem"]


def test_restore_hooks_are_named_once():
    assert "probe" not in restore_hooks()
    after_restore("probe", lambda: None)
    with pytest.raises(ValueError, match="twice"):
        after_restore("probe", lambda: None)
    from core.operations.backups import hooks

    hooks._HOOKS.pop("probe")
