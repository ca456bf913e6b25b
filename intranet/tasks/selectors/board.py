"""督办台账: how far each unit is, one line for a lead unit, counted as the registers filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, Q

from core.clocks.models import Clock
from core.units.models import Unit, User
from intranet.tasks.enums import FINAL_TASKS, ClockName, TaskState
from intranet.tasks.models import Supervision, Task
from intranet.tasks.selectors.lamps import lamp_condition
from intranet.tasks.selectors.tasks import KIND

FIGURES: tuple[Literal["open", "yellow", "red", "reported", "approved", "closed", "on_time"], ...] = (
    "open", "yellow", "red", "reported", "approved", "closed", "on_time",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardLine:
    """Figures of one lead unit. ``on_time`` of ``closed`` were kept, whoever examined them for how long."""

    unit: Unit
    open: int
    yellow: int
    red: int
    reported: int
    approved: int
    closed: int
    on_time: int
    pressed: int


def board(user: User) -> list[BoardLine]:
    """The units that lead something the person may see, the most overdue first; four queries."""
    kept = Clock.objects.filter(subject_kind=KIND, name=ClockName.DEADLINE, on_time=True).values("subject_id")
    closed = Q(state=TaskState.CLOSED)
    counts = (
        Task.objects.visible_to(user)
        .order_by()
        .values("lead_unit")
        .annotate(
            open=Count("pk", filter=~Q(state__in=FINAL_TASKS)),
            yellow=Count("pk", filter=lamp_condition("yellow")),
            red=Count("pk", filter=lamp_condition("red")),
            reported=Count("pk", filter=Q(state=TaskState.REPORTED)),
            approved=Count("pk", filter=Q(state=TaskState.APPROVED)),
            closed=Count("pk", filter=closed),
            on_time=Count("pk", filter=closed & Q(pk__in=kept)),
        )
    )
    rows = {row["lead_unit"]: {str(name): row[name] for name in FIGURES} for row in counts}
    pressed = dict(Supervision.objects.visible_to(user).open().order_by().values_list("unit").annotate(Count("pk")))
    nothing: dict[str, int] = dict.fromkeys(FIGURES, 0)
    units = Unit.objects.filter(pk__in={*rows, *pressed})
    lines = [BoardLine(unit=unit, pressed=pressed.get(unit.pk, 0), **rows.get(unit.pk, nothing)) for unit in units]
    return sorted(lines, key=lambda line: (-line.red, -line.open, line.unit.sort_order, line.unit.pk))
