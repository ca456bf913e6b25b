"""Reading indicator sets, and what one version changed against the one before."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.phrases import listed
from intranet.assessment.enums import SubjectKind
from intranet.assessment.models import Indicator, IndicatorSet, MonthlyAssessment
from intranet.assessment.months import last_month, month_before

FIELDS: tuple[tuple[str, str | Promise], ...] = (
    ("label", _("名称")),
    ("definition", _("定义")),
    ("kind", _("类别")),
    ("weight", _("权重")),
    ("function", _("计分方法")),
    ("params", _("参数")),
    ("for_subjects", _("考核对象")),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions."""

    indicator: str
    what: str | Promise
    before: str
    after: str


def newest_set() -> IndicatorSet | None:
    found: IndicatorSet | None = IndicatorSet.objects.order_by("-version").first()
    return found


def earliest_month() -> datetime.date:
    """The first month to which a new version may apply: after all that were computed."""
    last = MonthlyAssessment.objects.order_by("-month").values_list("month", flat=True).first()
    return month_before(last, -1) if last else last_month(timezone.localdate())


def changes_between(old: IndicatorSet, new: IndicatorSet) -> list[Change]:
    """What the newer one does differently, in its own order; what was dropped comes last."""
    before = {row.identifier: row for row in old.indicators.all()}
    after = {row.identifier: row for row in new.indicators.all()}
    found: list[Change] = []
    for name, row in after.items():
        earlier = before.get(name)
        if earlier is None:
            found.append(Change(row.label, _("新增"), "", shown(row, "weight")))
            continue
        for field, label in FIELDS:
            if getattr(row, field) != getattr(earlier, field):
                found.append(Change(row.label, label, shown(earlier, field), shown(row, field)))
    found += [Change(row.label, _("取消"), shown(row, "weight"), "") for name, row in before.items() if name not in after]
    return found


def shown(row: Indicator, field: str) -> str:
    """A field's value in words."""
    value: Any = getattr(row, field)
    if field == "params":
        return "  ".join(f"{name}={item}" for name, item in value.items())
    if field == "for_subjects":
        return listed(SubjectKind(name).label for name in value)
    if field in ("kind", "function"):
        return str(getattr(row, f"get_{field}_display")())
    return f"{value.normalize():f}" if field == "weight" else str(value)
