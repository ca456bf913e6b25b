"""The case page: cost, contact, photos that survive an error, deadline, panel, print; and its drawn way."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit.models import AuditEntry
from core.files.models import StoredFile
from core.privacy.models import Reveal
from intranet.casework.enums import CaseState as S
from intranet.casework.models import Case
from portal.complaints.models import Complaint, Contact
from tests.factories.accounts import client_for
from tests.factories.casework import bring_to, case_in, cast, complaint_case, do, picture

pytestmark = pytest.mark.django_db
PHONE = "13800001234"


def with_contact(parts, *, confidential=False):
    case = complaint_case(parts, confidential=confidential)
    Contact.objects.create(complaint=case.complaint, name="王小河", phone=PHONE, email="")
    return bring_to(parts, case, S.HANDLING)


def test_page_costs_the_same_however_long_the_history():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    client = client_for(parts.people["handler"])
    do(parts, case, "handler", "note", photos=[parts.photo])
    client.get(f"/cases/{case.pk}/")
    with CaptureQueriesContext(connection) as few:
        assert client.get(f"/cases/{case.pk}/").status_code == 200
    for _ in range(15):
        do(parts, case, "handler", "note")
    with CaptureQueriesContext(connection) as many:
        page = client.get(f"/cases/{case.pk}/")
    assert len(page.context["timeline"]) == 21
    assert len(many) == len(few) <= 60


def test_next_step_is_the_likely_act_and_the_rest_is_folded():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    page = client_for(parts.people["handler"]).get(f"/cases/{case.pk}/")
    assert [row.offer.action for row in page.context["likely"]] == ["complete"]
    assert "ask_extension" in {row.offer.action for row in page.context["others"]}
    assert client_for(parts.people["other_handler"]).get(f"/cases/{case.pk}/").context["likely"] == []


def test_photos_and_words_survive_an_error_without_scripts():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    client = client_for(parts.people["handler"])
    url = f"/cases/{case.pk}/do/complete/"
    typed = {"opinion": "已清运两车", "public_reply": "已清理干净。", "resolved_level": "street"}
    answer = client.post(url, typed | {"photos_after": picture()})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "已清运两车" in text
    assert "error-summary" in text
    token = re.search(r'name="photos_after_kept" value="([^"]+)"', text)[1]
    stored = StoredFile.objects.count()
    assert client.post(url, typed | {"measure": "cleaned", "photos_after_kept": token}).status_code == 302
    case.refresh_from_db()
    assert case.state == S.HANDLED
    assert StoredFile.objects.count() == stored


def test_kept_photo_belongs_to_who_uploaded_it():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    url = f"/cases/{case.pk}/do/note/"
    text = client_for(parts.people["handler"]).post(url, {"opinion": "", "photos": picture()}).content.decode()
    token = re.search(r'name="photos_kept" value="([^"]+)"', text)[1]
    kept = token.split(":")[0]  # the rest of the signature changes with the second
    assert kept in client_for(parts.people["handler"]).post(url, {"opinion": "", "photos_kept": token}).content.decode()
    answer = client_for(parts.people["other_handler"]).post(url, {"opinion": "", "photos_kept": token})
    assert answer.status_code == 422
    assert token not in answer.content.decode()


def test_error_in_a_folded_act_opens_the_fold():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    answer = client_for(parts.people["handler"]).post(f"/cases/{case.pk}/do/ask_extension/", {"days": "900", "opinion": "雨季"})
    assert answer.status_code == 422
    assert '<details class="more-acts" open>' in answer.content.decode()


def test_contact_is_masked_and_a_look_needs_a_reason_and_is_logged():
    parts = cast()
    case = with_contact(parts)
    client = client_for(parts.people["handler"])
    assert PHONE not in client.get(f"/cases/{case.pk}/").content.decode()
    assert client.post(f"/cases/{case.pk}/reveal/", {"reason": " "}).status_code == 422
    assert not Reveal.objects.exists()
    assert PHONE in client.post(f"/cases/{case.pk}/reveal/", {"reason": "约时间上门"}).content.decode()
    assert set(Reveal.objects.values_list("field", "reason")) == {("name", "约时间上门"), ("phone", "约时间上门")}
    assert AuditEntry.objects.filter(action__contains="reveal").count() == 2
    assert PHONE not in client.get(f"/cases/{case.pk}/").content.decode()


def test_unit_learns_nothing_about_a_confidential_requester():
    parts = cast()
    case = with_contact(parts, confidential=True)
    client = client_for(parts.people["handler"])
    page = client.get(f"/cases/{case.pk}/")
    assert page.context["contact"] is None
    assert "王" not in page.content.decode()
    assert client.post(f"/cases/{case.pk}/reveal/", {"reason": "上门"}).status_code == 404
    assert PHONE in client_for(parts.people["acceptor"]).post(f"/cases/{case.pk}/reveal/", {"reason": "回电"}).content.decode()


@pytest.mark.parametrize("page", ["", "deadline/", "print/", "panel/", "files/1/"])
def test_every_page_of_an_unseen_case_is_missing(page):
    parts = cast()
    case = with_contact(parts, confidential=True)
    client = client_for(parts.people["community_worker"])  # whose community it is: only the confidence keeps it away
    assert client.get(f"/cases/{case.pk}/{page}").status_code == 404


def test_deadline_is_explained_down_to_its_end():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    page = client_for(parts.people["handler"]).get(f"/cases/{case.pk}/deadline/")
    ((label, explanation),) = page.context["clocks"]
    assert label == "处置时限"
    assert explanation.due_at == case.due_at
    for line in explanation.lines:
        assert str(line) in page.content.decode()


def test_look_at_the_side_names_its_title_and_its_page():
    parts = cast()
    case = case_in(parts, S.HANDLING)
    text = client_for(parts.people["handler"]).get(f"/cases/{case.pk}/panel/").content.decode()
    assert "data-panel-body" in text
    assert f'data-panel-href="/cases/{case.pk}/"' in text


def test_sheet_names_unit_and_limit_and_no_contact():
    parts = cast()
    case = with_contact(parts)
    text = client_for(parts.people["handler"]).get(f"/cases/{case.pk}/print/").content.decode()
    assert "环境卫生管理处" in text
    assert "园林处" in text
    assert PHONE not in text


def test_patrol_form_keeps_what_was_typed_and_opens_one_case():
    parts = cast()
    client = client_for(parts.people["supervisor"])
    answer = client.post("/cases/new/patrol/", {"place": "望河路9号", "photos": picture()})
    assert answer.status_code == 422
    assert "望河路9号" in answer.content.decode()
    assert 'name="photos_kept"' in answer.content.decode()
    assert Case.objects.count() == 0
    assert client_for(parts.people["handler"]).get("/cases/new/patrol/").status_code == 403


def entry_form(client, kind: str) -> dict[str, str]:
    page = client.get(f"/cases/new/{kind}/").content.decode()
    return {"once": re.search(r'name="once" value="([^"]+)"', page)[1]}


def call(parts, **changes: object) -> dict[str, object]:
    facts = {"request_kind": "complaint", "place": "望河路9号", "description": "路灯不亮。", "contact_name": "林某", "contact_phone": PHONE}
    return facts | changes


def test_a_call_sent_twice_is_one_complaint_with_the_same_code():
    parts = cast()
    client = client_for(parts.people["acceptor"])
    sent = call(parts) | entry_form(client, "call")
    shown = [client.post("/cases/new/call/", sent, follow=True).content.decode() for _again in range(2)]
    assert Case.objects.count() == Complaint.objects.count() == 1
    codes = [re.search(r"查询码 ([A-Z0-9]{4}-[A-Z0-9]{4})", text)[1] for text in shown]
    assert codes[0] == codes[1]


def test_a_form_changed_and_sent_again_says_so_and_then_makes_a_case_of_its_own():
    parts = cast()
    client = client_for(parts.people["acceptor"])
    key = entry_form(client, "call")
    client.post("/cases/new/call/", call(parts) | key)
    answer = client.post("/cases/new/call/", call(parts, place="望河路10号") | key)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "再提交一次" in page
    assert "望河路10号" in page
    assert Case.objects.count() == 1
    fresh = re.search(r'name="once" value="([^"]+)"', page)[1]
    assert client.post("/cases/new/call/", call(parts, place="望河路10号", once=fresh)).status_code == 302
    assert Case.objects.count() == 2


@pytest.mark.parametrize("key", ["", "forged:key:here", "x" * 5000, "\x00"])
def test_a_form_with_a_wrong_key_is_a_new_form(key):
    parts = cast()
    client = client_for(parts.people["acceptor"])
    for _again in range(2):
        assert client.post("/cases/new/call/", call(parts, once=key)).status_code == 302
    assert Case.objects.count() == 2


def test_anonymous_with_a_name_is_said_beside_the_field():
    parts = cast()
    client = client_for(parts.people["acceptor"])
    answer = client.post("/cases/new/call/", call(parts, is_anonymous="on"))
    assert answer.status_code == 422
    assert "匿名反映不保存姓名和联系方式" in answer.content.decode()
    assert Case.objects.count() == 0


def test_drawn_way_is_the_way_of_the_tables():
    call_command("draw_workflows", "--check")
