"""What a reader may ask, read forgivingly: a wrong part is named beside its field and left out of the search."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from search.analysis.plan import MAX_QUERY, clean

_MAX_ID = 2**31 - 1


class SearchForm(forms.Form):
    """The query string of a result page. It never refuses: ``criteria`` holds whatever could be read."""

    q = forms.CharField(label=_("检索词"), required=False)
    date_from = forms.DateField(label=_("起始日期"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    date_to = forms.DateField(label=_("截止日期"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    unit = forms.IntegerField(required=False, min_value=1, max_value=_MAX_ID, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, max_value=_MAX_ID, widget=forms.HiddenInput)
    error_messages_date = {"invalid": _("请按“年-月-日”填写日期，例如 2026-11-23。")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("date_from", "date_to"):
            self.fields[name].error_messages |= self.error_messages_date
        # NUL and other control characters are taken out, not complained about.
        self.data = {name: self._readable(name) for name in self.fields if name in self.data}
        self.too_long = False

    def _readable(self, name: str) -> str:
        raw = str(self.data.get(name, ""))
        return raw.replace("\x00", " ") if name == "q" else clean(raw)

    def clean_q(self) -> str:
        text = self.cleaned_data["q"]
        self.too_long = len(text.strip()) > MAX_QUERY
        return clean(text)

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("date_from"), self.cleaned_data.get("date_to")
        if start and end and start > end:
            self.add_error("date_to", _("截止日期早于起始日期。"))
        return self.cleaned_data

    def text(self) -> str:
        """The query."""
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

    def day(self, name: str) -> datetime.date | None:
        """A date that could be read, else None."""
        self.is_valid()
        value = self.cleaned_data.get(name)
        return value if isinstance(value, datetime.date) else None

    def number(self, name: str) -> int | None:
        """A number that could be read, else None."""
        self.is_valid()
        value = self.cleaned_data.get(name)
        return value if isinstance(value, int) else None
