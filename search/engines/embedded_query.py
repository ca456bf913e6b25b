"""The SQL of the embedded index. Every value is bound; only table numbers and weights are written in."""

from __future__ import annotations

from dataclasses import dataclass, field

from search.analysis.plan import Plan
from search.engines.base import BIGRAM_FIELDS, TOKEN_FIELDS, WORD_FIELDS, Request, Weights

_WORDS = "{" + " ".join(WORD_FIELDS) + "}"
_BIGRAMS = "{" + " ".join(BIGRAM_FIELDS) + "}"


def match_expression(plan: Plan, *, strict: bool) -> str:
    """The FTS5 expression. Tokens hold letters and digits only, and are quoted all the same."""
    parts = []
    if plan.words:
        parts.append(f"{_WORDS}: ({' OR '.join(map(_quoted, plan.words))})")
    if plan.bigrams:
        parts.append(f"{_BIGRAMS}: ({' OR '.join(map(_quoted, plan.bigrams))})")
    needed = [*plan.phrases, *(plan.required if strict else ())]
    return " AND ".join([f"({' OR '.join(parts)})", *(f"({_needed(tokens)})" for tokens in needed)])


def _quoted(token: str) -> str:
    return f'"{token}"'


def _needed(tokens: tuple[str, ...]) -> str:
    """Bigrams side by side; a single token may also stand as a word."""
    phrase = f'{_BIGRAMS}: "{" ".join(tokens)}"'
    return phrase if len(tokens) > 1 else f'{phrase} OR {_WORDS}: "{tokens[0]}"'


@dataclass(slots=True)
class Conditions:
    """WHERE conditions with their values, on the table alias d."""

    parts: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def add(self, part: str, *values: object) -> None:
        self.parts.append(part)
        self.values.extend(values)

    def add_in(self, column: str, values: frozenset[str]) -> None:
        self.add(f"{column} IN ({_marks(len(values))})", *sorted(values))

    @property
    def sql(self) -> str:
        return "".join(f" AND {part}" for part in self.parts)


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _access(request: Request) -> Conditions:
    """The access filter: part of the query, so that nothing it hides is counted or ranked."""
    conditions = Conditions()
    if request.tokens is not None:
        tokens = sorted(request.tokens)
        conditions.add(f"d.acl_id IN (SELECT set_id FROM acl_token WHERE token IN ({_marks(len(tokens))}))", *tokens)  # noqa: S608 (marks only)
    return conditions


def _range(request: Request) -> tuple[str, list[object]]:
    """The date filter as an SQL expression. A record without a date is outside every range."""
    if not request.filters.dated:
        return "1", []
    low = request.filters.day_from if request.filters.day_from is not None else 1
    high = request.filters.day_to if request.filters.day_to is not None else 10_000_000
    return "(d.day BETWEEN ? AND ?)", [low, high]


def survey_sql(request: Request, generation: int) -> tuple[str, list[object]]:
    """Counts by kind, unit and inside-the-date-range."""
    access = _access(request)
    span, span_values = _range(request)
    table = f"fts_{int(generation)}"
    sql = (
        f"SELECT d.kind, d.unit, {span} AS in_range, count(*) FROM {table} f JOIN doc_{int(generation)} d ON d.id = f.rowid "  # noqa: S608
        f"WHERE {table} MATCH ?{access.sql} GROUP BY 1, 2, 3"
    )
    return sql, [*span_values, match_expression(request.plan, strict=request.strict), *access.values]


def rank_sql(request: Request, generation: int, weights: Weights, limit: int) -> tuple[str, list[object]]:
    """The best rows by BM25. The inner query sees rowids and scores only; columns are read for the winners."""
    conditions = _access(request)
    if request.filters.kinds:
        conditions.add_in("d.kind", request.filters.kinds)
    if request.filters.unit is not None:
        conditions.add("d.unit = ?", request.filters.unit)
    if request.filters.dated:
        span, span_values = _range(request)
        conditions.add(span, *span_values)
    numbers = request.plan.numbers
    first = f"d.number_key NOT IN ({_marks(len(numbers))}), " if numbers else ""
    by_field = weights.by_field()
    figures = ", ".join(repr(float(by_field[name])) for name in TOKEN_FIELDS)
    table, documents = f"fts_{int(generation)}", f"doc_{int(generation)}"
    join = f"JOIN {documents} d ON d.id = f.rowid " if conditions.parts or numbers else ""
    inner = (
        f"SELECT f.rowid AS id, bm25({table}, {figures}) AS cost FROM {table} f {join}"  # noqa: S608
        f"WHERE {table} MATCH ?{conditions.sql} ORDER BY {first}cost, f.rowid LIMIT ?"
    )
    sql = (
        "SELECT d.kind, d.pk, -h.cost, d.title, d.url, d.caption, d.number_key, d.parent, d.unit, d.day, d.repealed, d.public, "  # noqa: S608
        f"d.external_id FROM ({inner}) h JOIN {documents} d ON d.id = h.id ORDER BY {first}h.cost, d.id"
    )
    expression = match_expression(request.plan, strict=request.strict)
    return sql, [expression, *conditions.values, *numbers, limit, *numbers]
