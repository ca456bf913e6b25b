"""Turning a meeting's ledgers into what its page draws."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ui.components import Stage, Term, TimelineEntry
from core.ui.dates import full_date
from core.workflow.selectors import steps_of
from intranet.casework.models import Case
from intranet.meetings.enums import MeetingKind, MeetingState
from intranet.meetings.models import Invitation, Meeting
from intranet.meetings.transitions import TRANSITIONS

LABELS = {row.action: row.label for row in TRANSITIONS} | {"plan": gettext_lazy("筹备会议")}
STAGES = (
    MeetingState.PLANNED,
    MeetingState.NOTIFIED,
    MeetingState.HELD,
    MeetingState.MINUTES_DRAFT,
    MeetingState.MINUTES_APPROVED,
    MeetingState.ISSUED,
)
ICONS = {"notify": "send", "hold": "users", "submit": "file-pen", "approve": "badge-check", "issue": "scroll-text", "cancel": "ban"}


def stages_of(meeting: Meeting) -> list[Stage]:
    """The line of stages; a postponed or cancelled meeting shows its own word."""
    if meeting.state not in STAGES:
        return [Stage(str(meeting.get_state_display()), "current")]
    reached = STAGES.index(MeetingState(meeting.state))
    states = ["done"] * reached + ["current"] + ["ahead"] * (len(STAGES) - reached - 1)
    return [Stage(str(state.label), how) for state, how in zip(STAGES, states, strict=True)]


def facts_of(meeting: Meeting) -> list[Term]:
    """The facts at the head of the page."""
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    rows = [
        Term(_("类别"), meeting.get_kind_display()),
        Term(_("时间"), f"{full_date(start)} {start:%H:%M}–{end:%H:%M}"),
        Term(_("地点"), meeting.place),
        Term(_("主持人"), meeting.chair),
    ]
    if meeting.kind == MeetingKind.MONTHLY:
        rows.insert(1, Term(_("月份"), _("%(year)s年%(month)s月") % {"year": meeting.month.year, "month": meeting.month.month}))
    if meeting.minutes_number:
        rows.append(Term(_("纪要文号"), meeting.minutes_number))
    if meeting.purpose:
        rows.append(Term(_("会议事由"), meeting.purpose, wide=True))
    return rows


def timeline_of(meeting: Meeting, *, whole: bool) -> list[TimelineEntry]:
    """The steps, newest first. What was said about a draft of the minutes (``whole``) is the office's and the leaders'."""
    steps = list(steps_of(meeting).select_related("unit").order_by("-id"))
    inner = {"submit", "give_back", "approve", "withdraw_approval"}
    shown = [step for step in steps if whole or step.action not in inner]
    return [
        TimelineEntry(
            title=str(LABELS.get(step.action, step.action)),
            at=step.at,
            unit=str(step.unit) if step.unit else "",
            actor=step.actor_label,
            body=step.opinion,
            state="current" if index == 0 else "done",
            icon=ICONS.get(step.action, ""),
        )
        for index, step in enumerate(shown)
    ]


def tally_of(invitations: Iterable[Invitation]) -> list[tuple[str, int]]:
    """How many answered what."""
    counted: dict[str, int] = {}
    for row in invitations:
        label = str(row.get_presence_display()) if row.presence else str(row.get_receipt_display())
        counted[label] = counted.get(label, 0) + 1
    return list(counted.items())


def case_text(case: Case) -> tuple[str, str]:
    """Title and background of an agenda item made of a case. A confidential case gives its number only."""
    if case.confidential:
        return _("关于案件%(number)s的办理") % {"number": case.number}, ""
    place = "".join(str(unit) for unit in (case.street, case.community) if unit)
    title = _("关于%(place)s“%(title)s”问题") % {"place": place, "title": case.title}
    lines = [
        _("案件%(number)s，%(day)s上报，现为“%(state)s”。")
        % {"number": case.number, "day": full_date(case.reported_at), "state": case.get_state_display()},
        _("地点：%(place)s。") % {"place": case.place},
        case.description,
    ]
    return title[:120], "\n".join(lines)[:4000]


def cluster_text(cases: list[Case]) -> tuple[str, str]:
    """Title and background of an agenda item made of a cluster."""
    first = cases[0]
    title = _("关于%(community)s%(minor)s反映强烈问题的集中治理") % {"community": first.community, "minor": first.minor}
    lines = [_("近期同一社区同类诉求%(count)s件：") % {"count": len(cases)}]
    lines += [f"{case.number} {case.title}（{case.get_state_display()}）" for case in cases[:30]]
    return title[:120], "\n".join(lines)[:4000]


def meeting_url(meeting: Meeting) -> str:
    return reverse("intranet_meetings:detail", args=[meeting.pk])
