"""Around the form: limits per address, photos that survive an error, and clearing up."""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from core.files.models import StoredFile
from core.files.services import PreparedFile, file_save
from core.parameters.selectors import number
from core.privacy.ciphers import lookup_hash
from portal.complaints.codes import KEY_MAX_AGE_SECONDS
from portal.complaints.errors import TooManyRequests
from portal.complaints.models import DraftPhoto, RateCounter, SubmissionKey
from portal.complaints.settings_keys import ACTS, ATTEMPTS, LOOKUPS, SUBMISSIONS

HOUR = 3600
DRAFT_HOURS = 24


@dataclass(frozen=True, slots=True)
class Policy:
    """So many tries (a setting) in a window of so many seconds."""

    scope: str
    setting: str
    seconds: int


SUBMIT = Policy("submit", SUBMISSIONS, HOUR)
ATTEMPT = Policy("attempt", ATTEMPTS, HOUR)
LOOKUP = Policy("lookup", LOOKUPS, 600)
ACT = Policy("act", ACTS, HOUR)

_COUNT = """
INSERT INTO portal_complaints_ratecounter (scope, address_hash, window_start, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (scope, address_hash, window_start) DO UPDATE SET count = portal_complaints_ratecounter.count + 1
RETURNING count
"""


def attempt_count(*, policy: Policy, address: str, now: datetime.datetime | None = None) -> int:
    """Count one try of an address. Raises TooManyRequests above the limit. One statement, atomic on any database."""
    now = now or timezone.now()
    start = _window(policy, now)
    moment = connection.ops.adapt_datetimefield_value(start)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [policy.scope, address_hash(address, start), moment])
        count = int(cursor.fetchone()[0])
    _judge(policy, count, start, now)
    return count


def attempts_left(*, policy: Policy, address: str, now: datetime.datetime | None = None) -> None:
    """Raise TooManyRequests if the address has used up its tries; counts nothing and writes nothing."""
    now = now or timezone.now()
    start = _window(policy, now)
    counter = RateCounter.objects.filter(scope=policy.scope, address_hash=address_hash(address, start), window_start=start)
    _judge(policy, (counter.values_list("count", flat=True).first() or 0) + 1, start, now)


def _window(policy: Policy, now: datetime.datetime) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(int(now.timestamp()) // policy.seconds * policy.seconds, datetime.UTC)


def _judge(policy: Policy, count: int, start: datetime.datetime, now: datetime.datetime) -> None:
    most = number(policy.setting)
    if count > most:
        retry_at = start + datetime.timedelta(seconds=policy.seconds)
        wait = max(1, int((retry_at - now).total_seconds()) + 1)
        raise TooManyRequests(scope=policy.scope, limit=most, period_seconds=policy.seconds, retry_at=retry_at, retry_after=wait)


def address_hash(address: str, at: datetime.datetime) -> str:
    """Keyed and salted with the day. An IPv6 household is its /64: single addresses there are free to change."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        parsed = None
    if isinstance(parsed, ipaddress.IPv6Address):
        address = str(parsed.ipv4_mapped or ipaddress.ip_network(f"{parsed}/64", strict=False))
    return lookup_hash(address, purpose=f"rate:{timezone.localdate(at).isoformat()}")


@transaction.atomic
def drafts_keep(*, prepared: Sequence[PreparedFile]) -> list[DraftPhoto]:
    """Rows for photos that came with a faulty form, so that they need not be chosen again."""
    return [DraftPhoto.objects.create(file=file_save(prepared=item, by=None)) for item in prepared]


def drafts_sweep(*, now: datetime.datetime) -> int:
    """Forget photos of forms that were left a day ago, unless they were submitted. Their blobs go with files_sweep."""
    old = DraftPhoto.objects.filter(created__lt=now - datetime.timedelta(hours=DRAFT_HOURS)).order_by("pk")
    removed = 0
    for rows in _pieces(old.values_list("pk", "file_id")):
        with transaction.atomic():
            DraftPhoto.objects.filter(pk__in=[pk for pk, _file in rows]).delete()
            unused = StoredFile.objects.filter(pk__in=[file for _pk, file in rows], links__isnull=True)
            removed += unused.exclude(pk__in=DraftPhoto.objects.values("file_id")).delete()[0]
    return removed


def submission_bookkeeping_sweep(*, now: datetime.datetime) -> None:
    """Drop counters of days that are over and form keys that no form can carry any more."""
    RateCounter.objects.filter(window_start__lt=now - datetime.timedelta(days=1)).delete()
    SubmissionKey.objects.filter(created__lt=now - datetime.timedelta(seconds=KEY_MAX_AGE_SECONDS + 2 * 86400)).delete()


def _pieces(rows: Iterable[tuple[int, int]], size: int = 200) -> Iterable[list[tuple[int, int]]]:
    piece: list[tuple[int, int]] = []
    for row in rows:
        piece.append(row)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece
