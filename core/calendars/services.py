"""Changing the working-day table. Every change raises the calendar's version and has open clocks computed again."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.calendars.arrangements import Arrangement, SpecialDay, day_problem, parse_arrangements
from core.calendars.models import CalendarDay, CalendarYear, WorkHours
from core.calendars.selectors import VERSION_NAME
from core.outbox.services import emit
from core.parameters.snapshots import data_changed, lock_data
from core.tables import LineError
from core.units.actors import Actor

RECOMPUTE = "clocks.recompute"
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class YearImport:
    """What an import does to one year. ``added`` and ``removed`` are dates; both empty means nothing changed."""

    year: int
    scope: str
    document_no: str
    holidays: int
    workdays: int
    added: tuple[datetime.date, ...]
    removed: tuple[datetime.date, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class ImportReport:
    """``errors`` is not empty: nothing was written."""

    years: tuple[YearImport, ...] = ()
    errors: tuple[LineError, ...] = ()


def calendar_import(*, content: bytes, by: Actor, only_year: int | None = None, dry_run: bool = False) -> ImportReport:
    """Take the arrangements of a CSV file, all of them or none. Raises TableRefused when it is no such table.

    Importing the same file again changes nothing.
    """
    parsed = parse_arrangements(content)
    if parsed.errors:
        return ImportReport(errors=parsed.errors)
    chosen = [item for item in parsed.arrangements if only_year in (None, item.year)]
    if not chosen:
        return ImportReport(errors=(LineError(1, _("文件中没有%(year)s年的安排。") % {"year": only_year}),))
    with transaction.atomic():
        years = tuple(_compare(item) for item in chosen)
        if not dry_run:
            for item, found in zip(chosen, years, strict=True):
                if found.changed:
                    arrangement_set(arrangement=item, by=by)
    return ImportReport(years=years)


@transaction.atomic
def arrangement_set(*, arrangement: Arrangement, by: Actor) -> CalendarYear:
    """Put an arrangement in force; it supersedes the year's present one of the same scope. Raises ValidationError."""
    _check(arrangement)
    lock_data(VERSION_NAME)
    version = data_changed(VERSION_NAME)
    current = CalendarYear.objects.current().filter(year=arrangement.year, scope=arrangement.scope)
    replaced = current.update(superseded_version=version)
    row = CalendarYear.objects.create(
        year=arrangement.year,
        scope=arrangement.scope,
        document_no=arrangement.document_no,
        document_title=arrangement.document_title,
        issued_on=arrangement.issued_on,
        imported_at=timezone.now(),
        imported_by=by.label[:60],
        version=version,
    )
    days = [CalendarDay(year=row, date=day.date, kind=day.kind, name=day.name) for day in arrangement.days]
    CalendarDay.objects.bulk_create(days)
    data = {"year": row.year, "scope": row.scope, "document_no": row.document_no, "days": len(days), "replaced": replaced}
    record(action="calendar.arrangement", by=by, subject=row, data=data | {"version": version})
    _recompute("calendar", version)
    return row


@transaction.atomic
def arrangement_withdraw(*, arrangement: CalendarYear, by: Actor, reason: str) -> CalendarYear:
    """Take a wrong arrangement out of force: the year follows the week again. Raises ValidationError."""
    reason = _reason(reason)
    lock_data(VERSION_NAME)
    row = CalendarYear.objects.get(pk=arrangement.pk)
    if row.superseded_version is not None:
        raise ValidationError(_("该安排已被取代。"))
    row.superseded_version = data_changed(VERSION_NAME)
    row.save(update_fields=["superseded_version"])
    record(action="calendar.withdraw", by=by, subject=row, data={"year": row.year, "reason": reason, "version": row.superseded_version})
    _recompute("calendar", row.superseded_version)
    return row


@transaction.atomic
def work_hours_set(
    *, valid_from: datetime.date, periods: Sequence[tuple[datetime.time, datetime.time]], by: Actor, reason: str
) -> WorkHours:
    """Set the hours of work from a day on, until the next row. Raises ValidationError for ``periods`` or ``reason``."""
    _check_periods(periods)
    reason = _reason(reason)
    stored = [[start.strftime("%H:%M"), end.strftime("%H:%M")] for start, end in periods]
    version = data_changed(VERSION_NAME)
    row = WorkHours.objects.create(
        valid_from=valid_from, periods=stored, reason=reason, set_at=timezone.now(), set_by=by.label[:60], version=version
    )
    record(action="calendar.hours", by=by, subject=row, data={"valid_from": valid_from.isoformat(), "periods": stored, "version": version})
    _recompute("work_hours", version)
    return row


def _compare(arrangement: Arrangement) -> YearImport:
    row = CalendarYear.objects.current().filter(year=arrangement.year, scope=arrangement.scope).first()
    before = {SpecialDay(day.date, day.kind, day.name) for day in row.days.all()} if row else set()
    after = set(arrangement.days)
    source = (arrangement.document_no, arrangement.document_title, arrangement.issued_on)
    same_source = row is not None and (row.document_no, row.document_title, row.issued_on) == source
    kinds = [day.kind for day in arrangement.days]
    return YearImport(
        year=arrangement.year,
        scope=arrangement.scope,
        document_no=arrangement.document_no,
        holidays=kinds.count("holiday"),
        workdays=kinds.count("workday"),
        added=tuple(sorted(day.date for day in after - before)),
        removed=tuple(sorted(day.date for day in before - after)),
        changed=before != after or not same_source,
    )


def _check(arrangement: Arrangement) -> None:
    if not arrangement.document_no.strip() or not arrangement.document_title.strip():
        raise ValidationError({"document_no": _("请填写文号和文件名称。")})
    dates = [day.date for day in arrangement.days]
    if not dates or len(dates) != len(set(dates)):
        raise ValidationError({"days": _("没有日期，或日期重复。")})
    for day in arrangement.days:
        problem = day_problem(arrangement.year, arrangement.scope, day)
        if problem:
            raise ValidationError({"days": problem})


def _check_periods(periods: Sequence[tuple[datetime.time, datetime.time]]) -> None:
    moments = [moment for period in periods for moment in period]
    if not moments or moments != sorted(set(moments)):
        raise ValidationError({"periods": _("办公时间应为一段或几段，先后相接而不重叠，且在同一天内。")})


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise ValidationError({"reason": _("请写明依据或原因。")})
    if len(reason) > LONGEST_REASON:
        raise ValidationError({"reason": _("最多%(count)d个字。") % {"count": LONGEST_REASON}})
    return reason


def _recompute(reason: str, version: int) -> None:
    emit(RECOMPUTE, {"reason": reason, "calendar_version": version})
