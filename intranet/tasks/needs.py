"""What the acts on tasks and supervisions ask for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.units.enums import JoinStatus
from core.units.models import Unit
from core.workflow.machine import Need
from intranet.tasks.enums import SupervisionLevel
from intranet.tasks.permissions import TASK_UNITS


def task_units() -> Any:
    """Units that a task may be given to: at every level of the tree, once they have joined the platform."""
    units = Unit.objects.active().filter(kind__in=TASK_UNITS).select_related("parent")
    return units.exclude(joined_status=JoinStatus.NOT_JOINED)


def _missing(task: Any) -> Any:
    """The assisting units that have neither answered nor been excused."""
    return Unit.objects.filter(pk__in=task.assists.filter(submitted_at__isnull=True, waived_at__isnull=True).values("unit"))


def _levels_above(supervision: Any) -> list[tuple[str, Any]]:
    levels = list(SupervisionLevel)
    return [(level.value, level.label) for level in levels[levels.index(SupervisionLevel(supervision.level)) + 1 :]]


def opinion(label: Any, *, required: bool = True, hint: Any = "") -> Need:
    return Need("opinion", "text", label, required=required, hint=hint)


REASON = opinion(_("理由"))
NOTE = opinion(_("意见"), required=False)
DECISION = opinion(_("审批意见"), required=False)
REFUSAL = opinion(_("审批意见"))
PHOTOS = Need("photos", "photos", _("现场照片"), required=False, hint=_("最多9张。"))
FILES = Need("files", "files", _("附件"), required=False, hint=_("PDF、DOCX、XLSX或TXT，每份不超过20 MB。"))
PROPOSED_UNIT = Need("proposed_unit", "unit", _("建议由哪个单位办理"), required=False, choices=lambda _task: task_units())
NEW_DUE = Need("new_due_on", "date", _("延至哪一天"), hint=_("须晚于现有期限，最多延长60天。"))
WAIVED_UNIT = Need("waived_unit", "unit", _("免予反馈的单位"), choices=_missing)
HIGHER_LEVEL = Need("level", "choice", _("督办级别"), choices=_levels_above)
