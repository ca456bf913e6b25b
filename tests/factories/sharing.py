"""Letters of every kind in any state, made by the acts themselves, with one person for each post."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.parameters.services import parameter_set
from core.units.actors import SYSTEM, Actor, actor_of
from core.units.enums import JoinStatus, Role, UnitKind
from core.units.models import Unit, User
from core.workflow.services import advance
from intranet.sharing.enums import LetterKind as K
from intranet.sharing.enums import LetterState as S
from intranet.sharing.models import Letter
from intranet.sharing.parameters import LEAD
from intranet.sharing.periods import recent
from intranet.sharing.services import letter_compose
from tests.factories.accounts import District, district, unit_with, user_with


def paper() -> SimpleUploadedFile:
    """A small text file."""
    return SimpleUploadedFile("材料清单.txt", "现场照片两张，询问笔录一份。".encode(), content_type="text/plain")


@dataclass
class Desk:
    """A district with an enforcement lead, and one person for each part in a letter."""

    district: District
    lead: Unit
    squad: Unit
    people: dict[str, User] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return actor_of(self.people[name])


def desk() -> Desk:
    """环卫处 sends and answers, 执法局 leads enforcement; 园林处 has no part but as a third."""
    place = district()
    lead = unit_with(UnitKind.MEMBER_UNIT, name="云川区城市管理行政执法局", short_name="执法局", parent=place.committee, code="CGJ")
    squad = unit_with(UnitKind.ENFORCEMENT_SQUAD, name="望河执法中队", short_name="望河中队", parent=place.street_centre)
    for unit in (place.sanitation, place.greening, lead):
        assert unit.joined_status == JoinStatus.JOINED
    parameter_set(key=LEAD, value=lead.code, by=SYSTEM, reason="测试")
    posts = {
        "writer": (Role.HANDLER, place.sanitation),
        "liaison": (Role.LIAISON, place.sanitation),
        "head": (Role.UNIT_HEAD, place.sanitation),
        "lead_writer": (Role.HANDLER, lead),
        "lead_liaison": (Role.LIAISON, lead),
        "lead_head": (Role.UNIT_HEAD, lead),
        "third_writer": (Role.HANDLER, place.greening),
        "third_liaison": (Role.LIAISON, place.greening),
        "third_head": (Role.UNIT_HEAD, place.greening),
        "office_clerk": (Role.OFFICE_CLERK, place.office),
        "office_head": (Role.UNIT_HEAD, place.office),
        "leader": (Role.LEADER, place.committee),
        "street_centre": (Role.STREET_CENTRE, place.street_centre),
        "street_liaison": (Role.LIAISON, place.street),
        "squad_officer": (Role.HANDLER, squad),
        "community_worker": (Role.COMMUNITY_WORKER, place.community),
        "acceptor": (Role.ACCEPTOR, place.supervision),
        "supervisor": (Role.SUPERVISOR, place.supervision),
        "shift_leader": (Role.SHIFT_LEADER, place.supervision),
        "dispatcher": (Role.DISPATCHER, place.command),
        "publisher": (Role.PUBLISHER, place.supervision),
        "reviewer": (Role.REVIEWER, place.supervision),
        "sysadmin": (Role.SYSADMIN, place.supervision),
        "auditor": (Role.AUDITOR, place.supervision),
    }
    people = {name: user_with(role, unit) for name, (role, unit) in posts.items()}
    return Desk(place, lead, squad, people)


@dataclass(frozen=True)
class Sides:
    """Who writes, signs, takes in, answers and refuses a letter of a kind."""

    sender: Unit
    recipients: tuple[Unit, ...]
    writer: str
    signer: str
    receivers: tuple[str, ...]
    answerers: tuple[str, ...]
    answering_head: str


def sides_of(parts: Desk, kind: str) -> Sides:
    """The sides of a kind: letters of enforcement come from the lead, the others go to it or to the office."""
    place = parts.district
    if kind == K.PERIODIC_REPORT:
        return Sides(place.sanitation, (place.office,), "writer", "head", ("office_clerk",), ("office_clerk",), "office_head")
    if kind == K.CIRCULATION:
        both = (parts.lead, place.greening)
        return Sides(
            place.sanitation, both, "writer", "head", ("lead_liaison", "third_liaison"), ("lead_writer", "third_writer"), "lead_head"
        )
    if kind == K.JOINT_ENFORCEMENT:
        both = (place.sanitation, place.greening)
        return Sides(parts.lead, both, "lead_writer", "lead_head", ("liaison", "third_liaison"), ("writer", "third_writer"), "head")
    if kind in (K.APPROVAL_INFO, K.WRITTEN_TRANSFER):
        return Sides(place.sanitation, (parts.lead,), "writer", "head", ("lead_liaison",), ("lead_writer",), "lead_head")
    return Sides(parts.lead, (place.sanitation,), "lead_writer", "lead_head", ("liaison",), ("writer",), "head")


def facts_for(parts: Desk, kind: str) -> dict[str, Any]:
    """Valid facts of every kind, as a form cleans them."""
    today = timezone.localdate()
    common: dict[str, Any] = {"body": "望河路12号临街商铺占用人行道堆放建筑材料，影响通行。"}
    special: dict[str, dict[str, Any]] = {
        K.CIRCULATION: {"period": recent(K.CIRCULATION, 2)[1].start.isoformat()},
        K.PERIODIC_REPORT: {"period": recent(K.PERIODIC_REPORT, 2)[1].start.isoformat()},
        K.APPROVAL_INFO: {
            "approval_kind": "approval", "permit_no": "云环准〔2026〕31号", "party": "望河餐饮有限公司", "place": "望河路12号",
            "event_on": today, "issuing_unit": parts.district.sanitation, "valid_from": today,
            "valid_until": today + datetime.timedelta(days=20), "reply_wanted": True,
        },
        K.ENFORCEMENT_REPLY: {"event_on": today, "party": "望河餐饮有限公司", "place": "望河路12号", "outcome": "corrected"},
        K.WRITTEN_TRANSFER: {"party": "望河餐饮有限公司", "place": "望河路12号", "stop_measure": "当场责令停止堆放。", "materials": "照片两张"},
        K.ASSIST_REQUEST: {"party": "", "place": "望河路12号", "request": "请提供该处占道审批文件和平面图。"},
        K.OPINION_LETTER: {
            "party": "望河餐饮有限公司", "place": "望河路12号", "decision_no": "云城管罚〔2026〕7号", "event_on": today,
            "consequence": "", "hold_approval": False,
        },
        K.JOINT_ENFORCEMENT: {"event_on": today + datetime.timedelta(days=2), "place": "望河路沿线", "people": "王某等三人"},
    }  # fmt: skip
    return common | special[kind]


def draft(parts: Desk, kind: str, *, at: datetime.datetime | None = None, **changes: Any) -> Letter:
    """A draft. ``changes``: title, sender_unit, recipients, by; anything else is a fact."""
    sides = sides_of(parts, kind)
    options: dict[str, Any] = {
        "title": f"关于望河路沿线情况的{K(kind).label}",
        "sender_unit": sides.sender,
        "recipients": sides.recipients,
        "by": parts.actor(sides.writer),
    }
    options |= {name: changes.pop(name) for name in (*options, "files", "causes") if name in changes}
    return letter_compose(kind=kind, data=facts_for(parts, kind) | changes, at=at, **options)


def data_for(action: str) -> dict[str, Any]:
    """Valid data of every act."""
    special: dict[str, dict[str, Any]] = {
        "reply_assist": {"characterisation": "属于擅自占用道路。", "handling": "建议责令限期清除。"},
        "report_result": {"outcome": "penalised", "decision_no": "云城管罚〔2026〕9号"},
        "record_result": {"people": 12, "self_handled": 3, "warned": 4, "penalised": 1},
        "open_case": {"place": "望河路12号", "description": "临街商铺占用人行道堆放建筑材料。"},
    }
    return {"opinion": "情况属实，按规定办理。"} | special.get(action, {})


def do(parts: Desk, letter: Letter, who: str, action: str, *, at: datetime.datetime | None = None, **changes: Any) -> Letter:
    """One act."""
    advance(letter, action, by=parts.actor(who), data=data_for(action) | changes, at=at)
    return letter


def reply_action(kind: str) -> str:
    return {K.ASSIST_REQUEST: "reply_assist", K.WRITTEN_TRANSFER: "report_result"}.get(K(kind), "reply")


def owes(kind: str) -> bool:
    return kind not in (K.CIRCULATION, K.PERIODIC_REPORT, K.ENFORCEMENT_REPLY)


def reachable(kind: str) -> list[str]:
    """The states in which a letter of the kind can stand."""
    states = [S.DRAFT, S.SENT, S.CONFIRMED, S.VOIDED]
    if owes(kind):
        states += [S.RECEIVED, S.REPLIED]
    if kind not in (K.CIRCULATION, K.JOINT_ENFORCEMENT):
        states.append(S.RETURNED)
    if kind == K.ASSIST_REQUEST:
        states.append(S.REFUSED)
    return states


def letter_in(parts: Desk, kind: str, state: str, *, at: datetime.datetime | None = None, **changes: Any) -> Letter:
    """A letter of a kind in a state, by the acts that lead there."""
    sides = sides_of(parts, kind)
    letter = draft(parts, kind, at=at, **changes)
    if state == S.DRAFT:
        return letter
    if state == S.VOIDED:
        return do(parts, letter, sides.writer, "void", at=at)
    do(parts, letter, sides.writer, "ask_send", at=at)
    do(parts, letter, sides.signer, "approve_send", at=at)
    if state == S.SENT:
        return letter
    if state == S.RETURNED:
        return do(parts, letter, sides.receivers[0], "return_back", at=at)
    for who in sides.receivers:
        do(parts, letter, who, "receive", at=at)
    if not owes(kind):
        return letter
    if kind == K.WRITTEN_TRANSFER:
        do(parts, letter, sides.receivers[0], "accept", at=at)
    if state == S.RECEIVED:
        return letter
    if state == S.REFUSED:
        return do(parts, letter, sides.answering_head, "refuse", at=at)
    for who in sides.answerers:
        do(parts, letter, who, reply_action(kind), at=at)
    if state == S.REPLIED:
        return letter
    return do(parts, letter, sides.writer, "record_result" if kind == K.JOINT_ENFORCEMENT else "confirm", at=at)
