"""What the index lets through is what the registers show: acl tokens and visible_to() on random people and records."""

from __future__ import annotations

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.files.services import document_store
from core.outbox.delivery import drain
from core.units.enums import Role
from core.units.selectors import acl_tokens
from intranet.tasks.enums import SupervisionState as P
from intranet.tasks.enums import TaskState as S
from intranet.tasks.models import Supervision, Task, TaskAssist
from intranet.tasks.search import supervision_acl, task_acl
from search.registry import source_of
from search.viewers import Viewer
from tests.factories.accounts import user_with
from tests.factories.tasks import cast, in_days, supervision_in, task_do, task_in

pytestmark = pytest.mark.django_db


def random_records(dice, units, count):
    now = timezone.now()
    values = {"state_since": now, "due_on": in_days(3)}
    for _index in range(count):
        issued = now if dice.random() < 0.8 else None
        lead, *assisting = dice.sample(units, dice.randrange(1, 4))
        task = Task.objects.create(kind="joint", title="任务", content="要求", lead_unit=lead, created_at=now, issued_at=issued, **values)
        TaskAssist.objects.bulk_create(TaskAssist(task=task, unit=unit, due_on=in_days(2)) for unit in assisting)
        Supervision.objects.create(
            parent_kind="intranet_tasks.task", parent_id=task.pk, unit=dice.choice(units), opinion="限期完成。", opened_at=now,
            dispatched_at=issued, **values,
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_index_and_registers_agree(seed):
    dice = random.Random(seed)
    parts = cast()
    units = list(vars(parts.district).values())
    people = [*parts.people.values(), *(user_with(dice.choice(Role.values), dice.choice(units)) for _ in range(12)), user_with()]
    random_records(dice, units, 60)
    kinds = (
        ("task", list(Task.objects.prefetch_related("assists")), task_acl),
        ("supervision", list(Supervision.objects.all()), supervision_acl),
    )
    parted = 0
    for user in people:
        tokens = acl_tokens(user)
        for kind, records, acl in kinds:
            by_index = {record.pk for record in records if acl(record) & tokens}
            by_list = set(type(records[0]).objects.visible_to(user).values_list("pk", flat=True))
            assert by_index == by_list, (kind, user.display_name)
            ids = [record.pk for record in records]
            assert set(source_of(kind).visible_ids(Viewer(user=user, tokens=tokens), ids)) == by_list
            parted += len(by_list) not in (0, len(records))
    assert parted >= 5  # people who see a part: otherwise the comparison proves nothing


def test_posts_of_the_centres_and_administrators_see_no_tasks():
    parts = cast()
    for state in S:
        task_in(parts, state, joint=True)
    supervision_in(parts, P.SUPERVISING)
    for who in ("acceptor", "supervisor", "shift_leader", "dispatcher", "publisher", "reviewer", "sysadmin", "secadmin", "auditor"):
        assert not Task.objects.visible_to(parts.people[who]).exists(), who
        assert not Supervision.objects.visible_to(parts.people[who]).exists(), who


def test_a_task_that_came_back_is_out_of_the_units_sight():
    parts = cast()
    task = task_in(parts, S.ISSUED, joint=True)
    seen = Task.objects.visible_to(parts.people["handler"])
    assert seen.filter(pk=task.pk).exists()
    task_do(parts, task, "handler", "ask_return")
    task_do(parts, task, "office_clerk", "approve_return")
    for who in ("handler", "unit_head", "other_handler"):
        assert not Task.objects.visible_to(parts.people[who]).filter(pk=task.pk).exists(), who
    assert Task.objects.visible_to(parts.people["leader"]).filter(pk=task.pk).exists()


def test_index_holds_opinions_documents_and_number():
    parts = cast()
    task = task_in(parts, S.IN_PROGRESS, joint=True)
    task_do(parts, task, "other_handler", "assist", opinion="行道树已修剪完毕。")
    upload = SimpleUploadedFile("台账.txt", "清运积存垃圾台账".encode(), content_type="text/plain")
    task_do(parts, task, "handler", "report", files=[document_store(upload=upload, by=parts.actor("handler"))])
    drain()
    source = source_of("task")
    (record,) = source.build([task.pk])
    assert record.number == task.number
    assert "行道树已修剪完毕" in record.body
    assert any("清运积存垃圾台账" in file.text for file in record.attachments)
    assert dict(source.all_ids())[task.pk] == record.version


def test_index_of_a_supervision_keeps_the_supervised_records_words_out():
    parts = cast()
    task = task_in(parts, S.IN_PROGRESS, title="仅任务本身的词语")
    row = supervision_in(parts, P.REPLIED, parent=task)
    source = source_of("supervision")
    (record,) = source.build([row.pk])
    assert task.title not in record.title + record.body
    assert "情况属实" in record.body
    assert dict(source.all_ids())[row.pk] == record.version
