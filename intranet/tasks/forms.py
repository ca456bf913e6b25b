"""The forms of a task's draft and of a supervision's proposal; those of acts come from their needs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.parameters.selectors import number
from core.units.actors import Actor
from core.units.models import Unit
from core.workflow.moment import act_date
from intranet.records.fields import KeptFilesField
from intranet.records.forms import RecordChoice
from intranet.records.once import OnceField
from intranet.tasks.enums import SupervisionLevel, TaskKind, TaskSource
from intranet.tasks.models import Task
from intranet.tasks.needs import task_units
from intranet.tasks.parameters import DUE_DAYS
from intranet.tasks.services import AssistPlan

CONTENT_LENGTH = 4000
OPINION_LENGTH = 2000
LEAST_ROWS, SPARE_ROWS = 4, 2
LATEST = datetime.timedelta(days=3 * 366)


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, chosen with the browser's own calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class Refusable(forms.Form):
    """A form that takes the service's messages."""

    def add_refusal(self, fields: Mapping[str, str]) -> None:
        """Put the service's messages beside their fields."""
        for name, message in fields.items():
            self.add_error(name if name in self.fields else None, message)


class TaskForm(Refusable):
    """A new draft, or ``task`` changed before it is issued. Assisting units have a row each, with a day of their own."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=TaskKind.choices, widget=forms.RadioSelect, initial=TaskKind.ASSIGN)
    title = forms.CharField(
        label=gettext_lazy("事项"), max_length=80, help_text=gettext_lazy("用一句话写清要办的事，例如：清理望河路沿线积存垃圾。")
    )
    content = forms.CharField(
        label=gettext_lazy("任务要求"), max_length=CONTENT_LENGTH, widget=forms.Textarea(attrs={"rows": 7, "maxlength": CONTENT_LENGTH}),
        help_text=gettext_lazy("写明标准、范围和完成后要报送的材料。"),
    )  # fmt: skip
    source = forms.ChoiceField(label=gettext_lazy("来源"), choices=TaskSource.choices, initial=TaskSource.OTHER)
    basis = forms.CharField(
        label=gettext_lazy("交办依据"), max_length=200, required=False, help_text=gettext_lazy("领导批示、会议纪要文号或计划条目。")
    )

    def __init__(
        self,
        actor: Actor,
        data: Any = None,
        files: Any = None,
        *,
        task: Task | None = None,
        proposed: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=dict(proposed or {}))
        self.fields["once"] = OnceField()
        self.fields["lead_unit"] = RecordChoice(label=_("主办单位"), queryset=task_units())
        self.fields["due_on"] = day_field(_("办理期限"), help_text=_("当日24时截止。"))
        self.fields["due_on"].initial = act_date() + datetime.timedelta(days=number(DUE_DAYS))
        given = list(task.assists.select_related("unit")) if task else []
        self.rows = range(max(LEAST_ROWS, len(given) + SPARE_ROWS))
        for index in self.rows:
            self.fields[f"assist_{index}"] = RecordChoice(
                label=_("会办单位%(row)s") % {"row": index + 1}, queryset=task_units(), required=False
            )
            self.fields[f"assist_{index}_due"] = day_field(_("反馈期限"), required=False)
        kept = KeptFilesField(kind="files", label=_("附件"), required=False, help_text=_("PDF、DOCX、XLSX或TXT，每份不超过20 MB。"))
        kept.actor = actor
        self.fields["files"] = kept
        if task is not None:
            self._show(task, given)

    def _show(self, task: Task, given: Sequence[Any]) -> None:
        for name in ("kind", "title", "content", "source", "basis", "due_on"):
            self.fields[name].initial = getattr(task, name)
        self.fields["lead_unit"].initial = task.lead_unit_id
        for index, assist in enumerate(given):
            self.fields[f"assist_{index}"].initial = assist.unit_id
            self.fields[f"assist_{index}_due"].initial = assist.due_on

    def clean_due_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["due_on"]
        if not act_date() < day <= act_date() + LATEST:
            raise forms.ValidationError(_("须晚于今天，最长三年。"))
        return day

    def clean(self) -> dict[str, Any]:
        """A day without its unit would be lost silently; a day of the past cannot be kept."""
        cleaned = super().clean() or self.cleaned_data
        for index in self.rows:
            day = cleaned.get(f"assist_{index}_due")
            if day and not cleaned.get(f"assist_{index}"):
                self.add_error(f"assist_{index}", _("请选择会办单位，或清除其反馈期限。"))
            elif day and day <= act_date():
                self.add_error(f"assist_{index}_due", _("须晚于今天。"))
        return cleaned

    @property
    def plans(self) -> list[AssistPlan]:
        """The assisting units with their days; call after validation."""
        cleaned = self.cleaned_data
        chosen: list[tuple[Unit | None, datetime.date | None]] = [
            (cleaned[f"assist_{index}"], cleaned[f"assist_{index}_due"]) for index in self.rows
        ]
        return [AssistPlan(unit, day or cleaned["due_on"]) for unit, day in chosen if unit is not None]

    @property
    def facts(self) -> dict[str, Any]:
        """The rest of what was entered; call after validation."""
        return {name: self.cleaned_data[name] for name in ("kind", "title", "content", "source", "basis", "lead_unit", "due_on")}

    def plain_fields(self) -> list[BoundField]:
        """The fields before the assisting units, in the order in which they are asked."""
        return [self[name] for name in ("kind", "title", "content", "lead_unit", "due_on", "source", "basis")]

    def assist_fields(self) -> list[tuple[BoundField, BoundField]]:
        """The rows of assisting units: unit and day."""
        return [(self[f"assist_{index}"], self[f"assist_{index}_due"]) for index in self.rows]

    def add_refusal(self, fields: Mapping[str, str]) -> None:
        """The assisting units have no field of one name: what concerns them is said at the first row."""
        super().add_refusal({"assist_0" if name == "assisting_units" else name: text for name, text in fields.items()})


class SupervisionForm(Refusable):
    """立项 of a record's supervision."""

    level = forms.ChoiceField(
        label=gettext_lazy("督办级别"), choices=SupervisionLevel.choices, widget=forms.RadioSelect, initial=SupervisionLevel.ORDINARY
    )
    opinion = forms.CharField(
        label=gettext_lazy("督办意见"), max_length=OPINION_LENGTH, widget=forms.Textarea(attrs={"rows": 5, "maxlength": OPINION_LENGTH}),
        help_text=gettext_lazy("写明存在的问题、要求和回复内容。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, unit: Unit | None = None) -> None:
        super().__init__(data)
        self.fields["once"] = OnceField()
        self.fields["unit"] = RecordChoice(label=_("被督办单位"), queryset=task_units(), initial=unit)
        self.fields["due_on"] = day_field(_("回复期限"), help_text=_("当日24时截止。"))
        self.order_fields(["once", "level", "unit", "due_on", "opinion"])

    def clean_due_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["due_on"]
        if not act_date() < day <= act_date() + LATEST:
            raise forms.ValidationError(_("须晚于今天，最长三年。"))
        return day
