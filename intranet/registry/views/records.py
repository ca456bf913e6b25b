"""What is only read: the audit with its check, looks at contacts; and the messages that could not be delivered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.audit.models import AuditEntry
from core.outbox.enums import MessageState
from core.outbox.models import OutboxMessage
from core.outbox.selectors import failing_jobs, last_beat, queue_state
from core.outbox.services import message_discard, message_retry
from core.phrases import noted
from core.privacy.models import Reveal
from core.ui.components import Crumb, Term
from core.units.actors import actor_name
from intranet.registry.audit_labels import action_choices, label_of, subject_word
from intranet.registry.forms.settings import AuditFilter, LetterFilter, RevealFilter
from intranet.registry.listing import actor_from, csv_response, listing, wants_export
from intranet.registry.permissions import changes, looks
from intranet.registry.selectors.records import audit_rows, last_checks, letter_rows, reveal_rows
from intranet.registry.services.audit_checks import audit_check_request
from intranet.registry.views.pages import act, crumbs

AUDIT_HEADING = (
    gettext_lazy("序号"),
    gettext_lazy("时间"),
    gettext_lazy("操作"),
    gettext_lazy("操作者"),
    gettext_lazy("网络地址"),
    gettext_lazy("对象"),
    gettext_lazy("结果"),
    gettext_lazy("详情"),
    gettext_lazy("散列"),
)
REVEAL_HEADING = (
    gettext_lazy("时间"),
    gettext_lazy("查看人"),
    gettext_lazy("单位"),
    gettext_lazy("对象"),
    gettext_lazy("字段"),
    gettext_lazy("理由"),
)


def _subject(entry: AuditEntry | Reveal) -> str:
    return f"{subject_word(entry.subject_kind)} {entry.subject_id}" if entry.subject_kind else ""


def _audit_line(entry: AuditEntry) -> list[object]:
    at = timezone.localtime(entry.at).isoformat(timespec="seconds")
    return [
        entry.number,
        at,
        label_of(entry.action),
        actor_name(entry.actor_kind, entry.label),
        entry.address,
        _subject(entry),
        entry.result,
        entry.data_text,
        entry.hash,
    ]


@looks("audit")
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """The audit, newest first, and whether its chain holds."""
    form = AuditFilter(request.GET, actions=action_choices())
    rows = audit_rows(form.chosen())
    if wants_export(request):
        return csv_response(_("审计日志"), AUDIT_HEADING, rows, _audit_line)
    found = listing(request, rows, form)
    finished, waiting = last_checks()
    context: dict[str, Any] = {
        "list": found,
        "rows": [(entry, label_of(entry.action), _subject(entry)) for entry in found.page],
        "heading": _("审计日志"),
        "crumbs": crumbs("audit"),
        "finished": finished,
        "waiting": waiting,
        "exportable": True,
    }
    return render(request, "intranet/registry/audit.html", context)


@looks("audit")
@require_GET
def audit_entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry with everything it holds."""
    entry = get_object_or_404(AuditEntry.objects.select_related("user"), number=number)
    holds = entry.computed_hash() == entry.hash
    terms = [
        Term(_("时间"), timezone.localtime(entry.at).isoformat(timespec="seconds")),
        Term(_("操作"), noted(label_of(entry.action), entry.action)),
        Term(_("操作者"), noted(entry.label, entry.user.username) if entry.user else actor_name(entry.actor_kind, entry.label)),
        Term(_("网络地址"), entry.address),
        Term(_("对象"), _subject(entry)),
        Term(_("结果"), entry.result),
        Term(_("内容与散列"), _("相符") if holds else _("不符，记录被改动过")),
    ]
    context = {"entry": entry, "terms": terms, "details": sorted(entry.data.items()), "crumbs": crumbs("audit", Crumb(str(entry.number)))}
    return render(request, "intranet/registry/audit_entry.html", context)


@changes("audit")
@require_POST
def audit_check(request: HttpRequest) -> HttpResponse:
    """Have the worker walk the whole chain."""
    back = reverse("intranet_registry:audit")
    return act(request, lambda: audit_check_request(by=actor_from(request)), done=_("已开始检验，稍后刷新查看结果。"), back=back)


def _reveal_line(row: Reveal) -> list[object]:
    at = timezone.localtime(row.at).isoformat(timespec="seconds")
    return [at, row.user, row.user.home_unit or "", _subject(row), row.field, row.reason]


@looks("reveals")
@require_GET
def reveals(request: HttpRequest) -> HttpResponse:
    """Who looked at a resident's contact unmasked, and why."""
    form = RevealFilter(request.GET)
    rows = reveal_rows(form.chosen())
    if wants_export(request):
        return csv_response(_("明文查看记录"), REVEAL_HEADING, rows, _reveal_line)
    found = listing(request, rows, form)
    context = {
        "list": found,
        "rows": [(row, _subject(row)) for row in found.page],
        "heading": _("明文查看记录"),
        "crumbs": crumbs("reveals"),
        "exportable": True,
    }
    return render(request, "intranet/registry/reveals.html", context)


@looks("letters")
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Messages given up after their last attempt, and how the worker is doing."""
    form = LetterFilter(request.GET)
    context = {
        "list": listing(request, letter_rows(form.chosen()), form),
        "heading": _("未送达消息"),
        "crumbs": crumbs("letters"),
        "queue": queue_state(timezone.now()),
        "beat": last_beat(),
        "jobs": failing_jobs(),
    }
    return render(request, "intranet/registry/letters.html", context)


def _letter(pk: int) -> OutboxMessage:
    return get_object_or_404(OutboxMessage, pk=pk, state__in=[MessageState.DEAD, MessageState.PENDING, MessageState.DISCARDED])


@changes("letters")
@require_POST
def letter_retry(request: HttpRequest, pk: int) -> HttpResponse:
    row = _letter(pk)
    back = reverse("intranet_registry:letters")
    return act(request, lambda: message_retry(message=row, by=actor_from(request)), done=_("已重新排队。"), back=back)


@changes("letters")
@require_POST
def letter_discard(request: HttpRequest, pk: int) -> HttpResponse:
    row = _letter(pk)
    reason = request.POST.get("reason", "")[:500]
    back = reverse("intranet_registry:letters")
    return act(request, lambda: message_discard(message=row, by=actor_from(request), reason=reason), done=_("已放弃。"), back=back)
