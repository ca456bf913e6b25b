"""From records to index entries, and the worker's handler of requests to index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import structlog

from core.outbox.errors import RetryLater
from core.outbox.models import OutboxMessage
from core.outbox.registry import batch_handler
from search.analysis.normal import normalise
from search.analysis.numbers import number_key
from search.analysis.tokens import bigrams, words
from search.engines.base import Engine, Entry, Face, FileText, Operation, SearchUnavailable, WriteReport
from search.engines.selection import engine
from search.records import SearchRecord
from search.registry import Source, source_of
from search.services import TOPIC

log = structlog.get_logger(__name__)
PIECE = 100  # records built, analysed and written together, and as many as one turn of the worker takes
MESSAGES = PIECE  # taken from the outbox at once, where each names one record
FILE_CHARACTERS = 400_000  # of one attached file; a table of a million cells is not for reading
AWAY_SECONDS = 15


def entry_of(record: SearchRecord, source: Source) -> Entry:
    """Analyse a record. This is most of the cost of indexing: 5,500 characters take about 4 ms."""
    files = tuple(FileText(name=file.name, url=file.url, text=file.text[:FILE_CHARACTERS]) for file in record.attachments)
    return Entry(
        kind=record.kind,
        pk=record.pk,
        record_class=source.record_class,
        title=record.title,
        url=record.url,
        caption=record.caption,
        number_key=number_key(record.number),
        parent=record.parent,
        unit=record.unit_id or 0,
        day=record.published_on.toordinal() if record.published_on else 0,
        repealed=record.repealed,
        public=record.public,
        acl=tuple(sorted(record.tokens())),
        external_id=record.external_id,
        version=record.version,
        body=record.body,
        files=files,
        columns=_columns(record, files),
    )


def _columns(record: SearchRecord, files: Sequence[FileText]) -> dict[str, str]:
    title = normalise(record.title)
    body = normalise("\n".join(part for part in (record.heading, record.number, record.body) if part))
    attached = normalise("\n".join(f"{file.name}\n{file.text}" for file in files))
    texts = {"title": title, "body": body, "file": attached}
    columns = {f"{name}_w": " ".join(words(text)) for name, text in texts.items()}
    return columns | {f"{name}_b": " ".join(bigrams(text)) for name, text in texts.items()}


def index_now(source: Source, sequences: Mapping[int, int], target: Engine | None = None) -> WriteReport:
    """Bring records (pk → sequence of the write) up to date in both indexes. Worker and commands only.

    A record that the source does not build is taken out of both indexes, a record that is not public
    out of the portal's.
    """
    writer = target or engine()
    report = WriteReport()
    pks = list(sequences)
    for start in range(0, len(pks), PIECE):
        piece = pks[start : start + PIECE]
        built = {record.pk: record for record in source.build(piece)}
        intranet: list[Operation] = []
        public: list[Operation] = []
        for pk in piece:
            record = built.get(pk)
            written = _operation(source, pk, sequences[pk], entry_of(record, source) if record else None)
            intranet.append(written)
            public.append(written if record and record.public else _operation(source, pk, sequences[pk], None))
        report += writer.write(Face.INTRANET, intranet)
        writer.write(Face.PUBLIC, public)
    return report


def _operation(source: Source, pk: int, sequence: int, entry: Entry | None) -> Operation:
    return Operation(kind=source.kind, pk=pk, record_class=source.record_class, sequence=sequence, entry=entry)


def _records_named(message: OutboxMessage) -> int:
    return len(message.payload["pks"])


@batch_handler(TOPIC, MESSAGES, background=True, weight=_records_named, most=PIECE)
def deliver(messages: Sequence[OutboxMessage]) -> None:
    """Carry out requests to index. Reads each record once however many messages name it; may run twice.

    The sequence of a write is the highest message number that asked for it. Since the record is read
    after that message was committed, a write with a higher number shows a state at least as new.
    """
    by_kind: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for message in messages:
        wanted = by_kind[str(message.payload["kind"])]
        for pk in message.payload["pks"]:
            wanted[int(pk)] = max(wanted.get(int(pk), 0), message.pk)
    for kind, wanted in by_kind.items():
        source = source_of(kind)
        if source is None:
            log.warning("search kind unknown", kind=kind)
            continue
        try:
            index_now(source, wanted)
        except SearchUnavailable as error:
            raise RetryLater(AWAY_SECONDS, error.reason) from error
