"""Health answers for process managers, load balancers and monitoring. No sign-in, nothing confidential."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.operations.checks import readiness


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches no database: one that is away is no reason to restart the web process."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the process can serve, check by check (core/operations/checks.py)."""
    found = readiness()
    unfit = found.status == "failing" or (found.status == "degraded" and request.GET.get("strict") == "1")
    body = {
        "status": found.status,
        "checks": {name: {"ok": result.ok, "note": result.note} for name, result in found.results.items()},
    }
    return JsonResponse(body, status=503 if unfit else 200)
