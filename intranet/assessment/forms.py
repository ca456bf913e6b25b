"""The forms of an appeal and of a new version of the indicator set."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.units.actors import Actor
from intranet.assessment.enums import IndicatorKind, PointsFunction, SubjectKind
from intranet.assessment.models import Indicator, IndicatorSet
from intranet.assessment.months import month_of
from intranet.assessment.pure.measures import MEASURES, Measure
from intranet.records.fields import KeptFilesField

WHOLE = Decimal(100)


class AppealForm(forms.Form):
    """Reason and files; what is contested is in the address."""

    reason = forms.CharField(
        label=_("申诉理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 2000}),
        help_text=_("写明哪里不符合事实或规定，以及依据。"),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = KeptFilesField(kind="files", label=_("证明材料"), required=False, help_text=_("PDF、DOCX、XLSX或TXT，每份不超过20 MB。"))
        field.actor = actor
        self.fields["files"] = field


class SetForm(forms.Form):
    """What concerns the whole version."""

    title = forms.CharField(label=_("名称"), max_length=60)
    valid_from = forms.CharField(label=_("适用起始月份"), max_length=7, widget=forms.TextInput(attrs={"type": "month"}))
    reason = forms.CharField(label=_("修订理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}))

    def __init__(self, earliest: datetime.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = earliest
        self.fields["valid_from"].help_text = _now("不早于%(month)s：更早的月份已经计算。") % {"month": f"{earliest:%Y-%m}"}

    def clean_valid_from(self) -> datetime.date:
        month = month_of(self.cleaned_data["valid_from"])
        if month is None:
            raise forms.ValidationError(_now("请填写年月，如2027-01。"))
        if month < self.earliest:
            raise forms.ValidationError(_now("适用月份不能早于%(month)s。") % {"month": f"{self.earliest:%Y-%m}"})
        return month


class IndicatorForm(forms.Form):
    """One measure's indicator. Fields that do not belong to its kind are left empty."""

    use = forms.BooleanField(label=_("采用"), required=False)
    label = forms.CharField(label=_("名称"), max_length=40, required=False)
    definition = forms.CharField(
        label=_("定义"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )
    kind = forms.ChoiceField(label=_("类别"), choices=IndicatorKind)
    subjects = forms.MultipleChoiceField(label=_("考核对象"), choices=SubjectKind, widget=forms.CheckboxSelectMultiple, required=False)
    weight = forms.DecimalField(label=_("权重"), min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False)
    function = forms.ChoiceField(label=_("计分方法"), choices=PointsFunction)
    full = forms.DecimalField(label=_("满分值"), min_value=0, max_value=9999, max_digits=8, decimal_places=4, required=False)
    zero = forms.DecimalField(label=_("零分值"), min_value=0, max_value=9999, max_digits=8, decimal_places=4, required=False)
    per_point = forms.DecimalField(label=_("每低一个百分点扣"), min_value=0, max_value=100, max_digits=6, decimal_places=2, required=False)
    each = forms.DecimalField(label=_("每件分值"), min_value=0, max_value=100, max_digits=6, decimal_places=2, required=False)
    then_from = forms.IntegerField(label=_("从第几件起"), min_value=2, max_value=999, required=False)
    then_each = forms.DecimalField(label=_("此后每件分值"), min_value=0, max_value=100, max_digits=6, decimal_places=2, required=False)
    cap = forms.DecimalField(label=_("最多"), min_value=0, max_value=100, max_digits=6, decimal_places=2, required=False)

    def __init__(self, measure: Measure, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=measure.key, initial=initial)
        self.measure = measure
        if measure.family == "count":
            self.fields["kind"].choices = [choice for choice in IndicatorKind.choices if choice[0] != "scored"]  # type: ignore[attr-defined]
        else:
            self.fields["kind"].choices = [choice for choice in IndicatorKind.choices if choice[0] in ("scored", "shown")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("use"):
            return cleaned
        for name in ("label", "definition", "subjects"):
            if not cleaned.get(name):
                self.add_error(name, _now("请填写。"))
        kind = cleaned.get("kind")
        if kind == IndicatorKind.SCORED:
            self._clean_scored(cleaned)
        elif kind in (IndicatorKind.DEDUCTION, IndicatorKind.BONUS):
            self._clean_items(cleaned)
        return cleaned

    def _clean_scored(self, cleaned: Mapping[str, Any]) -> None:
        if not cleaned.get("weight"):
            self.add_error("weight", _now("计分指标的权重须大于0。"))
        full, zero = cleaned.get("full"), cleaned.get("zero")
        if full is None:
            self.add_error("full", _now("请填写满分值，比例用小数，如0.95。"))
        elif self.measure.family == "rate" and full > 1:
            self.add_error("full", _now("比例的满分值在0和1之间。"))
        if cleaned.get("function") == PointsFunction.THRESHOLD:
            if not cleaned.get("per_point"):
                self.add_error("per_point", _now("请填写每低一个百分点扣多少分。"))
        elif zero is None or zero == full:
            self.add_error("zero", _now("请填写零分值，不能与满分值相同。"))
        elif full is not None and (zero < full) != self.measure.higher:
            self.add_error("zero", _now("零分值和满分值的方向与该指标相反。"))

    def _clean_items(self, cleaned: Mapping[str, Any]) -> None:
        if not cleaned.get("each"):
            self.add_error("each", _now("请填写每件的分值。"))
        if bool(cleaned.get("then_from")) != bool(cleaned.get("then_each")):
            self.add_error("then_from", _now("“从第几件起”和“此后每件分值”须一起填写。"))


class Method:
    """The whole editor: the version's own form and one form for each measure."""

    def __init__(self, base: IndicatorSet, earliest: datetime.date, data: Any = None) -> None:
        self.base = base
        known = {row.measure: row for row in base.indicators.all()}
        initial = {"title": base.title, "valid_from": f"{earliest:%Y-%m}"}
        self.head = SetForm(earliest, data, initial=initial)
        self.rows = [IndicatorForm(measure, data, initial=initial_of(known.get(measure.key), measure)) for measure in MEASURES]
        self.known = known
        self.bound = data is not None

    @property
    def forms(self) -> list[forms.Form]:
        return [self.head, *self.rows]

    def is_valid(self) -> bool:
        """Each form by itself, then the weights together."""
        answers = [form.is_valid() for form in self.forms]  # all of them: each shows its own errors
        fine = all(answers)
        used = [row for row in self.rows if row.is_bound and row.cleaned_data.get("use") and row.cleaned_data.get("kind") == "scored"]
        total = sum((row.cleaned_data.get("weight") or Decimal(0) for row in used), Decimal(0))
        if total != WHOLE:
            self.head.add_error(None, _now("计分指标的权重合计须为100，现在是%(total)s。") % {"total": f"{total.normalize():f}"})
            return False
        return fine

    @property
    def weight_total(self) -> Decimal:
        return sum((row.weight for row in self.known.values() if row.kind == IndicatorKind.SCORED), Decimal(0))


def initial_of(row: Indicator | None, measure: Measure) -> dict[str, Any]:
    """What stands in the form at first: the present version's indicator, or the measure's own name."""
    if row is None:
        kind = IndicatorKind.SHOWN
        return {"use": False, "label": measure.label, "kind": kind, "subjects": ["district"], "function": PointsFunction.LINEAR}
    params = {name: row.params.get(name) for name in ("full", "zero", "per_point", "each", "then_from", "then_each", "cap")}
    return {
        "use": True,
        "label": row.label,
        "definition": row.definition,
        "kind": row.kind,
        "subjects": row.for_subjects,
        "weight": row.weight if row.kind == IndicatorKind.SCORED else None,
        "function": row.function,
        **params,
    }
