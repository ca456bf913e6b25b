"""Walking the chain from its first entry and naming the first one that does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from core.audit import triggers
from core.audit.chain import GENESIS
from core.audit.heads import DailyHead
from core.audit.models import AuditEntry, AuditHead

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """The first bad entry and what is wrong with it."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """``checked`` entries were walked. ``unprotected`` names triggers that are missing."""

    checked: int
    head_hash: str
    finding: Finding | None
    unprotected: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return self.finding is None and not self.unprotected


def verify(*, heads: Iterable[DailyHead] = (), advance: Callable[[int], None] = lambda count: None) -> Verdict:
    """Check every entry up to the head as it stands now; entries written meanwhile are left to the next run."""
    head = AuditHead.objects.filter(pk=1).first()
    end, end_hash = (head.number, head.hash) if head else (0, GENESIS)
    noted = {noted.number: noted for noted in heads}
    unprotected = tuple(sorted(triggers.missing(connection)))
    checked, last_hash = 0, GENESIS
    for entry in _entries(end):
        finding = _fault(entry, checked + 1, last_hash, noted.get(checked + 1))
        if finding:
            return Verdict(checked, last_hash, finding, unprotected)
        checked, last_hash = entry.number, entry.hash
        advance(1)
    return Verdict(checked, last_hash, _fault_at_end(checked, last_hash, end, end_hash, noted), unprotected)


def _entries(end: int) -> Iterator[AuditEntry]:
    last: int | None = None
    rows = AuditEntry.objects.filter(number__lte=end).order_by("number")
    while chunk := list(rows[:CHUNK] if last is None else rows.filter(number__gt=last)[:CHUNK]):
        yield from chunk
        last = chunk[-1].number


def _fault(entry: AuditEntry, expected: int, last_hash: str, noted: DailyHead | None) -> Finding | None:
    if entry.number > expected:
        return Finding(expected, _("记录缺失"))
    if entry.number < expected:
        return Finding(entry.number, _("序号不在链上"))
    if entry.computed_hash() != entry.hash:
        return Finding(entry.number, _("内容与散列不符，记录被改动过"))
    if entry.previous_hash != last_hash:
        return Finding(entry.number, _("与前一条记录不衔接，本条或前一条被替换过"))
    if noted and noted.hash != entry.hash:
        return Finding(entry.number, _("与 %(day)s 的日末散列不符") % {"day": noted.day})
    return None


def _fault_at_end(checked: int, last_hash: str, end: int, end_hash: str, noted: dict[int, DailyHead]) -> Finding | None:
    if checked < end:
        return Finding(checked + 1, _("记录缺失"))
    if last_hash != end_hash:
        return Finding(checked, _("与链末端的散列不符"))
    if noted and max(noted) > end:
        return Finding(end + 1, _("日末散列记到第 %(number)s 条，其后的记录缺失") % {"number": max(noted)})
    # A writer that came in meanwhile has moved the head along; one that did not is no writer of ours.
    beyond = AuditEntry.objects.filter(number__gt=end).order_by("number").values_list("number", flat=True).first()
    if beyond is not None and not AuditHead.objects.filter(pk=1, number__gte=beyond).exists():
        return Finding(beyond, _("记录超出链末端"))
    return None
