"""What every list of the base data does: filters from the address, chips, pages, and a CSV of what is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise

from core.ui.components import Chip
from core.ui.middleware import client_address
from core.units.actors import Actor, actor_of
from core.units.models import User

M = TypeVar("M", bound=Model)
PAGE_SIZE = 25
# An export is read by a person in a spreadsheet; more rows than this are a job for the database.
LARGEST_EXPORT = 20_000
# A cell that begins so is run as a formula by spreadsheet programs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class FilterForm(forms.Form):
    """Filters of a list. All optional; a value that is not on offer is ignored, never an error page."""

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter_%s")
        for field in self.fields.values():
            field.required = False

    def chosen(self) -> dict[str, Any]:
        """The filters that are set and valid."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}

    def chips(self, query: QueryDict) -> list[Chip]:
        """The filters in force, each with the address without it."""
        return [
            Chip(self.fields[name].label or name, self._shown(name, value), _without(query, name)) for name, value in self.chosen().items()
        ]

    def _shown(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            labels = {str(key): str(label) for key, label in field.widget.choices}
            return labels.get(str(value), str(value)).strip()
        return str(value)


def _without(query: QueryDict, name: str) -> str:
    rest = query.copy()
    rest.pop(name, None)
    rest.pop("page", None)
    return f"?{rest.urlencode()}" if rest else "?"


@dataclass(frozen=True, slots=True)
class Listing(Generic[M]):
    """A page of rows with what the template needs around it."""

    page: Page[M]
    form: FilterForm
    chips: Sequence[Chip]
    export_url: str


def listing(request: HttpRequest, rows: QuerySet[M, M], form: FilterForm, size: int = PAGE_SIZE) -> Listing[M]:
    """The page that the address asks for; a page that does not exist is the nearest one."""
    query = request.GET.copy()
    query["export"] = "csv"
    query.pop("page", None)
    return Listing(
        page=Paginator(rows, size).get_page(request.GET.get("page")),
        form=form,
        chips=form.chips(request.GET),
        export_url=f"?{query.urlencode()}",
    )


def wants_export(request: HttpRequest) -> bool:
    """Whether the address asks for the list as a file."""
    return request.GET.get("export") == "csv"


def safe_cell(value: object) -> str:
    """A cell's text that no spreadsheet program runs as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_bytes(heading: Sequence[str | Promise], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file that spreadsheet programs open as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(cell) for cell in heading])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def csv_response(
    name: str | Promise, heading: Sequence[str | Promise], rows: QuerySet[M, M], line: Callable[[M], Sequence[object]]
) -> HttpResponse:
    """The list as a file, named with today's date."""
    content = csv_bytes(heading, (line(row) for row in rows[:LARGEST_EXPORT]))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    filename = quote(f"{name}-{timezone.localdate():%Y%m%d}.csv")
    response["Content-Disposition"] = f"attachment; filename=\"list.csv\"; filename*=UTF-8''{filename}"
    return response


def actor_from(request: HttpRequest) -> Actor:
    """Who sends this request."""
    user = request.user
    assert isinstance(user, User)
    return actor_of(user, client_address(request))
