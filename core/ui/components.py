"""The small values that templates draw. Views build them from their own models; the tags in
``templatetags/ui.py`` know nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class FileItem:
    """A file to offer. ``size`` in bytes; ``thumbnail`` is an address, for photographs only."""

    name: str
    url: str
    size: int = 0
    kind: str = ""
    note: Text = ""
    thumbnail: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step on the vertical line. ``state``: done, current or due (announced, not yet happened)."""

    title: Text
    at: datetime | date | None = None
    unit: Text = ""
    actor: Text = ""
    body: Text = ""
    state: str = "done"
    icon: str = ""
    meta: Sequence[tuple[Text, Text]] = ()
    files: Sequence[FileItem] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab is a link; ``count`` is drawn when given, 0 included."""

    label: Text
    url: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force. ``url`` is the same list without it."""

    label: Text
    value: Text
    url: str


@dataclass(frozen=True, slots=True)
class Term:
    """A row of a definition list. ``url`` makes the value a link, ``wide`` gives it the full width."""

    name: Text
    value: object
    url: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way here; the last one has no address."""

    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage on the horizontal line of a process. ``state``: done, current or ahead."""

    label: Text
    state: str = "ahead"
    note: Text = ""
