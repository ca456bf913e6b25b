"""Cases in any state, made by the acts themselves, with one person for each post."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from core.categories.models import FilingCondition, MajorCategory, MinorCategory
from core.files.models import StoredFile
from core.files.services import image_store
from core.units.actors import REQUESTER, Actor, actor_of
from core.units.enums import Role
from core.units.models import User
from core.workflow.services import advance
from intranet.casework.enums import CaseState as S
from intranet.casework.models import Case
from intranet.casework.services import case_open, case_open_from_complaint
from portal.complaints.models import Complaint
from tests.factories.accounts import District, district, user_with


def picture() -> SimpleUploadedFile:
    """A small photograph."""
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(stream, "JPEG")
    return SimpleUploadedFile("现场.jpg", stream.getvalue(), content_type="image/jpeg")


@dataclass
class Cast:
    """One person for each post of a district."""

    district: District
    people: dict[str, User] = field(default_factory=dict)
    _photo: StoredFile | None = None

    def actor(self, name: str) -> Actor:
        return actor_of(self.people[name])

    @property
    def photo(self) -> StoredFile:
        if self._photo is None:
            self._photo = image_store(upload=picture(), by=self.actor("acceptor"))
        return self._photo


def cast() -> Cast:
    """Everybody who has a part in a case."""
    place = district()
    posts = {
        "acceptor": (Role.ACCEPTOR, place.supervision),
        "supervisor": (Role.SUPERVISOR, place.supervision),
        "second_supervisor": (Role.SUPERVISOR, place.supervision),
        "shift_leader": (Role.SHIFT_LEADER, place.supervision),
        "dispatcher": (Role.DISPATCHER, place.command),
        "handler": (Role.HANDLER, place.sanitation),
        "liaison": (Role.LIAISON, place.sanitation),
        "unit_head": (Role.UNIT_HEAD, place.sanitation),
        "other_handler": (Role.HANDLER, place.greening),
        "street_centre": (Role.STREET_CENTRE, place.street_centre),
        "community_worker": (Role.COMMUNITY_WORKER, place.community),
        "office_clerk": (Role.OFFICE_CLERK, place.office),
        "assessor": (Role.ASSESSOR, place.office),
        "publisher": (Role.PUBLISHER, place.office),
        "reviewer": (Role.REVIEWER, place.office),
        "leader": (Role.LEADER, place.committee),
        "sysadmin": (Role.SYSADMIN, place.office),
        "secadmin": (Role.SECADMIN, place.office),
        "auditor": (Role.AUDITOR, place.office),
    }
    people = {name: user_with(role, unit) for name, (role, unit) in posts.items()}
    return Cast(place, people)


def minor() -> MinorCategory:
    """A subcategory with a filing condition."""
    found = MinorCategory.objects.filter(conditions__isnull=False).order_by("id").first()
    if found is not None:
        return found
    major = MajorCategory.objects.create(kind="event", code="01", name="市容环境")
    fresh = MinorCategory.objects.create(major=major, code="002", name="暴露垃圾")
    FilingCondition.objects.create(
        minor=fresh,
        number=1,
        text="路面存在成堆垃圾",
        limit_value=Decimal(3),
        limit_unit="work_day",
        close_condition="垃圾清除，地面洁净",
        valid_from=datetime.date(2020, 1, 1),
    )
    return fresh


def condition() -> FilingCondition:
    found = FilingCondition.objects.current().filter(minor=minor()).first()
    assert found is not None
    return found


def patrol_case(parts: Cast, **facts: Any) -> Case:
    """A supervisor's find in 待受理."""
    values: dict[str, Any] = {
        "source": "patrol",
        "request_kind": "complaint",
        "description": "路边垃圾桶满溢，污水流到人行道。",
        "place": "望河路12号门前",
        "by": parts.actor("supervisor"),
        "reporter": parts.people["supervisor"],
        "street": parts.district.street,
        "community": parts.district.community,
        "minor": minor(),
    }
    return case_open(**(values | facts))


def complaint_case(
    parts: Cast, *, kind: str = "complaint", confidential: bool = False, at: datetime.datetime | None = None, **fields: Any
) -> Case:
    """A resident's complaint with its case in 待受理."""
    moment = at or timezone.now()
    number = f"CG-{moment:%Y%m%d}-{9000 + Complaint.objects.count():04d}"
    values: dict[str, Any] = {
        "number": number,
        "channel": "web",
        "kind": kind,
        "description": "小区门口垃圾堆了三天没人清。",
        "place": "望河路3号",
        "street": parts.district.street,
        "community": parts.district.community,
        "minor": minor(),
        "confidential": confidential,
        "submitted_at": moment,
    }
    return case_open_from_complaint(complaint=Complaint.objects.create(**(values | fields)))


def data_for(parts: Cast, action: str) -> dict[str, Any]:
    """Valid data for every act."""
    text = {"opinion": "情况属实，按规定办理。"}
    photos = {"photos": [parts.photo]}
    facts = {
        "minor": minor(),
        "street": parts.district.street,
        "community": parts.district.community,
        "place": "望河路12号",
        "urgent": False,
    }
    reply = {"public_reply": "您反映的问题已处理，感谢监督。"}
    tomorrow = timezone.localdate() + datetime.timedelta(days=10)
    special: Mapping[str, dict[str, Any]] = {
        "accept": facts,
        "send_verify": {"supervisor": parts.people["supervisor"]},
        "verify_true": facts | photos,
        "verify_false": photos,
        "reject": {"reason_code": "out_of_scope"} | reply,
        "transfer_out": {"transferred_to": "市供水公司"} | reply,
        "merge": {},
        "answer": reply,
        "self_handle": {"measure": "oral_warning", "photos_before": [parts.photo], "photos_after": [parts.photo]},
        "file": {"condition": condition()},
        "not_file": {"reason_code": "self_resolved"} | reply,
        "dispatch": {"lead_unit": parts.district.sanitation, "assisting_units": [parts.district.greening]},
        "ask_extension": {"days": 3},
        "ask_suspend": {"review_on": tomorrow},
        "complete": {"measure": "cleaned", "photos_after": [parts.photo], "resolved_level": "street"} | reply,
        "check_pass": photos | reply,
        "check_fail": photos,
        "follow_up": {"reached": True, "satisfaction": 3},
        "rate": {"satisfaction": 3},
        "ask_void": {"reason_code": "mistake"},
    }
    return text | special.get(action, {})


# The way to each state: (who, action) from 待受理.
WAYS: dict[str, list[tuple[str, str]]] = {
    S.SUBMITTED: [],
    S.REJECTED: [("acceptor", "reject")],
    S.TRANSFERRED_OUT: [("acceptor", "transfer_out")],
    S.VERIFYING: [("acceptor", "send_verify")],
    S.ACCEPTED: [("acceptor", "accept")],
    S.NOT_FILED: [("acceptor", "accept"), ("shift_leader", "not_file")],
    S.FILED: [("acceptor", "accept"), ("shift_leader", "file")],
}
WAYS[S.DISPATCHED] = [*WAYS[S.FILED], ("dispatcher", "dispatch")]
WAYS[S.HANDLING] = [*WAYS[S.DISPATCHED], ("handler", "receive")]
WAYS[S.SUSPENDED] = [*WAYS[S.HANDLING], ("unit_head", "ask_suspend"), ("leader", "approve_suspend")]
WAYS[S.HANDLED] = [*WAYS[S.HANDLING], ("handler", "complete")]
WAYS[S.CHECKING] = [*WAYS[S.HANDLED], ("supervisor", "begin_check")]
WAYS[S.FOLLOW_UP] = [*WAYS[S.CHECKING], ("supervisor", "check_pass")]
WAYS[S.CLOSED] = [*WAYS[S.FOLLOW_UP], ("acceptor", "follow_up"), ("shift_leader", "close")]
WAYS[S.VOIDED] = [("acceptor", "ask_void"), ("shift_leader", "approve_void")]


def do(parts: Cast, case: Case, who: str, action: str, **changes: Any) -> Case:
    """One act of the cast, with valid data."""
    actor = REQUESTER if who == "requester" else parts.actor(who)
    advance(case, action, by=actor, data=data_for(parts, action) | changes)
    return case


def bring_to(parts: Cast, case: Case, state: str) -> Case:
    """Walk a fresh case to a state."""
    if state == S.MERGED:
        return do(parts, case, "acceptor", "merge", parent=bring_to(parts, patrol_case(parts), S.HANDLING))
    for who, action in WAYS[state]:
        if action != "follow_up" or case.complaint_id:  # nobody to call about a find of our own staff
            do(parts, case, who, action)
    assert case.state == state
    return case


def case_in(parts: Cast, state: str, *, patrol: bool = False, **facts: Any) -> Case:
    """A new case in a state."""
    return bring_to(parts, patrol_case(parts, **facts) if patrol else complaint_case(parts, **facts), state)
