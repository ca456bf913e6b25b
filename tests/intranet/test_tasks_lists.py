"""The registers of tasks and supervisions: cost, nonsense in the address, filters, queues, export, the home page."""

from __future__ import annotations

import csv
import datetime
import io
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intranet.records.registry import kind_of
from intranet.tasks.enums import SupervisionState as P
from intranet.tasks.enums import TaskState as S
from intranet.tasks.models import Supervision, Task, TaskAssist
from intranet.tasks.services import AssistPlan
from tests.factories.accounts import client_for
from tests.factories.casework import case_in
from tests.factories.tasks import cast, draft, in_days, proposed, supervision_do, supervision_in, task_do, task_in

pytestmark = pytest.mark.django_db
TASK_PARAMETERS = ("queue", "kind", "state", "source", "lamp", "unit", "lead", "number", "text", "since", "until", "page", "format")
SUPERVISION_PARAMETERS = ("queue", "state", "level", "lamp", "unit", "parent", "number", "text", "page", "format")
NONSENSE = ("", "-1", "9" * 15, "9" * 400, "%00", "١٢", "2026-02-30", "0001-01-01", "'; DROP TABLE", "<script>", "%ff%fe", "²")


def fill(parts, count: int) -> None:
    """Joint tasks in hand of the sanitation unit, each supervised."""
    first, now = Task.objects.count(), timezone.now()
    tasks = Task.objects.bulk_create(
        Task(
            kind="joint", number=f"城管会〔2020〕{first + index}号", title=f"整治{index}", content="整治", lead_unit=parts.district.sanitation,
            due_on=in_days(5), state=S.IN_PROGRESS, state_since=now, clock_name="deadline", due_at=now + datetime.timedelta(days=5),
            created_at=now, issued_at=now,
        )
        for index in range(count)
    )  # fmt: skip
    units = (parts.district.greening, parts.district.street)
    TaskAssist.objects.bulk_create(TaskAssist(task=task, unit=unit, due_on=in_days(3)) for task in tasks for unit in units)
    Supervision.objects.bulk_create(
        Supervision(
            number=f"城管督〔2020〕{first + index}号", parent_kind="intranet_tasks.task", parent_id=task.pk, unit=parts.district.sanitation,
            opinion="限期完成。", due_on=in_days(3), state=P.SUPERVISING, state_since=now, opened_at=now, dispatched_at=now, received_at=now,
        )
        for index, task in enumerate(tasks)
    )  # fmt: skip


@pytest.mark.parametrize(
    "address", ["/tasks/", "/tasks/board/", "/tasks/?queue=in-hand", "/tasks/?queue=overdue&state=open", "/tasks/supervisions/"]
)
def test_lists_cost_the_same_for_ten_and_a_thousand(address):
    parts = cast()
    supervision_in(parts, P.SUPERVISING)
    people = [client_for(parts.people[who]) for who in ("leader", "handler")]
    fill(parts, 10)
    few = [cost(client, address) for client in people]
    fill(parts, 990)
    assert [cost(client, address) for client in people] == few
    assert max(few) <= 40
    if "overdue" not in address and "board" not in address:
        assert people[1].get(address).context["page"].paginator.count >= 1000


def cost(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_a_page_costs_the_same_however_long_the_history():
    parts = cast()
    task, row = task_in(parts, S.IN_PROGRESS, joint=True), supervision_in(parts, P.SUPERVISING)
    client = client_for(parts.people["handler"])
    addresses = (f"/tasks/{task.pk}/", f"/tasks/supervisions/{row.pk}/")
    task_do(parts, task, "office_clerk", "remind")
    supervision_do(parts, row, "office_clerk", "remind")
    few = [cost(client, address) for address in addresses]
    for _turn in range(15):
        task_do(parts, task, "office_clerk", "remind")
        supervision_do(parts, row, "office_clerk", "remind")
    assert [cost(client, address) for address in addresses] == few
    assert max(few) <= 60


def test_no_address_is_answered_with_a_fault():
    parts = cast()
    supervision_in(parts, P.SUPERVISING)
    client = client_for(parts.people["leader"])
    addresses = []
    for page, names in (("/tasks/", TASK_PARAMETERS), ("/tasks/supervisions/", SUPERVISION_PARAMETERS)):
        addresses += [page + "?" + "&".join(f"{name}={value}" for name in names) for value in NONSENSE]
        addresses += [f"{page}?{name}={value}" for name, value in itertools.product(names, ("9" * 400, "0001-01-01", "²"))]
    addresses += [f"/tasks/new/?cause={value}" for value in NONSENSE]
    addresses += [f"/tasks/supervisions/new/?parent={value}" for value in NONSENSE]
    for address in addresses:
        assert client.get(address).status_code < 500, address


def test_filters_narrow_and_stand_as_chips_that_keep_the_rest():
    parts = cast()
    plain = task_in(parts, S.IN_PROGRESS, title="清理望河沿岸垃圾", source="leader", due_on=in_days(20))
    joint = task_in(parts, S.REPORTED, joint=True, title="整治夜市油烟")
    over = task_in(parts, S.CLOSED)
    client = client_for(parts.people["office_clerk"])

    def found(query: str) -> set[int]:
        return {row.task.pk for row in client.get(f"/tasks/?{query}").context["rows"]}

    assert found("") == {plain.pk, joint.pk, over.pk}
    assert found("state=open") == {plain.pk, joint.pk}
    assert found("kind=joint&state=reported") == {joint.pk}
    assert found("source=leader") == {plain.pk}
    assert found(f"unit={parts.district.greening.pk}") == {joint.pk}
    assert found(f"unit={parts.district.sanitation.pk}") == {plain.pk, joint.pk, over.pk}
    assert found("text=油烟") == {joint.pk}
    assert found(f"number={plain.number}") == {plain.pk}
    assert found(f"since={in_days(15)}") == {plain.pk}
    assert found(f"until={in_days(15)}") == {joint.pk, over.pk}
    assert found("lamp=green") == {plain.pk, joint.pk}
    assert found("lamp=red") == set()
    page = client.get("/tasks/?kind=joint&state=reported")
    assert {chip.url for chip in page.context["chips"]} == {"?state=reported", "?kind=joint"}
    Task.objects.filter(pk=plain.pk).update(due_at=timezone.now() - datetime.timedelta(hours=1))
    assert found("lamp=red") == found("queue=overdue") == {plain.pk}


def test_queues_hold_what_waits_for_the_post_and_nothing_of_others():
    parts = cast()
    asked = task_in(parts, S.IN_PROGRESS)
    task_do(parts, asked, "handler", "ask_extension")
    second = task_in(parts, S.IN_PROGRESS)
    for who, action in (("handler", "ask_extension"), ("unit_head", "approve_extension"), ("unit_head", "ask_extension")):
        task_do(parts, second, who, action)
    returned = task_in(parts, S.ISSUED)
    task_do(parts, returned, "handler", "ask_return")
    lacking = task_in(parts, S.IN_PROGRESS, joint=True)
    TaskAssist.objects.filter(task=lacking).update(due_at=timezone.now() - datetime.timedelta(days=1))
    squad = draft(parts, lead_unit=parts.district.community)
    for who, action in (("office_clerk", "issue"), ("community_worker", "receive"), ("community_worker", "ask_extension")):
        task_do(parts, squad, who, action)
    expected = {
        ("extensions", "unit_head"): {asked.pk},
        ("leader-extensions", "leader"): {second.pk, squad.pk},
        ("returns", "office_clerk"): {returned.pk},
        ("to-receive", "handler"): {returned.pk},
        ("to-assist", "other_handler"): {lacking.pk},
        ("lacking", "office_clerk"): {lacking.pk},
        ("to-review", "leader"): {task_in(parts, S.REPORTED).pk},
        ("to-close", "leader"): {task_in(parts, S.APPROVED).pk},
        ("drafts", "office_clerk"): {draft(parts).pk},
    }
    for (queue, who), ids in expected.items():
        page = client_for(parts.people[who]).get(f"/tasks/?queue={queue}")
        assert {row.task.pk for row in page.context["rows"]} == ids, queue
        assert {tab.count for tab in page.context["tabs"] if tab.active} == {len(ids)}
    # A queue of another post is no filter: the whole of what the person sees is shown.
    assert len(client_for(parts.people["other_handler"]).get("/tasks/?queue=drafts").context["rows"]) == 1


def test_supervision_queues_and_filters():
    parts = cast()
    rows = {state: supervision_in(parts, state, level="listed" if state == P.REPLIED else "key") for state in P}
    waiting = supervision_in(parts, P.REGISTERED)
    supervision_do(parts, waiting, "office_clerk", "dispatch")
    of_case = proposed(parts, case_in(parts, "handling"), by=parts.actor("leader"))
    expected = {
        ("queue=to-register", "office_clerk"): {of_case.pk},
        ("queue=to-dispatch", "office_clerk"): {rows[P.REGISTERED].pk},
        ("queue=to-verify", "leader"): {rows[P.REPLIED].pk},
        ("queue=to-archive", "leader"): {rows[P.VERIFIED].pk},
        ("queue=to-receive", "handler"): {waiting.pk},
        ("queue=to-reply", "handler"): {rows[P.SUPERVISING].pk},
        ("level=listed", "leader"): {rows[P.REPLIED].pk},
        ("parent=intranet_casework.case", "leader"): {of_case.pk},
        ("state=archived", "handler"): {rows[P.ARCHIVED].pk},
    }
    for (query, who), ids in expected.items():
        page = client_for(parts.people[who]).get(f"/tasks/supervisions/?{query}")
        assert {row.supervision.pk for row in page.context["rows"]} == ids, query


def test_the_register_names_a_supervised_record_only_to_those_who_see_it():
    parts = cast()
    task = task_in(parts, S.IN_PROGRESS, title="仅主办单位可见的任务")
    row = supervision_in(parts, P.SUPERVISING, parent=task, unit=parts.district.sanitation)
    Task.objects.filter(pk=task.pk).update(lead_unit=parts.district.greening)
    kind = kind_of("intranet_tasks.task")
    assert kind is not None
    assert not kind.visible(parts.people["handler"]).filter(pk=task.pk).exists()
    for page in ("", f"{row.pk}/", f"{row.pk}/panel/", f"{row.pk}/print/", "?format=csv"):
        assert task.title not in client_for(parts.people["handler"]).get(f"/tasks/supervisions/{page}").content.decode(), page
    assert task.number in client_for(parts.people["leader"]).get("/tasks/supervisions/").content.decode()


def test_export_holds_what_the_filter_shows_and_runs_no_formula():
    parts = cast()
    task_in(parts, S.IN_PROGRESS, joint=True, title="=1+1", assisting_units=[AssistPlan(parts.district.greening, in_days(4))])
    task_in(parts, S.CLOSED)
    answer = client_for(parts.people["leader"]).get("/tasks/?format=csv&state=open")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][2] == "'=1+1"
    assert str(parts.district.greening) in rows[1]


def test_home_page_shows_what_waits_and_hidden_things_do_not():
    parts = cast()
    task, row = task_in(parts, S.ISSUED), supervision_in(parts, P.SUPERVISING)
    mine = client_for(parts.people["handler"]).get("/").content.decode()
    assert f"/tasks/{task.pk}/" in mine
    assert f"/tasks/supervisions/{row.pk}/" in mine
    other = client_for(parts.people["other_handler"]).get("/").content.decode()
    assert f"/tasks/{task.pk}/" not in other
    assert "/tasks/" not in client_for(parts.people["sysadmin"]).get("/").content.decode()


def test_every_figure_of_the_board_opens_a_list_of_that_length():
    parts = cast()
    for state in S:
        task_in(parts, state, joint=True)
    late = draft(parts, lead_unit=parts.district.greening)
    task_do(parts, late, "office_clerk", "issue")
    Task.objects.filter(pk=late.pk).update(due_at=timezone.now() - datetime.timedelta(hours=1))
    supervision_in(parts, P.SUPERVISING, parent=late, unit=parts.district.sanitation)
    for who in ("handler", "other_handler", "leader"):
        client = client_for(parts.people[who])
        lines = client.get("/tasks/board/").context["lines"]
        assert sum(line.open for line in lines) > 0
        for line in lines:
            for query, figure in (
                ("state=open", line.open), ("lamp=red", line.red), ("lamp=yellow", line.yellow), ("state=reported", line.reported),
                ("state=approved", line.approved), ("state=closed", line.closed),
            ):  # fmt: skip
                found = client.get(f"/tasks/?lead={line.unit.pk}&{query}").context["page"].paginator.count
                assert found == figure, (who, line.unit, query)
            pressed = client.get(f"/tasks/supervisions/?unit={line.unit.pk}&state=open").context["page"].paginator.count
            assert pressed == line.pressed
            assert line.on_time == line.closed
    assert lines[0].unit == parts.district.greening
