"""``{% load ui %}``: the components both faces share. What each draws is shown at /style/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.forms import BaseForm
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ui import charts, dates
from core.ui.components import Chip, Crumb, Stage, Tab, Term, Text, TimelineEntry
from core.ui.describe import KIND_ICONS, Fault, faults_of, file_item, kind_of
from core.ui.icons import SPRITE
from core.ui.navigation import NavLink, NavSection, first_url, portal_links, rail_sections

register = template.Library()

# Shape, word and class: colour is never the only carrier.
LAMPS: dict[str, tuple[str, Text]] = {
    "green": ("M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1z", _("在期")),
    "yellow": ("M6 1.2 11.6 11H.4z", _("将到期")),
    "red": ("M1.2 1.2h9.6v9.6H1.2z", _("超期")),
    "stopped": ("M2 1.5h3v9H2zM7 1.5h3v9H7z", pgettext_lazy("lamp", "已停")),
    "none": ("M1 5.2h10v1.6H1z", _("无时限")),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Without ``label`` it is decoration; the word stands beside it."""
    href = f"{static(SPRITE)}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href)


@register.simple_tag
def lamp(value: str, text: Text = "") -> SafeString:
    """Deadline lamp: green, yellow, red, stopped or none. ``text`` is added after the word."""
    shape, word = LAMPS.get(str(value), LAMPS["none"])
    extra = format_html('<span class="lamp__text">{}</span>', text) if text else ""
    return format_html(
        '<span class="lamp lamp--{}"><svg class="lamp__shape" viewBox="0 0 12 12" aria-hidden="true" focusable="false">'
        '<path d="{}"></path></svg><span class="lamp__word">{}</span>{}</span>',
        value if str(value) in LAMPS else "none",
        shape,
        word,
        extra,
    )


@register.simple_tag
def badge(text: Text, tone: str = "plain") -> SafeString:
    """A small word about a thing's state. Tones: plain, strong, accent, faint. Never a lamp colour."""
    return format_html('<span class="badge badge--{}">{}</span>', tone or "plain", text)


@register.filter
def zh_date(value: date | datetime | None) -> str:
    """2026年11月23日."""
    return dates.full_date(value) if value else "—"


@register.filter
def zh_datetime(value: datetime | None) -> str:
    """11月23日 周一 14:30."""
    return dates.full_datetime(value) if value else "—"


@register.filter
def zh_due(value: date | datetime | None) -> str:
    """11月28日（周五）."""
    return dates.due_date(value) if value else "—"


@register.filter
def zh_month(number: int) -> str:
    """11月 / November."""
    return dates.month_name(number)


@register.filter
def iso_date(value: date | datetime | None) -> str:
    """2026-11-23, for columns of dates."""
    return dates.machine_date(value)[:10] if value else "—"


@register.filter
def or_dash(value: Any) -> Any:
    """A dash where there is nothing to say: an absent figure is never 0."""
    return "—" if value is None or value == "" else value


@register.filter
def ratio(part: float | Decimal | None, whole: float | Decimal | None) -> str:
    """Share in per cent with one decimal; — when there is nothing to take a share of."""
    if part is None or not whole:
        return "—"
    return f"{float(part) / float(whole) * 100:.1f}%"


@register.simple_tag
def moment(value: date | datetime | None, style: str = "datetime") -> SafeString:
    """A <time> element. Styles: datetime, date, due, iso."""
    if not value:
        return SafeString("—")
    write = {"date": dates.full_date, "due": dates.due_date, "iso": iso_date}.get(style, dates.full_datetime)
    return format_html('<time class="num" datetime="{}">{}</time>', dates.machine_date(value), write(value))


@register.simple_tag
def nav_url(*names: str) -> str:
    """Address of the first URL name that exists on this face, else an empty string."""
    return first_url(names)


@register.simple_tag(takes_context=True)
def rail(context: Context) -> Sequence[NavSection]:
    """Sections of the intranet's rail for the person who looks."""
    given = context.get("RAIL")
    if given is not None:
        return tuple(given)
    request = context.get("request")
    return rail_sections(getattr(request, "user", AnonymousUser()), getattr(request, "path", ""))


@register.simple_tag(takes_context=True)
def portal_nav(context: Context, kind: str = "sections") -> Sequence[NavLink]:
    """The portal's navigation: "sections" or "actions"."""
    request = context.get("request")
    return portal_links(getattr(request, "path", ""), action=kind == "actions")


@register.inclusion_tag("components/page_nav.html", takes_context=True)
def page_nav(context: Context, page_obj: Any, name: str = "page") -> dict[str, Any]:
    """Previous, next and where one is; the rest of the query string is kept."""
    request = context.get("request")

    def address(number: int) -> str:
        query = request.GET.copy() if request is not None else None
        if query is None:
            return f"?{name}={number}"
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page_obj,
        "previous": address(page_obj.number - 1) if page_obj.has_previous() else "",
        "next": address(page_obj.number + 1) if page_obj.has_next() else "",
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, list[Fault]]:
    """All messages of the forms on top of the page, each a link to its field."""
    return {"faults": faults_of(forms)}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: Text, text: Text = "", url: str = "", label: Text = "") -> dict[str, Any]:
    """Why there is nothing here and what to do."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[TimelineEntry], label: Text = "") -> dict[str, Any]:
    """Steps on a vertical line, newest first (the caller orders them)."""
    return {"entries": list(entries), "label": label or _("经过")}


@register.inclusion_tag("components/file_list.html")
def file_list(files: Iterable[Any]) -> dict[str, Any]:
    """Files with type and size, each a link."""
    items = [file_item(source) for source in files]
    return {"rows": [(item, kind_of(item), KIND_ICONS.get(kind_of(item), "file")) for item in items]}


@register.inclusion_tag("components/chips.html")
def chips(items: Iterable[Chip], clear_url: str = "") -> dict[str, Any]:
    """Filters in force, each a link that removes it."""
    return {"items": list(items), "clear_url": clear_url}


@register.inclusion_tag("components/definition_list.html")
def definition_list(items: Iterable[Term | tuple[Text, Any]] | Mapping[str, Any], columns: int = 1) -> dict[str, Any]:
    """Names and values; pairs, a mapping or Terms."""
    pairs = items.items() if isinstance(items, Mapping) else items
    return {"terms": [item if isinstance(item, Term) else Term(*item) for item in pairs], "columns": columns}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Tab], label: Text = "") -> dict[str, Any]:
    """Tabs are links: each is an address of its own."""
    return {"items": list(items), "label": label or _("视图")}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(items: Iterable[Crumb | tuple[Text, str]]) -> dict[str, Any]:
    """The way here."""
    return {"items": [item if isinstance(item, Crumb) else Crumb(*item) for item in items]}


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[Stage], label: Text = "") -> dict[str, Any]:
    """Stages of a process on one line."""
    return {"items": list(items), "label": label or _("进度")}


@register.inclusion_tag("components/figure.html")
def figure(
    label: Text, value: Any, unit: Text = "", change: Text = "", note: Text = "", url: str = "", trend: Sequence[float] = ()
) -> dict[str, Any]:
    """One key figure. ``change`` is words (较上月 +3); ``trend`` oldest first."""
    return {
        "label": label,
        "value": or_dash(value),
        "unit": unit,
        "change": change,
        "note": note,
        "url": url,
        "line": charts.sparkline([float(item) for item in trend]),
    }


@register.inclusion_tag("components/bar_cell.html")
def bar_cell(value: float | Decimal | None, most: float | Decimal, text: Text = "") -> dict[str, Any]:
    """Figure and bar for one table cell; ``most`` is the greatest value of the column."""
    return {"text": text or or_dash(value), "share": charts.share(float(value or 0), float(most)) if value is not None else None}


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: Sequence[float], label: Text = "") -> dict[str, Any]:
    """A trend as a line; ``label`` says in words what it shows."""
    return {"line": charts.sparkline([float(value) for value in values]), "label": label}


@register.inclusion_tag("components/act_form.html", takes_context=True)
def act_form(
    context: Context,
    label: Text,
    url: str,
    *,
    action: str = "",
    reason: Text = "",
    hint: Text = "",
    required: bool = True,
    form: BaseForm | None = None,
    tone: str = "",
) -> dict[str, Any]:
    """An act in place: a button, or a button that opens the question it needs answered (``reason`` or ``form``)."""
    return {
        "csrf_token": context.get("csrf_token"),
        "label": label,
        "url": url,
        "action": action,
        "reason": reason,
        "hint": hint,
        "required": required,
        "form": form,
        "tone": tone,
        "open": bool(form and form.is_bound and form.errors),
    }
