"""Taking in: telephone complaints, finds, and what residents do with their complaints afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core.files.selectors import files_of
from core.units.actors import REQUESTER, Actor
from core.workflow.errors import WorkflowError
from core.workflow.services import advance
from intranet.casework.models import Case
from intranet.casework.services import case_open, case_open_from_complaint
from portal.complaints.models import RequesterAct
from portal.complaints.services import act_settle, complaint_register

FACTS = ("minor", "street", "community", "road_class", "urgent")


@dataclass(frozen=True, slots=True)
class Registered:
    """A case and, for a caller, the code to read out once."""

    case: Case
    query_code: str


@transaction.atomic
def call_register(*, data: Mapping[str, Any], by: Actor, key: str = "") -> Registered:
    """A telephone complaint: the same complaint record as from the web, and its case at once. ``key`` is the form's."""
    receipt = complaint_register(channel="phone", data=data, by=by, key=key)
    case = case_open_from_complaint(complaint=receipt.complaint, by=by)
    if data.get("external_no") or data.get("urgent"):
        case.external_no, case.urgent = data.get("external_no", ""), bool(data.get("urgent"))
        case.save(update_fields=["external_no", "urgent"])
    return Registered(case, receipt.code)


def find_register(*, data: Mapping[str, Any], source: str, by: Actor) -> Case:
    """A find by staff."""
    facts: dict[str, Any] = {name: data.get(name) for name in FACTS if name in data}
    return case_open(
        source=source,
        request_kind=data["request_kind"],
        description=data["description"],
        place=data["place"],
        by=by,
        reporter=by.user,
        files=data.get("photos") or (),
        **facts,
    )


ACTIONS = {"rating": "rate", "supplement": "supplement", "withdrawal": "withdraw"}


@transaction.atomic
def act_perform(*, act: RequesterAct) -> None:
    """Do what the resident asked, or note why it could not be done. Done once, however often it is delivered."""
    if act.state != "pending":
        return
    case = Case.objects.filter(complaint=act.complaint_id).first() or case_open_from_complaint(complaint=act.complaint)
    action = ACTIONS.get(act.kind) or ("reopen" if case.lead_unit_id else "reopen_intake")
    data: dict[str, Any] = {"opinion": act.text}
    if act.kind == "rating":
        data["satisfaction"] = act.rating
    else:
        data["photos"] = list(files_of(act))
    try:
        with transaction.atomic():
            advance(case, action, by=REQUESTER, data=data, at=act.created)
    except WorkflowError as error:
        act_settle(act=act, applied=False, reason=error.message)
        return
    act_settle(act=act, applied=True)
