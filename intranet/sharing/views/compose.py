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
from intranet.casework.models import Case
from intranet.records.once import content_of, key_renew, record_once
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
    """The form of a kind. ``?case=``, ``?answers=`` and ``?period=`` fill in what is known."""
    rule = RULES.get(kind)
    if rule is None:
        raise Http404
    user, actor = person(request), acting(request)
    if not sending_units(user, rule).exists():
        raise PermissionDenied
    case = _case(request, user) if rule.acceptance else None
    if request.method == "POST":
        form = LetterForm(rule, actor, request.POST, request.FILES)
        answer = _compose(request, rule, form, case) if form.is_valid() else None
        if answer is not None:
            return answer
    else:
        form = LetterForm(rule, actor, proposed=_proposed(request, user, rule, case))
    return _show(request, rule, form, rule.label, case=case)


def _case(request: HttpRequest, user: User) -> Case | None:
    """The case that is transferred, if the person may see it."""
    text = request.POST.get("case") or request.GET.get("case") or ""
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        return None
    found: Case | None = Case.objects.visible_to(user).filter(pk=int(text)).first()
    return found


def _proposed(request: HttpRequest, user: User, rule: KindRule, case: Case | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if rule.addressee == "office":
        values["recipients"] = Unit.objects.active().filter(kind=UnitKind.OFFICE).values_list("pk", flat=True).first()
    if rule.addressee == "lead":
        values["recipients"] = lead_unit_id()
    if case is not None:
        values |= {"title": _("关于%(title)s的移送函") % {"title": case.title}, "place": case.place, "body": case.description}
    text = request.GET.get("answers", "")
    if rule.answers and text.isascii() and text.isdecimal() and len(text) < 16:
        asked = Letter.objects.filter(pk=int(text), pk__in=[letter.pk for letter in answerable(user, frozenset(rule.answers))]).first()
        if asked is not None:
            title = _("关于%(number)s的回复") % {"number": asked.number}
            values |= {"answers": asked.pk, "recipients": asked.sender_unit_id, "party": asked.party, "place": asked.place, "title": title}
    if rule.periodic and request.GET.get("period"):
        values["period"] = request.GET["period"][:10]
    return values


def _compose(request: HttpRequest, rule: KindRule, form: LetterForm, case: Case | None) -> HttpResponse | None:
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
            causes=[case] if case is not None else [],
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
        if form.is_valid() and _change(request, letter, form):
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
    request: HttpRequest, rule: KindRule, form: LetterForm, title: Any, *, letter: Letter | None = None, case: Case | None = None
) -> HttpResponse:
    crumbs = [Crumb(_("函件"), reverse("intranet_sharing:list"))]
    if letter is not None:
        crumbs.append(Crumb(letter.called, reverse("intranet_sharing:detail", args=[letter.pk])))
    context = {"form": form, "rule": rule, "title": title, "letter": letter, "case": case, "crumbs": [*crumbs, Crumb(title)]}
    return render(request, "intranet/sharing/new.html", context, status=422 if form.errors else 200)
