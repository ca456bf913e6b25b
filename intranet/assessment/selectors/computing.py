"""A month's figures, computed in memory from the ledgers; nothing is written here."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intranet.assessment.enums import SubjectKind
from intranet.assessment.models import Indicator, MonthlyAssessment
from intranet.assessment.pure.facts import Hit
from intranet.assessment.pure.measures import hits_of
from intranet.assessment.pure.scoring import Card, card_of, grouped, ranks
from intranet.assessment.selectors.facts import candidate_ids, facts_in_pieces, horizon_of, world_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose card it is."""

    kind: str
    unit: int | None


@dataclass(frozen=True, slots=True)
class Computed:
    """All figures of a month, with the cases behind them."""

    cards: Mapping[Subject, Card]
    places: Mapping[Subject, int | None]
    hits: Sequence[Hit]
    cases: int
    digest: str


def _silent(_done: int, _total: int) -> None:
    pass


def compute(month: MonthlyAssessment, progress: Progress = _silent) -> Computed:
    """Read the ledgers up to the month's horizons and compute. ``progress`` hears (done, total) after each piece."""
    world = world_of(month)
    ids = candidate_ids(world.period)
    hits: list[Hit] = []
    done = 0
    for piece in facts_in_pieces(ids, world.period, horizon_of(month)):
        for facts in piece:
            hits += hits_of(facts, world)
        done += len(piece)
        progress(done, len(ids))
    return computed_from(hits, list(month.indicator_set.indicators.all()))


def computed_from(hits: Sequence[Hit], indicators: Sequence[Indicator]) -> Computed:
    """Cards, places and digest of a month's hits."""
    cards: dict[Subject, Card] = {}
    places: dict[Subject, int | None] = {}
    by_measure: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_measure[hit.measure].append(hit)
    district = Subject(SubjectKind.DISTRICT, None)
    cards[district] = card_of(_specs(indicators, SubjectKind.DISTRICT), by_measure, scored=False)
    places[district] = None
    for kind in (SubjectKind.UNIT, SubjectKind.STREET):
        specs = _specs(indicators, kind)
        made = {unit: card_of(specs, own, scored=True) for unit, own in sorted(grouped(hits, kind).items())}
        order = ranks({unit: card.total for unit, card in made.items()})
        for unit, card in made.items():
            cards[Subject(kind, unit)] = card
            places[Subject(kind, unit)] = order[unit]
    count = len(by_measure.get("handling", ()))
    return Computed(cards, places, hits, count, _digest(cards, places))


def _specs(indicators: Sequence[Indicator], subject: str) -> list[Any]:
    return [indicator.spec for indicator in indicators if subject in indicator.for_subjects]


def _digest(cards: Mapping[Subject, Card], places: Mapping[Subject, int | None]) -> str:
    """A fingerprint of all figures: two computings agree when it does."""
    rows = [
        [
            subject.kind,
            subject.unit,
            places[subject],
            str(card.total),
            str(card.base),
            str(card.deductions),
            str(card.bonus),
            [
                [line.identifier, line.figure.numerator, line.figure.denominator, str(line.figure.value), str(line.points)]
                for line in card.lines
            ],
        ]
        for subject, card in cards.items()
    ]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest()
