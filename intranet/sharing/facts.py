"""What was entered about a letter, checked and put where it belongs: columns, the approval's table, or ``details``."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.units.models import Unit
from core.workflow.errors import InvalidData
from core.workflow.moment import act_date
from intranet.sharing.enums import ApprovalKind, LetterKind, RecipientState
from intranet.sharing.kinds import RULES, KindRule
from intranet.sharing.matching import party_key, place_key
from intranet.sharing.models import ApprovalInfo, Letter, LetterRecipient

COLUMNS = ("body", "party", "place", "event_on", "outcome", "reply_wanted", "hold_approval", "answers")
DATES = ("event_on", "valid_from", "valid_until")
YEARS = range(2000, 2100)
APPROVAL = ("permit_no", "issuing_unit", "valid_from", "valid_until")


def demand_facts(rule: KindRule, sender: Unit, recipients: Collection[Unit], data: Mapping[str, Any]) -> None:
    """Raise InvalidData with everything that is missing or does not fit."""
    wrong: dict[str, str] = {}
    names = {need.name: need for need in rule.fields}
    for name, need in names.items():
        if need.required and data.get(name) in (None, ""):
            wrong[name] = _("请填写“%(label)s”。") % {"label": need.label}
    if rule.body_required and not str(data.get("body") or "").strip():
        wrong["body"] = _("请填写“%(label)s”。") % {"label": rule.body}
    wrong |= _recipients(rule, sender, recipients) | _dates(rule, data)
    if rule.kind == LetterKind.APPROVAL_INFO:
        wrong |= _approval(data)
    answers = data.get("answers")
    if isinstance(answers, Letter) and not _may_answer(rule, sender, answers):
        wrong["answers"] = _("只能回复发给本单位的函件。")
    elif isinstance(answers, Letter) and answers.sender_unit not in recipients:
        wrong["recipients"] = _("回复应发给来函单位：%(unit)s。") % {"unit": answers.sender_unit}
    if wrong:
        raise InvalidData(wrong)


def _recipients(rule: KindRule, sender: Unit, recipients: Collection[Unit]) -> dict[str, str]:
    if not recipients:
        return {"recipients": _("请选择收文单位。")}
    if sender in recipients:
        return {"recipients": _("收文单位不能是发出单位自己。")}
    if len(recipients) > 1 and not rule.many:
        return {"recipients": _("此类函件只能发给一个单位。")}
    return {}


def _dates(rule: KindRule, data: Mapping[str, Any]) -> dict[str, str]:
    far = {name: _("日期须在2000年至2099年之间。") for name in DATES if _is_far(data.get(name))}
    if far:
        return far
    day = data.get("event_on")
    if isinstance(day, datetime.date) and rule.kind != LetterKind.JOINT_ENFORCEMENT and day > act_date():
        return {"event_on": _("日期不能晚于今天。")}
    first, last = data.get("valid_from"), data.get("valid_until")
    if isinstance(first, datetime.date) and isinstance(last, datetime.date) and last < first:
        return {"valid_until": _("有效期至不能早于有效期自。")}
    return {}


def _is_far(day: Any) -> bool:
    """Beyond what calendars and clocks reckon with."""
    return isinstance(day, datetime.date) and day.year not in YEARS


def _approval(data: Mapping[str, Any]) -> dict[str, str]:
    if data.get("approval_kind") != ApprovalKind.APPROVAL:
        return {}
    needed = {"permit_no": _("审批事项须填写许可证号。"), "party": _("审批事项须填写持证人。"), "place": _("审批事项须填写地点。")}
    return {name: text for name, text in needed.items() if not str(data.get(name) or "").strip()}


def _may_answer(rule: KindRule, sender: Unit, answers: Letter) -> bool:
    came = LetterRecipient.objects.filter(letter=answers, unit=sender, sent_at__isnull=False).exclude(state=RecipientState.RETURNED)
    return answers.kind in rule.answers and came.exists()


def put_facts(letter: Letter, data: Mapping[str, Any]) -> None:
    """Put what was entered on the letter, unsaved."""
    known = {need.name for need in RULES[letter.kind].fields} | {"body", "answers"}
    for name in COLUMNS:
        if name in known and name in data:
            setattr(letter, name, data[name] if data[name] is not None or name in ("event_on", "answers") else "")
    if "period" in known:
        period = data["period"]
        letter.period = period if isinstance(period, datetime.date) else datetime.date.fromisoformat(str(period))
    letter.party_key, letter.place_key = party_key(letter.party), place_key(letter.place)
    rest = known - {*COLUMNS, *APPROVAL, "period", "approval_kind"}
    letter.details = {name: str(data.get(name) or "") for name in sorted(rest)}


def put_approval(letter: Letter, data: Mapping[str, Any]) -> None:
    """Write the structured part of 审批信息."""
    if letter.kind != LetterKind.APPROVAL_INFO:
        return
    values = {name: data.get(name) for name in APPROVAL} | {"kind": data["approval_kind"]}
    values["permit_no"] = values["permit_no"] or ""
    ApprovalInfo.objects.update_or_create(letter=letter, defaults=values)


def put_recipients(letter: Letter, recipients: Collection[Unit]) -> None:
    """The recipients of the present round, which has not been sent."""
    rows = letter.recipients.filter(round=letter.round)
    rows.exclude(unit__in=recipients).delete()
    there = set(rows.values_list("unit_id", flat=True))
    LetterRecipient.objects.bulk_create(
        LetterRecipient(letter=letter, unit=unit, round=letter.round) for unit in recipients if unit.pk not in there
    )
