"""The letter's page: what it says, its receipts and answers, the deadline, and the acts that are legal now."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.clocks.selectors import clocks_of, explain
from core.documents.services import DOCX, PDF
from core.files.selectors import linked_file
from core.files.serving import file_response
from core.ui.components import Crumb
from core.ui.requests import person
from core.units.models import User
from core.workflow.models import Step
from core.workflow.selectors import requests_of
from intranet.records.acts import RecordPage, act_context, record_act
from intranet.records.forms import ActionForm
from intranet.sharing.enums import ClockName, LetterKind, Outcome, RequestKind
from intranet.sharing.flags import flags_for
from intranet.sharing.kinds import RULES, rule_of
from intranet.sharing.models import JointResult, Letter
from intranet.sharing.papers import letter_docx, letter_pdf
from intranet.sharing.permissions import may_write_at, rows_of
from intranet.sharing.presenters import facts_of, files_of_letter, receipts_of, stages_of, steps_newest, thread_of, timeline_of
from intranet.sharing.selectors import lamp_of_letter
from intranet.sharing.services import EDITABLE


def letter_of(request: HttpRequest, pk: int) -> Letter:
    """The letter, if this person may know of it: otherwise 404, as for one that does not exist."""
    letters = Letter.objects.visible_to(person(request)).select_related(
        "sender_unit", "author", "approver", "answers", "approval__issuing_unit"
    )
    found: Letter = get_object_or_404(letters, pk=pk)
    return found


@require_GET
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter's page."""
    letter = letter_of(request, pk)
    return render(request, "intranet/sharing/detail.html", page_context(request, letter))


def page_context(request: HttpRequest, letter: Letter, failed: ActionForm | None = None) -> dict[str, Any]:
    """Everything the page shows. ``failed`` is the form to show again with its errors."""
    user = person(request)
    steps = steps_newest(letter)
    files = files_of_letter(letter, steps)
    pending = list(requests_of(letter).pending().select_related("requested_by", "requested_unit"))
    asked = any(row.kind == RequestKind.SEND for row in pending)
    is_approval = letter.kind == LetterKind.APPROVAL_INFO
    return {
        "letter": letter,
        "rule": rule_of(letter),
        "lamp": lamp_of_letter(letter, timezone.now()),
        "stages": stages_of(letter),
        "facts": facts_of(letter, user),
        "files": files.own,
        "receipts": receipts_of(letter),
        "thread": thread_of(steps, files, _answering(steps, user)),
        "timeline": timeline_of(steps, files),
        "requests": [(RequestKind(row.kind).label, row) for row in pending],
        "flags": flags_for(user, [letter]).get(letter.pk, []) if is_approval else [],
        "joint": JointResult.objects.filter(letter=letter).first() if letter.kind == LetterKind.JOINT_ENFORCEMENT else None,
        "deadline_url": reverse("intranet_sharing:deadline", args=[letter.pk]),
        "may_change": letter.state in EDITABLE and not asked and may_write_at(user, letter.sender_unit),
        "reply_by_letter": _reply_link(letter, user),
        "opinion_url": _opinion_link(letter, user),
        **act_context(request, letter, PAGE, failed),
        "crumbs": [Crumb(_("函件"), reverse("intranet_sharing:list")), Crumb(letter.called)],
    }


def _answering(steps: list[Step], user: User) -> dict[int, str]:
    """Addresses of the letters that came as answers, as far as the person may see them."""
    ids = [step.data["letter"] for step in steps if step.action == "answered" and step.data.get("letter")]
    seen = Letter.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True) if ids else ()
    return {pk: reverse("intranet_sharing:detail", args=[pk]) for pk in seen}


def _reply_link(letter: Letter, user: User) -> str:
    """Where to write 执法情况回复 to this letter, for those to whom it was sent."""
    fitting = letter.is_open and letter.sent_at and letter.kind in RULES[LetterKind.ENFORCEMENT_REPLY].answers
    if not fitting or not any(row.received_at and may_write_at(user, row.unit) for row in rows_of(letter, user)):
        return ""
    return reverse("intranet_sharing:new", args=[LetterKind.ENFORCEMENT_REPLY]) + f"?answers={letter.pk}"


def _opinion_link(letter: Letter, user: User) -> str:
    """Where to write 意见函 about the penalty that this letter tells of, for the unit that imposed it."""
    if letter.outcome != Outcome.PENALISED:
        return ""
    if letter.kind == LetterKind.WRITTEN_TRANSFER:
        own = any(may_write_at(user, row.unit) for row in rows_of(letter, user))
    else:
        own = letter.kind == LetterKind.ENFORCEMENT_REPLY and bool(letter.sent_at) and may_write_at(user, letter.sender_unit)
    return reverse("intranet_sharing:new", args=[LetterKind.OPINION_LETTER]) + f"?after={letter.pk}" if own else ""


PAGE = RecordPage(
    show=lambda request, letter, failed, status: render(
        request, "intranet/sharing/detail.html", page_context(request, letter, failed), status=status
    ),
    url=lambda letter: reverse("intranet_sharing:detail", args=[letter.pk]),
    act_url=lambda letter, action: reverse("intranet_sharing:act", args=[letter.pk, action]),
    list_url=lambda: reverse("intranet_sharing:list"),
    visible=lambda request, letter: Letter.objects.visible_to(person(request)).filter(pk=letter.pk).exists(),
    number=lambda letter: str(letter.called),
    back=gettext_lazy("返回函件"),
)


@require_POST
def letter_act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Do an act. What is refused comes back with a sentence and with everything that was typed."""
    return record_act(request, letter_of(request, pk), action, PAGE)


@require_GET
def letter_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """解释这个期限: the running clock day by day."""
    letter = letter_of(request, pk)
    explained = [(ClockName(clock.name).label, explain(clock)) for clock in clocks_of(letter).open()]
    crumbs = [
        Crumb(_("函件"), reverse("intranet_sharing:list")),
        Crumb(letter.called, reverse("intranet_sharing:detail", args=[letter.pk])),
        Crumb(_("时限说明")),
    ]
    return render(request, "intranet/sharing/deadline.html", {"letter": letter, "clocks": explained, "crumbs": crumbs})


@require_GET
def letter_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """A look without leaving the list."""
    letter = letter_of(request, pk)
    steps = steps_newest(letter)
    context = {
        "letter": letter,
        "facts": facts_of(letter, person(request)),
        "receipts": receipts_of(letter),
        "timeline": timeline_of(steps, files_of_letter(letter, steps))[:4],
        "lamp": lamp_of_letter(letter, timezone.now()),
    }
    return render(request, "intranet/sharing/panel.html", context)


@require_GET
def letter_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as it goes on paper, with its receipts."""
    letter = letter_of(request, pk)
    steps = steps_newest(letter)
    context = {
        "letter": letter,
        "facts": facts_of(letter, person(request)),
        "receipts": [row for row in receipts_of(letter) if row.round == letter.round],
        "files": files_of_letter(letter, steps).own,
        "printed_at": timezone.now(),
    }
    return render(request, "intranet/sharing/print.html", context)


@require_GET
def letter_document(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The letter as a PDF or DOCX, once it has a number."""
    letter = letter_of(request, pk)
    if letter.sent_at is None:
        raise Http404
    made, content_type = (letter_docx(letter), DOCX) if form == "docx" else (letter_pdf(letter), PDF)
    response = HttpResponse(made, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{letter.number}.{form}")
    return response


@require_GET
def letter_file(request: HttpRequest, pk: int, file_id: int) -> FileResponse:
    """A file of the letter, after the same check as the page."""
    letter = letter_of(request, pk)
    stored = linked_file(letter, file_id)
    if stored is None:
        raise Http404
    return file_response(stored)
