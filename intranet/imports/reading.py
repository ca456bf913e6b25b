"""Reading JSON Lines, plain or gzip, a line at a time. What is wrong with a line is said by number."""

from __future__ import annotations

import datetime
import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

GZIP_MAGIC = b"\x1f\x8b"
MAX_LINE = 8 * 1024 * 1024
MAX_ID = 64
MAX_TITLE = 255
MAX_NAME = 120
SHOWN_PROBLEMS = 200
# NUL is refused by PostgreSQL, the others break XML feeds.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class SourceBroken(Exception):
    """The file cannot be read on (truncated gzip, no such file); what was read so far stands."""


class BadLine(ValueError):
    """Why one line was skipped."""


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """One usable line. ``id`` is the source's own and is kept as the external identifier."""

    line: int
    id: str
    kind: str
    title: str
    body: str
    date: datetime.date | None = None
    issuer: str = ""
    category: str = ""
    law: str = ""
    chapter: str = ""


@dataclass(slots=True)
class Problems:
    """Skipped lines: all counted, the first ones kept with their reason."""

    count: int = 0
    shown: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, reason: str) -> None:
        self.count += 1
        if len(self.shown) < SHOWN_PROBLEMS:
            self.shown.append((line, reason))


def read_records(
    path: Path, *, kind: str, problems: Problems, limit: int | None = None, advance: Callable[[int], None] = lambda count: None
) -> Iterator[ImportedRecord]:
    """Usable records of a kind (any kind when empty), in the file's order; ``advance`` is told the bytes read.

    Raises SourceBroken when the file itself ends badly.
    """
    given = 0
    seen: dict[str, int] = {}
    for number, raw in _lines(path, advance):
        if not raw.strip():
            continue
        try:
            data = _object(raw)
            if kind and data.get("kind", kind) != kind:
                continue
            record = _record(number, data, kind)
            if record.id in seen:
                raise BadLine(_("id “%(id)s”与第 %(line)d 行重复") % {"id": record.id, "line": seen[record.id]})
        except BadLine as error:
            problems.add(number, str(error))
            continue
        seen[record.id] = number
        yield record
        given += 1
        if limit is not None and given >= limit:
            return


def _lines(path: Path, advance: Callable[[int], None]) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP_MAGIC
            raw.seek(0)
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw
            before = 0
            for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE + 1), b""), start=1):
                yield number, line
                position = raw.tell()
                advance(position - before)
                before = position
    except (OSError, EOFError, zlib.error) as error:
        raise SourceBroken(_("无法读取文件：%(why)s") % {"why": error}) from error


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_LINE:
        raise BadLine(_("一行超过 8 MB"))
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine(_("不是 UTF-8 编码")) from None
    except (ValueError, RecursionError):
        raise BadLine(_("不是合法的 JSON")) from None
    if not isinstance(data, dict):
        raise BadLine(_("不是一个对象"))
    return data


def _record(number: int, data: dict[str, Any], kind: str) -> ImportedRecord:
    return ImportedRecord(
        line=number,
        id=_text(data, "id", MAX_ID, required=True),
        kind=_text(data, "kind", MAX_ID) or kind,
        title=_text(data, "title", MAX_TITLE, required=True),
        body=_text(data, "body", None, required=True),
        date=_date(data),
        issuer=_text(data, "issuer", MAX_NAME),
        category=_text(data, "cat", MAX_NAME),
        law=_text(data, "law", MAX_TITLE),
        chapter=_text(data, "chapter", MAX_TITLE),
    )


def _text(data: dict[str, Any], name: str, longest: int | None, *, required: bool = False) -> str:
    value = data.get(name)
    if value is None:
        value = ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise BadLine(_("“%(name)s”不是文字") % {"name": name})
    text = _CONTROL.sub("", value.encode("utf-8", "ignore").decode()).strip()
    if required and not text:
        raise BadLine(_("缺少“%(name)s”") % {"name": name})
    if longest is not None and len(text) > longest:
        raise BadLine(_("“%(name)s”超过 %(longest)d 个字") % {"name": name, "longest": longest})
    return text


def _date(data: dict[str, Any]) -> datetime.date | None:
    text = _text(data, "date", 40)
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        raise BadLine(_("日期“%(text)s”不是“年-月-日”") % {"text": text}) from None
