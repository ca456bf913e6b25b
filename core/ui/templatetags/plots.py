"""``{% load plots %}``: charts drawn on the server, each with the table behind it."""

from __future__ import annotations

from typing import Any

from django import template

from core.ui.columns import HEIGHT, WIDTH, ColumnChart
from core.ui.components import Text

register = template.Library()


@register.inclusion_tag("components/column_chart.html")
def column_chart(chart: ColumnChart | None, caption: Text = "") -> dict[str, Any]:
    """Columns over time with a table of the same figures; nothing where there is nothing to draw."""
    return {"chart": chart, "caption": caption, "width": WIDTH, "height": HEIGHT}
