"""The workplace: what is due in order, notices that say little, a top bar that costs little."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from core.outbox.models import OutboxMessage
from core.outbox.registry import ROUTES
from core.parameters.services import parameter_set
from core.ui.sentences import Sentence
from core.units.actors import SYSTEM
from core.units.models import User
from intranet.inbox import registry
from intranet.inbox.models import Notification
from intranet.inbox.registry import DueItem, Shortcut, register_provider, register_shortcut
from intranet.inbox.selectors import home_of, top_bar
from intranet.inbox.services import NUMBER_AND_ACT, notifications_read_all, notify
from tests.factories.accounts import client_for, unit_with, user_with

pytestmark = pytest.mark.django_db
HOME = "/"


@pytest.fixture
def noon():
    today = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(today, tick=False):
        yield today


@pytest.fixture
def provider(monkeypatch):
    """Only what the test puts here is due."""
    monkeypatch.setattr(registry, "_providers", {})
    items: list[DueItem] = []
    register_provider(
        "test",
        lambda user, now: list(items),
        lambda user, now: len(items),
        lambda user, until: sum(1 for i in items if i.due_at and i.due_at < until),
    )
    return items


def item(title: str, due_at: datetime.datetime | None, **fields: str) -> DueItem:
    return DueItem(title=title, url=f"/cases/{title}/", due_at=due_at, **fields)


def test_what_is_due_stands_in_order_of_due_time(noon, provider):
    hour, day = datetime.timedelta(hours=1), datetime.timedelta(days=1)
    provider += [
        item("later", noon + 20 * day),
        item("none", None),
        item("evening", noon + 5 * hour),
        item("late", noon - 2 * day, lamp="red"),
        item("soon", noon + hour),
        item("week", noon + 3 * day),
    ]
    home = home_of(user_with("handler"), noon)
    assert [(group.key, [row.title for row in group.items]) for group in home.groups] == [
        ("late", ["late"]),
        ("today", ["soon", "evening"]),
        ("week", ["week"]),
        ("later", ["later"]),
        ("open", ["none"]),
    ]
    assert (home.total, home.due, home.late) == (6, 3, 1)


def test_a_record_that_waits_for_two_things_is_one_line(noon, provider):
    for kind in ("待结案", "作废待审批"):
        provider.append(item("case", noon, kind=kind))
    home = home_of(user_with("shift_leader"), noon)
    assert [row.kind for group in home.groups for row in group.items] == ["待结案、作废待审批"]
    assert (home.total, home.due) == (1, 1)


def test_midnight_belongs_to_the_next_day(noon, provider):
    midnight = noon.replace(hour=0) + datetime.timedelta(days=1)
    provider += [item("last", midnight - datetime.timedelta(seconds=1)), item("first", midnight)]
    home = home_of(user_with("handler"), noon)
    assert [group.key for group in home.groups] == ["today", "week"]


def test_the_page_shows_number_kind_unit_and_lamp(provider):
    provider.append(
        item(
            "暴露垃圾", timezone.now() - datetime.timedelta(hours=1), lamp="red", kind="待签收", unit="环卫处", reference="CG-20261123-0001"
        )
    )
    page = client_for(user_with("handler")).get(HOME).content.decode()
    for text in ("暴露垃圾", "待签收", "环卫处", "CG-20261123-0001", "lamp--red", "/cases/暴露垃圾/"):
        assert text in page


def test_empty_pages_say_why(provider):
    assert "您还没有角色" in client_for(user_with()).get(HOME).content.decode()
    assert "没有等待您办理的事项" in client_for(user_with("handler")).get(HOME).content.decode()


def test_shortcuts_follow_the_role(provider):
    assert "/registry/people/invite/" in client_for(user_with("sysadmin")).get(HOME).content.decode()
    handler = client_for(user_with("handler")).get(HOME).content.decode()
    assert "/registry/people/invite/" not in handler


def test_a_shortcut_this_face_lacks_is_left_out(provider, monkeypatch):
    monkeypatch.setattr(registry, "_shortcuts", {})
    register_shortcut(Shortcut("缺", "no_such:page", "x"))
    register_shortcut(Shortcut("通知列表", "intranet_inbox:notifications", "bell"))
    page = client_for(user_with("handler")).get(HOME).content.decode()
    assert "通知列表" in page


def test_a_notice_reaches_active_people_once():
    user, gone = user_with("handler"), user_with("handler", is_active=False)
    rows = notify(users=[user, user, gone], text="CG-1 · 派遣", url="/cases/1/", subject=user)
    assert [row.recipient for row in rows] == [user]
    assert (rows[0].subject_kind, rows[0].subject_id) == ("core_units.user", user.pk)


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_notice_leads_to_this_face_only(url):
    with pytest.raises(ValueError, match="path on this face"):
        notify(users=[user_with("handler")], text="x", url=url)


def test_opening_a_notice_marks_it_read_for_its_owner_only():
    user, other = user_with("handler"), user_with("handler")
    row = notify(users=[user], text="CG-1 · 派遣", url="/accounts/profile/")[0]
    address = reverse("intranet_inbox:notification", args=[row.pk])
    assert client_for(other).get(address).status_code == 404
    assert client_for(user).get(address)["Location"] == "/accounts/profile/"
    row.refresh_from_db()
    assert row.read_at is not None


def test_all_read_means_what_was_on_the_page():
    user, other = user_with("handler"), user_with("handler")
    seen = notify(users=[user, other], text="一", url="/")[0]
    later = notify(users=[user], text="二", url="/")[0]
    client = client_for(user)
    client.post(reverse("intranet_inbox:notifications_read"), {"newest": seen.pk})
    assert set(Notification.objects.unread().values_list("text", "recipient")) == {("二", user.pk), ("一", other.pk)}
    for bad in ("", "abc", "-1", "9" * 40, "٣"):
        assert client.post(reverse("intranet_inbox:notifications_read"), {"newest": bad}).status_code == 302
    assert notifications_read_all(user=user, up_to=later.pk) == 1


def test_the_list_has_an_unread_view_and_says_when_it_is_empty():
    user = user_with("handler")
    client = client_for(user)
    assert "还没有通知" in client.get("/inbox/").content.decode()
    notify(users=[user], text="CG-7 · 派遣", url="/")
    assert "CG-7" in client.get("/inbox/?show=unread").content.decode()
    notifications_read_all(user=user, up_to=Notification.objects.latest("id").pk)
    assert "没有未读通知" in client.get("/inbox/?show=unread").content.decode()
    for bad in ("0", "-1", "abc", "99999", "%00"):
        assert client.get("/inbox/", {"page": bad, "show": bad}).status_code == 200


def test_a_mail_carries_number_and_link_only(settings):
    settings.MAIL_AVAILABLE = True
    parameter_set(key="inbox.mail_notices", value=True, by=SYSTEM, reason="测试")
    user = user_with("handler")
    notify(users=[user], text="CG-1 · 某人投诉某事", url="/cases/1/", reference="CG-1")
    message = OutboxMessage.objects.get(topic="inbox.mail")
    ROUTES["inbox.mail"].single(message.payload, message)
    body = mail.outbox[0].body + mail.outbox[0].subject
    assert "CG-1" in body
    assert "/cases/1/" in body
    assert "投诉" not in body
    assert "投诉" not in str(message.payload)


@pytest.mark.parametrize(("available", "wanted"), [(False, True), (True, False)])
def test_no_mail_without_server_or_wish(settings, available, wanted):
    settings.MAIL_AVAILABLE = available
    if wanted:
        parameter_set(key="inbox.mail_notices", value=True, by=SYSTEM, reason="测试")
    notify(users=[user_with("handler")], text="x", url="/")
    assert not OutboxMessage.objects.filter(topic="inbox.mail").exists()


def test_a_notice_that_was_read_is_not_mailed_any_more(settings):
    settings.MAIL_AVAILABLE = True
    parameter_set(key="inbox.mail_notices", value=True, by=SYSTEM, reason="测试")
    user = user_with("handler")
    notify(users=[user], text="x", url="/")
    notifications_read_all(user=user, up_to=Notification.objects.latest("id").pk)
    message = OutboxMessage.objects.get(topic="inbox.mail")
    ROUTES["inbox.mail"].single(message.payload, message)
    assert mail.outbox == []


def test_the_top_bar_costs_one_query_and_shows_post_and_count():
    unit = unit_with(short_name="环卫处")
    user = user_with("handler", unit, "liaison", "unit_head")
    notify(users=[user], text="x", url="/")
    user = User.objects.get(pk=user.pk)
    roles = top_bar(user)  # the scope is read once for each request
    with CaptureQueriesContext(
        connection,
    ) as captured:
        bar = top_bar(user)
    assert len(captured) == 1
    assert (bar.unread, bar.post) == (1, "环卫处 · 经办人、联络人等")
    assert roles == bar


def test_home_and_list_cost_the_same_at_any_length(provider, django_assert_max_num_queries):
    user = user_with("handler")
    client = client_for(user)
    counts: list[tuple[int, int]] = []
    for size in (10, 990):
        Notification.objects.bulk_create([Notification(recipient=user, text="x", url="/") for _n in range(size)])
        client.get(HOME)
        with django_assert_max_num_queries(12) as first:
            client.get(HOME)
        with django_assert_max_num_queries(12) as second:
            client.get("/inbox/")
        counts.append((len(first), len(second)))
    assert counts[0] == counts[1]


def test_a_notice_is_read_in_the_reader_s_language():
    """Words and values are kept apart: the same row is Chinese for one person and English for the other."""
    user = user_with("handler")
    notify(users=[user], text=NUMBER_AND_ACT, values={"number": "CG-7", "act": gettext_lazy("派遣到单位")}, url="/")
    day = datetime.date(2026, 11, 30)
    period = Sentence(gettext_lazy("%(year)s年%(month)s月"), {"year": 2026, "month": 10})
    text = gettext_lazy("%(period)s%(kind)s请于%(day)s前发出。")
    with override("en"):
        notify(users=[user], text=text, values={"period": period, "kind": gettext_lazy("信息通报"), "day": day}, url="/")
    client = client_for(user)
    page = client.get("/inbox/").content.decode()
    assert "CG-7 · 派遣到单位" in page
    assert "2026年10月信息通报请于2026年11月30日前发出。" in page
    client.cookies["intranet_language"] = "en"
    page = client.get("/inbox/").content.decode()
    assert "CG-7 · Dispatch to unit" in page
    assert "30 Nov 2026" in page
    assert "信息通报" not in page
    assert "%(" not in page
