"""The table of the meeting workflow (domain.md §3.7)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.workflow.machine import Need, Text, Transition
from intranet.meetings import effects, guards
from intranet.meetings.enums import MeetingState as S
from intranet.meetings.permissions import CLERK, LEADER

BOTH = CLERK | LEADER


def _reason(label: Text) -> Need:
    return Need("opinion", "text", label)


DAY = Need("day", "date", _("新的日期"), initial=lambda meeting: timezone.localdate(meeting.starts_at))
CLOCK = Need(
    "clock", "line", _("开始时间"), hint=_("例如 14:30。"), max_length=5, initial=lambda m: f"{timezone.localtime(m.starts_at):%H:%M}"
)
NOTE = Need("opinion", "text", _("说明"), required=False)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "notify", _("发出会议通知"), frozenset({S.PLANNED}), S.NOTIFIED, CLERK, likely=True,
        needs=(Need("opinion", "text", _("通知附言"), required=False),), available=guards.ready_to_notify, effect=effects.notify,
    ),
    Transition(
        "postpone", _("推迟会议"), frozenset({S.PLANNED, S.NOTIFIED}), S.POSTPONED, BOTH,
        needs=(_reason(_("推迟的原因")),), effect=effects.postpone,
    ),
    Transition(
        "reschedule", _("另定时间"), frozenset({S.POSTPONED}), S.PLANNED, CLERK, likely=True,
        needs=(DAY, CLOCK, NOTE), check=guards.new_time, effect=effects.reschedule,
    ),
    Transition(
        "cancel", _("取消会议"), frozenset({S.PLANNED, S.NOTIFIED, S.POSTPONED}), S.CANCELLED, BOTH,
        needs=(_reason(_("取消的原因")),), effect=effects.cancel,
    ),
    Transition(
        "hold", _("登记会议召开"), frozenset({S.NOTIFIED}), S.HELD, CLERK, likely=True,
        available=guards.has_begun, effect=effects.hold,
    ),
    Transition("draft", _("开始起草纪要"), frozenset({S.HELD}), S.MINUTES_DRAFT, CLERK, likely=True),
    Transition(
        "submit", _("纪要送审"), frozenset({S.MINUTES_DRAFT}), None, CLERK, likely=True,
        needs=(NOTE,), available=guards.minutes_complete, effect=effects.submit,
    ),
    Transition(
        "give_back", _("退回修改"), frozenset({S.MINUTES_DRAFT}), None, BOTH,
        needs=(_reason(_("修改意见")),), available=guards.submitted, effect=effects.give_back,
    ),
    Transition(
        "approve", _("审定纪要"), frozenset({S.MINUTES_DRAFT}), S.MINUTES_APPROVED, LEADER, likely=True,
        not_same_as=("submit",), needs=(NOTE,), available=guards.not_an_author, effect=effects.approve,
    ),
    Transition(
        "withdraw_approval", _("撤回审定"), frozenset({S.MINUTES_APPROVED}), S.MINUTES_DRAFT, LEADER,
        needs=(_reason(_("撤回的原因")),), effect=effects.withdraw_approval,
    ),
    Transition(
        "issue", _("印发纪要并下达任务"), frozenset({S.MINUTES_APPROVED}), S.ISSUED, CLERK, likely=True,
        available=guards.due_days_ahead, effect=effects.issue,
    ),
)  # fmt: skip
