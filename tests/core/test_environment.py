"""The environment's settings: defaults that need nothing, and one sentence for whoever set something wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config.env import ConfigurationError, load

SECRETS = {"SECRET_KEY": "s" * 60, "CODE_KEY": "c" * 40, "FIELD_KEYS": Fernet.generate_key().decode()}
PRODUCTION = {"APP_MODE": "production", "ALLOWED_HOSTS": "cg.example"} | SECRETS


def test_nothing_set_is_the_embedded_default(tmp_path: Path) -> None:
    env = load({"DATA_DIR": str(tmp_path)})
    assert (env.portal_port, env.intranet_port, env.demo, env.production) == (8000, 8001, True, False)
    assert env.database == {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "main.sqlite3")}
    assert (env.elasticsearch_url, env.redis_url, env.email_url) == ("", "", "")
    assert load({"DATA_DIR": str(tmp_path)}).secrets == env.secrets, "keys made at the first start are kept"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"APP_MODE": "prod"}, "APP_MODE"),
        ({"PORTAL_PORT": "eighty"}, "PORTAL_PORT"),
        ({"PORTAL_PORT": "70000"}, "PORTAL_PORT"),
        ({"PORTAL_PORT": "8001"}, "two different ports"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgres://localhost"}, "DATABASE_URL"),
        ({"ELASTICSEARCH_URL": "localhost:9200"}, "ELASTICSEARCH_URL"),
        ({"REDIS_URL": "http://localhost"}, "REDIS_URL"),
        ({"PORTAL_ORIGIN": "cg.example"}, "PORTAL_ORIGIN"),
        ({"DEMO": "no"}, "DEMO"),
        ({"TRUSTED_PROXIES": "all"}, "TRUSTED_PROXIES"),
        ({"TIME_ZONE": "Beijing"}, "TIME_ZONE"),
        ({"SCAN_COMMAND": "clamdscan '"}, "SCAN_COMMAND"),
        (PRODUCTION | {"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        (PRODUCTION | {"SECRET_KEY": ""}, "SECRET_KEY"),
        (PRODUCTION | {"DEMO": "1"}, "DEMO"),
    ],
)
def test_a_wrong_value_stops_the_start_with_what_to_set(tmp_path: Path, given: dict[str, str], said: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        load({"DATA_DIR": str(tmp_path)} | given)
    assert isinstance(stopped.value, ConfigurationError)
    assert said in stopped.value.sentence


def test_production_has_no_demo_district_unless_somebody_asks_for_it(tmp_path: Path) -> None:
    assert load({"DATA_DIR": str(tmp_path)} | PRODUCTION).demo is False
