"""Forms of parameters, categories, the calendar, messages and the audit."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.categories.enums import AreaClass, CategoryKind, FourUnseen
from core.categories.models import FilingCondition, MajorCategory, MinorCategory
from core.limits import Limit, LimitUnit, plain
from core.parameters.enums import ParameterKind
from core.parameters.registry import Definition
from core.parameters.selectors import Setting
from core.parameters.values import text_of
from intranet.registry.forms.fields import DateInput, TimeInput, UnitField
from intranet.registry.listing import FilterForm

ANY = ("", gettext_lazy("全部"))
REASON = gettext_lazy("修改原因")
YES_NO = [("true", gettext_lazy("是")), ("false", gettext_lazy("否"))]


class ParameterForm(forms.Form):
    """One setting; the field fits its kind. ``value`` is always text that core.parameters.values reads."""

    reason = forms.CharField(label=REASON, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = setting.definition
        for name, field in _value_fields(setting.definition, setting).items():
            self.fields[name] = field
        self.order_fields(["value", "unit", "reason"])

    def value(self) -> str:
        """What was entered, in the stored text form."""
        text = str(self.cleaned_data["value"])
        return f"{text} {self.cleaned_data['unit']}" if "unit" in self.cleaned_data else text


def _value_fields(definition: Definition, setting: Setting) -> dict[str, forms.Field]:
    label = definition.label
    hint = _hint(definition)
    text = text_of(setting.value)
    match definition.kind:
        case ParameterKind.DURATION:
            assert isinstance(setting.value, Limit)
            number = forms.CharField(label=label, max_length=12, initial=plain(setting.value.value), help_text=hint)
            unit = forms.ChoiceField(label=gettext_lazy("单位"), choices=LimitUnit.choices, initial=setting.value.unit)
            return {"value": number, "unit": unit}
        case ParameterKind.TIME:
            return {
                "value": forms.CharField(
                    label=label, max_length=5, initial=text, help_text=hint, widget=forms.TextInput(attrs={"type": "time"})
                )
            }
        case ParameterKind.CHOICE:
            return {"value": forms.ChoiceField(label=label, choices=definition.choices, initial=text, help_text=hint)}
        case ParameterKind.BOOL:
            return {"value": forms.ChoiceField(label=label, choices=YES_NO, initial=text, help_text=hint)}
    return {"value": forms.CharField(label=label, max_length=500, initial=text, help_text=hint)}


def _hint(definition: Definition) -> str:
    parts = [str(definition.help)] if definition.help else []
    if definition.minimum is not None and definition.maximum is not None:
        low, high = plain(definition.minimum), plain(definition.maximum)
        parts.append(_("%(low)s 至 %(high)s %(unit)s。") % {"low": low, "high": high, "unit": definition.unit})
    return "".join(parts)


class MajorForm(forms.ModelForm[MajorCategory]):
    class Meta:
        model = MajorCategory
        fields = ("kind", "code", "name", "is_local", "is_active", "sort_order")


class MinorForm(forms.ModelForm[MinorCategory]):
    class Meta:
        model = MinorCategory
        fields = ("major", "code", "name", "hint", "four_unseen_flag", "is_urgent", "is_local", "is_active", "sort_order")


class ConditionForm(forms.Form):
    """A filing condition or a new version of one."""

    text = forms.CharField(label=gettext_lazy("立案条件"), max_length=200)
    limit_value = forms.DecimalField(label=gettext_lazy("处置时限"), min_value=Decimal("0.01"), max_value=9999, decimal_places=2)
    limit_unit = forms.ChoiceField(label=gettext_lazy("时限单位"), choices=LimitUnit.choices)
    close_condition = forms.CharField(label=gettext_lazy("结案条件"), max_length=200)
    responsible_role = forms.CharField(label=gettext_lazy("责任主体"), max_length=60, required=False)
    responsible_unit = UnitField(label=gettext_lazy("责任单位"), required=False, empty=gettext_lazy("（不指定）"))
    valid_from = forms.DateField(label=gettext_lazy("生效日期"), widget=DateInput(), initial=timezone.localdate)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "limit_value" in cleaned and "limit_unit" in cleaned:
            try:
                Limit(cleaned["limit_value"], cleaned["limit_unit"])
            except ValueError:
                self.add_error("limit_value", _("自然日和分钟应为整数。"))
        return cleaned

    @staticmethod
    def initial_of(condition: FilingCondition) -> dict[str, Any]:
        """The present version's values."""
        names = ("text", "limit_unit", "close_condition", "responsible_role")
        values = {name: getattr(condition, name) for name in names}
        return values | {"limit_value": plain(condition.limit_value), "responsible_unit": condition.responsible_unit_id}


class NewConditionForm(ConditionForm):
    area_class = forms.ChoiceField(label=gettext_lazy("区域"), choices=AreaClass.choices, required=False)
    field_order = ("text", "area_class")


class EndForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("自哪一天起不再使用"), widget=DateInput(), initial=timezone.localdate)


class CategoryFilter(FilterForm):
    q = forms.CharField(label=gettext_lazy("名称或代码"), max_length=40)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=[ANY, *CategoryKind.choices])
    flag = forms.ChoiceField(label=gettext_lazy("四个不见"), choices=[ANY, *FourUnseen.choices])
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        choices=[ANY, ("active", gettext_lazy("启用")), ("inactive", gettext_lazy("停用")), ("bare", gettext_lazy("没有立案条件"))],
    )


class HoursForm(forms.Form):
    """Hours of work: morning and, optionally, afternoon."""

    valid_from = forms.DateField(label=gettext_lazy("生效日期"), widget=DateInput(), initial=timezone.localdate)
    morning_start = forms.TimeField(label=gettext_lazy("上午开始"), widget=TimeInput())
    morning_end = forms.TimeField(label=gettext_lazy("上午结束"), widget=TimeInput())
    afternoon_start = forms.TimeField(label=gettext_lazy("下午开始"), widget=TimeInput(), required=False)
    afternoon_end = forms.TimeField(label=gettext_lazy("下午结束"), widget=TimeInput(), required=False)
    reason = forms.CharField(label=gettext_lazy("依据"), max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("afternoon_start")) != bool(cleaned.get("afternoon_end")):
            raise ValidationError(_("下午的开始和结束时间须同时填写。"))
        return cleaned

    def periods(self) -> list[tuple[datetime.time, datetime.time]]:
        """What was entered, once valid."""
        data = self.cleaned_data
        pairs = [(data["morning_start"], data["morning_end"])]
        return [*pairs, (data["afternoon_start"], data["afternoon_end"])] if data["afternoon_start"] else pairs


class LetterFilter(FilterForm):
    topic = forms.CharField(label=gettext_lazy("主题"), max_length=60)


class AuditFilter(FilterForm):
    action = forms.ChoiceField(label=gettext_lazy("操作"))
    who = forms.CharField(label=gettext_lazy("操作者用户名"), max_length=150)
    result = forms.ChoiceField(label=gettext_lazy("结果"), choices=[ANY, ("ok", gettext_lazy("成功")), ("refused", gettext_lazy("被拒绝"))])
    since = forms.DateField(label=gettext_lazy("起始日期"), widget=DateInput())
    until = forms.DateField(label=gettext_lazy("截止日期"), widget=DateInput())

    def __init__(self, data: QueryDict, *, actions: list[tuple[str, Any]]) -> None:
        super().__init__(data)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *actions]


class RevealFilter(FilterForm):
    who = forms.CharField(label=gettext_lazy("查看人用户名"), max_length=150)
    since = forms.DateField(label=gettext_lazy("起始日期"), widget=DateInput())
    until = forms.DateField(label=gettext_lazy("截止日期"), widget=DateInput())
