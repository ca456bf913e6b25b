"""The contract of an engine, and the plain values that cross it.

An engine splits token strings on spaces, finds, counts and ranks by BM25. It knows nothing of Chinese, of
models or of users: it gets a Plan, a set of access tokens, and filters with *inside* the query, so that
counts and facets cannot tell of a record that the tokens do not open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from search.analysis.plan import Plan
from search.records import RecordClass


class Face(StrEnum):
    """Each face has an index of its own: what is not public is not in the public one at all."""

    PUBLIC = "public"
    INTRANET = "intranet"


class SearchUnavailable(Exception):
    """The index cannot be asked now. ``reason`` is for the log, never for the reader."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Ref(NamedTuple):
    """A record: its kind and number."""

    kind: str
    pk: int


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight of an occurrence in each sort of field; attached files weigh as the body does.

    Both engines weigh the occurrence, not the score (BM25F): the fields of a record are one text in which
    a word of the title stands so many times over. The title's weights are at least the body's.
    """

    title_words: float
    title_bigrams: float
    body_words: float
    body_bigrams: float

    def by_field(self) -> dict[str, float]:
        """The weights under the names of the token fields."""
        words = {"title_w": self.title_words, "body_w": self.body_words, "file_w": self.body_words}
        return words | {"title_b": self.title_bigrams, "body_b": self.body_bigrams, "file_b": self.body_bigrams}


WORD_FIELDS = ("title_w", "body_w", "file_w")
BIGRAM_FIELDS = ("title_b", "body_b", "file_b")
TOKEN_FIELDS = ("title_w", "title_b", "body_w", "body_b", "file_w", "file_b")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """Stored text of an attached file, for the snippet."""

    name: str
    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record as an engine stores it. ``day`` is the proleptic ordinal of the date, 0 for none;
    ``unit`` is 0 for none. ``columns`` holds the token strings under TOKEN_FIELDS."""

    kind: str
    pk: int
    record_class: RecordClass
    title: str
    url: str
    caption: str
    number_key: str
    parent: str
    unit: int
    day: int
    repealed: bool
    public: bool
    acl: tuple[str, ...]
    external_id: str
    version: int
    body: str
    files: tuple[FileText, ...]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Write an entry, or take the record out where ``entry`` is None.

    ``sequence`` orders the writes of one record: an operation whose sequence is not above the stored
    one is stale and dropped. It is the number of the outbox message that asked for the write.
    """

    kind: str
    pk: int
    record_class: RecordClass
    sequence: int
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class WriteReport:
    """How many operations were carried out, and how many dropped as stale."""

    written: int = 0
    stale: int = 0

    def __add__(self, other: WriteReport) -> WriteReport:
        return WriteReport(self.written + other.written, self.stale + other.stale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The reader's choice. Empty ``kinds`` means all; ``unit`` None means any; days are ordinals, inclusive."""

    kinds: frozenset[str] = frozenset()
    unit: int | None = None
    day_from: int | None = None
    day_to: int | None = None

    @property
    def dated(self) -> bool:
        return self.day_from is not None or self.day_to is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question to an engine. ``tokens`` None asks for no access filter, which only the public index
    may be asked. ``strict``: every required word must occur (Plan.required)."""

    face: Face
    plan: Plan
    strict: bool
    tokens: frozenset[str] | None
    filters: Filters = Filters()

    def __post_init__(self) -> None:
        if self.tokens is None and self.face is not Face.PUBLIC:
            raise ValueError("the intranet's index is never searched without access tokens")


class Cell(NamedTuple):
    """A cell of the facet cube. ``in_range``: inside the date filter."""

    kind: str
    unit: int
    in_range: bool


Cube = Mapping[Cell, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A hit before re-ranking; higher score is better."""

    kind: str
    pk: int
    score: float
    title: str
    url: str
    caption: str
    number_key: str
    parent: str
    unit: int
    day: int
    repealed: bool
    public: bool
    external_id: str

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.pk)


@dataclass(frozen=True, slots=True)
class StoredText:
    """The texts snippets are cut from."""

    body: str
    files: tuple[FileText, ...]


class Rebuild(Protocol):
    """A new index of one class that grows beside the live one. The worker's writes reach both."""

    def add(self, entries: Sequence[Entry]) -> int: ...
    def finish(self) -> int:
        """Put the new index in the place of the old one at one stroke. Returns its number of records."""

    def abort(self) -> None: ...


class Engine(Protocol):
    """What every engine can do. All methods may raise SearchUnavailable."""

    name: str

    def survey(self, request: Request, classes: Collection[RecordClass]) -> Mapping[RecordClass, Cube]:
        """Counts of the records that match, by kind and unit; the filters only set ``in_range``."""

    def rank(self, request: Request, classes: Mapping[RecordClass, Weights], limit: int) -> Mapping[RecordClass, list[Candidate]]:
        """The best matches of each class that pass the filters, best first."""

    def texts(self, face: Face, refs: Collection[tuple[RecordClass, Ref]]) -> Mapping[Ref, StoredText]: ...
    def write(self, face: Face, operations: Sequence[Operation]) -> WriteReport: ...
    def versions(self, face: Face, record_class: RecordClass) -> Iterator[tuple[Ref, int]]:
        """Every live record with the version it was built from."""

    def rebuild(self, face: Face, record_class: RecordClass, base_sequence: int) -> Rebuild: ...
    def check(self, face: Face) -> str:
        """Empty when the index can be asked, else why not."""


def chunks(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    """Entries in lists of at most ``size``."""
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
