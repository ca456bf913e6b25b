"""Loading a filing table: what it adds and changes, written as a whole or not at all."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.categories.models import FilingCondition, MajorCategory, MinorCategory
from core.categories.selectors import VERSION_NAME
from core.categories.table import ConditionLine, MajorLine, MinorLine, parse_filing_table
from core.parameters.snapshots import data_changed, lock_data
from core.tables import LineError, read_file
from core.units.actors import Actor
from core.units.models import Unit

SEED_FILE = Path(__file__).resolve().parent / "seed" / "categories.csv"
# Conditions of the first load count from here on, so that cases entered from the past find them.
BEGINNING = datetime.date(2020, 1, 1)
STEP = 10


@dataclass(slots=True)
class LoadReport:
    """Rows by what happened to them. ``errors`` is not empty: nothing was written."""

    created: int = 0
    updated: int = 0
    revised: int = 0
    unchanged: int = 0
    errors: tuple[LineError, ...] = ()

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated or self.revised)


class _DryRun(Exception):
    """Undoes what a dry run wrote."""


def categories_load(*, path: Path = SEED_FILE, by: Actor, dry_run: bool = False, valid_from: datetime.date | None = None) -> LoadReport:
    """Load a filing table from a file; unset, the one that comes with the system. Raises TableRefused."""
    return categories_load_content(content=read_file(path), by=by, dry_run=dry_run, valid_from=valid_from)


def categories_load_content(*, content: bytes, by: Actor, dry_run: bool = False, valid_from: datetime.date | None = None) -> LoadReport:
    """Load a filing table. A changed condition gets a new version from ``valid_from`` (unset: today).

    Categories that the table does not name stay as they are. Loading the same table again changes nothing.
    """
    parsed = parse_filing_table(content)
    if parsed.errors:
        return LoadReport(errors=parsed.errors)
    report = LoadReport()
    try:
        with transaction.atomic():
            lock_data(VERSION_NAME)
            errors = _write(parsed.lines, report, valid_from)
            if errors:
                report = LoadReport(errors=errors)
                raise _DryRun
            if dry_run:
                raise _DryRun
            if report.changed:
                version = data_changed(VERSION_NAME)
                data = {"created": report.created, "updated": report.updated, "revised": report.revised, "version": version}
                record(action="categories.load", by=by, data=data)
    except _DryRun:
        pass
    return report


def _write(lines: Sequence[ConditionLine], report: LoadReport, valid_from: datetime.date | None) -> tuple[LineError, ...]:
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={line.unit_code for line in lines if line.unit_code})}
    unknown = tuple(
        LineError(line.line, _("没有代码为“%(code)s”的单位。") % {"code": line.unit_code})
        for line in lines
        if line.unit_code and line.unit_code not in units
    )
    if unknown:
        return unknown
    since = valid_from or (timezone.localdate() if FilingCondition.objects.exists() else BEGINNING)
    majors = _write_majors(lines, report)
    minors = _write_minors(lines, majors, report)
    return _write_conditions(lines, minors, units, since, report)


def _write_majors(lines: Sequence[ConditionLine], report: LoadReport) -> dict[MajorLine, MajorCategory]:
    known = {(row.kind, row.code): row for row in MajorCategory.objects.all()}
    found: dict[MajorLine, MajorCategory] = {}
    for line in dict.fromkeys(line.minor.major for line in lines):
        order = (len(found) + 1) * STEP
        row = known.get((line.kind, line.code)) or MajorCategory(kind=line.kind, code=line.code, sort_order=order)
        _save(row, {"name": line.name}, report)
        found[line] = row
    return found


def _write_minors(
    lines: Sequence[ConditionLine], majors: Mapping[MajorLine, MajorCategory], report: LoadReport
) -> dict[MinorLine, MinorCategory]:
    known = {(row.major_id, row.code): row for row in MinorCategory.objects.all()}
    found: dict[MinorLine, MinorCategory] = {}
    for line in dict.fromkeys(line.minor for line in lines):
        major = majors[line.major]
        order = (len(found) + 1) * STEP
        row = known.get((major.pk, line.code)) or MinorCategory(major=major, code=line.code, sort_order=order)
        columns = ("name", "hint", "four_unseen_flag", "is_urgent", "is_local")
        _save(row, {column: getattr(line, column) for column in columns}, report)
        found[line] = row
    return found


def _save(row: MajorCategory | MinorCategory, values: Mapping[str, object], report: LoadReport) -> None:
    is_new = row.pk is None
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if is_new or changed:
        row.save()
    report.created += is_new
    report.updated += bool(changed and not is_new)
    report.unchanged += not changed and not is_new


def _write_conditions(
    lines: Sequence[ConditionLine],
    minors: Mapping[MinorLine, MinorCategory],
    units: Mapping[str, Unit],
    since: datetime.date,
    report: LoadReport,
) -> tuple[LineError, ...]:
    present = {(row.minor_id, row.number, row.area_class): row for row in FilingCondition.objects.filter(valid_until=None)}
    fresh: list[FilingCondition] = []
    errors: list[LineError] = []
    for line in lines:
        new = _condition(line, minors[line.minor], units.get(line.unit_code), since)
        old = present.get((new.minor_id, new.number, new.area_class))
        if old and _content(old) == _content(new):
            report.unchanged += 1
        elif old and since < old.valid_from:
            errors.append(LineError(line.line, _("现行立案条件自%(day)s起生效，新的生效日期不能更早。") % {"day": old.valid_from}))
        else:
            if old:
                old.valid_until = since
                old.save(update_fields=["valid_until"])
                new.version = old.version + 1
            report.created += old is None
            report.revised += old is not None
            fresh.append(new)
    FilingCondition.objects.bulk_create(fresh)
    return tuple(errors)


def _condition(line: ConditionLine, minor: MinorCategory, unit: Unit | None, since: datetime.date) -> FilingCondition:
    return FilingCondition(
        minor=minor,
        number=line.number,
        text=line.text,
        area_class=line.area_class,
        limit_value=line.limit.value,
        limit_unit=line.limit.unit,
        close_condition=line.close_condition,
        responsible_role=line.responsible_role,
        responsible_unit=unit,
        valid_from=since,
    )


def _content(row: FilingCondition) -> tuple[object, ...]:
    return (row.text, row.limit_value, row.limit_unit, row.close_condition, row.responsible_role, row.responsible_unit_id)
