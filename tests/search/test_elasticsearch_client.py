"""What only the Elasticsearch engine has: time-outs, the breaker, the definition of its indexes."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest

from search.analysis.plan import plan_of
from search.documents import RecordDocument, rank_search, survey_search
from search.engines import breaker as breaker_module
from search.engines.base import TOKEN_FIELDS, Face, Filters, Request, SearchUnavailable, Weights
from search.engines.breaker import Breaker
from search.engines.elasticsearch import SEARCH_SECONDS, ElasticsearchEngine
from search.records import RecordClass


def request(text: str = "养犬", **options: Any) -> Request:
    base: dict[str, Any] = {"face": Face.INTRANET, "plan": plan_of(text), "strict": False, "tokens": frozenset({"unit:1"})}
    return Request(**{**base, **options})


def test_a_server_that_does_not_answer_is_given_up_after_two_seconds(settings: Any):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # connections are made and nothing is ever said on them
        settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{silent.getsockname()[1]}"
        engine = ElasticsearchEngine()
        started = time.monotonic()
        with pytest.raises(SearchUnavailable):
            engine.survey(request(), [RecordClass.CASE])
        # The client's own limit, and no second try; the rest is for a busy machine.
        assert SEARCH_SECONDS <= time.monotonic() - started < 5 * SEARCH_SECONDS


def test_after_failures_in_a_row_nobody_waits(settings: Any):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    engine = ElasticsearchEngine()
    for _time in range(engine.breaker.failures):
        with pytest.raises(SearchUnavailable):
            engine.survey(request(), [RecordClass.CASE])
    engine.__dict__["client"] = None  # any use of the connection would now be an AttributeError
    with pytest.raises(SearchUnavailable, match="failures in a row"):
        engine.survey(request(), [RecordClass.CASE])
    assert engine.check(Face.PUBLIC)


def test_the_breaker_lets_one_try_after_the_pause(monkeypatch: pytest.MonkeyPatch):
    now = [100.0]
    monkeypatch.setattr(breaker_module.time, "monotonic", lambda: now[0])
    breaker = Breaker(failures=2, seconds=10)
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    now[0] += 10
    assert breaker.allows()
    assert not breaker.allows()
    breaker.succeeded()
    assert breaker.allows()


def test_the_access_filter_is_part_of_every_query():
    for body in (survey_search(request()).to_dict(), rank_search(request(), Weights(1, 1, 1, 1), 10).to_dict()):
        assert {"terms": {"acl": ["unit:1"]}} in body["query"]["bool"]["filter"]
        assert "post_filter" not in body


def test_filters_narrow_the_query_itself():
    filters = Filters(kinds=frozenset({"case"}), unit=3, day_from=10, day_to=20)
    body = rank_search(request(filters=filters), Weights(1, 1, 1, 1), 10).to_dict()
    wanted = [{"terms": {"kind": ["case"]}}, {"term": {"unit": 3}}, {"range": {"day": {"gt": 0, "gte": 10, "lte": 20}}}]
    assert all(part in body["query"]["bool"]["filter"] for part in wanted)


def test_every_text_field_is_split_on_spaces_only():
    properties = RecordDocument._doc_type.mapping.to_dict()["properties"]
    assert {name for name, field in properties.items() if field.get("analyzer")} == set(TOKEN_FIELDS)
    assert {properties[name]["analyzer"] for name in TOKEN_FIELDS} == {"whitespace"}
