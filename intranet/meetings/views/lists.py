"""Lists: the year with its months, the register of decisions, the clusters that call for a meeting."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.ui.components import Crumb
from core.ui.requests import person
from core.units.models import Unit
from core.units.selectors import scope_of
from intranet.meetings.carrying import follow_of
from intranet.meetings.enums import Follow, MeetingKind, MeetingState
from intranet.meetings.managers import sees_every_meeting
from intranet.meetings.permissions import is_clerk
from intranet.meetings.selectors import DecisionFilter, MeetingFilter, clusters, decision_list, meeting_list, year_of
from intranet.meetings.views.prepare import whole_number

PAGE_SIZE = 25
FIRST_YEAR, LAST_YEAR = 2000, 2099


@require_GET
def meeting_index(request: HttpRequest) -> HttpResponse:
    """Twelve months of the monthly series, then all meetings of the year."""
    user = person(request)
    today = timezone.localdate()
    year = whole_number(request.GET.get("year", "")) or today.year
    year = year if FIRST_YEAR <= year <= LAST_YEAR else today.year
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    chosen = MeetingFilter(year, kind if kind in MeetingKind.values else "", state if state in MeetingState.values else "")
    cells = year_of(user, year, today)
    every = sees_every_meeting(scope_of(user))
    context = {
        "page": Paginator(meeting_list(user, chosen), PAGE_SIZE).get_page(request.GET.get("page")),
        "year": year,
        "earlier": year - 1 if year > FIRST_YEAR else None,
        "later": year + 1 if year < LAST_YEAR else None,
        "cells": cells,
        "every": every,
        "missing": [cell.month for cell in cells if cell.missing] if every else [],
        "chosen": chosen,
        "kinds": MeetingKind.choices,
        "states": MeetingState.choices,
        "is_clerk": is_clerk(user),
    }
    return render(request, "intranet/meetings/list.html", context)


@require_GET
def decision_index(request: HttpRequest) -> HttpResponse:
    """The register of what was resolved, with its follow-up (S26)."""
    user = person(request)
    today = timezone.localdate()
    follow = request.GET.get("follow", "")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    chosen = DecisionFilter(follow if follow in Follow.values else "", whole_number(request.GET.get("unit", "")), words)
    page = Paginator(decision_list(user, chosen, today), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(decision, follow_of(decision, today)) for decision in page],
        "chosen": chosen,
        "follows": Follow.choices,
        "units": Unit.objects.handling().order_by("code"),
        "filtered": bool(chosen.follow or chosen.unit or chosen.words),
    }
    return render(request, "intranet/meetings/decisions.html", context)


@require_GET
def cluster_index(request: HttpRequest) -> HttpResponse:
    """反映强烈: many alike in one place. The office may call a meeting about each (S69)."""
    user = person(request)
    if not sees_every_meeting(scope_of(user)):
        raise PermissionDenied
    crumbs = [Crumb(_("联席会议"), reverse("intranet_meetings:list")), Crumb(_("反映强烈问题"))]
    context = {"clusters": clusters(user, timezone.now()), "is_clerk": is_clerk(user), "crumbs": crumbs}
    return render(request, "intranet/meetings/clusters.html", context)
