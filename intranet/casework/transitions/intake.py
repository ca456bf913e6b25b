"""From report to dispatch: 受理、核实、不予受理、转办、并案、直接答复、自行处置、立案、派遣."""

from django.utils.translation import gettext_lazy as _

from core.units.enums import Role
from core.workflow.machine import Transition
from intranet.casework import effects, guards, needs
from intranet.casework.enums import CaseState as S

ACCEPTOR = frozenset({Role.ACCEPTOR})
SUPERVISOR = frozenset({Role.SUPERVISOR})
SHIFT_LEADER = frozenset({Role.SHIFT_LEADER})
DISPATCHER = frozenset({Role.DISPATCHER})

FACTS = (needs.MINOR, needs.STREET, needs.COMMUNITY, needs.PLACE, needs.URGENT)

INTAKE: tuple[Transition, ...] = (
    Transition(
        "accept", _("受理"), frozenset({S.SUBMITTED}), S.ACCEPTED, ACCEPTOR, likely=True,
        needs=(*FACTS, needs.opinion(_("受理意见"), required=False)), effect=effects.set_intake_facts, public_label=_("已受理"),
    ),
    Transition(
        "send_verify", _("发核实"), frozenset({S.SUBMITTED, S.VERIFYING}), S.VERIFYING, ACCEPTOR,
        needs=(needs.SUPERVISOR, needs.opinion(_("核实要求"), required=False)), available=guards.verified_false,
        effect=effects.assign_supervisor, public_label=_("正在现场核实"),
    ),
    Transition(
        "verify_true", _("核实属实"), frozenset({S.VERIFYING}), S.ACCEPTED, SUPERVISOR, likely=True, available=guards.not_yet_verified,
        needs=(*FACTS, needs.PHOTOS, needs.opinion(_("核实情况"))), effect=effects.verified_with_facts, public_label=_("已受理"),
    ),
    Transition(
        "verify_false", _("核实不属实"), frozenset({S.VERIFYING}), None, SUPERVISOR, available=guards.not_yet_verified,
        needs=(needs.PHOTOS, needs.opinion(_("核实情况"))), effect=effects.verified,
    ),
    Transition(
        "reject", _("不予受理"), frozenset({S.SUBMITTED, S.VERIFYING}), S.REJECTED, ACCEPTOR, available=guards.verified_false,
        needs=(needs.REJECT_REASON, needs.REPLY, needs.opinion(_("内部意见"), required=False)),
        effect=effects.give_reason, public_label=_("不予受理"),
    ),
    Transition(
        "transfer_out", _("转办"), frozenset({S.SUBMITTED}), S.TRANSFERRED_OUT, ACCEPTOR,
        needs=(needs.TARGET, needs.REPLY, needs.opinion(_("内部意见"), required=False)),
        effect=effects.transfer_out, public_label=_("已转交其他单位"),
    ),
    Transition(
        "merge", _("并案"), frozenset({S.SUBMITTED, S.ACCEPTED}), S.MERGED, ACCEPTOR, available=guards.no_children,
        needs=(needs.PARENT, needs.opinion(_("并案理由"), required=False)), check=guards.fitting_parent,
        effect=effects.merge, public_label=_("已与同一问题合并办理"),
    ),
    Transition(
        "unmerge", _("撤销并案"), frozenset({S.MERGED}), S.SUBMITTED, ACCEPTOR, available=guards.parent_still_open,
        needs=(needs.opinion(_("理由")),), effect=effects.unmerge, target_of=effects.state_before_merge, public_label=_("恢复单独办理"),
    ),
    Transition(
        "answer", _("直接答复"), frozenset({S.SUBMITTED}), S.CLOSED, ACCEPTOR, available=guards.only_inquiry,
        needs=(needs.REPLY, needs.opinion(_("内部意见"), required=False)), effect=effects.answer, public_label=_("已答复"),
    ),
    Transition(
        "self_handle", _("自行处置"), frozenset({S.SUBMITTED}), S.CLOSED, SUPERVISOR, available=guards.own_patrol_find,
        needs=(needs.MEASURE, needs.CORRECT_BY, needs.BEFORE, needs.AFTER, needs.opinion(_("处置经过"))),
        check=guards.correction_date, effect=effects.self_handle, public_label=_("已现场处置"),
    ),
    Transition(
        "file", _("立案"), frozenset({S.ACCEPTED}), S.FILED, SHIFT_LEADER, likely=True,
        needs=(needs.CONDITION, needs.opinion(_("立案意见"), required=False)), check=guards.own_condition,
        effect=effects.file_case, public_label=_("已受理，正在安排办理单位"),
    ),
    Transition(
        "not_file", _("不予立案"), frozenset({S.ACCEPTED}), S.NOT_FILED, SHIFT_LEADER,
        needs=(needs.NOT_FILED_REASON, needs.REPLY, needs.opinion(_("内部意见"), required=False)),
        effect=effects.give_reason, public_label=_("不予立案"),
    ),
    Transition(
        "dispatch", _("派遣到单位"), frozenset({S.FILED}), S.DISPATCHED, DISPATCHER, likely=True,
        needs=(needs.LEAD_UNIT, needs.ASSISTING, needs.FINAL, needs.opinion(_("派遣意见"), required=False)),
        check=guards.lead_not_assisting, effect=effects.dispatch, public_label=_("已交办"),
    ),
)
