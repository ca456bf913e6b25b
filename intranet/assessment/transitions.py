"""The tables of a month (S29, S31) and of an appeal (domain.md §3.5, §3.7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.workflow.machine import Need, Transition
from intranet.assessment import effects, guards
from intranet.assessment.enums import AppealState as A
from intranet.assessment.enums import MonthState as M
from intranet.assessment.permissions import ASSESSORS, FREEZERS, SPEAKERS

SYSTEM_ONLY = frozenset({"system"})
WHY = Need("opinion", "text", _("更正理由"), hint=_("写明错在哪里、依据什么。原版本和它的数值保留。"), max_length=500)
NOTE = Need("opinion", "text", _("说明"), required=False)
ANSWER = Need("opinion", "text", _("答复"), hint=_("申诉单位将看到这段文字。"))
CASES = Need(
    "cases",
    "text",
    _("剔除的案件编号"),
    hint=_("每行一个。这些案件不再计入该单位本月的任何指标，剔除情况和理由保留可查。"),
    initial=lambda appeal: appeal.case.number if appeal.case_id else "",
)

MONTH: tuple[Transition, ...] = (
    Transition("finish", _("计算完成"), frozenset({M.COMPUTING}), M.COMPUTED, actors=SYSTEM_ONLY, effect=effects.finish),
    Transition("recompute", _("重新计算"), frozenset({M.COMPUTED}), M.COMPUTING, ASSESSORS, needs=(NOTE,), effect=effects.compute_anew),
    Transition(
        "show",
        _("公示到单位"),
        frozenset({M.COMPUTED}),
        M.APPEAL,
        ASSESSORS,
        available=guards.figures_stand,
        needs=(NOTE,),
        effect=effects.show_to_units,
        likely=True,
    ),
    Transition("refresh", _("按采纳的申诉重新计算"), frozenset({M.APPEAL}), None, actors=SYSTEM_ONLY),
    Transition(
        "freeze",
        _("冻结"),
        frozenset({M.APPEAL}),
        M.FROZEN,
        FREEZERS,
        not_same_as=("recompute",),
        available=guards.may_freeze,
        needs=(NOTE,),
        effect=effects.freeze,
        likely=True,
    ),
    Transition(
        "correct", _("更正"), frozenset({M.FROZEN}), None, ASSESSORS, available=guards.may_correct, needs=(WHY,), effect=effects.correct
    ),
    Transition("supersede", _("由更正版本取代"), frozenset({M.FROZEN}), M.SUPERSEDED, actors=SYSTEM_ONLY, effect=effects.supersede),
)

APPEAL: tuple[Transition, ...] = (
    Transition(
        "accept",
        _("采纳并剔除案件"),
        frozenset({A.SUBMITTED}),
        A.ACCEPTED,
        ASSESSORS,
        available=guards.may_answer,
        needs=(CASES, ANSWER),
        check=guards.known_cases,
        effect=effects.accept,
        likely=True,
    ),
    Transition(
        "reject",
        _("不采纳"),
        frozenset({A.SUBMITTED}),
        A.REJECTED,
        ASSESSORS,
        available=guards.may_answer,
        needs=(ANSWER,),
        effect=effects.reject,
        likely=True,
    ),
    Transition(
        "withdraw",
        _("撤回申诉"),
        frozenset({A.SUBMITTED}),
        A.WITHDRAWN,
        SPEAKERS,
        place="unit",
        available=guards.may_withdraw,
        needs=(NOTE,),
        effect=effects.withdraw,
    ),
)
