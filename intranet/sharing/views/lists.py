"""The register of letters: queues of a post, filters kept in the URL, export of what the filter shows."""

from __future__ import annotations

import csv
import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.ui.components import Chip, Tab
from core.ui.requests import person
from core.units.enums import UnitKind
from core.units.models import Unit, User
from core.units.selectors import scope_of
from intranet.casework.views.lists import safe_cell
from intranet.sharing.enums import LetterKind, LetterState
from intranet.sharing.models import Letter
from intranet.sharing.permissions import WRITERS
from intranet.sharing.presenters import local, progress_text, recipients_text
from intranet.sharing.selectors import LetterFilter, lamp_of_letter, letter_list, letters_in, queues_of

PAGE_SIZE = 25
EXPORT_ROWS = 5000
YEARS = range(2000, 2100)  # beyond them the day after, or the zone, leaves the calendar
DIRECTIONS = (("in", gettext_lazy("收到的")), ("out", gettext_lazy("发出的")))
LAMP_WORDS = (("red", gettext_lazy("超期")), ("yellow", gettext_lazy("将到期")), ("green", gettext_lazy("在期")))


@dataclass(frozen=True, slots=True)
class Row:
    """A letter as a line of the register. ``outgoing``: one of the person's own units sent it."""

    letter: Letter
    lamp: str
    recipients: str
    progress: str
    outgoing: bool


def rows_for(letters: Any, user: User) -> list[Row]:
    """The lines of a page."""
    now, scope = timezone.now(), scope_of(user)
    return [
        Row(letter, lamp_of_letter(letter, now), recipients_text(letter), progress_text(letter), letter.sender_unit_id in scope.tree_ids)
        for letter in letters
    ]


def filter_of(request: HttpRequest) -> LetterFilter:
    """The filter in the address. What makes no sense is left out rather than answered with an error."""
    get = request.GET.get
    return LetterFilter(
        queue=get("queue", ""),
        direction=known(get("direction", ""), [key for key, _label in DIRECTIONS]),
        kind=known(get("kind", ""), LetterKind.values),
        state=known(get("state", ""), LetterState.values),
        lamp=known(get("lamp", ""), [key for key, _label in LAMP_WORDS]),
        unit=whole(get("unit", "")),
        number=words(get("number", ""), 60),
        text=words(get("text", ""), 60),
        since=day(get("since", "")),
        until=day(get("until", "")),
    )


def known(text: str, allowed: Any) -> str:
    """The text, if it is one of these."""
    return text if text in allowed else ""


def words(text: str, most: int) -> str:
    """Typed words, without what no database takes."""
    return text.strip()[:most].replace("\x00", "")


def whole(text: str) -> int | None:
    """A row's number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def day(text: str) -> datetime.date | None:
    """A day in a sensible year."""
    try:
        found = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


@require_GET
def letter_index(request: HttpRequest) -> HttpResponse:
    """The register, 25 a page."""
    user = person(request)
    chosen = filter_of(request)
    letters = letter_list(user, chosen)
    if request.GET.get("format") == "csv":
        return export(letters.for_list()[:EXPORT_ROWS], user)
    page = Paginator(letters.for_list(), PAGE_SIZE).get_page(request.GET.get("page"))
    units = {unit.pk: unit for unit in Unit.objects.active()}
    context = {
        "page": page,
        "rows": rows_for(page, user),
        "tabs": tabs_of(user, chosen),
        "chosen": chosen,
        "chips": chips_of(request, chosen, units),
        "clear_url": f"?{urlencode({'queue': chosen.queue})}" if chosen.queue else "?",
        "kinds": LetterKind.choices,
        "states": LetterState.choices,
        "directions": DIRECTIONS,
        "lamps": LAMP_WORDS,
        "units": [unit for unit in units.values() if unit.kind not in (UnitKind.COMMITTEE, UnitKind.COMMUNITY)],
        "may_compose": scope_of(user).has(*WRITERS),
    }
    return render(request, "intranet/sharing/list.html", context)


def tabs_of(user: User, chosen: LetterFilter) -> list[Tab]:
    """All, in, out, and the queues of the person's posts with what waits in each."""
    plain = not chosen.queue
    tabs = [Tab(_("全部可见"), "?", plain and not chosen.direction)]
    tabs += [Tab(label, f"?direction={key}", plain and chosen.direction == key) for key, label in DIRECTIONS]
    for queue in queues_of(user):
        tabs.append(Tab(queue.label, f"?queue={queue.key}", chosen.queue == queue.key, letters_in(queue, user).count()))
    return tabs


def chips_of(request: HttpRequest, chosen: LetterFilter, units: dict[int, Unit]) -> list[Chip]:
    """The filters in force, each with the address without it."""
    names: dict[str, tuple[str, object]] = {
        "direction": (_("方向"), dict(DIRECTIONS).get(chosen.direction, "")),
        "kind": (_("种类"), dict(LetterKind.choices).get(chosen.kind, "")),
        "state": (_("状态"), dict(LetterState.choices).get(chosen.state, "")),
        "lamp": (_("时限"), dict(LAMP_WORDS).get(chosen.lamp, "")),
        "unit": (_("单位"), str(units.get(chosen.unit or 0, "") or "")),
        "number": (_("文号"), chosen.number),
        "text": (_("文字"), chosen.text),
        "since": (_("自"), str(chosen.since or "")),
        "until": (_("至"), str(chosen.until or "")),
    }
    return chips_from(request, names)


def chips_from(request: HttpRequest, names: dict[str, tuple[str, object]]) -> list[Chip]:
    """Chips from parameter → (label, what is shown)."""
    chips: list[Chip] = []
    for key, (label, shown) in names.items():
        if shown:
            query = request.GET.copy()
            query.pop(key, None)
            query.pop("page", None)
            chips.append(Chip(label, str(shown), f"?{query.urlencode()}"))
    return chips


def export(letters: Any, user: User) -> HttpResponse:
    """The filtered register as CSV for a spreadsheet; a cell never starts a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8-sig")
    response["Content-Disposition"] = f'attachment; filename="letters-{timezone.localdate():%Y%m%d}.csv"'
    writer = csv.writer(response)
    writer.writerow(
        [_("文号"), _("种类"), _("标题"), _("发出单位"), _("收文单位"), _("状态"), _("发出时间"), _("到期时间"), _("当事人"), _("地点")]
    )
    for row in rows_for(letters, user):
        letter = row.letter
        cells = (
            letter.number,
            letter.get_kind_display(),
            letter.title,
            letter.sender_unit,
            row.recipients,
            letter.get_state_display(),
            local(letter.sent_at),
            local(letter.due_at),
            letter.party,
            letter.place,
        )
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return response
