"""The register of approvals, the calendar of what units owe, and the marks of the numbers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.ui.components import Crumb, Tab
from core.ui.requests import acting, person
from core.units.enums import UnitKind
from core.units.models import Unit, User
from core.units.selectors import scope_of
from intranet.sharing.duties import KINDS, duty_rows, owing_units
from intranet.sharing.enums import ApprovalKind, LetterKind
from intranet.sharing.flags import flags_for
from intranet.sharing.forms import MarkForm, sending_units
from intranet.sharing.kinds import RULES
from intranet.sharing.managers import READERS, lead_unit_id
from intranet.sharing.marks import mark_default
from intranet.sharing.models import LetterMark
from intranet.sharing.periods import recent
from intranet.sharing.permissions import may_keep_marks, may_write_at
from intranet.sharing.selectors import ApprovalFilter, approval_list, validity_of
from intranet.sharing.services import mark_set
from intranet.sharing.views.lists import PAGE_SIZE, chips_from, known, whole, words

VALIDITY = (("valid", gettext_lazy("有效")), ("expiring", gettext_lazy("即将到期")), ("expired", gettext_lazy("已过期")))
SHOWN_PERIODS = 6


@require_GET
def approval_index(request: HttpRequest) -> HttpResponse:
    """审批信息: found by holder, place and permit; what concerns an open letter of opinion is marked."""
    user = person(request)
    chosen = _approval_filter(request)
    letters = approval_list(user, chosen).select_related("sender_unit", "approval__issuing_unit")
    page = Paginator(letters, PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    flagged = flags_for(user, list(page))
    units = {unit.pk: unit for unit in Unit.objects.active().filter(kind__in=(UnitKind.MEMBER_UNIT, UnitKind.STREET_OFFICE))}
    names: dict[str, tuple[str, object]] = {
        "holder": (_("持证人"), chosen.holder),
        "place": (_("地点"), chosen.place),
        "permit": (_("许可证号"), chosen.permit),
        "kind": (_("信息类别"), dict(ApprovalKind.choices).get(chosen.kind, "")),
        "unit": (_("发证单位"), str(units.get(chosen.unit or 0, "") or "")),
    }
    context = {
        "page": page,
        "rows": [(letter, validity_of(letter, today), flagged.get(letter.pk, ())) for letter in page],
        "chosen": chosen,
        "tabs": _validity_tabs(request, chosen),
        "chips": chips_from(request, names),
        "clear_url": f"?validity={chosen.validity}" if chosen.validity else "?",
        "approval_kinds": ApprovalKind.choices,
        "units": list(units.values()),
        "new_url": _new_url(user, LetterKind.APPROVAL_INFO),
    }
    return render(request, "intranet/sharing/approvals.html", context)


def _approval_filter(request: HttpRequest) -> ApprovalFilter:
    get = request.GET.get
    return ApprovalFilter(
        holder=words(get("holder", ""), 80),
        place=words(get("place", ""), 80),
        permit=words(get("permit", ""), 60),
        kind=known(get("kind", ""), ApprovalKind.values),
        validity=known(get("validity", ""), [key for key, _label in VALIDITY]),
        unit=whole(get("unit", "")),
    )


def _validity_tabs(request: HttpRequest, chosen: ApprovalFilter) -> list[Tab]:
    query = request.GET.copy()
    tabs: list[Tab] = []
    for key, label in (("", _("全部")), *VALIDITY):
        query.pop("page", None)
        query.pop("validity", None)
        if key:
            query["validity"] = key
        tabs.append(Tab(label, f"?{query.urlencode()}", chosen.validity == key))
    return tabs


def _new_url(user: User, kind: str) -> str:
    """Where to write one, for those whose units send such letters."""
    return reverse("intranet_sharing:new", args=[kind]) if sending_units(user, RULES[kind]).exists() else ""


@require_GET
def duty_index(request: HttpRequest) -> HttpResponse:
    """Who has sent, who has not: the office, leaders and the lead see every unit, a unit sees itself."""
    user = person(request)
    kind = LetterKind(known(request.GET.get("kind", ""), KINDS) or KINDS[0])
    now = timezone.now()
    periods = recent(kind, SHOWN_PERIODS)
    scope = scope_of(user)
    everybody = scope.has(*READERS) or lead_unit_id() in scope.tree_ids
    units = [unit for unit in owing_units() if everybody or unit.pk in scope.tree_ids]
    rows = duty_rows(kind, periods, units, now)
    context = {
        "kind": kind,
        "periods": periods,
        "rows": [(row, may_write_at(user, row.unit)) for row in rows],
        "owed": periods[1],
        "absent": [row.unit for row in rows if row.cells[1].letter is None],
        "everybody": everybody,
        "tabs": [Tab(each.label, f"?kind={each.value}", each == kind) for each in KINDS],
        "new_url": reverse("intranet_sharing:new", args=[kind]),
    }
    return render(request, "intranet/sharing/duties.html", context)


@require_http_methods(["GET", "POST"])
def mark_index(request: HttpRequest) -> HttpResponse:
    """机关代字 of every unit that may send letters. A change counts for the numbers given from then on."""
    user = person(request)
    if not may_keep_marks(user):
        raise PermissionDenied
    wrong: dict[int, tuple[str, str]] = {}
    if request.method == "POST":
        unit = get_object_or_404(Unit.objects.active(), pk=whole(request.POST.get("unit", "")) or 0)
        form = MarkForm(request.POST)
        try:
            if form.is_valid():
                mark_set(unit=unit, mark=form.cleaned_data["mark"], by=acting(request))
                messages.success(request, _("已设置机关代字：%(mark)s") % {"mark": form.cleaned_data["mark"]})
                return HttpResponseRedirect(reverse("intranet_sharing:marks"))
            message = str(form.errors["mark"][0])
        except ValidationError as error:
            message = str(error.messages[0])
        wrong[unit.pk] = (request.POST.get("mark", ""), message)
    context = {"rows": _mark_rows(wrong), "crumbs": [Crumb(_("函件"), reverse("intranet_sharing:list")), Crumb(_("机关代字"))]}
    return render(request, "intranet/sharing/marks.html", context, status=422 if wrong else 200)


def _mark_rows(wrong: dict[int, tuple[str, str]]) -> list[dict[str, Any]]:
    """Two queries whatever the number of units."""
    marks = dict(LetterMark.objects.values_list("unit_id", "mark"))
    units = list(Unit.objects.active().exclude(kind=UnitKind.COMMITTEE))
    taken = set(marks.values())
    rows: list[dict[str, Any]] = []
    for unit in units:
        typed, message = wrong.get(unit.pk, ("", ""))
        default = mark_default(unit, units, taken)
        rows.append({"unit": unit, "mark": marks.get(unit.pk, ""), "default": default, "typed": typed, "message": message})
    return rows
