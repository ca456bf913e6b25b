"""The engine in use."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import Engine

# By path, so that a process with the embedded index never loads the Elasticsearch client.
ENGINES = {
    "embedded": "search.engines.embedded.EmbeddedEngine",
    "elasticsearch": "search.engines.elasticsearch.ElasticsearchEngine",
}


def engine(name: str = "") -> Engine:
    """The engine of that name, or the one the settings choose. Raises KeyError for an unknown name."""
    return _engine(name or str(settings.SEARCH_ENGINE))


@lru_cache(maxsize=len(ENGINES))
def _engine(name: str) -> Engine:
    made: Engine = import_string(ENGINES[name])()
    return made
