"""The official arrangements of 2024 to 2026 and the usual hours of work, so that they are always there.

The file belongs to this migration: later years come by `calendar_import`, never by editing it.
"""

import csv
import datetime
from pathlib import Path

from django.db import migrations
from django.utils import timezone

FILE = Path(__file__).resolve().parent.parent / "seed" / "working_days_2024_2026.csv"
KINDS = {"放假": "holiday", "上班": "workday"}


def fill(apps, schema_editor):
    CalendarYear = apps.get_model("core_calendars", "CalendarYear")
    CalendarDay = apps.get_model("core_calendars", "CalendarDay")
    WorkHours = apps.get_model("core_calendars", "WorkHours")
    now, by = timezone.now(), "系统"
    years = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year = int(row["年份"])
            if year not in years:
                years[year] = CalendarYear.objects.create(
                    year=year,
                    document_no=row["文号"],
                    document_title=row["文件名称"],
                    issued_on=datetime.date.fromisoformat(row["成文日期"]),
                    imported_at=now,
                    imported_by=by,
                    version=0,
                )
            CalendarDay.objects.create(year=years[year], date=row["日期"], kind=KINDS[row["类型"]], name=row["名称"])
    WorkHours.objects.create(
        valid_from=datetime.date(2000, 1, 1),
        periods=[["08:00", "12:00"], ["14:00", "18:00"]],
        reason="初始设置",
        set_at=now,
        set_by=by,
        version=0,
    )


class Migration(migrations.Migration):
    dependencies = [("core_calendars", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
