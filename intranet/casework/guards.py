"""Why an act on a case may be refused although role and state fit. Each raises with a sentence."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.clocks.selectors import limit_end, open_clock
from core.limits import Limit, LimitUnit
from core.parameters.selectors import number
from core.units.actors import Actor
from core.units.enums import Role
from core.units.selectors import scope_of
from core.workflow.errors import InvalidData, NotAllowed, Refused
from core.workflow.moment import act_date, act_moment
from core.workflow.selectors import pending_request
from core.workflow.services import deny_own_request
from intranet.casework.enums import CaseState, ClockName, Measure, RequestKind
from intranet.casework.models import Case
from intranet.casework.permissions import lead_unit_places


def only_inquiry(case: Case, _actor: Actor) -> None:
    if case.request_kind != "inquiry":
        raise Refused(_("只有咨询可以直接答复，其他诉求须立案办理。"))


def own_patrol_find(case: Case, actor: Actor) -> None:
    if case.source != "patrol" or case.reporter_id != actor.user_id:
        raise NotAllowed(_("只有上报该问题的监督员可以登记自行处置。"))


def assigned_supervisor(case: Case, actor: Actor) -> None:
    if case.supervisor_id != actor.user_id:
        raise NotAllowed(_("该任务已指派给另一名监督员。"))


def not_yet_verified(case: Case, actor: Actor) -> None:
    assigned_supervisor(case, actor)
    if case.verified_true is False:
        raise Refused(_("核实结果已反馈，等待受理员处理。"))


def verified_false(case: Case, _actor: Actor) -> None:
    if case.state == CaseState.VERIFYING and case.verified_true is not False:
        raise Refused(_("核实尚未反馈。"))


def parent_still_open(case: Case, _actor: Actor) -> None:
    if case.parent is None or not case.parent.is_open:
        raise Refused(_("所并入的案件已办结，不能撤销并案。"))


def no_children(case: Case, _actor: Actor) -> None:
    if case.merged_cases.exists():
        raise Refused(_("已有案件并入本案，不能再并入其他案件。"))


def fitting_parent(case: Case, _actor: Actor, data: Mapping[str, Any]) -> None:
    parent = data.get("parent")
    if isinstance(parent, Case) and (parent.pk == case.pk or parent.parent_id or not parent.is_open):
        raise InvalidData({"parent": _("请选择另一件在办且未被并案的案件。")})


def own_condition(case: Case, _actor: Actor, data: Mapping[str, Any]) -> None:
    condition = data.get("condition")
    if condition is not None and condition.minor_id != case.minor_id:
        raise InvalidData({"condition": _("立案条件不属于本案小类。")})


def lead_not_assisting(_case: Case, _actor: Actor, data: Mapping[str, Any]) -> None:
    lead = data.get("lead_unit")
    if lead is not None and lead in (data.get("assisting_units") or ()):
        raise InvalidData({"assisting_units": _("主办单位不能同时是协办单位。")})


def may_ask_return(case: Case, _actor: Actor) -> None:
    """Once, within the window, and not when finally assigned (北京: an assigned unit cannot return it)."""
    if case.finally_assigned:
        raise Refused(_("本案为最终派遣，不能退回。"))
    if pending_request(case, RequestKind.RETURN):
        raise Refused(_("已提出退回申请，等待审批。"))
    if case.return_count >= number("case.return_times"):
        raise Refused(_("本单位已用完退回次数，不能再次退回。"))
    end = return_window_end(case)
    if end and act_moment() > end:
        raise Refused(_("退回期限已过（派遣后%(days)s个工作日内）。") % {"days": number("case.return_window")})


def return_window_end(case: Case) -> datetime.datetime | None:
    """The last moment at which the unit may say "not ours"."""
    if case.dispatched_at is None:
        return None
    return limit_end(Limit(Decimal(number("case.return_window")), LimitUnit.WORK_DAY), case.dispatched_at).at


def may_ask_extension(case: Case, actor: Actor) -> None:
    """The first by a handler, the second by the unit head; before the due time; two in all."""
    if pending_request(case, RequestKind.EXTENSION):
        raise Refused(_("已提出延期申请，等待审批。"))
    own = number("case.extensions_by_unit_head")
    if case.extension_count >= own + number("case.extensions_by_leader"):
        raise Refused(_("本案已用完延期次数，不能再延期。"))
    needed = Role.HANDLER if case.extension_count < own else Role.UNIT_HEAD
    if not _holds(case, actor, needed):
        raise NotAllowed(_("第一次延期由经办人申请，第二次由分管负责人申请。"))
    clock = open_clock(case, ClockName.HANDLING)
    if clock is None or clock.due_at is None or act_moment() > clock.due_at:
        raise Refused(_("已超过处置时限，不能再申请延期。"))


def may_decide_extension(case: Case, actor: Actor) -> None:
    """The unit head decides the first, the leader the second; never the person who asked."""
    deny_own_request(case, actor, RequestKind.EXTENSION)
    by_head = case.extension_count < number("case.extensions_by_unit_head")
    if by_head and not _holds(case, actor, Role.UNIT_HEAD):
        raise NotAllowed(_("第一次延期由主办单位分管负责人审批。"))
    if not by_head and not (actor.user and scope_of(actor.user).has(Role.LEADER)):
        raise NotAllowed(_("第二次延期由领导审批。"))


def may_decide_return(case: Case, actor: Actor) -> None:
    deny_own_request(case, actor, RequestKind.RETURN)


def may_ask_suspend(case: Case, _actor: Actor) -> None:
    if pending_request(case, RequestKind.SUSPEND):
        raise Refused(_("已提出挂账申请，等待审批。"))


def may_decide_suspend(case: Case, actor: Actor) -> None:
    deny_own_request(case, actor, RequestKind.SUSPEND)


def may_ask_void(case: Case, _actor: Actor) -> None:
    if pending_request(case, RequestKind.VOID):
        raise Refused(_("已提出作废申请，等待审批。"))


def may_decide_void(case: Case, actor: Actor) -> None:
    deny_own_request(case, actor, RequestKind.VOID)


def _holds(case: Case, actor: Actor, role: str) -> bool:
    roles = {role, Role.STREET_CENTRE} if role == Role.HANDLER else {role}
    return actor.user is not None and scope_of(actor.user).holds_at(roles, lead_unit_places(case))


def extension_days(_case: Case, _actor: Actor, data: Mapping[str, Any]) -> None:
    days = data.get("days")
    if not isinstance(days, int) or not 1 <= days <= 60:
        raise InvalidData({"days": _("请填写1至60之间的整数。")})


def future_review(_case: Case, _actor: Actor, data: Mapping[str, Any]) -> None:
    day = data.get("review_on")
    if not isinstance(day, datetime.date) or day <= act_date():
        raise InvalidData({"review_on": _("复核日期须晚于今天。")})


def review_reached(case: Case, actor: Actor) -> None:
    """The system resumes on the review date; a dispatcher may at any time."""
    if actor.kind == "system" and (case.review_on is None or case.review_on > act_date()):
        raise Refused(_("复核日期未到。"))


def correction_date(_case: Case, _actor: Actor, data: Mapping[str, Any]) -> None:
    if data.get("measure") == Measure.CORRECTION_ORDER and not data.get("correct_by"):
        raise InvalidData({"correct_by": _("责令限期改正须填写改正期限。")})


def no_pending_at_unit(case: Case, _actor: Actor) -> None:
    """A case whose return is being decided is not finished at the same time."""
    if pending_request(case, RequestKind.RETURN):
        raise Refused(_("退回申请待审批，暂不能办理。"))


def not_of_lead_unit(case: Case, actor: Actor) -> None:
    """The check is independent: nobody who works for the handling unit checks it (close ≠ handle)."""
    if actor.user is not None and not scope_of(actor.user).unit_ids.isdisjoint(lead_unit_ids(case)):
        raise NotAllowed(_("核查须由主办单位以外的人员进行。"))


def lead_unit_ids(case: Case) -> set[int]:
    return {case.lead_unit_id} if case.lead_unit_id else set()


def checking_by_me(case: Case, actor: Actor) -> None:
    not_of_lead_unit(case, actor)
    assigned_supervisor(case, actor)


def ready_to_close(case: Case, _actor: Actor) -> None:
    """A rating, or "no answer" after the set number of tries, or no contact and the time over."""
    if case.satisfaction is not None:
        if case.satisfaction == 1 and case.redo_count == 0:
            raise Refused(_("诉求人不满意，请先由受理员核实是否重办。"))
        return
    if case.complaint_id is None or case.follow_up_expired or case.follow_up_tries >= number("case.follow_up_tries"):
        return
    raise Refused(_("尚无评价，回访次数未满，且回访期限未到。"))


def may_redo(case: Case, actor: Actor) -> None:
    """不满意且属实: the first time by the acceptor, then only by a leader."""
    if case.satisfaction != 1:
        raise Refused(_("只有评价为不满意的案件可以重办。"))
    role = Role.ACCEPTOR if case.redo_count == 0 else Role.LEADER
    if actor.user is None or not scope_of(actor.user).has(role):
        raise NotAllowed(_("第二次重办由领导决定。"))


def within_reopen_window(case: Case, actor: Actor) -> None:
    if actor.kind != "requester":
        return
    end = reopen_window_end(case)
    if end is None or act_moment() > end:
        raise Refused(_("重新打开的期限已过，请重新提交反映。"))


def reopen_window_end(case: Case) -> datetime.datetime | None:
    """The time after closing within which the requester may reopen (proposal of domain.md §3.8: 15)."""
    if case.closed_at is None:
        return None
    return limit_end(Limit(Decimal(number("case.reopen_window")), LimitUnit.CALENDAR_DAY), case.closed_at).at


def has_unit(case: Case, actor: Actor) -> None:
    within_reopen_window(case, actor)
    if case.lead_unit_id is None:
        raise Refused(_("本案未曾派遣，重新打开后回到受理环节。"))


def has_no_unit(case: Case, actor: Actor) -> None:
    within_reopen_window(case, actor)
    if case.lead_unit_id is not None:
        raise Refused(_("本案重新打开后直接派回原主办单位。"))


def is_self_handled(case: Case, _actor: Actor) -> None:
    if not case.self_handled:
        raise Refused(_("只对自行处置的案件进行抽查。"))


def follow_up_over(case: Case, _actor: Actor) -> None:
    if case.follow_up_expired or case.due_at is None or act_moment() <= case.due_at:
        raise Refused(_("回访期限未到。"))


def rated_by_whom(case: Case, actor: Actor) -> None:
    if case.complaint_id is None:
        raise Refused(_("本案没有诉求人。"))
