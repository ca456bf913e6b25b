"""Looking up progress, and what a resident may do from there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.files.serving import file_response
from core.ui.middleware import client_address
from portal.complaints.codes import key_new, key_open
from portal.complaints.enums import ActKind, PublicState
from portal.complaints.errors import ActRefused, TooManyRequests
from portal.complaints.forms import ActForm, LookupForm, RatingForm, ReopeningForm, SupplementForm, WithdrawalForm
from portal.complaints.models import Complaint
from portal.complaints.permissions import rights
from portal.complaints.photos import PhotoTray, tray_read
from portal.complaints.presenters import due_line, history, limit_words, photo_items
from portal.complaints.selectors import complaint_by_code, dossier_of, photo_of, reopen_until
from portal.complaints.services import act_submit, attempt_count
from portal.complaints.services.admission import ACT, LOOKUP
from portal.complaints.views.guards import resilient
from portal.complaints.views.passes import allow_progress, allowed_complaint, forget

FORMS: dict[str, type[ActForm]] = {
    ActKind.RATING.value: RatingForm,
    ActKind.SUPPLEMENT.value: SupplementForm,
    ActKind.WITHDRAWAL.value: WithdrawalForm,
    ActKind.REOPENING.value: ReopeningForm,
}
THANKS = {
    ActKind.RATING.value: gettext_lazy("谢谢您的评价。"),
    ActKind.SUPPLEMENT.value: gettext_lazy("已收到您补充的情况。"),
    ActKind.WITHDRAWAL.value: gettext_lazy("已收到您的撤回要求。"),
    ActKind.REOPENING.value: gettext_lazy("已收到您重新办理的要求。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@resilient
def lookup(request: HttpRequest) -> HttpResponse:
    """Number and code, by POST: a code never stands in an address. An unknown number and a wrong code are one answer."""
    if request.method != "POST":
        return _lookup_page(request, LookupForm(initial={"number": request.GET.get("number", "").replace("\x00", "")[:60]}))
    form = LookupForm(request.POST)
    try:
        attempt_count(policy=LOOKUP, address=client_address(request))
    except TooManyRequests as error:
        response = _lookup_page(request, form, status=429, problem=limit_words(error))
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    if form.is_valid():
        complaint = complaint_by_code(form.cleaned_data["number"], form.cleaned_data["code"])
        if complaint is not None:
            found = HttpResponseRedirect(reverse("portal_complaints:progress", args=[complaint.number]), status=303)
            allow_progress(request, found, complaint)
            return found
        form.add_error(None, _("编号和查询码对不上，请对照回执再核对一遍。"))
    return _lookup_page(request, form, status=422)


def _lookup_page(request: HttpRequest, form: LookupForm, *, status: int = 200, problem: str = "") -> HttpResponse:
    return render(request, "portal/complaints/lookup.html", {"form": form, "problem": problem}, status=status)


@require_POST
@resilient
def leave(request: HttpRequest) -> HttpResponse:
    """End looking: for shared computers."""
    response = HttpResponseRedirect(reverse("portal_complaints:lookup"), status=303)
    forget(response)
    return response


@require_safe
@resilient
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """The way of a complaint, newest first. Without leave it is the lookup, with the number filled in."""
    complaint = allowed_complaint(request, number)
    if complaint is None:
        return _to_lookup(number)
    return _progress_page(request, complaint)


@require_safe
@resilient
def photo(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A photo the resident sent."""
    complaint = allowed_complaint(request, number)
    file = photo_of(complaint, pk) if complaint else None
    if file is None:
        raise Http404
    return file_response(file, thumbnail=request.GET.get("size") == "small")


@require_http_methods(["GET", "HEAD", "POST"])
@resilient
def act(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """A rating, supplement, withdrawal or reopening. The worker carries it out; here it is written down."""
    if kind not in FORMS:
        raise Http404
    complaint = allowed_complaint(request, number)
    if complaint is None:
        return _to_lookup(number)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("portal_complaints:progress", args=[number]))
    form = FORMS[kind](request.POST, request.FILES)
    uploads = request.FILES.getlist("photos") if "photos" in form.fields else []
    try:
        attempt_count(policy=ACT, address=client_address(request))
    except TooManyRequests as error:
        tray = tray_read(request.POST, uploads, convert=False)
        response = _progress_page(request, complaint, bound={kind: (form, tray)}, status=429, problem=limit_words(error))
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    tray = tray_read(request.POST, uploads)
    key = key_open(request.POST.get("key", ""))
    form.full_clean()
    if key is None:
        form.add_error(None, _("页面打开的时间太长了。内容都还在，请再按一次。"))
    for message in tray.errors:
        form.add_error("photos", message)
    if not form.is_valid() or key is None:
        return _progress_page(request, complaint, bound={kind: (form, tray)}, status=422)
    data: dict[str, Any] = form.cleaned_data
    try:
        act_submit(complaint=complaint, kind=kind, key=key, text=data.get("text", ""), rating=data.get("rating"), photos=tray.photos)
    except ActRefused as refused:
        form.add_error(None, refused.message)
        return _progress_page(request, complaint, bound={kind: (form, tray)}, status=409)
    return HttpResponseRedirect(f"{reverse('portal_complaints:progress', args=[number])}?done={kind}", status=303)


def _to_lookup(number: str) -> HttpResponse:
    address = reverse("portal_complaints:lookup")
    shown = number[:60] if number.isprintable() else ""
    return HttpResponseRedirect(reverse("portal_complaints:lookup", query={"number": shown}) if shown else address)


def _progress_page(
    request: HttpRequest,
    complaint: Complaint,
    *,
    bound: dict[str, tuple[ActForm, PhotoTray]] | None = None,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    now = timezone.now()
    dossier = dossier_of(complaint)
    until = reopen_until(dossier.progress)
    allowed = rights(dossier.progress, [shown.act for shown in dossier.acts], now=now, reopen_until=until)
    context = {
        "complaint": complaint,
        "progress": dossier.progress,
        "state_label": PublicState(dossier.progress.public_state).label,
        "due": due_line(dossier.progress, now),
        "entries": history(dossier),
        "photos": photo_items(complaint, dossier.photos),
        "rights": allowed,
        "forms": _act_forms(complaint, allowed, bound or {}),
        "bound_forms": [form for form, _tray in (bound or {}).values()],
        "problem": problem,
        "thanks": THANKS.get(request.GET.get("done", "")) if request.method != "POST" else None,
    }
    return render(request, "portal/complaints/progress.html", context, status=status)


def _act_forms(complaint: Complaint, allowed: Any, bound: dict[str, tuple[ActForm, PhotoTray]]) -> dict[str, dict[str, Any]]:
    """The forms to show: those that are allowed, and one that was sent and refused, with what was typed."""
    shown: dict[str, dict[str, Any]] = {}
    for kind, form_class in FORMS.items():
        if kind not in bound and not allowed.allows(kind):
            continue
        form, tray = bound.get(kind) or (form_class(auto_id=f"{kind}-%s"), PhotoTray())
        form.auto_id = f"{kind}-%s"
        tray.keep()
        given = form.data.get("key", "") if form.is_bound else ""
        shown[kind] = {
            "form": form,
            "kept": tray.shown(),
            "key": given if given and key_open(given) else key_new(),
            "open": form.is_bound,
            "url": reverse("portal_complaints:act", args=[complaint.number, kind]),
        }
    return shown
