"""All weights of the search, in one object, and the re-ranking that every engine's hits go through.

The figures were chosen on the judged queries of `search_evaluate`; docs/features/search.md has the
measurements. An engine delivers its best candidates by BM25 over the token fields. What follows is the
same for all engines: likeness of the title, siblings, repealed, age, exact numbers, and the merging of
record classes, whose scores cannot be compared because their term statistics differ.
"""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from search.analysis.normal import normalise
from search.analysis.plan import Plan
from search.analysis.tokens import bigrams, words
from search.engines.base import Candidate, Weights
from search.records import RecordClass


@dataclass(frozen=True, slots=True)
class Profile:
    """Weights of one record class.

    ``title_likeness`` multiplies the score by up to 1 + itself for a title that says what the query
    says, no more and no less. ``parent_share`` does so for a passage whose siblings match too.
    ``merge`` places the class when several are listed together.
    """

    weights: Weights
    title_likeness: float = 0.0
    parent_share: float = 0.0
    merge: float = 1.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """``enough``: with so many records holding all words, those that hold only some are not listed.
    ``window``: candidates of each class that are re-ranked; the engine's order holds after them.
    ``merge_constant``: the k of reciprocal rank fusion; ``relaxed``: how far a class without enough full
    matches stands back in it. ``half_life_days`` and ``age_floor``: how the score of a notice sinks with
    its age, and where it stops sinking."""

    profiles: Mapping[RecordClass, Profile]
    enough: int = 20
    window: int = 100
    repealed: float = 0.5
    half_life_days: float = 180.0
    age_floor: float = 0.6
    merge_constant: float = 60.0
    relaxed: float = 0.9


RANKING = Ranking(
    profiles={
        RecordClass.DOCUMENT: Profile(
            weights=Weights(title_words=20, title_bigrams=10, body_words=1, body_bigrams=0.5),
            title_likeness=2.0,
        ),
        RecordClass.PASSAGE: Profile(
            weights=Weights(title_words=1, title_bigrams=1, body_words=1, body_bigrams=1),
            parent_share=0.2,
            merge=0.95,
        ),
        RecordClass.CASE: Profile(
            weights=Weights(title_words=5, title_bigrams=5, body_words=1, body_bigrams=1),
            title_likeness=0.5,
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Reranker:
    """Orders the candidates of one query. ``aging`` names the kinds whose age counts."""

    plan: Plan
    today: datetime.date
    aging: frozenset[str] = frozenset()
    ranking: Ranking = field(default_factory=lambda: RANKING)

    def order(self, record_class: RecordClass, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Candidates of one class, best first. Those beyond the window keep the engine's order."""
        profile = self.ranking.profiles[record_class]
        head, tail = candidates[: self.ranking.window], candidates[self.ranking.window :]
        shares = _parent_shares(head) if profile.parent_share else {}
        scored = [(self._score(profile, shares, candidate), candidate) for candidate in head]
        scored.sort(key=lambda pair: (pair[1].number_key not in self.plan.numbers, -pair[0], -pair[1].day, pair[1].kind, pair[1].pk))
        return [candidate for _score, candidate in scored] + list(tail)

    def _score(self, profile: Profile, shares: Mapping[str, float], candidate: Candidate) -> float:
        score = candidate.score
        if profile.title_likeness:
            score *= 1 + profile.title_likeness * self._likeness(candidate.title)
        if candidate.parent in shares:
            score *= 1 + profile.parent_share * shares[candidate.parent]
        if candidate.repealed:
            score *= self.ranking.repealed
        if candidate.kind in self.aging and candidate.day:
            score *= self._freshness(self.today.toordinal() - candidate.day)
        return score

    def _likeness(self, title: str) -> float:
        """Mean of the Dice coefficients of words and of bigrams of query and title, 0 to 1."""
        form = normalise(title)
        return (_dice(self.plan.words, words(form)) + _dice(self.plan.bigrams, bigrams(form))) / 2

    def _freshness(self, age_days: int) -> float:
        halves = max(age_days, 0) / self.ranking.half_life_days
        return self.ranking.age_floor + (1 - self.ranking.age_floor) * math.exp2(-halves)

    def merge(self, lists: Mapping[RecordClass, Sequence[Candidate]], relaxed: Collection[RecordClass] = ()) -> list[Candidate]:
        """One list from several classes by weighted reciprocal rank fusion; exact numbers before all.

        ``relaxed`` names the classes that list records with only some of the words: they stand back.
        """
        if len(lists) == 1:
            return list(next(iter(lists.values())))
        all_relaxed = set(lists) <= set(relaxed)
        ranked: list[tuple[bool, float, str, int, Candidate]] = []
        for record_class, candidates in lists.items():
            weight = self.ranking.profiles[record_class].merge
            if record_class in relaxed and not all_relaxed:
                weight *= self.ranking.relaxed
            for position, candidate in enumerate(candidates):
                place = -weight / (self.ranking.merge_constant + position)
                ranked.append((candidate.number_key not in self.plan.numbers, place, candidate.kind, candidate.pk, candidate))
        ranked.sort(key=lambda row: row[:4])
        return [row[4] for row in ranked]


def _parent_shares(candidates: Sequence[Candidate]) -> dict[str, float]:
    """For each parent the sum of its pieces' scores, as a share of the largest such sum."""
    sums: defaultdict[str, float] = defaultdict(float)
    for candidate in candidates:
        if candidate.parent:
            sums[candidate.parent] += candidate.score
    largest = max(sums.values(), default=0.0)
    return {parent: total / largest for parent, total in sums.items()} if largest > 0 else {}


def _dice(first: Collection[str], second: Collection[str]) -> float:
    one, other = set(first), set(second)
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
