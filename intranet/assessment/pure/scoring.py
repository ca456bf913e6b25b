"""From counted cases to figures, from figures to points, from points to ranks.

``score = Σ weight × f(value) − deductions + bonus`` (domain.md §3.5). An indicator without a figure (0/0)
takes part with neither points nor weight; the other weights are scaled up to the full sum. A unit for which
nothing was to be measured has no score and no rank.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from intranet.assessment.pure.facts import Figure, Hit
from intranet.assessment.pure.measures import BY_KEY

CENT = Decimal("0.01")
SHARE = Decimal("0.000001")
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


@dataclass(frozen=True, slots=True)
class Spec:
    """One indicator of a set, as data. ``kind``: scored, deduction, bonus or shown (no points).

    ``function`` "linear": full points at ``full``, none at ``zero``. "threshold": full points at ``full``, then
    ``per_point`` less for each percentage point short of it. Deductions and bonuses: ``each`` per item, from the
    ``then_from``-th item on ``then_each``, at most ``cap`` (None: no limit); items from ``double_sources`` count twice.
    """

    identifier: str
    kind: str
    measure: str
    weight: Decimal
    function: str = "linear"
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator's figure and points for one subject."""

    identifier: str
    figure: Figure
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Card:
    """A subject's whole month. ``total`` None: nothing was to be measured."""

    lines: tuple[Line, ...]
    base: Decimal | None
    deductions: Decimal
    bonus: Decimal
    total: Decimal | None


def figure_of(measure: str, hits: Iterable[Hit]) -> Figure:
    """Numerator, denominator and value of one measure."""
    rows = list(hits)
    counted = [hit for hit in rows if hit.counted]
    match BY_KEY[measure].family:
        case "count":
            return Figure(len(counted), len(counted), Decimal(len(counted)), Counter(hit.source for hit in counted))
        case "mean":
            total = sum((hit.value or ZERO for hit in counted), ZERO)
            return Figure(len(counted), len(rows), (total / len(rows)).quantize(CENT, ROUND_HALF_UP) if rows else None)
    value = (Decimal(len(counted)) / len(rows)).quantize(SHARE, ROUND_HALF_UP) if rows else None
    return Figure(len(counted), len(rows), value)


def points_of(spec: Spec, figure: Figure) -> Decimal | None:
    """Points of a scored indicator, or what a deduction takes and a bonus gives (positive numbers)."""
    if spec.kind in ("deduction", "bonus"):
        return items_points(spec, figure)
    if spec.kind != "scored" or figure.value is None:
        return None
    full = _decimal(spec, "full", ONE)
    if spec.function == "threshold":
        short = max(ZERO, full - figure.value) if BY_KEY[spec.measure].higher else max(ZERO, figure.value - full)
        points = spec.weight - _decimal(spec, "per_point", ONE) * short * HUNDRED
    else:
        none = _decimal(spec, "zero", ZERO)
        points = spec.weight * (figure.value - none) / (full - none)
    return max(ZERO, min(spec.weight, points)).quantize(CENT, ROUND_HALF_UP)


def items_points(spec: Spec, figure: Figure) -> Decimal:
    """So much for each item, more from the n-th on, up to a cap."""
    doubled = set(spec.params.get("double_sources") or ())
    items = sum(count * (2 if source in doubled else 1) for source, count in figure.by_source.items())
    later_from = int(spec.params.get("then_from") or 0)
    first = items if not later_from else min(items, later_from - 1)
    points = first * _decimal(spec, "each", ZERO) + (items - first) * _decimal(spec, "then_each", ZERO)
    cap = spec.params.get("cap")
    return (min(points, Decimal(str(cap))) if cap is not None else points).quantize(CENT, ROUND_HALF_UP)


def _decimal(spec: Spec, name: str, default: Decimal) -> Decimal:
    value = spec.params.get(name)
    return default if value is None else Decimal(str(value))


def card_of(specs: Sequence[Spec], hits: Mapping[str, Sequence[Hit]], *, scored: bool) -> Card:
    """The card of one subject from its hits by measure. ``scored`` False gives figures without points (the district)."""
    lines: list[Line] = []
    for spec in specs:
        figure = figure_of(spec.measure, hits.get(spec.measure, ()))
        lines.append(Line(spec.identifier, figure, points_of(spec, figure) if scored else None))
    if not scored:
        return Card(tuple(lines), None, ZERO, ZERO, None)
    by = {spec.identifier: spec for spec in specs}
    measured = [line for line in lines if by[line.identifier].kind == "scored" and line.points is not None]
    weights = sum((by[line.identifier].weight for line in measured), ZERO)
    whole = sum((spec.weight for spec in specs if spec.kind == "scored"), ZERO)
    taken = sum((line.points or ZERO for line in lines if by[line.identifier].kind == "deduction"), ZERO)
    given = sum((line.points or ZERO for line in lines if by[line.identifier].kind == "bonus"), ZERO)
    if not weights:
        return Card(tuple(lines), None, taken, given, None)
    base = (sum((line.points or ZERO for line in measured), ZERO) * whole / weights).quantize(CENT, ROUND_HALF_UP)
    return Card(tuple(lines), base, taken, given, max(ZERO, base - taken + given))


def ranks(totals: Mapping[int, Decimal | None]) -> dict[int, int | None]:
    """Places by score; equal scores share a place and the next one is left out (1, 2, 2, 4)."""
    scores = sorted((score for score in totals.values() if score is not None), reverse=True)
    return {key: None if score is None else scores.index(score) + 1 for key, score in totals.items()}


def grouped(hits: Iterable[Hit], subject: str) -> dict[int, dict[str, list[Hit]]]:
    """Hits by unit or by street, then by measure."""
    found: dict[int, dict[str, list[Hit]]] = defaultdict(lambda: defaultdict(list))
    for hit in hits:
        key = hit.unit if subject == "unit" else hit.street
        if key is not None:
            found[key][hit.measure].append(hit)
    return found
