"""``manage.py assessment_compute``: compute a month, or compute frozen months again and compare."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from core.calendars.selectors import working_calendar
from core.commands import OperationCommand, Outcome
from core.units.actors import SYSTEM
from core.workflow.errors import WorkflowError
from intranet.assessment.enums import FIXED_STATES, MonthState
from intranet.assessment.models import IndicatorSet, MonthlyAssessment
from intranet.assessment.months import month_of, period_of
from intranet.assessment.selectors.computing import Computed, compute
from intranet.assessment.selectors.facts import horizon_now, minors_now
from intranet.assessment.services.computing import month_compute, month_open


class Command(OperationCommand):
    """A month that was not begun is opened by the system; a frozen one is only compared."""

    help = "Compute a month's assessment; --dry-run shows the figures, --check-frozen compares every frozen month with its recomputation"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", help=_("月份，如2026-10"))
        parser.add_argument("--check-frozen", action="store_true", help=_("把所有冻结的月份重新计算一遍并比较"))

    def operate(self, **options: Any) -> Outcome:
        if options["check_frozen"]:
            return self.recount()
        month = month_of(options["month"] or "")
        if month is None:
            raise CommandError(_("请用--month给出月份，如2026-10。"), returncode=2)
        row = MonthlyAssessment.objects.filter(month=month).order_by("-revision").first()
        began = time.monotonic()
        try:
            computed = self.compute(row, month)
        except WorkflowError as error:
            return Outcome(problem=error.message)
        seconds = round(time.monotonic() - began, 2)
        if computed is None:
            return Outcome(lines=[_("没有需要计算的内容。")], figures={"computed": False})
        return self.told(computed, seconds, row)

    def compute(self, row: MonthlyAssessment | None, month: Any) -> Computed | None:
        """Write, or with --dry-run (and for a frozen month) only compute in memory."""
        if row is None and not self.dry_run:
            row = month_open(month=month, by=SYSTEM)
        if row is not None and not self.dry_run and row.state not in FIXED_STATES:
            return month_compute(month=row)
        trial = row or _trial(month)
        with self.progress(_("案件")) as shown:

            def note(done: int, total: int) -> None:
                shown.total = total
                shown.advance(done - shown.done)

            return compute(trial, note)

    def told(self, computed: Computed, seconds: float, row: MonthlyAssessment | None) -> Outcome:
        """What the terminal shows."""
        lines = [
            _("应处置%(cases)d件，计入记录%(rows)d条，用时%(seconds)s秒。")
            % {"cases": computed.cases, "rows": len(computed.hits), "seconds": seconds}
        ]
        for subject, card in computed.cards.items():
            if subject.unit is None:
                lines += [
                    f"{line.identifier:20} {line.figure.numerator}/{line.figure.denominator} "
                    f"{'—' if line.figure.value is None else line.figure.value}"
                    for line in card.lines
                ]
        figures: dict[str, Any] = {"cases": computed.cases, "rows": len(computed.hits), "seconds": seconds, "digest": computed.digest}
        if row is not None and row.state in FIXED_STATES:
            figures["equals_frozen"] = computed.digest == row.digest
            lines.append(_("与冻结的数值一致。") if figures["equals_frozen"] else _("与冻结的数值不一致。"))
            if not figures["equals_frozen"]:
                return Outcome(lines=lines, figures=figures, problem=_("与冻结的数值不一致。"))
        return Outcome(lines=lines, figures=figures)

    def recount(self) -> Outcome:
        """Every frozen month again."""
        rows = MonthlyAssessment.objects.filter(state__in=(MonthState.FROZEN, MonthState.SUPERSEDED)).order_by("month", "revision")
        different = [str(row) for row in self.tracked(rows, _("月份"), rows.count()) if compute(row).digest != row.digest]
        lines = [_("比较了%(count)d个月。") % {"count": rows.count()}]
        problem = _("重新计算的结果不同：%(months)s") % {"months": " ".join(different)} if different else ""
        return Outcome(lines=lines, figures={"months": rows.count(), "different": different}, problem=problem)


def _trial(month: Any) -> MonthlyAssessment:
    """An unsaved month that reads everything there is."""
    chosen = IndicatorSet.objects.for_month(month)
    if chosen is None:
        raise CommandError(_("这个月份没有适用的考核指标。"))
    horizon = horizon_now()
    return MonthlyAssessment(
        month=month,
        indicator_set=chosen,
        state_since=timezone.now(),
        cutoff=period_of(month).end,
        step_horizon=horizon.step,
        entry_horizon=horizon.entry,
        calendar_version=working_calendar().version,
        minors=minors_now(),
    )
