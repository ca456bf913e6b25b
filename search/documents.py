"""The index definition and the queries for Elasticsearch. With engines/elasticsearch.py the only place that imports its client.

Every text arrives as tokens, so the built-in ``whitespace`` analyzer is all that is needed: no plugin, no
language pack, and the same tokens as the embedded engine has.
"""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import A, Boolean, Document, Integer, Keyword, Long, Object, Q, Search, Text
from elasticsearch.dsl.query import Query

from search.engines.base import BIGRAM_FIELDS, TOKEN_FIELDS, WORD_FIELDS, Entry, Face, FileText, Request, StoredText, Weights
from search.records import RecordClass


def _tokens() -> Any:
    return Text(analyzer="whitespace", norms=True)


def _shown() -> Any:
    """Kept for display, never searched."""
    return Keyword(index=False, doc_values=False)


class RecordDocument(Document):
    """One record. The token fields are searched and not kept; body and files are kept and not searched."""

    title_w = _tokens()
    title_b = _tokens()
    body_w = _tokens()
    body_b = _tokens()
    file_w = _tokens()
    file_b = _tokens()
    kind = Keyword()
    pk = Long()
    version = Long()
    acl = Keyword()
    unit = Long()
    day = Integer()
    number_key = Keyword()
    repealed = Boolean(index=False)
    public = Boolean(index=False)
    parent = _shown()
    external_id = _shown()
    title = _shown()
    url = _shown()
    caption = _shown()
    body = Text(index=False)
    files = Object(enabled=False)

    class Index:
        # One shard: term statistics are those of the whole class, and a district's records fit one easily.
        settings = {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            # How long a deletion remembers its sequence, so that a late write cannot bring the record back.
            "gc_deletes": "24h",
            "refresh_interval": "1s",
        }


NUMBER_BOOST = 1_000_000.0  # an exact number outranks any text
MANY_UNITS = 2000
MANY_KINDS = 100
SHOWN = ["kind", "pk", "title", "url", "caption", "number_key", "parent", "unit", "day", "repealed", "public", "external_id"]


def alias_of(prefix: str, face: Face, record_class: RecordClass) -> str:
    """The name under which the live index of a class is searched."""
    return f"{prefix}-{face.value}-{record_class.value}"


def building_alias_of(alias: str) -> str:
    """The name of an index that grows beside the live one."""
    return f"{alias}-building"


def create_index(client: Elasticsearch, name: str) -> None:
    """A new empty index with this module's mapping. Fields nobody declared are refused, not guessed."""
    mapping = RecordDocument._doc_type.mapping.to_dict()
    mapping |= {"dynamic": "strict", "_source": {"excludes": list(TOKEN_FIELDS)}}
    client.indices.create(index=name, settings=RecordDocument.Index.settings, mappings=mapping)


def source_of_entry(entry: Entry) -> dict[str, Any]:
    """An entry as a document."""
    columns: dict[str, Any] = dict(entry.columns)
    document = RecordDocument(
        **columns,
        kind=entry.kind,
        pk=entry.pk,
        version=entry.version,
        acl=list(entry.acl),
        unit=entry.unit,
        day=entry.day,
        number_key=entry.number_key,
        repealed=entry.repealed,
        public=entry.public,
        parent=entry.parent,
        external_id=entry.external_id,
        title=entry.title,
        url=entry.url,
        caption=entry.caption,
        body=entry.body,
        files=[{"name": file.name, "url": file.url, "text": file.text} for file in entry.files],
    )
    written: dict[str, Any] = document.to_dict(skip_empty=False)
    return written


def texts_of_source(source: dict[str, Any]) -> StoredText:
    """The texts for snippets."""
    files = tuple(FileText(name=file["name"], url=file["url"], text=file["text"]) for file in source.get("files", ()))
    return StoredText(source.get("body", ""), files)


def matching(request: Request, weights: Weights | None = None) -> Query:
    """Any word or bigram in any field, and everything that must be there. With weights it scores.

    ``combined_fields`` is BM25 over the fields as one text, as FTS5 has it. Scoring each field for itself
    and adding up rewards the same word twice: it lost a tenth of MRR on lay questions.
    """
    plan = request.plan
    by_field = weights.by_field() if weights else dict.fromkeys(TOKEN_FIELDS, 1.0)
    pairs = ((WORD_FIELDS, plan.words), (BIGRAM_FIELDS, plan.bigrams))
    some = [_combined(fields, tokens, by_field) for fields, tokens in pairs if tokens]
    conditions = [_needed(tokens) for tokens in (*plan.phrases, *(plan.required if request.strict else ()))]
    if request.tokens is not None:
        conditions.append(Q("terms", acl=sorted(request.tokens)))
    match = Q("bool", should=some, minimum_should_match=1)
    if weights is None:
        return Q("bool", filter=[match, *conditions])
    numbers = [Q("constant_score", filter=Q("terms", number_key=list(plan.numbers)), boost=NUMBER_BOOST)] if plan.numbers else []
    return Q("bool", must=[match], filter=conditions, should=numbers)


def _combined(fields: tuple[str, ...], tokens: tuple[str, ...], by_field: dict[str, float]) -> Query:
    """The server wants field weights of 1 or more, so the body's weight becomes the clause's."""
    base = by_field[fields[1]]
    weighted = [f"{name}^{by_field[name] / base:g}" for name in fields]
    return Q("combined_fields", query=" ".join(tokens), fields=weighted, boost=base)


def _needed(tokens: tuple[str, ...]) -> Query:
    """Bigrams side by side; a single token may also stand as a word."""
    if len(tokens) == 1:
        return Q("bool", should=[Q("term", **{name: tokens[0]}) for name in TOKEN_FIELDS], minimum_should_match=1)
    phrase = " ".join(tokens)
    return Q("bool", should=[Q("match_phrase", **{name: phrase}) for name in BIGRAM_FIELDS], minimum_should_match=1)


def _dates(request: Request) -> Query:
    """The date filter. A record without a date (day 0) is outside every range."""
    limits = {"gte": request.filters.day_from, "lte": request.filters.day_to}
    return Q("range", day={"gt": 0} | {name: day for name, day in limits.items() if day is not None})


def survey_search(request: Request) -> Search[Any]:
    """Counts by kind, unit and inside-the-date-range. Filter context only: nothing is scored."""
    search: Search[Any] = Search().query(matching(request)).extra(size=0, track_total_hits=False)
    units = A("terms", field="unit", size=MANY_UNITS)
    if request.filters.dated:
        units.bucket("dated", A("filter", _dates(request)))
    search.aggs.bucket("kinds", A("terms", field="kind", size=MANY_KINDS)).bucket("units", units)
    return search


def rank_search(request: Request, weights: Weights, limit: int) -> Search[Any]:
    """The best matches that pass the filters."""
    search: Search[Any] = Search().query(matching(request, weights)).source(includes=SHOWN)
    if request.filters.kinds:
        search = search.filter("terms", kind=sorted(request.filters.kinds))
    if request.filters.unit is not None:
        search = search.filter("term", unit=request.filters.unit)
    if request.filters.dated:
        search = search.filter(_dates(request))
    # "_score" alone is descending: the best first.
    return search.sort("_score", "-day", "pk").extra(size=limit, track_total_hits=False)
