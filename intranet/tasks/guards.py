"""Why an act on a task may be refused although role and state fit. Each raises with a sentence."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.parameters.selectors import number
from core.units.actors import Actor
from core.units.enums import Role
from core.units.models import RoleAssignment
from core.units.selectors import scope_of
from core.workflow.errors import InvalidData, NotAllowed, Refused
from core.workflow.moment import act_date
from core.workflow.selectors import pending_request
from core.workflow.services import deny_own_request
from intranet.tasks.enums import RequestKind, TaskKind
from intranet.tasks.models import Task, TaskAssist
from intranet.tasks.parameters import EXTENSIONS_BY_HEAD, EXTENSIONS_BY_LEADER, RETURN_TIMES
from intranet.tasks.permissions import DOERS, UNIT_ROLES, with_above

MOST_EXTENSION = 60  # days; more is a new decision, not an extension


def ready_to_issue(task: Task, _actor: Actor) -> None:
    """A day that can still be kept, and for a joint task somebody to assist."""
    today = act_date()
    if task.due_on <= today:
        raise Refused(_("办理期限须晚于下达当日，请先修改草稿。"))
    assists = list(task.assists.all())
    if task.kind == TaskKind.JOINT and not assists:
        raise Refused(_("会办任务须至少有一个会办单位，请先修改草稿。"))
    if any(assist.is_missing and assist.due_on <= today for assist in assists):
        raise Refused(_("会办单位的反馈期限须晚于下达当日，请先修改草稿。"))


def may_ask_return(task: Task, _actor: Actor) -> None:
    if pending_request(task, RequestKind.RETURN):
        raise Refused(_("已提出退回申请，等待审批。"))
    if task.refused_count >= number(RETURN_TIMES):
        raise Refused(_("本单位已用完退回次数，不能再次退回。"))


def may_decide_return(task: Task, actor: Actor) -> None:
    deny_own_request(task, actor, RequestKind.RETURN)
    not_of_lead_unit(task, actor)


def may_ask_extension(task: Task, actor: Actor) -> None:
    """The first by whoever deals with it, the second by the unit head; two in all; before the day."""
    if pending_request(task, RequestKind.EXTENSION):
        raise Refused(_("已提出延期申请，等待审批。"))
    own = number(EXTENSIONS_BY_HEAD)
    if task.extension_count >= own + number(EXTENSIONS_BY_LEADER):
        raise Refused(_("本任务已用完延期次数，不能再延期。"))
    if act_date() > task.due_on:
        raise Refused(_("已超过办理期限，不能再申请延期。"))
    first = task.extension_count < own
    roles = DOERS if first else {Role.UNIT_HEAD}
    if not _holds(task, actor, roles) and has_head(task):
        raise NotAllowed(_("第一次延期由经办人申请，第二次由分管负责人申请。"))


def may_decide_extension(task: Task, actor: Actor) -> None:
    """The unit head decides the first, the leader the second; never the person who asked. Where the unit has no
    head (a community, a centre) the leader decides the first as well."""
    deny_own_request(task, actor, RequestKind.EXTENSION)
    by_head = task.extension_count < number(EXTENSIONS_BY_HEAD) and has_head(task)
    if by_head and not _holds(task, actor, {Role.UNIT_HEAD}):
        raise NotAllowed(_("第一次延期由主办单位分管负责人审批。"))
    if not by_head and not (actor.user and scope_of(actor.user).has(Role.LEADER)):
        raise NotAllowed(_("本次延期由领导审批。"))


def has_head(task: Task) -> bool:
    """Whether somebody is head of the lead unit or of a unit above it."""
    heads = RoleAssignment.objects.current(act_date()).filter(role=Role.UNIT_HEAD, unit__in=with_above(task.lead_unit))
    return heads.filter(user__is_active=True).exists()


def _holds(task: Task, actor: Actor, roles: Any) -> bool:
    return actor.user is not None and scope_of(actor.user).holds_at(roles, with_above(task.lead_unit))


def later_day(task: Any, _actor: Actor, data: Mapping[str, Any]) -> None:
    """The new day lies after the present one, and not too far."""
    day = data.get("new_due_on")
    if not isinstance(day, datetime.date) or not task.due_on < day <= task.due_on + datetime.timedelta(days=MOST_EXTENSION):
        raise InvalidData({"new_due_on": _("须晚于现有期限，最多延长%(most)d天。") % {"most": MOST_EXTENSION}})


def no_return_pending(task: Task, _actor: Actor) -> None:
    """A task whose return is being decided is not received or reported at the same time."""
    if pending_request(task, RequestKind.RETURN):
        raise Refused(_("退回申请待审批，暂不能办理。"))


def not_of_lead_unit(task: Task, actor: Actor) -> None:
    """The check is independent: nobody with a post at the handling unit examines its work (handler ≠ checker)."""
    if actor.user is not None and task.lead_unit_id in scope_of(actor.user).unit_ids:
        raise NotAllowed(_("审核和销号须由主办单位以外的人员进行。"))


def ready_to_close(task: Task, actor: Actor) -> None:
    """No closing while an assisting opinion is missing and not waived (domain.md §3.6)."""
    not_of_lead_unit(task, actor)
    missing = [str(assist.unit) for assist in task.assists.select_related("unit") if assist.is_missing]
    if missing:
        raise Refused(_("%(units)s尚未提交会办意见，不能销号；确不需要的，由办公室注明理由免予反馈。") % {"units": _("、").join(missing)})


def has_missing_assist(task: Task, _actor: Actor) -> None:
    if not any(assist.is_missing for assist in task.assists.all()):
        raise Refused(_("没有待反馈的会办单位。"))


def own_missing_assist(task: Task, actor: Actor) -> TaskAssist | None:
    """The assisting unit the person may answer for and that has not answered."""
    if actor.user is None:
        return None
    scope = scope_of(actor.user)
    for assist in task.assists.select_related("unit"):
        if assist.is_missing and scope.holds_at(UNIT_ROLES, {assist.unit_id}):
            return assist
    return None


def may_assist(task: Task, actor: Actor) -> None:
    if own_missing_assist(task, actor) is None:
        raise Refused(_("本单位的会办意见已提交或已免予反馈。"))
