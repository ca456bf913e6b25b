"""The audit chain: what it takes, what it refuses, what it notices."""

from __future__ import annotations

import datetime
import json
import random
import threading
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from core.audit import triggers
from core.audit.chain import data_text
from core.audit.heads import note_head, read_heads
from core.audit.models import AuditEntry, AuditHead
from core.audit.selectors import entries, entries_of
from core.audit.services import AuditDraft, ChainBroken, record, record_many
from core.audit.verification import Verdict, verify
from core.transactions import TransactionRequired
from core.units.actors import REQUESTER, SYSTEM, Actor, actor_of
from core.units.models import User

TABLE = "core_audit_auditentry"


def fill(count: int) -> None:
    with transaction.atomic():
        record_many(AuditDraft(action=f"act.{number % 7}", by=SYSTEM, data={"n": number, "text": "城管"}) for number in range(count))


def tamper(*statements: str) -> None:
    """Change the table behind the triggers' back, as the owner of the database could."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    triggers.install(connection)


@pytest.mark.django_db
def test_an_entry_holds_who_did_what_to_which_record_and_follows_the_one_before():
    user = User.objects.create(username="a", display_name="甲")
    with transaction.atomic():
        first = record(action="case.dispatch", by=actor_of(user, address="10.0.0.9"), subject=user, data={"to": 3})
        second = record(action="case.close", by=SYSTEM)
    stored = AuditEntry.objects.get(pk=first.pk)
    assert (stored.user_id, stored.label, stored.address) == (user.pk, "甲", "10.0.0.9")
    assert (stored.subject_kind, stored.subject_id, stored.data) == ("core_units.user", user.pk, {"to": 3})
    assert second.previous_hash == first.hash
    assert stored.computed_hash() == stored.hash
    assert list(entries_of(user)) == [first]
    assert list(entries(action="case.close", since=first.at)) == [second]
    assert list(entries(user_id=user.pk, subject_kind="core_units.user", until=first.at)) == []


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused():
    with pytest.raises(TransactionRequired):
        record(action="x", by=SYSTEM)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_undone_leaves_no_entry_and_the_chain_goes_on():
    fill(2)
    with transaction.atomic():
        record(action="x", by=SYSTEM)
        transaction.set_rollback(True)
    fill(1)
    assert verify().ok
    assert AuditEntry.objects.count() == 3


@pytest.mark.django_db
def test_no_contact_and_no_requesters_address_is_stored():
    with transaction.atomic():
        asked = record(
            action="x",
            by=Actor(kind="requester", label="诉求人 13812345678", address="203.0.113.7"),
            data={"reason": "请打13812345678或010-12345678，zhang@example.com，证件11010519491231002X", "deep": [{"t": "13812345678"}]},
        )
    stored = json.dumps([asked.data, asked.label, asked.address], ensure_ascii=False)
    for secret in ("13812345678", "12345678", "zhang@", "11010519491231002X", "203.0.113.7"):
        assert secret not in stored
    assert "请打[电话]或[电话]，[邮箱]，证件[证件号]" in stored


def test_details_have_one_spelling_and_a_limit():
    assert data_text({"b": Decimal("1.50"), "a": {3, 1, 2}}) == '{"a":[1,2,3],"b":"1.50"}'
    assert data_text({"on": datetime.date(2026, 11, 23), "x": 0.1, "y": None}) == '{"on":"2026-11-23","x":"0.1","y":null}'
    with pytest.raises(TypeError):
        data_text({"file": object()})
    with pytest.raises(ValueError, match="limited"):
        data_text({"text": "长" * 3000})


@pytest.mark.django_db
def test_many_at_once_make_the_very_chain_that_single_ones_make():
    drafts = [AuditDraft(action=f"a{number}", by=REQUESTER if number % 2 else SYSTEM, data={"n": number}) for number in range(40)]
    with time_machine.travel(timezone.now(), tick=False):
        with transaction.atomic():
            many = [entry.hash for entry in record_many(drafts)]
            transaction.set_rollback(True)
        with transaction.atomic():
            single = [record(action=d.action, by=d.by, data=d.data).hash for d in drafts]
    assert many == single
    assert verify().ok


@pytest.mark.django_db(transaction=True)
def test_the_tables_refuse_every_change_but_growth():
    fill(3)
    copy = f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE} WHERE number = 2"
    statements = [
        f"UPDATE {TABLE} SET action = 'other' WHERE number = 2",
        f"DELETE FROM {TABLE} WHERE number = 3",
        f"DELETE FROM {TABLE}",
        "UPDATE core_audit_audithead SET number = 1",
        "DELETE FROM core_audit_audithead",
        f"TRUNCATE {TABLE}" if connection.vendor == "postgresql" else copy,
    ]
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    entry = AuditEntry.objects.get(number=3)
    entry.number = 9
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save(force_insert=True)
    assert verify().ok


ROWS = 60
COLUMNS = {
    "action": "'other'",
    "actor_kind": "'user'",
    "label": "label || 'x'",
    "address": "'10.9.9.9'",
    "subject_kind": "'a.b'",
    "subject_id": "77",
    "result": "'refused'",
    "data_text": "replace(data_text, '城管', '城 管')",
    "previous_hash": f"'{'1' * 64}'",
    "hash": "'2' || substr(hash, 2, 62) || '3'",
}


def random_attack(rng: random.Random) -> tuple[int, list[str]]:
    """One attack and the number of the last entry at which it must have been noticed."""
    victim = rng.randint(1, ROWS)
    kind = rng.choice(["change", "delete", "swap", "time", "user"])
    if kind == "change":
        column = rng.choice(list(COLUMNS))
        return victim + 1, [f"UPDATE {TABLE} SET {column} = {COLUMNS[column]} WHERE number = {victim}"]
    if kind == "delete":
        return victim, [f"DELETE FROM {TABLE} WHERE number = {victim}"]
    if kind == "time":
        other = "'2020-01-01 00:00:00'" if connection.vendor == "sqlite" else "at - interval '1 day'"
        return victim, [f"UPDATE {TABLE} SET at = {other} WHERE number = {victim}"]
    if kind == "user":
        return victim, [f"UPDATE {TABLE} SET user_id = (SELECT MIN(id) FROM core_units_user) WHERE number = {victim}"]
    other_row = rng.choice([number for number in range(1, ROWS + 1) if number != victim])
    moves = [(victim, 9999), (other_row, victim), (9999, other_row)]
    return min(victim, other_row), [f"UPDATE {TABLE} SET number = {new} WHERE number = {old}" for old, new in moves]


@pytest.mark.django_db
def test_any_change_removal_or_reordering_of_a_single_row_is_noticed():
    User.objects.create(username="somebody", display_name="乙")
    fill(ROWS)
    assert verify() == Verdict(checked=ROWS, head_hash=AuditHead.objects.get().hash, finding=None, unprotected=())
    rng = random.Random(20261123)
    for _trial in range(250):
        latest, statements = random_attack(rng)
        point = transaction.savepoint()
        tamper(*statements)
        verdict = verify()
        assert verdict.finding is not None, statements
        assert verdict.finding.number <= latest, statements
        transaction.savepoint_rollback(point)
    assert verify().ok


@pytest.mark.django_db
def test_a_row_replaced_together_with_its_hash_is_noticed_at_its_successor_or_the_head():
    fill(5)
    for number, seen_at in ((3, 4), (5, 5)):
        point = transaction.savepoint()
        entry = AuditEntry.objects.get(number=number)
        entry.action = "forged"
        tamper(f"UPDATE {TABLE} SET action = 'forged', hash = '{entry.computed_hash()}' WHERE number = {number}")
        finding = verify().finding
        assert finding
        assert finding.number == seen_at
        transaction.savepoint_rollback(point)


@pytest.mark.django_db
def test_an_end_cut_off_or_a_chain_written_anew_is_noticed_by_the_daily_head(settings: Any, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    fill(8)
    note_head(timezone.now())
    assert note_head(timezone.now()) is None
    heads = read_heads(tmp_path / "audit-heads.log")
    assert [head.number for head in heads] == [8]
    cut = f"DELETE FROM {TABLE} WHERE number > 5"
    point = transaction.savepoint()
    tamper(cut, f"UPDATE core_audit_audithead SET number = 5, hash = (SELECT hash FROM {TABLE} WHERE number = 5)")
    assert verify().finding is None
    finding = verify(heads=heads).finding
    assert finding
    assert finding.number == 6
    fill(3)
    finding = verify(heads=heads).finding
    assert finding
    assert finding.number == 8
    transaction.savepoint_rollback(point)
    tamper(f"DELETE FROM {TABLE}", "DELETE FROM core_audit_audithead")
    fill(9)
    assert verify().finding is None
    finding = verify(heads=heads).finding
    assert finding
    assert finding.number == 8


@pytest.mark.django_db
def test_without_its_head_row_nothing_is_written():
    fill(2)
    tamper("DELETE FROM core_audit_audithead")
    with pytest.raises(ChainBroken), transaction.atomic():
        record(action="x", by=SYSTEM)


@pytest.mark.django_db
def test_entries_beyond_the_head_are_noticed():
    fill(3)
    tamper(f"UPDATE core_audit_audithead SET number = 2, hash = (SELECT hash FROM {TABLE} WHERE number = 2)")
    finding = verify().finding
    assert finding
    assert finding.number == 3


@pytest.mark.django_db
def test_the_command_reports_and_sets_the_exit_code(settings: Any, tmp_path: Path):
    settings.DATA_DIR = tmp_path
    fill(4)
    out = StringIO()
    call_command("audit_verify", json=True, stdout=out)
    assert json.loads(out.getvalue())["checked"] == 4
    tamper(f"UPDATE {TABLE} SET action = 'other' WHERE number = 3")
    out = StringIO()
    with pytest.raises(CommandError, match="第 3 条") as raised:
        call_command("audit_verify", json=True, stdout=out)
    assert raised.value.returncode == 1
    assert json.loads(out.getvalue())["first_bad"] == 3
    with pytest.raises(CommandError):
        call_command("audit_verify", heads=tmp_path / "none")
    (tmp_path / "audit-heads.log").write_text("nonsense\n")
    with pytest.raises(CommandError, match="格式不对"):
        call_command("audit_verify")


@pytest.mark.django_db
def test_the_command_notices_missing_triggers():
    fill(1)
    triggers.remove(connection)
    with pytest.raises(CommandError, match="audit_entry"):
        call_command("audit_verify", stdout=StringIO())
    triggers.install(connection)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain():
    errors: list[Exception] = []

    def write() -> None:
        try:
            for _number in range(10):
                with transaction.atomic():
                    record(action="parallel", by=SYSTEM)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    close_old_connections()
    threads = [threading.Thread(target=write) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    verdict = verify()
    assert verdict.ok
    assert verdict.checked == 60
