"""compose.yaml read by compose's own parser: every service complete, the portal with a database role of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
SECRETS = ("SECRET_KEY", "FIELD_KEYS", "CODE_KEY", "DB_PASSWORD", "PORTAL_DB_PASSWORD", "ALLOWED_HOSTS", "PORTAL_ORIGIN", "INTRANET_ORIGIN")


def parser() -> list[str]:
    """The plugin of docker, or the older program of the same file format."""
    if shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0:
        return ["docker", "compose"]
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail("compose's parser is required (docker compose or docker-compose)")
    pytest.skip("needs docker compose or docker-compose")


def parsed(tmp_path: Path, without: str = "") -> subprocess.CompletedProcess[str]:
    values = tmp_path / "values"
    values.write_text("".join(f"{name}=value-of-{name.lower()}\n" for name in SECRETS if name != without))
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [*parser(), "-f", str(ROOT / "compose.yaml"), "--project-directory", str(ROOT), "--env-file", str(values), "config"]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=kept)


def services(tmp_path: Path) -> dict[str, dict[str, object]]:
    done = parsed(tmp_path)
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout)["services"]


def test_every_process_is_there_and_the_portal_has_its_own_role(tmp_path):
    found = services(tmp_path)
    assert set(found) == {"migrate", "portal", "intranet", "worker", "proxy", "database", "elasticsearch", "redis"}
    address = {name: str(found[name]["environment"].get("DATABASE_URL", "")) for name in ("portal", "intranet", "worker", "migrate")}
    assert address["portal"].startswith("postgres://committee_portal:value-of-portal_db_password@")
    assert address["intranet"] == address["worker"] == address["migrate"]
    assert "committee_portal" not in address["intranet"]
    assert "PORTAL_DB_PASSWORD" not in found["intranet"]["environment"]
    assert "portal_grants --role committee_portal" in json.dumps(found["migrate"]["command"])
    assert [name for name in found if "ports" in found[name]] == ["proxy"], "only the proxy is reached from outside"


@pytest.mark.parametrize("missing", SECRETS)
def test_a_missing_secret_is_named(tmp_path, missing):
    done = parsed(tmp_path, without=missing)
    assert done.returncode != 0
    assert missing in done.stderr
