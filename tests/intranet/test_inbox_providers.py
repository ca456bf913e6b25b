"""What the apps put on the home page: cases at my step, texts to review, and nothing of anybody else."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.units.enums import Role
from core.units.models import User
from intranet.casework.enums import CaseState
from intranet.casework.workplace import due_by
from intranet.inbox.selectors import due_count, home_of
from intranet.publishing.services import review_return
from tests.factories import pages
from tests.factories.accounts import client_for, district, user_with
from tests.factories.casework import case_in, cast

pytestmark = pytest.mark.django_db


def numbers(user: User) -> list[str]:
    home = home_of(User.objects.get(pk=user.pk), timezone.now())
    return [item.reference for group in home.groups for item in group.items]


def test_a_case_stands_with_whoever_has_the_next_step():
    parts = cast()
    case = case_in(parts, CaseState.DISPATCHED)
    people = parts.people
    assert numbers(people["handler"]) == [case.number]
    assert numbers(people["street_centre"]) == numbers(people["dispatcher"]) == []
    page = client_for(people["handler"]).get("/").content.decode()
    assert case.number in page
    assert "待签收" in page
    done = case_in(parts, CaseState.HANDLED)
    assert numbers(people["handler"]) == [case.number]
    assert numbers(people["supervisor"]) == [done.number]


def test_the_top_bar_counts_in_one_query_what_the_home_page_lists():
    parts = cast()
    for _n in range(3):
        case_in(parts, CaseState.DISPATCHED)
    until = timezone.now() + datetime.timedelta(days=400)
    for name in ("handler", "shift_leader", "acceptor", "dispatcher", "unit_head", "leader", "sysadmin"):
        user = User.objects.get(pk=parts.people[name].pk)
        due_by(user, until)
        with CaptureQueriesContext(connection) as captured:
            found = due_by(user, until)
        assert len(captured) <= 1, name
        assert found == len(numbers(user)), name


def test_shortcuts_lead_to_the_entry_forms():
    parts = cast()
    for name, address in (
        ("acceptor", "/cases/new/call/"),
        ("supervisor", "/cases/new/patrol/"),
        ("community_worker", "/cases/new/community/"),
    ):
        client = client_for(parts.people[name])
        assert f'href="{address}"' in client.get("/").content.decode()
        assert client.get(address).status_code == 200


def test_texts_to_review_and_texts_sent_back():
    place = district()
    pages.site()
    author, reviewer = user_with(Role.PUBLISHER, place.office), user_with(Role.REVIEWER, place.office)
    page = pages.draft(author, title="关于清理户外广告的通知")
    task = pages.submit(page, author)
    seen = client_for(reviewer).get("/").content.decode()
    assert "关于清理户外广告的通知" in seen
    assert "待审核" in seen
    assert "关于清理户外广告的通知" not in client_for(author).get("/").content.decode()
    review_return(task=task, user=reviewer, comment="日期写错了")
    assert "退回修改" in client_for(author).get("/").content.decode()
    assert "关于清理户外广告的通知" not in client_for(reviewer).get("/").content.decode()


def test_who_publishes_nothing_pays_nothing():
    user = User.objects.get(pk=user_with("auditor").pk)
    home_of(user, timezone.now())
    with CaptureQueriesContext(connection) as captured:
        assert home_of(user, timezone.now()).groups == ()
        assert due_count(user, timezone.now()) == 0
    assert len(captured) == 0
