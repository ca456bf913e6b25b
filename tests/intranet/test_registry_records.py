"""Messages, audit and reveals through their screens; every list at any length and with any query string."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditEntry
from core.audit.services import AuditDraft, record_many
from core.outbox.enums import MessageState
from core.outbox.models import OutboxMessage
from core.outbox.registry import PERIODICS, ROUTES
from core.privacy.models import Reveal
from core.units.actors import SYSTEM, actor_of
from intranet.registry.audit_labels import action_choices, label_of
from intranet.registry.models import AuditCheck
from tests.factories.accounts import client_for, user_with
from tests.factories.registry import condition, dead_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return client_for(user_with("sysadmin"))


@pytest.fixture
def auditor():
    return client_for(user_with("auditor"))


def url(name: str, *args: object) -> str:
    return reverse(f"intranet_registry:{name}", args=args)


def test_dead_letters_are_retried_or_given_up_with_a_reason(admin):
    first, second = dead_letter(topic="a.b"), dead_letter(topic="c.d")
    page = admin.get(url("letters")).content.decode()
    assert "连接被拒绝" in page
    assert "a.b" not in admin.get(url("letters"), {"topic": "c.d"}).content.decode().split("<tbody>")[1]
    admin.post(url("letter_retry", first.pk))
    admin.post(url("letter_discard", second.pk), {"reason": ""})
    assert OutboxMessage.objects.get(pk=second.pk).state == MessageState.DEAD
    admin.post(url("letter_discard", second.pk), {"reason": "收件单位已撤销"})
    assert OutboxMessage.objects.get(pk=first.pk).state == MessageState.PENDING
    assert OutboxMessage.objects.get(pk=second.pk).state == MessageState.DISCARDED
    admin.post(url("letter_retry", second.pk))
    assert OutboxMessage.objects.get(pk=second.pk).state == MessageState.DISCARDED


def test_the_audit_is_filtered_and_opened(auditor):
    user = user_with("handler")
    drafts = [
        AuditDraft(action="units.rename", by=actor_of(user), subject=user, data={"before": "旧"}),
        AuditDraft(action="outbox.retry", by=SYSTEM),
    ]
    first, second = _recorded(drafts)
    page = auditor.get(url("audit"), {"action": "units.rename"}).content.decode()
    assert f">{first.number}<" in page
    assert f">{second.number}<" not in page
    assert f">{first.number}<" in auditor.get(url("audit"), {"who": user.username}).content.decode()
    today = timezone.localdate().isoformat()
    assert f">{first.number}<" in auditor.get(url("audit"), {"since": today, "until": today}).content.decode()
    assert f">{first.number}<" not in auditor.get(url("audit"), {"until": "2020-01-01"}).content.decode()
    entry = auditor.get(url("audit_entry", first.number)).content.decode()
    assert "旧" in entry
    assert "相符" in entry
    assert first.hash in auditor.get(url("audit"), {"export": "csv"}).content.decode("utf-8-sig")
    assert auditor.get(url("audit_entry", 999_999_999)).status_code == 404


def _recorded(drafts: list[AuditDraft]) -> list[AuditEntry]:
    from django.db import transaction

    with transaction.atomic():
        return record_many(drafts)


def test_the_chain_is_checked_by_the_worker(auditor):
    _recorded([AuditDraft(action="units.rename", by=SYSTEM)])
    assert auditor.post(url("audit_check")).status_code == 302
    assert "正在进行" in auditor.get(url("audit")).content.decode()
    auditor.post(url("audit_check"))
    assert AuditCheck.objects.count() == 1
    message = OutboxMessage.objects.get(topic="registry.audit_check")
    ROUTES[message.topic].single(message.payload, message)
    check = AuditCheck.objects.get()
    assert (check.is_ok, check.finding) == (True, "")
    assert check.checked >= 2
    assert "链条完好" in auditor.get(url("audit")).content.decode()


def test_a_check_that_never_came_back_does_not_block_the_next(auditor):
    AuditCheck.objects.create(requested_at=timezone.now() - datetime.timedelta(hours=3))
    auditor.post(url("audit_check"))
    assert AuditCheck.objects.count() == 2


def test_the_daily_check_needs_nobody():
    PERIODICS["registry.audit_check"].job(timezone.now())
    assert AuditCheck.objects.get().is_ok


def test_every_known_action_has_words():
    assert all(label and label != action for action, label in action_choices())
    assert label_of("unknown.thing") == "unknown.thing"


def test_reveals_are_listed(auditor):
    user = user_with("acceptor")
    Reveal.objects.create(user=user, subject_kind="core_units.user", subject_id=1, field="phone", reason="回访")
    assert "回访" in auditor.get(url("reveals"), {"who": user.display_name}).content.decode()
    assert "回访" not in auditor.get(url("reveals"), {"until": "2020-01-01"}).content.decode()
    assert "回访" in auditor.get(url("reveals"), {"export": "csv"}).content.decode("utf-8-sig")


def _fill(name: str, count: int) -> None:
    user = user_with("handler")
    match name:
        case "audit":
            _recorded([AuditDraft(action="units.rename", by=actor_of(user), subject=user) for _n in range(count)])
        case "reveals":
            Reveal.objects.bulk_create(
                [Reveal(user=user, subject_kind="core_units.user", subject_id=1, field="phone", reason="r") for _n in range(count)]
            )
        case "letters":
            OutboxMessage.objects.bulk_create(
                [OutboxMessage(topic="t", state=MessageState.DEAD, done_at=timezone.now()) for _n in range(count)]
            )
        case "categories":
            for _n in range(count):
                condition()


@pytest.mark.parametrize("name", ["audit", "reveals", "letters", "categories"])
def test_lists_cost_the_same_at_any_length(name, django_assert_max_num_queries):
    client = client_for(user_with({"letters": "sysadmin", "categories": "office_clerk"}.get(name, "auditor")))
    counts = []
    for size in (10, 990):
        _fill(name, size)
        client.get(url(name))
        with django_assert_max_num_queries(16) as captured:
            assert client.get(url(name)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


BAD = [
    "",
    "0",
    "-1",
    "999999999999999999999",
    "abc",
    "%00",
    "' OR 1=1--",
    "<script>",
    "🙂" * 50,
    "2026-02-31",
    "null",
    "1.5",
    "٣",
    "a" * 5000,
]
LISTS = ["units", "contacts", "people", "roles", "sessions", "categories", "audit", "reveals", "letters", "parameters"]
NAMES = [
    "q",
    "page",
    "kind",
    "state",
    "unit",
    "role",
    "since",
    "until",
    "who",
    "action",
    "result",
    "topic",
    "export",
    "flag",
    "joined",
    "missing",
]


@pytest.mark.parametrize("name", LISTS)
def test_no_query_string_breaks_a_list(name):
    role = {
        "people": "sysadmin",
        "roles": "sysadmin",
        "sessions": "sysadmin",
        "letters": "sysadmin",
        "audit": "auditor",
        "reveals": "auditor",
    }
    client = client_for(user_with(role.get(name, "office_clerk")))
    for bad in BAD:
        assert client.get(url(name), dict.fromkeys(NAMES, bad)).status_code == 200, (name, bad)
    for place, parameter in enumerate(NAMES):
        bad = BAD[place % len(BAD)]
        assert client.get(url(name), {parameter: bad}).status_code == 200, (name, parameter, bad)
