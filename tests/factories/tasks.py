"""Tasks and supervisions in any state, made by the acts themselves, with one person for each post."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from core.units.enums import Role
from core.workflow.services import advance
from intranet.tasks.enums import SupervisionState as P
from intranet.tasks.enums import TaskState as S
from intranet.tasks.models import Supervision, Task
from intranet.tasks.services import supervision_open, task_create
from tests.factories.accounts import user_with
from tests.factories.casework import Cast
from tests.factories.casework import cast as case_cast

TEXT = "情况属实，已按要求落实。"


def cast() -> Cast:
    """The case's people, with a second clerk and the assisting unit's head."""
    parts = case_cast()
    place = parts.district
    parts.people["second_clerk"] = user_with(Role.OFFICE_CLERK, place.office)
    parts.people["second_handler"] = user_with(Role.HANDLER, place.sanitation)
    parts.people["other_head"] = user_with(Role.UNIT_HEAD, place.greening)
    return parts


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def draft(parts: Cast, *, joint: bool = False, **facts: Any) -> Task:
    """A draft for the sanitation unit, with the greening unit assisting where it is joint."""
    values: dict[str, Any] = {
        "kind": "joint" if joint else "assign",
        "title": "开展望河路沿线环境卫生整治",
        "content": "对望河路沿线垃圾收集点逐一排查，完成整改。",
        "lead_unit": parts.district.sanitation,
        "assisting_units": [parts.district.greening] if joint else [],
        "due_on": in_days(10),
        "by": parts.actor("office_clerk"),
    }
    return task_create(**(values | facts))


def task_data(parts: Cast, action: str, task: Task | None = None) -> dict[str, Any]:
    """Valid data for every act on a task."""
    special: dict[str, dict[str, Any]] = {
        "ask_return": {"proposed_unit": parts.district.greening},
        "ask_extension": {"new_due_on": (task.due_on if task else in_days(10)) + datetime.timedelta(days=5)},
        "waive_assist": {"waived_unit": parts.district.greening},
    }
    return {"opinion": TEXT} | special.get(action, {})


WAYS: dict[str, list[tuple[str, str]]] = {
    S.DRAFT: [],
    S.ISSUED: [("office_clerk", "issue")],
    S.CANCELLED: [("office_clerk", "issue"), ("leader", "cancel")],
}
WAYS[S.RECEIVED] = [*WAYS[S.ISSUED], ("handler", "receive")]
WAYS[S.IN_PROGRESS] = [*WAYS[S.RECEIVED], ("handler", "start")]
WAYS[S.REPORTED] = [*WAYS[S.IN_PROGRESS], ("handler", "report")]
WAYS[S.RETURNED] = [*WAYS[S.REPORTED], ("second_clerk", "return_report")]
WAYS[S.APPROVED] = [*WAYS[S.REPORTED], ("leader", "approve")]
WAYS[S.CLOSED] = [*WAYS[S.APPROVED], ("office_clerk", "close")]


def task_do(parts: Cast, task: Task, who: str, action: str, *, at: datetime.datetime | None = None, **data: Any) -> None:
    advance(task, action, by=parts.actor(who), data=task_data(parts, action, task) | data, at=at)


def task_in(parts: Cast, state: str, *, joint: bool = False, **facts: Any) -> Task:
    """A task in a state. A joint one has its assisting opinion given before it is closed."""
    task = draft(parts, joint=joint, **facts)
    for who, action in WAYS[state]:
        if joint and action == "close":
            task_do(parts, task, "other_handler", "assist")
        task_do(parts, task, who, action)
    return task


def proposed(parts: Cast, parent: Any = None, **facts: Any) -> Supervision:
    """A supervision in 立项, of a task unless another record is given."""
    values: dict[str, Any] = {
        "parent": parent if parent is not None else task_in(parts, S.IN_PROGRESS),
        "level": "key",
        "opinion": "整治进度迟缓，请说明原因并限期完成。",
        "due_on": in_days(5),
        "by": parts.actor("office_clerk"),
    }
    return supervision_open(**(values | facts))


def supervision_data(parts: Cast, action: str) -> dict[str, Any]:
    """Valid data for every act on a supervision."""
    special: dict[str, dict[str, Any]] = {"ask_extension": {"new_due_on": in_days(9)}, "raise_level": {"level": "listed"}}
    return {"opinion": TEXT} | special.get(action, {})


SUPERVISION_WAYS: dict[str, list[tuple[str, str]]] = {
    P.PROPOSED: [],
    P.REGISTERED: [("second_clerk", "register")],
    P.CANCELLED: [("second_clerk", "drop")],
}
SUPERVISION_WAYS[P.SUPERVISING] = [*SUPERVISION_WAYS[P.REGISTERED], ("office_clerk", "dispatch"), ("handler", "receive")]
SUPERVISION_WAYS[P.REPLIED] = [*SUPERVISION_WAYS[P.SUPERVISING], ("handler", "reply")]
SUPERVISION_WAYS[P.VERIFIED] = [*SUPERVISION_WAYS[P.REPLIED], ("second_clerk", "verify")]
SUPERVISION_WAYS[P.ARCHIVED] = [*SUPERVISION_WAYS[P.VERIFIED], ("leader", "archive")]


def supervision_do(parts: Cast, row: Supervision, who: str, action: str, *, at: datetime.datetime | None = None, **data: Any) -> None:
    advance(row, action, by=parts.actor(who), data=supervision_data(parts, action) | data, at=at)


def supervision_in(parts: Cast, state: str, **facts: Any) -> Supervision:
    row = proposed(parts, **facts)
    for who, action in SUPERVISION_WAYS[state]:
        supervision_do(parts, row, who, action)
    return row
