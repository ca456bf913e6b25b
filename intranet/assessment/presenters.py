"""Figures in words, the same everywhere."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.phrases import noted
from intranet.assessment.models import Result
from intranet.assessment.pure.measures import BY_KEY
from portal.bulletins.report import DASH, Value

CENT = Decimal("0.01")


def value_words(measure: str, value: Decimal | None) -> str:
    """93.72%, 6.5, 12; a dash for 0/0."""
    if value is None:
        return DASH
    family = BY_KEY[measure].family
    if family == "count":
        return str(int(value))
    return Value(0, 0, value).shown(family)


def figure_words(measure: str, result: Result) -> str:
    """The value with what it was made of: 93.72%（911/972）."""
    text = value_words(measure, result.value)
    return text if BY_KEY[measure].family == "count" else noted(text, f"{result.numerator}/{result.denominator}")


def points_words(points: Decimal | None) -> str:
    return DASH if points is None else f"{points.quantize(CENT, ROUND_HALF_UP)}"


def rule_words(inputs: dict[str, Any]) -> dict[str, Any]:
    """The parameters of an indicator as the page names them."""
    return {name: value for name, value in (inputs.get("params") or {}).items() if value not in (None, "", [])}
