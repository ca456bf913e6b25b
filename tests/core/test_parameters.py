"""Settings: declarations, typed values, changes with their history, memory that is never stale."""

from __future__ import annotations

import datetime
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from core.append_only import LedgerError
from core.audit.models import AuditEntry
from core.limits import Limit, LimitUnit
from core.outbox.models import OutboxMessage
from core.parameters.enums import ParameterKind
from core.parameters.models import ParameterValue
from core.parameters.registry import Definition, UnknownParameter, define, definition_of, definitions
from core.parameters.selectors import flag, history, limit, number, setting, setting_groups, value, value_at
from core.parameters.services import parameter_reset, parameter_set
from core.parameters.values import parse, shown, text_of
from core.units.actors import SYSTEM, actor_of
from core.units.models import User

pytestmark = pytest.mark.django_db


def change(key: str, new: object, reason: str = "试运行后调整") -> ParameterValue:
    return parameter_set(key=key, value=new, by=SYSTEM, reason=reason)


def test_defaults_are_those_of_the_plan():
    assert value("case.accept_limit") == Limit(Decimal("0.5"), LimitUnit.WORK_DAY)
    assert value("case.accept_limit_urgent") == Limit(Decimal(10), LimitUnit.URGENT_MINUTE)
    assert limit("case.handling_limit") == Limit(Decimal(5), LimitUnit.WORK_DAY)
    assert number("case.reopen_window") == 15
    assert number("case.cluster_size") == 5
    assert number("lamp.yellow_percent") == 80
    assert value("community.session_time") == datetime.time(18, 0)
    assert value("sharing.circulation_period") == "monthly"
    assert flag("case.rework_resets_clock") is False
    assert number("privacy.contact_retention_days") == 730
    assert number("audit.retention_days") == 365
    with pytest.raises(UnknownParameter):
        value("no.such")


def test_each_setting_has_a_label_a_source_and_a_default_it_would_accept():
    assert len(definitions()) >= 55
    for definition in definitions():
        assert str(definition.label)
        assert str(definition.source), definition.key
        assert parse(definition, text_of(definition.default)) == definition.default
        assert parse(definition, definition.default) == definition.default
        assert shown(definition, definition.default)


def test_a_change_is_seen_at_once_kept_with_who_when_why_and_audited():
    user = User.objects.create(username="clerk", display_name="文书")
    row = parameter_set(key="case.reopen_window", value="20", by=actor_of(user), reason="征求意见后延长")
    assert number("case.reopen_window") == 20
    assert (row.set_by, row.set_by_label, row.reason) == (user, "文书", "征求意见后延长")
    entry = AuditEntry.objects.get(action="parameters.set")
    assert (entry.data["before"], entry.data["after"]) == ("15", "20")
    change("case.reopen_window", 30)
    parameter_reset(key="case.reopen_window", by=SYSTEM, reason="恢复")
    assert number("case.reopen_window") == 15
    assert [(one.value, one.is_default) for one in history("case.reopen_window")] == [("", True), ("30", False), ("20", False)]


def test_the_value_of_a_past_moment(time_machine):
    zone = datetime.UTC
    time_machine.move_to(datetime.datetime(2026, 3, 1, tzinfo=zone), tick=False)
    change("case.reopen_window", 20)
    time_machine.move_to(datetime.datetime(2026, 5, 1, tzinfo=zone), tick=False)
    change("case.reopen_window", 30)
    moments = [datetime.datetime(2026, month, 15, tzinfo=zone) for month in (1, 3, 5)]
    assert [value_at("case.reopen_window", moment) for moment in moments] == [15, 20, 30]


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("case.reopen_window", "abc"),
        ("case.reopen_window", ""),
        ("case.reopen_window", "1.5"),
        ("case.reopen_window", "0"),
        ("case.reopen_window", "366"),
        ("case.reopen_window", "NaN"),
        ("case.reopen_window", "1e999999"),
        ("audit.retention_days", "179"),
        ("case.accept_limit", "5"),
        ("case.accept_limit", "5 moons"),
        ("case.accept_limit", "-1 work_day"),
        ("case.accept_limit", "0 work_day"),
        ("case.accept_limit", "Infinity work_day"),
        ("case.accept_limit", "1.005 work_day"),
        ("case.accept_limit", "1.5 calendar_day"),
        ("community.session_time", "25:00"),
        ("community.session_time", "六点"),
        ("sharing.circulation_period", "daily"),
        ("case.rework_resets_clock", "maybe"),
        ("no.such", "1"),
    ],
)
def test_bad_values_are_refused_in_words_beside_the_field(key: str, given: str):
    with pytest.raises(ValidationError) as refused:
        change(key, given)
    (message,) = refused.value.message_dict["value"]
    assert message
    assert not ParameterValue.objects.exists()


def test_a_reason_is_asked_for_and_no_change_is_no_change():
    with pytest.raises(ValidationError) as refused:
        change("case.reopen_window", 20, reason="  ")
    assert "reason" in refused.value.message_dict
    with pytest.raises(ValidationError):
        change("case.reopen_window", 20, reason="长" * 201)
    with pytest.raises(ValidationError):
        change("case.reopen_window", 15)


def test_rules_over_several_settings():
    with pytest.raises(ValidationError):
        change("community.session_late_after", "17:00")
    change("community.session_time", "16:30")
    change("community.session_late_after", "17:00")
    with pytest.raises(ValidationError):
        change("assessment.freeze_day", 15)


def test_a_threshold_of_the_lamps_has_open_clocks_computed_again():
    change("lamp.yellow_percent", 70)
    assert OutboxMessage.objects.get().topic == "clocks.recompute"


def test_history_cannot_be_changed():
    row = change("case.reopen_window", 20)
    for attempt in (row.save, row.delete, ParameterValue.objects.all().delete, lambda: ParameterValue.objects.update(value="1")):
        with pytest.raises(LedgerError):
            attempt()


def test_reading_costs_no_query(django_assert_num_queries):
    value("case.reopen_window")
    with django_assert_num_queries(0):
        for definition in definitions():
            value(definition.key)


def test_the_screen_takes_two_queries_whatever_was_changed(django_assert_num_queries):
    value("case.reopen_window")
    for count in range(16, 26):
        change("case.reopen_window", count)
    value("case.reopen_window")
    with django_assert_num_queries(1):
        groups = setting_groups()
    found = {one.definition.key: one for group in groups for one in group.settings}
    assert len(found) == len(definitions())
    one = found["case.reopen_window"]
    assert (one.shown, one.default_shown, one.is_default) == ("25天", "15天", False)
    assert one.last is not None
    assert one.last.value == "25"
    assert setting("case.accept_limit").shown == "0.5工作日"


def test_a_change_that_is_undone_is_forgotten():
    value("case.reopen_window")
    with transaction.atomic():
        change("case.reopen_window", 20)
        try:
            with transaction.atomic():
                change("case.reopen_window", 30)
                assert number("case.reopen_window") == 30
                raise RuntimeError
        except RuntimeError:
            pass
        assert number("case.reopen_window") == 20
        transaction.set_rollback(True)
    assert number("case.reopen_window") == 15


@pytest.mark.django_db(transaction=True)
def test_other_threads_see_a_change_when_it_is_committed():
    seen: list[int] = []

    def look() -> None:
        seen.append(number("case.reopen_window"))
        connection.close()

    def in_thread() -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    in_thread()
    with transaction.atomic():
        change("case.reopen_window", 20)
        assert number("case.reopen_window") == 20
        in_thread()
    in_thread()
    assert seen == [15, 15, 20]


@pytest.mark.django_db(transaction=True)
def test_another_process_is_believed_after_the_time_set(settings):
    """The other process is played by a write that this one's memory does not hear of."""
    from core.parameters import snapshots

    assert number("case.reopen_window") == 15
    with transaction.atomic():
        change("case.reopen_window", 20)
        connection.run_on_commit = []
    assert number("case.reopen_window") == 15
    settings.SNAPSHOT_SECONDS = 0
    assert number("case.reopen_window") == 20
    snapshots.forget_all()


def test_a_stored_value_that_is_no_longer_allowed_falls_back_to_the_default():
    change("case.reopen_window", 300)
    strict = definition_of("case.reopen_window")
    from core.parameters import registry, snapshots

    narrowed = Definition(**{name: getattr(strict, name) for name in Definition.__slots__} | {"maximum": Decimal(100)})
    registry._definitions[strict.key] = narrowed
    try:
        connection.run_on_commit[-1][1].built = None
        snapshots.forget_all()
        assert number("case.reopen_window") == 15
    finally:
        registry._definitions[strict.key] = strict


def test_declaring_twice_differently_is_an_error():
    with pytest.raises(ValueError, match="twice"):
        define("case.reopen_window", 99, ParameterKind.INT, "另一个")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5 work_day", "5工作日"),
        ("0.50 work_hour", "0.5工作时"),
        ("10 urgent_minute", "10分钟（连续计）"),
        ("100 calendar_day", "100自然日"),
    ],
)
def test_limits_read_and_write_themselves(text: str, words: str):
    found = Limit.parse(text)
    assert str(found) == words
    assert Limit.parse(found.text) == found
