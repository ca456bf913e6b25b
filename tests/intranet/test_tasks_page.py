"""The screens of tasks and supervisions: drafting, changing, files, pages in every state, malformed input."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from intranet.records.selectors import causes_of
from intranet.sharing.enums import LetterKind, LetterState
from intranet.tasks.enums import SupervisionState as P
from intranet.tasks.enums import TaskState as S
from intranet.tasks.models import Supervision, Task
from intranet.tasks.subjects import subject_text
from tests.factories.accounts import client_for
from tests.factories.casework import case_in, patrol_case
from tests.factories.sharing import desk, letter_in
from tests.factories.tasks import cast, draft, in_days, supervision_in, task_do, task_in

pytestmark = pytest.mark.django_db


def paper(text: str = "整治范围清单") -> SimpleUploadedFile:
    return SimpleUploadedFile("清单.txt", text.encode(), content_type="text/plain")


def typed(parts, **changes) -> dict[str, object]:
    """What a clerk fills in for a joint task."""
    place = parts.district
    return {
        "kind": "joint", "title": "整治望河路占道经营", "content": "清理占道摊点，规范门前秩序。", "source": "meeting", "basis": "第11次联席会议",
        "lead_unit": place.sanitation.pk, "due_on": in_days(10), "assist_0": place.greening.pk, "assist_0_due": in_days(4),
        "assist_1": place.street.pk, "assist_1_due": "",
    } | changes  # fmt: skip


def test_a_draft_is_made_by_its_form_with_files_days_and_causes():
    parts = cast()
    case = patrol_case(parts)
    client = client_for(parts.people["office_clerk"])
    shown = client.get(f"/tasks/new/?cause={subject_text(case)}")
    assert case.number in shown.content.decode()
    sent = typed(parts) | {"cause": subject_text(case), "files": paper(), "once": shown.context["form"]["once"].initial}
    answer = client.post("/tasks/new/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    again = client.post("/tasks/new/", sent | {"files": paper()})
    assert again["Location"] == answer["Location"]
    task = Task.objects.get()
    assert [(row.unit, row.due_on) for row in task.assists.all()] == [
        (parts.district.greening, in_days(4)),
        (parts.district.street, in_days(10)),
    ]
    assert [ref.pk for ref in causes_of(task)] == [case.pk]
    page = client.get(answer["Location"]).content.decode()
    assert "清单.txt" in page
    assert case.title in page
    assert task.title in client.get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"due_on": "9999-12-31"}, "due_on"),
        ({"kind": "assign"}, "kind"),
        ({"assist_0": "", "assist_1": ""}, "assist_0"),
        ({"assist_1": "lead"}, "assist_0"),
        ({"assist_0_due": "2020-01-01"}, "assist_0_due"),
        ({"lead_unit": "office"}, "lead_unit"),
        ({"lead_unit": "999999999999999999999"}, "lead_unit"),
        ({"kind": "x"}, "kind"),
        ({"content": "字" * 4001}, "content"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(changes, field):
    parts = cast()
    named = {"lead": parts.district.sanitation.pk, "office": parts.district.office.pk}
    data = typed(parts) | {key: named.get(value, value) for key, value in changes.items()}
    answer = client_for(parts.people["office_clerk"]).post("/tasks/new/", data | {"files": paper()})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    page = answer.content.decode()
    assert "清单.txt" in page
    assert "规范门前秩序" in page or field == "content"
    assert not Task.objects.exists()


def test_a_draft_is_changed_until_it_is_issued():
    parts = cast()
    client = client_for(parts.people["leader"])
    task = draft(parts, joint=True)
    assert client.get(f"/tasks/{task.pk}/edit/").status_code == 200
    assert client.post(f"/tasks/{task.pk}/edit/", typed(parts, kind="assign", assist_0="", assist_0_due="", assist_1="")).status_code == 302
    task.refresh_from_db()
    assert (task.kind, task.title, task.assists.count()) == ("assign", "整治望河路占道经营", 0)
    task_do(parts, task, "office_clerk", "issue")
    assert client.post(f"/tasks/{task.pk}/edit/", typed(parts))["Location"] == f"/tasks/{task.pk}/"
    task.refresh_from_db()
    assert task.kind == "assign"


@pytest.mark.parametrize("who", ["handler", "unit_head", "assessor", "sysadmin", "dispatcher"])
def test_only_the_office_and_leaders_reach_the_forms(who):
    parts = cast()
    client = client_for(parts.people[who])
    assert client.get("/tasks/new/").status_code == 403
    assert client.post("/tasks/new/", typed(parts)).status_code == 403
    assert client.get(f"/tasks/supervisions/new/?parent={subject_text(patrol_case(parts))}").status_code == 403
    assert not Task.objects.exists()


def test_every_page_of_a_task_in_every_state():
    parts = cast()
    clients = [client_for(parts.people[who]) for who in ("office_clerk", "leader", "handler", "other_handler")]
    for state in S:
        for joint in (False, True):
            task = task_in(parts, state, joint=joint)
            for number, client in enumerate(clients):
                if (state == S.DRAFT and number > 1) or (number == 3 and not joint):
                    assert client.get(f"/tasks/{task.pk}/").status_code == 404
                    continue
                for page in ("", "deadline/", "panel/", "print/"):
                    assert client.get(f"/tasks/{task.pk}/{page}").status_code == 200, (state, joint, page)


def test_every_page_of_a_supervision_in_every_state():
    parts = cast()
    clients = {who: client_for(parts.people[who]) for who in ("office_clerk", "handler", "other_handler")}
    for state in P:
        row = supervision_in(parts, state)
        told = state not in (P.PROPOSED, P.REGISTERED, P.CANCELLED)
        for page in ("", "deadline/", "panel/", "print/"):
            assert clients["office_clerk"].get(f"/tasks/supervisions/{row.pk}/{page}").status_code == 200
            assert clients["handler"].get(f"/tasks/supervisions/{row.pk}/{page}").status_code == (200 if told else 404)
            assert clients["other_handler"].get(f"/tasks/supervisions/{row.pk}/{page}").status_code == 404


def test_a_supervision_is_opened_from_a_case_and_from_a_task():
    parts = cast()
    case, task = case_in(parts, "handling"), task_in(parts, S.IN_PROGRESS)
    client = client_for(parts.people["office_clerk"])
    for record, page in ((case, f"/cases/{case.pk}/"), (task, f"/tasks/{task.pk}/")):
        link = f"/tasks/supervisions/new/?parent={subject_text(record)}"
        assert link in client.get(page).content.decode()
        assert link not in client_for(parts.people["handler"]).get(page).content.decode()
        form = client.get(link)
        assert form.context["form"]["unit"].initial == parts.district.sanitation
        sent = {"parent": subject_text(record), "level": "key", "opinion": "限期整改。", "due_on": in_days(3)}
        sent |= {"unit": parts.district.sanitation.pk, "once": form.context["form"]["once"].initial}
        answer = client.post("/tasks/supervisions/new/", sent)
        assert answer.status_code == 302, answer.context["form"].errors
        assert client.post("/tasks/supervisions/new/", sent)["Location"] == answer["Location"]
        assert record.title in client.get(answer["Location"]).content.decode()
        assert "限期整改" in client.get(page).content.decode()
    assert Supervision.objects.count() == 2


@pytest.mark.parametrize("named", ["", "intranet_casework.case-999999", "core_units.unit-1", "x", "-", "intranet_casework.case-²"])
def test_nothing_unknown_is_supervised(named):
    client = client_for(cast().people["office_clerk"])
    assert client.get("/tasks/supervisions/new/", {"parent": named}).status_code == 404
    assert client.get("/tasks/new/", {"cause": named}).status_code == 200


def test_a_wrong_supervision_form_keeps_what_was_typed():
    parts = cast()
    task = task_in(parts, S.IN_PROGRESS)
    sent = {"parent": subject_text(task), "level": "?", "opinion": "限期整改", "due_on": timezone.localdate(), "unit": ""}
    answer = client_for(parts.people["leader"]).post("/tasks/supervisions/new/", sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"level", "due_on", "unit"}
    assert "限期整改" in answer.content.decode()


def test_files_are_served_through_their_own_record_alone():
    parts = cast()
    task, other = task_in(parts, S.IN_PROGRESS), task_in(parts, S.IN_PROGRESS)
    client = client_for(parts.people["handler"])
    assert client.post(f"/tasks/{task.pk}/do/report/", {"opinion": "已完成。", "files": paper()}).status_code == 302
    page = client.get(f"/tasks/{task.pk}/")
    (file,) = page.context["reported_files"]
    assert client.get(file.url).status_code == 200
    assert client_for(parts.people["other_handler"]).get(file.url).status_code == 404
    assert client.get(file.url.replace(f"/tasks/{task.pk}/", f"/tasks/{other.pk}/")).status_code == 404


def test_a_refused_report_keeps_the_text_and_the_file():
    parts = cast()
    task = task_in(parts, S.IN_PROGRESS)
    answer = client_for(parts.people["handler"]).post(f"/tasks/{task.pk}/do/report/", {"opinion": "", "files": paper()})
    assert answer.status_code == 422
    assert "清单.txt" in answer.content.decode()


def test_a_letter_that_nobody_answers_is_supervised_at_the_unit_that_owes_the_answer():
    parts = desk()
    letter = letter_in(parts, LetterKind.OPINION_LETTER, LetterState.SENT)
    client = client_for(parts.people["office_clerk"])
    link = f"/tasks/supervisions/new/?parent={subject_text(letter)}"
    assert link in client.get(f"/letters/{letter.pk}/").content.decode()
    assert client.get(link).context["form"]["unit"].initial == letter.recipients.get().unit
