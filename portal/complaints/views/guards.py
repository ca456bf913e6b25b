"""Around every page of this app: what to answer when nothing can be saved, and no copies in any cache."""

from __future__ import annotations

import errno
import functools
from collections.abc import Callable
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import REASON_NO_CSRF_COOKIE, get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.csrf import csrf_failure as default_csrf_failure

from core.files.errors import FileCheckUnavailable
from core.ui.preferences import preferences_of

View = Callable[..., HttpResponseBase]
RETRY_SECONDS = 30
_FULL_OR_BROKEN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE})
# Typed texts and choices; the page for a failed moment carries them so that they can be sent again.
_CARRIED = frozenset(
    {
        *("kind", "place", "description", "category", "area", "happened_at", "is_anonymous", "name", "phone", "email"),
        *("consent_public", "key", "photo", "text", "rating", "number", "code"),
    }
)
logger = structlog.get_logger(__name__)


def resilient(view: View) -> View:
    """Disk full, database locked or away: 503 with Retry-After and everything typed kept, never 500."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except (OperationalError, InterfaceError, FileCheckUnavailable) as error:
            return _unavailable(request, error)
        except DatabaseError as error:
            # Not its subclasses for broken rules (IntegrityError, DataError): those are faults of ours.
            if type(error) is not DatabaseError:
                raise
            return _unavailable(request, error)
        except OSError as error:
            if error.errno not in _FULL_OR_BROKEN:
                raise
            return _unavailable(request, error)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return wrapped


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The portal's CSRF_FAILURE_VIEW: a form of ours whose cookie is gone comes back with its text and a button.

    A form that another site sent is refused plainly, as everywhere: nothing of what it carried is shown.
    """
    ours = request.path.startswith(reverse("portal_complaints:index"))
    if not ours or not (reason == REASON_NO_CSRF_COOKIE or reason.startswith("CSRF token")):
        return default_csrf_failure(request, reason=reason)
    return _carrying_page(request, status=403, cookies=True)


def _unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("complaints.unavailable", why=type(error).__name__, path=request.path)
    response = _carrying_page(request, status=503, cookies=False)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _carrying_page(request: HttpRequest, *, status: int, cookies: bool) -> HttpResponse:
    """Rendered without context processors: they may need the very database that is away."""
    carried = []
    if request.method == "POST":
        carried = [(name, value) for name in sorted(_CARRIED & set(request.POST)) for value in request.POST.getlist(name)]
    context = {
        "carried": carried,
        "action": request.path,
        "had_files": bool(request.FILES) if request.method == "POST" else False,
        "csrf_token": get_token(request),
        "cookies": cookies,
        "PREFERENCES": preferences_of(request),
    }
    response = HttpResponse(render_to_string("portal/complaints/unavailable.html", context), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
