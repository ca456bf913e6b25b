"""The only reader of environment variables.

Every setting an operator may give is one field of :class:`Env`. Unset means the embedded default
(SQLite, embedded search index, file cache, files under ``DATA_DIR``). A wrong value stops the start
with one sentence that says what to set; nothing falls back silently.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import environ
from cryptography.fernet import Fernet

BASE_DIR = Path(__file__).resolve().parent.parent
MODES = ("development", "production")


class ConfigurationError(SystemExit):
    """A setting is wrong: ends the process with exit code 1 and a sentence for the operator."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"Configuration error: {sentence}")
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys. ``field_keys`` encrypt personal data (first one writes, all of them read);
    ``code_key`` derives query codes from submission keys."""

    secret_key: str
    field_keys: tuple[str, ...]
    code_key: str


@dataclass(frozen=True, slots=True)
class Env:
    """All operator settings, typed and checked."""

    mode: str
    data_dir: Path
    database: dict[str, object]
    elasticsearch_url: str
    redis_url: str
    portal_port: int
    intranet_port: int
    portal_origin: str
    intranet_origin: str
    allowed_hosts: tuple[str, ...]
    trusted_proxies: int
    time_zone: str
    demo: bool
    email_url: str
    scan_command: tuple[str, ...]
    secrets: Secrets

    @property
    def production(self) -> bool:
        return self.mode == "production"


def load(source: Mapping[str, str] | None = None) -> Env:
    """Read and check the environment. Raises ConfigurationError with what to set."""
    given = os.environ if source is None else source
    mode = given.get("APP_MODE", "development")
    if mode not in MODES:
        raise ConfigurationError(f"APP_MODE is '{mode}'; set it to one of: {', '.join(MODES)}.")
    data_dir = _data_dir(given)
    portal_port = _port(given, "PORTAL_PORT", 8000)
    intranet_port = _port(given, "INTRANET_PORT", 8001)
    if portal_port == intranet_port:
        raise ConfigurationError("PORTAL_PORT and INTRANET_PORT are the same; set two different ports.")
    return Env(
        mode=mode,
        data_dir=data_dir,
        database=_database(given, data_dir),
        elasticsearch_url=_url(given, "ELASTICSEARCH_URL", ("http", "https")),
        redis_url=_url(given, "REDIS_URL", ("redis", "rediss", "unix")),
        portal_port=portal_port,
        intranet_port=intranet_port,
        portal_origin=_origin(given, "PORTAL_ORIGIN", portal_port),
        intranet_origin=_origin(given, "INTRANET_ORIGIN", intranet_port),
        allowed_hosts=_hosts(given, mode),
        trusted_proxies=_count(given, "TRUSTED_PROXIES", 0),
        time_zone=_zone(given),
        demo=_demo(given, mode),
        email_url=given.get("EMAIL_URL", ""),
        scan_command=_command(given, "SCAN_COMMAND"),
        secrets=_secrets(given, mode, data_dir),
    )


def _data_dir(given: Mapping[str, str]) -> Path:
    path = Path(given.get("DATA_DIR") or BASE_DIR / "data").expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"DATA_DIR '{path}' cannot be created ({error.strerror}); set DATA_DIR to a writable folder.") from error
    if not os.access(path, os.W_OK):
        raise ConfigurationError(f"DATA_DIR '{path}' is not writable; set DATA_DIR to a writable folder.")
    return path


def _database(given: Mapping[str, str], data_dir: Path) -> dict[str, object]:
    url = given.get("DATABASE_URL", "")
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_dir / "main.sqlite3")}
    scheme = urlsplit(url).scheme
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise ConfigurationError(
            f"DATABASE_URL starts with '{scheme}'; set it to sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME."
        )
    parsed: dict[str, object] = dict(environ.Env.db_url_config(url))
    if not parsed.get("NAME"):
        raise ConfigurationError("DATABASE_URL names no database; add its name after the last slash.")
    return parsed


def _url(given: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    url = given.get(name, "")
    if url and urlsplit(url).scheme not in schemes:
        raise ConfigurationError(f"{name} is '{url}'; set it to a URL that starts with {' or '.join(schemes)}://.")
    return url


def _origin(given: Mapping[str, str], name: str, port: int) -> str:
    origin = given.get(name) or f"http://localhost:{port}"
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ConfigurationError(f"{name} is '{origin}'; set it to scheme://host[:port] without a path.")
    return origin.rstrip("/")


def _port(given: Mapping[str, str], name: str, default: int) -> int:
    port = _count(given, name, default)
    if not 1 <= port <= 65535:
        raise ConfigurationError(f"{name} is {port}; set it to a port between 1 and 65535.")
    return port


def _count(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name) or str(default)
    if not text.isdecimal():
        raise ConfigurationError(f"{name} is '{text}'; set it to a whole number.")
    return int(text)


def _flag(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = given.get(name)
    if text is None or text == "":
        return default
    if text not in ("0", "1"):
        raise ConfigurationError(f"{name} is '{text}'; set it to 1 or 0.")
    return text == "1"


def _demo(given: Mapping[str, str], mode: str) -> bool:
    """The demo district's accounts have a printed password: never where real people are served."""
    demo = _flag(given, "DEMO", default=mode != "production")
    if demo and mode == "production":
        raise ConfigurationError("DEMO is 1; demo accounts are refused with APP_MODE=production: set DEMO=0 or leave it out.")
    return demo


def _command(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(given.get(name, "")))
    except ValueError as error:
        raise ConfigurationError(f"{name} is no command line ({error}); set it to a program and its arguments.") from error


def _hosts(given: Mapping[str, str], mode: str) -> tuple[str, ...]:
    hosts = tuple(part.strip() for part in given.get("ALLOWED_HOSTS", "").split(",") if part.strip())
    if mode == "production" and not hosts:
        raise ConfigurationError("ALLOWED_HOSTS is empty; in production set it to the host names, separated by commas.")
    return hosts or ("localhost", "127.0.0.1", "[::1]")


def _zone(given: Mapping[str, str]) -> str:
    zone = given.get("TIME_ZONE") or "Asia/Shanghai"
    if zone not in ("Asia/Shanghai", "Asia/Urumqi"):
        raise ConfigurationError(f"TIME_ZONE is '{zone}'; set it to Asia/Shanghai or Asia/Urumqi.")
    return zone


def _secrets(given: Mapping[str, str], mode: str, data_dir: Path) -> Secrets:
    names = ("SECRET_KEY", "FIELD_KEYS", "CODE_KEY")
    if mode == "production":
        missing = [name for name in names if not given.get(name)]
        if missing:
            raise ConfigurationError(f"{', '.join(missing)} not set; production needs them (SECURITY.md says how to make them).")
    stored = {} if all(given.get(name) for name in names) else _generated_secrets(data_dir)
    keys = tuple(part.strip() for part in (given.get("FIELD_KEYS") or stored["FIELD_KEYS"]).split(",") if part.strip())
    for key in keys:
        try:
            Fernet(key.encode())
        except ValueError as error:
            raise ConfigurationError("FIELD_KEYS holds a value that is no Fernet key; set it to 32 url-safe base64 bytes.") from error
    return Secrets(
        secret_key=given.get("SECRET_KEY") or stored["SECRET_KEY"],
        field_keys=keys,
        code_key=given.get("CODE_KEY") or stored["CODE_KEY"],
    )


def _generated_secrets(data_dir: Path) -> dict[str, str]:
    """Development only: made once and kept beside the data, so that encrypted rows stay readable."""
    path = data_dir / "secrets.json"
    if not path.exists():
        fresh = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_KEYS": Fernet.generate_key().decode(),
            "CODE_KEY": secrets.token_urlsafe(32),
        }
        draft = path.with_name(f"secrets.{os.getpid()}.tmp")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(fresh))
        try:
            os.link(draft, path)  # the first process to get here wins; the others read its keys
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    loaded: dict[str, str] = json.loads(path.read_text())
    return loaded


ENV = load()
