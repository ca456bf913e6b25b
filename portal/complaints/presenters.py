"""What the pages say: due dates in words, the line of steps, the promise on the receipt, the QR picture."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.clocks.selectors import Deadline
from core.files.models import StoredFile
from core.ui.components import FileItem, TimelineEntry
from core.ui.dates import due_date, full_datetime
from portal.complaints.enums import ENDED, ActKind, ActState, PublicState, Rating
from portal.complaints.errors import TooManyRequests
from portal.complaints.models import Complaint, PublicProgress, PublicStep
from portal.complaints.selectors import ActShown, Dossier, NextSteps, workdays_left

# What is to happen by the date shown, in each state that has one.
_DUE_ACTS = {
    PublicState.SUBMITTED: gettext_lazy("决定是否受理"),
    PublicState.VERIFYING: gettext_lazy("到现场核实"),
    PublicState.ACCEPTED: gettext_lazy("交办"),
    PublicState.IN_PROGRESS: gettext_lazy("办理并答复"),
    PublicState.CHECKING: gettext_lazy("核查"),
    PublicState.FOLLOW_UP: gettext_lazy("请您评价"),
}
_ACT_TITLES = {
    ActKind.RATING: gettext_lazy("您作了评价"),
    ActKind.SUPPLEMENT: gettext_lazy("您补充了情况"),
    ActKind.WITHDRAWAL: gettext_lazy("您要求撤回"),
    ActKind.REOPENING: gettext_lazy("您要求重新办理"),
}


@dataclass(frozen=True, slots=True)
class DueLine:
    """ "11月28日（周五）前办理并答复，还剩 3 个工作日". ``overdue`` is also shown as a lamp."""

    text: str
    overdue: bool


def due_line(progress: PublicProgress, now: datetime.datetime) -> DueLine | None:
    """The due date in words; None when nothing is due."""
    state = PublicState(progress.public_state)
    if progress.due_at is None or state not in _DUE_ACTS:
        return None
    words = {"date": due_date(progress.due_at), "act": _DUE_ACTS[state]}
    text = _("%(date)s前%(act)s") % words
    if now > progress.due_at:
        return DueLine(_("应在%(date)s前%(act)s，已超过期限，正在催办") % words, overdue=True)
    left = workdays_left(progress.due_at, now)
    rest = ngettext("还剩 %(days)d 个工作日", "还剩 %(days)d 个工作日", left) % {"days": left} if left else _today(progress.due_at, now)
    provisional = _("（暂定：当年的放假安排还没有公布）") if progress.due_provisional else ""
    return DueLine(_("%(text)s，%(rest)s") % {"text": text, "rest": rest + provisional}, overdue=False)


def _today(due_at: datetime.datetime, now: datetime.datetime) -> str:
    """No working day is left: it is due today, or on the days off that follow."""
    if timezone.localdate(due_at) == timezone.localdate(now):
        return _("今天 %(time)s 到期") % {"time": f"{timezone.localtime(due_at):%H:%M}"}
    return _("中间没有工作日")


def deadline_words(deadline: Deadline, *, with_time: bool = False) -> str:
    """A promised date on the receipt."""
    text = full_datetime(deadline.at) if with_time else due_date(deadline.at)
    return _("%(date)s（暂定）") % {"date": text} if deadline.provisional else text


def promise_entries(submitted_at: datetime.datetime, steps: NextSteps) -> list[TimelineEntry]:
    """What happens next, with dates, for the receipt."""
    return [
        TimelineEntry(_("已收到您的反映"), at=submitted_at, state="current"),
        TimelineEntry(
            _("%(date)s前决定是否受理") % {"date": deadline_words(steps.accept_by, with_time=True)},
            state="due",
            body=_("不受理会写明原因和应该找哪里。"),
        ),
        TimelineEntry(_("交给责任单位办理"), state="due", body=_("办理单位和期限会显示在进度里。")),
        TimelineEntry(
            _("%(date)s前答复您") % {"date": deadline_words(steps.reply_by)},
            state="due",
            body=_("情况复杂的，最迟%(date)s，并会说明原因。") % {"date": deadline_words(steps.reply_by_when_complex)},
        ),
        TimelineEntry(_("有人到现场核查后，请您评价"), state="due", body=_("不满意可以要求重新办理。")),
    ]


def photo_items(complaint: Complaint, files: Iterable[StoredFile]) -> tuple[FileItem, ...]:
    """Photos on the progress page."""
    items = []
    for count, file in enumerate(files, start=1):
        full = reverse("portal_complaints:photo", args=[complaint.number, file.pk])
        items.append(FileItem(_("照片%(count)d") % {"count": count}, full, thumbnail=f"{full}?size=small"))
    return tuple(items)


def history(dossier: Dossier) -> list[TimelineEntry]:
    """Everything that happened, newest first: steps of the case and the resident's own acts."""
    complaint = dossier.complaint
    entries = [(step.at, 0, step.pk, _step_entry(step)) for step in dossier.steps]
    entries += [(shown.act.created, 1, shown.act.pk, _act_entry(complaint, shown)) for shown in dossier.acts]
    if not any(step.at <= complaint.submitted_at for step in dossier.steps):
        entries.append((complaint.submitted_at, -1, 0, TimelineEntry(_("您提交了反映"), at=complaint.submitted_at)))
    entries.sort(key=lambda entry: entry[:3], reverse=True)
    line = [entry for *_order, entry in entries]
    if line and dossier.progress.public_state not in ENDED:
        line[0] = _as_current(line[0])
    return line


def _step_entry(step: PublicStep) -> TimelineEntry:
    return TimelineEntry(step.label, at=step.at, unit=step.unit_name, body=step.text)


def _act_entry(complaint: Complaint, shown: ActShown) -> TimelineEntry:
    act = shown.act
    meta: list[tuple[str, str]] = []
    if act.rating:
        meta.append((_("满意度"), str(Rating(act.rating).label)))
    if act.state == ActState.PENDING:
        meta.append((_("状态"), _("已收到，正在转给工作人员")))
    elif act.state == ActState.REFUSED:
        meta.append((_("未能处理"), act.refusal_reason))
    files = photo_items(complaint, shown.photos)
    return TimelineEntry(_ACT_TITLES[ActKind(act.kind)], at=act.created, body=act.text, meta=meta, files=files)


def _as_current(entry: TimelineEntry) -> TimelineEntry:
    return TimelineEntry(
        entry.title, at=entry.at, unit=entry.unit, actor=entry.actor, body=entry.body, state="current", meta=entry.meta, files=entry.files
    )


def limit_words(error: TooManyRequests) -> str:
    """What was limited, how much is allowed, and from when it works again."""
    period = {600: _("10 分钟"), 3600: _("1 小时")}[error.period_seconds]
    act = {
        "submit": _("提交"),
        "attempt": _("发送表单"),
        "lookup": _("查询"),
        "act": _("补充、评价等操作"),
    }[error.scope]
    return _("同一网络%(period)s内最多%(act)s %(limit)d 次，请在 %(time)s 以后再试。已填写的内容都还在。") % {
        "period": period,
        "act": act,
        "limit": error.limit,
        "time": full_datetime(timezone.localtime(error.retry_at)),
    }


def progress_address(number: str) -> str:
    """Where progress is looked up, for print and QR. It holds the number only, never the code."""
    return f"{settings.PORTAL_ORIGIN}{reverse('portal_complaints:lookup')}?number={number}"


def qr_picture(address: str) -> SafeString:
    """The address as an inline SVG picture on white, so that it can be read in the dark theme too."""
    code = segno.make(address, error="m", micro=False)
    picture = code.svg_inline(border=3, dark="black", light="white", omitsize=True, svgclass="receipt__qr", lineclass=None)
    return mark_safe(picture)  # noqa: S308 (made by segno from our own address)
