"""The rules of each kind of letter, as data (domain.md §2.8, §3.7–3.8; S71–S78).

Nothing here touches the database but the choices of a form. What differs between kinds is a row of ``RULES``; the
transition table is one for all kinds, and its guards ask the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.units.enums import UnitKind
from core.units.models import Unit
from core.workflow.machine import Need
from intranet.sharing import periods
from intranet.sharing.enums import ApprovalKind, ClockName, LetterKind, Outcome
from intranet.sharing.models import Letter
from intranet.sharing.parameters import RECEIVE_LIMIT

Text = str | Promise
MEMBERS = frozenset({UnitKind.MEMBER_UNIT, UnitKind.STREET_OFFICE})
STREET_LEVEL = frozenset({UnitKind.STREET_CENTRE, UnitKind.COMMUNITY, UnitKind.ENFORCEMENT_SQUAD})
ENFORCERS = frozenset({UnitKind.MEMBER_UNIT, UnitKind.STREET_CENTRE, UnitKind.ENFORCEMENT_SQUAD, UnitKind.STREET_OFFICE})
EVERYBODY = frozenset(UnitKind) - {UnitKind.COMMITTEE}


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """``reply``: whether an answer is owed ("asked": where the letter says so). ``limit`` runs from the sending under
    ``clock``; ``told_within`` from ``event_on`` until the letter is sent. ``addressee``: whom the form proposes. ``from_case``: may be begun from a case, whose place and words it takes over.
    ``body`` and ``fields`` are what the form asks for beside title, recipients and files."""

    kind: LetterKind
    purpose: Text
    icon: str
    source: str
    senders: frozenset[UnitKind]
    many: bool = False
    addressee: Literal["", "office", "lead"] = ""
    reply: Literal["none", "asked", "always"] = "none"
    clock: ClockName = ClockName.RECEIVE
    limit: str = RECEIVE_LIMIT
    told_within: str = ""
    returnable: bool = True
    acceptance: bool = False
    refusable: bool = False
    extendable: bool = False
    answers: frozenset[LetterKind] = frozenset()
    periodic: bool = False
    from_case: bool = False
    body: Text
    body_required: bool = True
    fields: tuple[Need, ...] = ()

    @property
    def label(self) -> Text:
        return self.kind.label


def _detail(name: str) -> Any:
    return lambda letter: letter.details.get(name, "")


def _column(name: str) -> Any:
    return lambda letter: getattr(letter, name)


def _approval(name: str) -> Any:
    return lambda letter: getattr(getattr(letter, "approval", None), name, None)


def _units(_letter: Letter) -> Any:
    return Unit.objects.active()


PARTY = Need("party", "line", _("当事人"), initial=_column("party"), max_length=80, hint=_("单位填全称，个体工商户填字号，不填证件号码。"))
PARTY_OPTIONAL = Need("party", "line", _("当事人"), required=False, initial=_column("party"), max_length=80)
PLACE = Need("place", "line", _("地点"), initial=_column("place"), max_length=200, hint=_("写到门牌号。"))
PLACE_OPTIONAL = Need("place", "line", _("地点"), required=False, initial=_column("place"), max_length=200)


def _period_of(kind: LetterKind) -> Need:
    return Need(
        "period",
        "choice",
        _("所属期间"),
        choices=lambda letter: periods.choices(kind, keep=letter.period),
        initial=lambda letter: letter.period.isoformat() if letter.period else "",
    )


PERIOD_OF = {kind: _period_of(kind) for kind in (LetterKind.CIRCULATION, LetterKind.PERIODIC_REPORT)}

RULES: dict[str, KindRule] = {
    rule.kind: rule
    for rule in (
        KindRule(
            kind=LetterKind.CIRCULATION,
            purpose=_("定期把本单位的相关工作情况通报有关单位。"),
            icon="megaphone",
            source="S71",
            senders=EVERYBODY,
            many=True,
            returnable=False,
            periodic=True,
            body=_("通报内容"),
            fields=(PERIOD_OF[LetterKind.CIRCULATION],),
        ),
        KindRule(
            kind=LetterKind.PERIODIC_REPORT,
            purpose=_("定期把有关情况报送城管委办公室。"),
            icon="clipboard-list",
            source="S76",
            senders=MEMBERS,
            addressee="office",
            periodic=True,
            body=_("报送内容"),
            fields=(PERIOD_OF[LetterKind.PERIODIC_REPORT],),
        ),
        KindRule(
            kind=LetterKind.APPROVAL_INFO,
            purpose=_("审批单位把国家政策、技术规范和审批信息及时告知执法部门。"),
            icon="badge-check",
            source="S74",
            senders=MEMBERS,
            addressee="lead",
            reply="asked",
            clock=ClockName.REPLY,
            limit="sharing.enforcement_reply_limit",
            told_within="sharing.approval_info_limit",
            body=_("内容说明"),
            body_required=False,
            fields=(
                Need("approval_kind", "choice", _("信息类别"), choices=lambda _l: ApprovalKind.choices, initial=_approval("kind")),
                Need(
                    "permit_no",
                    "line",
                    _("许可证号"),
                    required=False,
                    max_length=60,
                    initial=_approval("permit_no"),
                    hint=_("审批事项须填写。"),
                ),
                Need(
                    "party",
                    "line",
                    _("持证人"),
                    required=False,
                    initial=_column("party"),
                    max_length=80,
                    hint=_("审批事项须填写。单位填全称，不填证件号码。"),
                ),
                PLACE_OPTIONAL,
                Need("event_on", "date", _("审批或发布日期"), initial=_column("event_on"), hint=_("告知时限从这一天起算。")),
                Need("issuing_unit", "unit", _("发证或发布单位"), choices=_units, initial=_approval("issuing_unit_id")),
                Need("valid_from", "date", _("有效期自"), required=False, initial=_approval("valid_from")),
                Need("valid_until", "date", _("有效期至"), required=False, initial=_approval("valid_until")),
                Need("reply_wanted", "flag", _("请对方回复执法情况"), required=False, initial=_column("reply_wanted")),
            ),
        ),
        KindRule(
            kind=LetterKind.ENFORCEMENT_REPLY,
            purpose=_("执法部门把执法情况回复管理部门。"),
            icon="message-square",
            source="S75",
            senders=ENFORCERS,
            told_within="sharing.enforcement_reply_limit",
            answers=frozenset({LetterKind.APPROVAL_INFO, LetterKind.WRITTEN_TRANSFER}),
            body=_("执法情况"),
            fields=(
                Need("event_on", "date", _("执法日期"), initial=_column("event_on"), hint=_("回复时限从这一天起算。")),
                PARTY_OPTIONAL,
                PLACE_OPTIONAL,
                Need("outcome", "choice", _("处理结果"), choices=lambda _l: Outcome.choices, initial=_column("outcome")),
            ),
        ),
        KindRule(
            kind=LetterKind.WRITTEN_TRANSFER,
            purpose=_("发现违法行为，已当场制止，移送有权处理的单位。"),
            icon="send",
            source="S77",
            senders=frozenset({*MEMBERS, *STREET_LEVEL, UnitKind.OFFICE, UnitKind.SUPERVISION_CENTRE, UnitKind.COMMAND_CENTRE}),
            addressee="lead",
            reply="always",
            clock=ClockName.ANSWER,
            limit="sharing.transfer_answer_limit",
            acceptance=True,
            from_case=True,
            body=_("违法事实"),
            fields=(
                PARTY,
                PLACE,
                Need("stop_measure", "text", _("已采取的制止措施"), initial=_detail("stop_measure"), max_length=1000),
                Need("materials", "text", _("移送材料清单"), initial=_detail("materials"), max_length=1000, hint=_("每行一件。")),
            ),
        ),
        KindRule(
            kind=LetterKind.ASSIST_REQUEST,
            purpose=_("请有关单位提供审批文件、图纸等资料，并提出定性和处理意见。"),
            icon="handshake",
            source="S78",
            senders=frozenset({*ENFORCERS, UnitKind.OFFICE}),
            reply="always",
            clock=ClockName.REPLY,
            limit="sharing.assist_reply_limit",
            refusable=True,
            extendable=True,
            from_case=True,
            body=_("案由和基本情况"),
            fields=(
                PARTY_OPTIONAL,
                PLACE_OPTIONAL,
                Need(
                    "request",
                    "text",
                    _("协查事项"),
                    initial=_detail("request"),
                    max_length=1000,
                    hint=_("写明需要的文件、图纸和需要回答的问题。"),
                ),
            ),
        ),
        KindRule(
            kind=LetterKind.OPINION_LETTER,
            purpose=_("行政处罚决定作出后，请有关单位配合落实。"),
            icon="gavel",
            source="S78",
            senders=ENFORCERS,
            reply="always",
            clock=ClockName.REPLY,
            limit="sharing.opinion_letter_limit",
            body=_("意见"),
            fields=(
                PARTY,
                PLACE,
                Need("decision_no", "line", _("处罚决定书文号"), initial=_detail("decision_no"), max_length=60),
                Need("event_on", "date", _("处罚决定日期"), initial=_column("event_on")),
                Need("consequence", "text", _("请求配合的事项"), required=False, initial=_detail("consequence"), max_length=1000),
                Need(
                    "hold_approval",
                    "flag",
                    _("审批暂不予办理"),
                    required=False,
                    initial=_column("hold_approval"),
                    hint=_("仅作提示，不会自动拒绝任何审批。"),
                ),
            ),
        ),
        KindRule(
            kind=LetterKind.JOINT_ENFORCEMENT,
            purpose=_("牵头单位约请有关单位联合执法，并登记结果。"),
            icon="users",
            source="S66",
            senders=frozenset({*ENFORCERS, UnitKind.OFFICE}),
            many=True,
            reply="always",
            returnable=False,
            body=_("行动方案"),
            fields=(
                Need("event_on", "date", _("行动日期"), initial=_column("event_on")),
                Need("place", "line", _("集合地点和范围"), initial=_column("place"), max_length=200),
                Need("people", "text", _("本单位参加人员"), initial=_detail("people"), max_length=500),
            ),
        ),
    )
}


def rule_of(letter: Letter) -> KindRule:
    """The rule of a letter's kind."""
    return RULES[letter.kind]


def owes_reply(letter: Letter) -> bool:
    """Whether the recipients owe an answer."""
    reply = rule_of(letter).reply
    return reply == "always" or (reply == "asked" and letter.reply_wanted)


def sendable_by(unit: Unit) -> list[KindRule]:
    """The kinds that a unit may send."""
    return [rule for rule in RULES.values() if unit.kind in rule.senders]
