"""The two signed cookies of this app: the receipt of a form, and leave to look at one complaint's progress.

Neither holds a query code; both are useless without our key, expire by themselves and go to this app's paths only.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.complaints.models import Complaint
from portal.complaints.services.submission import RECEIPT_HOURS

RECEIPT = "portal_receipt"
PROGRESS = "portal_progress"
PROGRESS_SECONDS = 3600
_SALT = "portal.complaints.pass"


def give_receipt(request: HttpRequest, response: HttpResponse, key: str) -> None:
    """Let this browser show the receipt of a form key for a day."""
    _set(request, response, RECEIPT, key, RECEIPT_HOURS * 3600)


def receipt_key(request: HttpRequest) -> str | None:
    """The form key whose receipt this browser may show."""
    return _get(request, RECEIPT, RECEIPT_HOURS * 3600)


def allow_progress(request: HttpRequest, response: HttpResponse, complaint: Complaint) -> None:
    """Let this browser look at one complaint for an hour."""
    _set(request, response, PROGRESS, str(complaint.pk), PROGRESS_SECONDS)


def allowed_complaint(request: HttpRequest, number: str) -> Complaint | None:
    """The complaint with this number, if this browser may look at it."""
    pk = _get(request, PROGRESS, PROGRESS_SECONDS)
    if pk is None or not pk.isdecimal():
        return None
    return Complaint.objects.select_related("minor", "street", "community").filter(pk=int(pk), number=number).first()


def forget(response: HttpResponse) -> None:
    """On a shared computer: nothing of this app stays in the browser."""
    for name in (RECEIPT, PROGRESS):
        response.delete_cookie(name, path=_path(), samesite="Lax")


def _set(request: HttpRequest, response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_signed_cookie(
        name,
        value,
        salt=_SALT,
        max_age=seconds,
        path=_path(),
        secure=request.is_secure() or settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _get(request: HttpRequest, name: str, seconds: int) -> str | None:
    value = request.get_signed_cookie(name, default=None, salt=_SALT, max_age=seconds)
    return str(value) if value else None


def _path() -> str:
    return reverse("portal_complaints:index")
