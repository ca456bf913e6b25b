"""Reading complaints for residents. Staff read cases (intranet.casework)."""

from __future__ import annotations

import datetime
import hmac
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.calendars.selectors import working_calendar
from core.clocks.selectors import Deadline, limit_end
from core.files.models import StoredFile
from core.files.selectors import files_by_subject, files_of
from core.limits import Limit, LimitUnit
from core.parameters.selectors import limit, number, value
from core.units.enums import UnitKind
from core.units.models import Unit
from core.units.refs import subject_kind
from portal.complaints.codes import code_hash, code_read, key_hash, number_read
from portal.complaints.enums import ENDED, PHOTO_ROLE, PublicState
from portal.complaints.models import Complaint, Contact, PublicProgress, PublicStep, RequesterAct, SubmissionKey
from portal.complaints.settings_keys import CHANNELS

# Compared when there is no such number, so that the answer takes as long.
_NOBODY = code_hash("CG-00000000-0000", "")


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What the receipt promises, from the settings in force."""

    accept_by: Deadline
    reply_by: Deadline
    reply_by_when_complex: Deadline


@dataclass(frozen=True, slots=True)
class ActShown:
    """A resident's act with its photos."""

    act: RequesterAct
    photos: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything the progress page shows: six queries, however long the history is."""

    complaint: Complaint
    progress: PublicProgress
    steps: tuple[PublicStep, ...]
    acts: tuple[ActShown, ...]
    photos: tuple[StoredFile, ...]


def complaint_by_key(key: str) -> SubmissionKey | None:
    """What was submitted with a form key."""
    return SubmissionKey.objects.select_related("complaint").filter(key_hash=key_hash(key)).first()


def complaint_by_code(number: str, code: str) -> Complaint | None:
    """The complaint whose number and code are these, as typed. One query and one hash, right or wrong."""
    read = number_read(number)[:24]
    found = Complaint.objects.filter(number=read).first()
    given = code_hash(read, code_read(code))
    right = hmac.compare_digest(given, found.query_code_hash if found else _NOBODY)
    return found if right else None


def dossier_of(complaint: Complaint) -> Dossier:
    """The progress page's data. A complaint that no case was opened for yet is shown as just submitted."""
    progress = PublicProgress.objects.filter(complaint=complaint).first()
    acts = list(RequesterAct.objects.filter(complaint=complaint).order_by("-created", "-id"))
    by_act = files_by_subject(subject_kind(RequesterAct), [act.pk for act in acts], PHOTO_ROLE) if acts else {}
    return Dossier(
        complaint=complaint,
        progress=progress or just_submitted(complaint),
        steps=tuple(PublicStep.objects.filter(complaint=complaint).order_by("-at", "-id")),
        acts=tuple(ActShown(act, tuple(by_act.get(act.pk, ()))) for act in acts),
        photos=tuple(files_of(complaint, PHOTO_ROLE)),
    )


def just_submitted(complaint: Complaint) -> PublicProgress:
    """An unsaved row for a complaint the worker has not reached yet; its limit runs from the submission all the same."""
    due = next_steps(complaint.submitted_at).accept_by
    return PublicProgress(
        complaint=complaint,
        public_state=PublicState.SUBMITTED,
        due_at=due.at,
        due_provisional=due.provisional,
        updated_at=complaint.submitted_at,
    )


def photo_of(complaint: Complaint, pk: int) -> StoredFile | None:
    """A photo the resident sent with the complaint or with a supplement."""
    acts = RequesterAct.objects.filter(complaint=complaint).values("pk")
    own = Q(links__subject_kind=subject_kind(Complaint), links__subject_id=complaint.pk)
    later = Q(links__subject_kind=subject_kind(RequesterAct), links__subject_id__in=acts)
    return StoredFile.objects.filter(own | later, pk=pk, links__role=PHOTO_ROLE).defer("text").distinct().first()


def channels() -> dict[str, str]:
    """Codes and names of the ways a complaint may come, in the order of the setting. Names that the software brings are
    shown in the reader's language, a district's own as they are."""
    pairs = (entry.partition("=") for entry in str(value(CHANNELS)).replace("，", ",").split(","))
    return {code.strip(): _(name.strip()) for code, _equals, name in pairs if code.strip() and name.strip()}


def channel_label(code: str) -> str:
    """The name of a channel; a code that is no longer in the setting stands for itself."""
    return channels().get(code, code)


def area_choices() -> list[tuple[str, object]]:
    """Streets with their communities as grouped choices; values are unit numbers. One query."""
    rows = Unit.objects.filter(is_active=True, kind__in=(UnitKind.STREET_OFFICE, UnitKind.COMMUNITY)).order_by("sort_order", "id")
    units = list(rows.only("id", "kind", "name", "short_name", "path"))
    streets = [unit for unit in units if unit.kind == UnitKind.STREET_OFFICE]
    grouped: list[tuple[str, object]] = []
    for street in streets:
        inside = [unit for unit in units if unit.kind == UnitKind.COMMUNITY and unit.path.startswith(street.path)]
        whole = (str(street.pk), _("%(street)s（不清楚社区）") % {"street": street.short_name})
        grouped.append((street.short_name, [whole, *((str(unit.pk), unit.short_name) for unit in inside)]))
    return grouped


def area_units(pk: int) -> tuple[Unit | None, Unit | None]:
    """Street and community of a chosen unit."""
    unit = Unit.objects.filter(pk=pk, is_active=True).first()
    if unit is None:
        return None, None
    if unit.kind == UnitKind.STREET_OFFICE:
        return unit, None
    ancestors = [int(part) for part in unit.path.strip("/").split("/")[:-1]]
    street = Unit.objects.filter(pk__in=ancestors, kind=UnitKind.STREET_OFFICE).first()
    return street, unit


def next_steps(submitted_at: datetime.datetime) -> NextSteps:
    """The dates on the receipt. No query: settings and calendar are held in memory."""
    calendar = working_calendar()
    return NextSteps(
        accept_by=limit_end(limit("case.accept_limit"), submitted_at, calendar),
        reply_by=limit_end(limit("reply.message_limit"), submitted_at, calendar),
        reply_by_when_complex=limit_end(limit("reply.message_limit_complex"), submitted_at, calendar),
    )


def reopen_until(progress: PublicProgress) -> datetime.datetime | None:
    """Until when a closed case may be reopened by the resident."""
    if progress.closed_at is None:
        return None
    window = Limit(Decimal(number("case.reopen_window")), LimitUnit.CALENDAR_DAY)
    return limit_end(window, progress.closed_at).at


def workdays_left(due_at: datetime.datetime, now: datetime.datetime | None = None) -> int:
    """Working days from tomorrow up to the due day; 0 on the day itself, negative never."""
    calendar = working_calendar()
    day, last = calendar.day_of(now or timezone.now()), calendar.day_of(due_at)
    left = 0
    while day < last and left < 400:
        day += datetime.timedelta(days=1)
        left += calendar.is_workday(day)
    return left


def contacts_overdue(ended_before: datetime.datetime) -> QuerySet[Contact]:
    """Contacts that still hold data although nothing has happened since their complaint ended before that moment."""
    ended = Q(complaint__progress__public_state__in=sorted(ENDED), complaint__progress__updated_at__lt=ended_before)
    return Contact.objects.filter(ended, anonymised_at__isnull=True).order_by("complaint_id")
