"""The complaint form and its receipt."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.categories.models import MinorCategory
from core.files.serving import file_response
from core.parameters.selectors import number
from core.ui.middleware import client_address
from portal.complaints.codes import code_shown, key_new, key_open, query_code
from portal.complaints.drafts import ComplaintDraft
from portal.complaints.errors import KeyExpired, KeyReused, TooManyRequests
from portal.complaints.forms import UNKNOWN, ComplaintForm
from portal.complaints.models import Complaint
from portal.complaints.photos import PhotoTray, draft_of, tray_read
from portal.complaints.presenters import limit_words, progress_address, promise_entries, qr_picture
from portal.complaints.selectors import area_units, complaint_by_key, next_steps
from portal.complaints.services import Receipt, attempt_count, complaint_submit
from portal.complaints.services.admission import ATTEMPT, SUBMIT, attempts_left
from portal.complaints.views.guards import resilient
from portal.complaints.views.passes import allow_progress, give_receipt, receipt_key

PRESETS = ("kind", "category", "area", "place")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the form."""
    return HttpResponseRedirect(reverse("portal_complaints:new"))


@require_http_methods(["GET", "HEAD", "POST"])
@resilient
def new(request: HttpRequest) -> HttpResponse:
    """The form; its errors come back with everything that was typed and chosen."""
    if request.method == "POST":
        return _submitted(request)
    return _page(request, ComplaintForm(initial=_presets(request)), PhotoTray())


def _presets(request: HttpRequest) -> dict[str, str]:
    """A link from another page may choose kind, category and area. What does not fit any choice is ignored."""
    form = ComplaintForm()
    found: dict[str, str] = {}
    for name in PRESETS:
        value = request.GET.get(name, "").replace("\x00", "")[:200]
        field = form.fields[name]
        if value and (name == "place" or field.valid_value(value)):  # type: ignore[attr-defined]
            found[name] = value
    return found


def _submitted(request: HttpRequest) -> HttpResponse:
    address = client_address(request)
    form = ComplaintForm(request.POST, request.FILES)
    uploads = request.FILES.getlist("photos")
    try:
        attempts_left(policy=ATTEMPT, address=address)
    except TooManyRequests as error:
        return _limited(request, form, tray_read(request.POST, uploads, convert=False), error)
    tray = tray_read(request.POST, uploads)
    key = key_open(request.POST.get("key", ""))
    if not _acceptable(form, tray, key):
        return _refused(request, form, tray, address)
    assert key is not None
    try:
        receipt = _submit(_draft(form), key, tray, address)
    except TooManyRequests as error:
        return _limited(request, form, tray, error)
    except (KeyReused, KeyExpired) as error:
        return _key_used(request, form, tray, error.complaint)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            form.add_error(name if name in form.fields else None, messages)
        return _refused(request, form, tray, address)
    response = HttpResponseRedirect(reverse("portal_complaints:receipt"), status=303)
    give_receipt(request, response, key)
    allow_progress(request, response, receipt.complaint)
    return response


def _acceptable(form: ComplaintForm, tray: PhotoTray, key: str | None) -> bool:
    form.full_clean()
    if key is None:
        form.add_error(None, _("页面打开的时间太长了。内容都还在，请核对后再按一次“提交反映”。"))
    for message in tray.errors:
        form.add_error("photos", message)
    return form.is_valid()


def _draft(form: ComplaintForm) -> ComplaintDraft:
    data: dict[str, Any] = form.cleaned_data
    street, community = area_units(int(data["area"])) if data["area"] else (None, None)
    chosen = data["category"]
    return ComplaintDraft(
        kind=data["kind"],
        place=data["place"],
        description=data["description"],
        minor=None if chosen == UNKNOWN else MinorCategory.objects.filter(pk=int(chosen)).first(),
        street=street,
        community=community,
        happened_at=data["happened_at"],
        is_anonymous=data["is_anonymous"],
        consent_public=data["consent_public"],
        name=data["name"],
        phone=data["phone"],
        email=data["email"],
    )


def _submit(draft: ComplaintDraft, key: str, tray: PhotoTray, address: str) -> Receipt:
    """A form that was submitted before costs nothing of the limit; a new one is counted in the same commit."""
    if complaint_by_key(key) is not None:
        return complaint_submit(draft=draft, key=key, photos=tray.photos)
    with transaction.atomic():
        attempt_count(policy=SUBMIT, address=address)
        return complaint_submit(draft=draft, key=key, photos=tray.photos)


def _refused(request: HttpRequest, form: ComplaintForm, tray: PhotoTray, address: str) -> HttpResponse:
    """Something is wrong: counted as a try, and everything kept."""
    try:
        attempt_count(policy=ATTEMPT, address=address)
    except TooManyRequests as error:
        return _limited(request, form, tray, error)
    tray.keep()
    return _page(request, form, tray, status=422)


def _limited(request: HttpRequest, form: ComplaintForm, tray: PhotoTray, error: TooManyRequests) -> HttpResponse:
    tray.keep()
    response = _page(request, form, tray, status=429, problem=limit_words(error))
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _key_used(request: HttpRequest, form: ComplaintForm, tray: PhotoTray, complaint: Complaint) -> HttpResponse:
    """The same form again with other words: it may be a correction or a second matter, and only the resident knows."""
    tray.keep()
    words = _(
        "这张表单已经提交过，受理编号是 %(number)s。如果要补充那件事，请凭查询码到“查办理进度”里补充；"
        "如果是另一件事，请再按一次“提交反映”。"
    )
    return _page(request, form, tray, status=422, problem=words % {"number": complaint.number}, key=key_new())


def _page(
    request: HttpRequest, form: ComplaintForm, tray: PhotoTray, *, status: int = 200, problem: str = "", key: str = ""
) -> HttpResponse:
    if not key:
        given = request.POST.get("key", "")
        key = given if key_open(given) else key_new()
    context = {
        "form": form,
        "key": key,
        "kept": tray.shown(),
        "problem": problem,
        "more_open": form.is_bound and any(form[name].errors or form[name].value() for name in ("area", "happened_at")),
        "retention_days": number("privacy.contact_retention_days"),
        "submissions_per_hour": number(SUBMIT.setting),
    }
    return render(request, "portal/complaints/new.html", context, status=status)


@require_safe
@resilient
def draft_photo(request: HttpRequest, token: str) -> HttpResponseBase:
    """The thumbnail of a photo that a form carries."""
    draft = draft_of(token)
    if draft is None:
        raise Http404
    return file_response(draft.file, thumbnail=True)


@require_safe
@resilient
def receipt(request: HttpRequest) -> HttpResponse:
    """Number and code, for a day, in the browser that submitted; after that the printout counts."""
    key = receipt_key(request)
    known = complaint_by_key(key) if key else None
    if key is None or known is None:
        return render(request, "portal/complaints/receipt_gone.html", status=410)
    complaint = known.complaint
    address = progress_address(complaint.number)
    context = {
        "complaint": complaint,
        "code": code_shown(query_code(key)),
        "address": address,
        "qr": qr_picture(address),
        "entries": promise_entries(complaint.submitted_at, next_steps(complaint.submitted_at)),
    }
    response = render(request, "portal/complaints/receipt.html", context)
    allow_progress(request, response, complaint)
    return response
