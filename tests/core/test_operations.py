"""Health answers, the command base, the first administrator."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import CommandParser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.audit.models import AuditEntry
from core.commands import OperationCommand, Outcome, Progress
from core.operations import checks, standard_checks
from core.operations.checks import CheckResult, register_check
from core.outbox.models import OutboxMessage, WorkerHeartbeat
from core.units.enums import Role, UnitKind
from core.units.models import Unit, User
from core.units.services import unit_create

GOOD = "一串足够长的口令 2026"


@pytest.fixture
def own_checks() -> Iterator[None]:
    before = dict(checks.CHECKS)
    checks.CHECKS.clear()
    yield
    checks.CHECKS.clear()
    checks.CHECKS.update(before)


@pytest.fixture(params=["client", "portal_client"])
def any_client(request: pytest.FixtureRequest) -> Client:
    found: Client = request.getfixturevalue(request.param)
    return found


def test_live_answers_without_database_on_both_faces(any_client: Client):
    answer = any_client.get("/live")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_names_each_check_on_both_faces(any_client: Client):
    WorkerHeartbeat.objects.create(owner="w", started_at=timezone.now(), beat_at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        answer = any_client.get("/ready")
    body = answer.json()
    assert {"database", "disk", "queue", "worker", "jobs"} <= set(body["checks"])
    assert all(body["checks"][name]["ok"] for name in ("database", "disk", "queue", "worker", "jobs")), body
    assert len(queries) <= 10


@pytest.mark.django_db
@pytest.mark.usefixtures("own_checks")
def test_a_critical_fault_is_503_and_a_missing_helper_is_not(client: Client):
    def away() -> CheckResult:
        raise ConnectionError("http://10.1.2.3:9200 refused")

    register_check("helper", away)
    assert client.get("/ready").status_code == 200
    assert client.get("/ready").json() == {"status": "degraded", "checks": {"helper": {"ok": False, "note": "unreachable"}}}
    assert client.get("/ready?strict=1").status_code == 503
    register_check("vital", lambda: CheckResult(False, "0 MiB free"), critical=True)
    assert client.get("/ready").status_code == 503
    assert client.get("/ready").json()["status"] == "failing"
    with pytest.raises(ValueError, match="twice"):
        register_check("vital", away)


@pytest.mark.django_db
def test_standard_checks_notice_what_they_are_for(monkeypatch: pytest.MonkeyPatch):
    now = timezone.now()
    assert standard_checks.check_worker() == CheckResult(False, "no worker")
    beat = WorkerHeartbeat.objects.create(owner="w", started_at=now, beat_at=now - datetime.timedelta(minutes=5))
    assert not standard_checks.check_worker().ok
    beat.beat_at = now
    beat.save()
    assert standard_checks.check_worker().ok
    OutboxMessage.objects.create(topic="t", available_at=now + datetime.timedelta(hours=1))
    assert standard_checks.check_queue().ok
    OutboxMessage.objects.create(topic="t", available_at=now - datetime.timedelta(minutes=11))
    assert not standard_checks.check_queue().ok
    assert standard_checks.check_disk().ok
    monkeypatch.setattr(standard_checks, "MIN_FREE_BYTES", 2**60)
    assert not standard_checks.check_disk().ok
    assert standard_checks.check_database().ok


def test_health_answers_take_no_other_method(client: Client):
    assert client.post("/live").status_code == 405


class Example(OperationCommand):
    """A command as other apps write them."""

    problem = ""

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=3)

    def operate(self, **options: Any) -> Outcome:
        done = [item for item in self.tracked(range(options["count"]), "items", options["count"])]  # noqa: C416
        return Outcome(lines=[f"{len(done)} items"], figures={"items": len(done)}, problem=self.problem, code=3)


def run(command: OperationCommand, **options: Any) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_the_command_base_prints_lines_or_json_and_sets_the_exit_code():
    assert run(Example()) == "3 items\n"
    assert "试运行" in run(Example(), dry_run=True)
    assert json.loads(run(Example(), json=True, count=5)) == {"ok": True, "dry_run": False, "items": 5}
    failing = Example()
    failing.problem = "不行"
    with pytest.raises(CommandError, match="不行") as raised:
        run(failing, json=True)
    assert raised.value.returncode == 3


def test_progress_is_plain_lines_where_there_is_no_terminal():
    stream = StringIO()
    with Progress("读取", 1000, stream=stream, quiet=False) as shown:
        shown.every = 0.0
        shown.advance(400)
        shown.advance(600)
    assert stream.getvalue() == "读取 400/1000\n读取 1000/1000\n读取 1000/1000\n"
    quiet = StringIO()
    with Progress("读取", 10, stream=quiet, quiet=True) as shown:
        shown.advance(10)
    assert quiet.getvalue() == ""


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(GOOD + "\n")
    return path


@pytest.mark.django_db
def test_the_first_administrator_brings_the_committee_along(password: Path):
    options = {"username": "admin", "name": "管理员", "email": "a@example.com", "password_file": password}
    assert "可以创建" in "".join(_create(dry_run=True, **options))
    assert not User.objects.exists()
    _create(**options)
    user = User.objects.get()
    assert user.check_password(GOOD)
    assert user.is_superuser
    assert not user.is_demo
    assert user.home_unit is not None
    assert (user.home_unit.kind, user.home_unit.name) == (UnitKind.COMMITTEE, "城市管理委员会")
    assert list(user.assignments.values_list("role", flat=True)) == [Role.SYSADMIN]
    assert AuditEntry.objects.get().action == "accounts.create_admin"
    _create(**{**options, "username": "second", "email": ""})
    assert Unit.objects.count() == 1


@pytest.mark.django_db
def test_faults_of_the_first_administrator_are_told_together(password: Path, tmp_path: Path):
    weak = tmp_path / "weak"
    weak.write_text("12345")
    with pytest.raises(CommandError) as raised:
        _create(username="不 行", name="名" * 60, email="none", password_file=weak)
    assert len(str(raised.value).split("。")) >= 5
    unit_create(kind=UnitKind.COMMITTEE, name="委员会", code="C1")
    unit_create(kind=UnitKind.COMMITTEE, name="另一个", code="C2")
    with pytest.raises(CommandError, match="--unit"):
        _create(username="admin", name="管理员", password_file=password)
    _create(username="admin", name="管理员", password_file=password, unit="C2")
    with pytest.raises(CommandError):
        _create(username="admin", name="管理员", password_file=password, unit="C2")
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_without_terminal_everything_must_be_given(password: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match="--username"):
        _create(name="管理员", password_file=password)
    with pytest.raises(CommandError, match="--password-file"):
        _create(username="admin", name="管理员")
    with pytest.raises(CommandError, match="无法读取"):
        _create(username="admin", name="管理员", password_file=password.with_name("none"))


@pytest.mark.django_db
def test_with_a_terminal_it_asks(monkeypatch: pytest.MonkeyPatch):
    answers = iter(["admin", "管理员"])
    passwords = iter([GOOD, GOOD, GOOD, "other"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    monkeypatch.setattr("getpass.getpass", lambda question: next(passwords))
    _create()
    assert User.objects.get().username == "admin"
    with pytest.raises(CommandError, match="不同"):
        _create(username="second", name="乙")


def _create(**options: Any) -> str:
    out = StringIO()
    call_command("create_admin", stdout=out, **options)
    return out.getvalue()
