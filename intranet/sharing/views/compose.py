"""Writing a letter: choosing its kind, the form of the kind, and changing a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.ui.components import Crumb
from core.ui.requests import acting, person
from core.units.enums import UnitKind
from core.units.models import Unit, User
from core.units.selectors import scope_of
from core.workflow.errors import InvalidData, WorkflowError
from core.workflow.selectors import steps_of
from intranet.casework.models import Case
from intranet.records.once import content_of, key_renew, record_once
from intranet.sharing.enums import LetterKind, Outcome
from intranet.sharing.flags import Flag, flags_about
from intranet.sharing.forms import LetterForm, sending_units
from intranet.sharing.guards import is_asked
from intranet.sharing.kinds import RULES, KindRule
from intranet.sharing.managers import lead_unit_id
from intranet.sharing.models import Letter
from intranet.sharing.permissions import WRITERS, may_write_at
from intranet.sharing.selectors import answerable
from intranet.sharing.services import EDITABLE, letter_compose, letter_edit
from intranet.sharing.views.detail import letter_of


@require_GET
def letter_choose(request: HttpRequest) -> HttpResponse:
    """The kinds that the person's units send."""
    user = person(request)
    places = {unit for role, unit in scope_of(user).role_units if role in WRITERS}
    kinds = set(Unit.objects.active().filter(pk__in=places).values_list("kind", flat=True))
    rules = [rule for rule in RULES.values() if not kinds.isdisjoint(rule.senders)]
    if not rules:
        raise PermissionDenied
    crumbs = [Crumb(_("函件"), reverse("intranet_sharing:list")), Crumb(_("拟写函件"))]
    return render(request, "intranet/sharing/choose.html", {"rules": rules, "crumbs": crumbs})


@require_http_methods(["GET", "POST"])
def letter_new(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of a kind. ``?case=``, ``?after=``, ``?answers=`` and ``?period=`` fill in what is known."""
    rule = RULES.get(kind)
    if rule is None:
        raise Http404
    user, actor = person(request), acting(request)
    if not sending_units(user, rule).exists():
        raise PermissionDenied
    cause = _cause(request, user, rule)
    if request.method == "POST":
        form = LetterForm(rule, actor, request.POST, request.FILES)
        answer = _compose(request, rule, form, cause) if form.is_valid() and not _checking(request) else None
        if answer is not None:
            return answer
    else:
        form = LetterForm(rule, actor, proposed=_proposed(request, user, rule, cause))
    return _show(request, rule, form, rule.label, cause=cause)


def _checking(request: HttpRequest) -> bool:
    """The button that looks for letters of opinion and saves nothing."""
    return "check" in request.POST


def _cause(request: HttpRequest, user: User, rule: KindRule) -> Case | Letter | None:
    """What the letter comes from, if the person may see it: a case, or the letter that tells of the penalty."""
    if rule.from_case:
        return _case(request, user)
    if rule.kind == LetterKind.OPINION_LETTER:
        return _told_of_penalty(request, user)
    return None


def _asked_for(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name) or request.GET.get(name) or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def _told_of_penalty(request: HttpRequest, user: User) -> Letter | None:
    letters = Letter.objects.visible_to(user).sent().filter(pk=_asked_for(request, "after"), outcome=Outcome.PENALISED)
    found: Letter | None = letters.first()
    return found


def _case(request: HttpRequest, user: User) -> Case | None:
    """The case that is transferred, if the person may see it."""
    found: Case | None = Case.objects.visible_to(user).filter(pk=_asked_for(request, "case")).first()
    return found


def _proposed(request: HttpRequest, user: User, rule: KindRule, cause: Case | Letter | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if rule.addressee == "office":
        values["recipients"] = Unit.objects.active().filter(kind=UnitKind.OFFICE).values_list("pk", flat=True).first()
    if rule.addressee == "lead":
        values["recipients"] = lead_unit_id()
    if isinstance(cause, Case):
        words = _("关于%(title)s的移送函") if rule.acceptance else _("关于%(title)s的协查函")
        values |= {"title": words % {"title": cause.title}, "place": cause.place, "body": cause.description}
    if isinstance(cause, Letter):
        values |= _from_penalty(cause)
    number = _asked_for(request, "answers")
    if rule.answers and number:
        asked = Letter.objects.filter(pk=number, pk__in=[letter.pk for letter in answerable(user, frozenset(rule.answers))]).first()
        if asked is not None:
            title = _("关于%(number)s的回复") % {"number": asked.number}
            values |= {"answers": asked.pk, "recipients": asked.sender_unit_id, "party": asked.party, "place": asked.place, "title": title}
    if rule.periodic and request.GET.get("period"):
        values["period"] = request.GET["period"][:10]
    return values


def _from_penalty(told: Letter) -> dict[str, Any]:
    """Party, place and decision of the penalty, from the letter that told of it."""
    result = steps_of(told).filter(action="report_result").order_by("-id").first()
    number = str(result.data.get("decision_no") or "") if result else ""
    title = _("关于%(party)s行政处罚后续事项的意见函") % {"party": told.party}
    return {"title": title, "party": told.party, "place": told.place, "decision_no": number}


def _compose(request: HttpRequest, rule: KindRule, form: LetterForm, cause: Case | Letter | None) -> HttpResponse | None:
    """Make the draft and go to it; sent again, the form goes to the letter it made. None: show the form again."""
    cleaned = form.cleaned_data

    def make() -> Letter:
        return letter_compose(
            kind=rule.kind,
            title=cleaned["title"],
            sender_unit=cleaned["sender_unit"],
            recipients=form.recipients,
            data=form.facts,
            files=cleaned["files"],
            causes=[cause] if cause is not None else [],
            by=acting(request),
        )

    try:
        once, _made = record_once(key=cleaned["once"], content=content_of(request), user=person(request), make=make)
    except InvalidData as error:
        form.add_refusal(error.fields)
        return None
    except WorkflowError as error:
        form.add_error(None, error.message)
        return None
    if once.state == "other":
        key_renew(form)
        form.add_error(None, _("这份表单刚才已存为一件函件。如这是另一件，请再提交一次。"))
        return None
    messages.success(request, _("已存为拟稿，核对后送签或发出。"))
    return HttpResponseRedirect(reverse("intranet_sharing:detail", args=[once.subject_id]))


@require_http_methods(["GET", "POST"])
def letter_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft, or a returned letter before it is sent again."""
    letter = letter_of(request, pk)
    rule, actor = RULES[letter.kind], acting(request)
    if not may_write_at(person(request), letter.sender_unit):
        raise PermissionDenied
    detail = reverse("intranet_sharing:detail", args=[letter.pk])
    if letter.state not in EDITABLE or is_asked(letter):
        messages.error(request, _("函件已送签或已发出，现在不能修改。"))
        return HttpResponseRedirect(detail)
    if request.method == "POST":
        form = LetterForm(rule, actor, request.POST, request.FILES, letter=letter)
        if form.is_valid() and not _checking(request) and _change(request, letter, form):
            messages.success(request, _("已修改。"))
            return HttpResponseRedirect(detail)
    else:
        form = LetterForm(rule, actor, letter=letter)
    return _show(request, rule, form, _("修改%(kind)s") % {"kind": rule.label}, letter=letter)


def _change(request: HttpRequest, letter: Letter, form: LetterForm) -> bool:
    cleaned = form.cleaned_data
    try:
        letter_edit(
            letter=letter, title=cleaned["title"], recipients=form.recipients, data=form.facts, files=cleaned["files"], by=acting(request)
        )
    except InvalidData as error:
        form.add_refusal(error.fields)
        return False
    except WorkflowError as error:
        form.add_error(None, error.message)
        return False
    return True


def _show(
    request: HttpRequest, rule: KindRule, form: LetterForm, title: Any, *, letter: Letter | None = None, cause: Case | Letter | None = None
) -> HttpResponse:
    checking = _checking(request)
    if checking:
        # Files are kept by now; what is not filled in yet is nobody's error while one only looks.
        form.errors.clear()
    crumbs = [Crumb(_("函件"), reverse("intranet_sharing:list"))]
    if letter is not None:
        crumbs.append(Crumb(letter.called, reverse("intranet_sharing:detail", args=[letter.pk])))
    context = {
        "form": form,
        "rule": rule,
        "title": title,
        "letter": letter,
        "cause": cause,
        "cause_name": "case" if isinstance(cause, Case) else "after",
        "flags": _flags(person(request), form) if rule.kind == LetterKind.APPROVAL_INFO else [],
        "may_check": rule.kind == LetterKind.APPROVAL_INFO,
        "checked": checking,
        "crumbs": [*crumbs, Crumb(title)],
    }
    return render(request, "intranet/sharing/new.html", context, status=422 if form.errors else 200)


def _flags(user: User, form: LetterForm) -> list[Flag]:
    """Open letters of opinion about the party and place that stand in the form: shown, never an error (S78)."""
    party, place = (str(form[name].value() or "").strip() for name in ("party", "place"))
    return flags_about(user, party, place)
