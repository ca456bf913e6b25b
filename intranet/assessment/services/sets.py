"""A new version of the indicator set."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.units.actors import Actor
from core.units.selectors import scope_of
from core.workflow.errors import InvalidData, NotAllowed, Refused
from intranet.assessment.enums import IndicatorKind
from intranet.assessment.models import Indicator, IndicatorSet
from intranet.assessment.permissions import SET_MAKERS
from intranet.assessment.selectors.sets import earliest_month, newest_set

PARAMS = ("full", "zero", "per_point", "each", "then_from", "then_each", "cap")
WHOLE = Decimal(100)


@transaction.atomic
def set_create(
    *, base: IndicatorSet, title: str, valid_from: datetime.date, reason: str, rows: Sequence[Mapping[str, Any]], by: Actor
) -> IndicatorSet:
    """Write a version with its indicators. ``rows``: measure, label, definition, kind, subjects, weight, function and
    the parameters of the kind. Raises NotAllowed, InvalidData (weights), Refused (another version came first)."""
    if by.user is None or not scope_of(by.user).has(*SET_MAKERS):
        raise NotAllowed(_("您没有修订考核指标的权限。"))
    if newest_set() != base:
        raise Refused(_("已有更新的版本，请在新版本上修订。"))
    if valid_from < earliest_month():
        raise InvalidData({"valid_from": _("适用月份已经计算，不能改用新指标。")})
    total = sum((Decimal(row["weight"]) for row in rows if row["kind"] == IndicatorKind.SCORED), Decimal(0))
    if total != WHOLE:
        raise InvalidData({"weight": _("计分指标的权重合计须为100，现在是%(total)s。") % {"total": f"{total.normalize():f}"}})
    made = IndicatorSet(version=base.version + 1, title=title, valid_from=valid_from, reason=reason, created_by=by.user)
    made.created_at = timezone.now()
    made.save()
    doubled = {row.measure: row.params["double_sources"] for row in base.indicators.all() if row.params.get("double_sources")}
    order = {row.measure: row.position for row in base.indicators.all()}
    listed = sorted(rows, key=lambda row: (order.get(row["measure"], 1000), row["measure"]))
    Indicator.objects.bulk_create(_indicator(made, row, doubled, position) for position, row in enumerate(listed, start=1))
    data = {"version": made.version, "valid_from": valid_from.isoformat(), "reason": reason}
    record(action="intranet_assessment.indicatorset.create", by=by, subject=made, data=data)
    return made


def _indicator(made: IndicatorSet, row: Mapping[str, Any], doubled: Mapping[str, Any], position: int) -> Indicator:
    params: dict[str, Any] = {}
    for name in PARAMS:
        value = row.get(name)
        if value is not None and _belongs(name, row):
            params[name] = value if isinstance(value, int) else str(value)
    if row["measure"] in doubled and row["kind"] in (IndicatorKind.DEDUCTION, IndicatorKind.BONUS):
        params["double_sources"] = doubled[row["measure"]]
    return Indicator(
        indicator_set=made,
        identifier=row["measure"],
        kind=row["kind"],
        measure=row["measure"],
        label=row["label"],
        definition=row["definition"],
        weight=row["weight"] if row["kind"] == IndicatorKind.SCORED else Decimal(0),
        function=row["function"],
        params=params,
        for_subjects=list(row["subjects"]),
        position=position,
    )


def _belongs(name: str, row: Mapping[str, Any]) -> bool:
    if row["kind"] == IndicatorKind.SCORED:
        return name in (("full", "per_point") if row["function"] == "threshold" else ("full", "zero"))
    return row["kind"] in (IndicatorKind.DEDUCTION, IndicatorKind.BONUS) and name in ("each", "then_from", "then_each", "cap")
