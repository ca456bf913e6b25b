"""Forms of units and contacts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.units.enums import ContactKind, JoinStatus, UnitKind
from core.units.models import Unit
from intranet.registry.forms.fields import NO_UNIT, PersonField, UnitField
from intranet.registry.listing import FilterForm

ANY = ("", _("全部"))


class UnitFilter(FilterForm):
    q = forms.CharField(label=_("名称或代码"), max_length=40)
    kind = forms.ChoiceField(label=_("类型"), choices=[ANY, *UnitKind.choices])
    joined = forms.ChoiceField(label=_("接入状态"), choices=[ANY, *JoinStatus.choices])
    state = forms.ChoiceField(label=_("状态"), choices=[ANY, ("active", _("启用")), ("inactive", _("停用"))])


class ContactFilter(FilterForm):
    q = forms.CharField(label=_("单位名称"), max_length=40)
    missing = forms.ChoiceField(
        label=_("缺员"), choices=[ANY, ("any", _("缺任一联系人")), ("head", _("缺分管负责人")), ("liaison", _("缺联络人"))]
    )


class UnitForm(forms.Form):
    """What may be changed without a history of its own."""

    short_name = forms.CharField(label=_("简称"), max_length=30, help_text=_("列表和案件上显示的名称。"))
    joined_status = forms.ChoiceField(label=_("接入状态"), choices=JoinStatus.choices)
    first_responsible = PersonField(label=_("第一责任人"), required=False)
    duties = forms.CharField(label=_("主要职责"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    address = forms.CharField(label=_("办公地址"), required=False, max_length=120)
    phone = forms.CharField(label=_("公开电话"), required=False, max_length=40)
    sort_order = forms.IntegerField(label=_("排序"), min_value=0, max_value=100_000, initial=100, help_text=_("小的在前。"))

    @staticmethod
    def initial_of(unit: Unit) -> dict[str, Any]:
        """The unit's present values."""
        person = unit.first_responsible
        names = ("short_name", "joined_status", "duties", "address", "phone", "sort_order")
        return {name: getattr(unit, name) for name in names} | {"first_responsible": person.username if person else ""}


class NewUnitForm(UnitForm):
    kind = forms.ChoiceField(label=_("类型"), choices=UnitKind.choices)
    name = forms.CharField(label=_("全称"), max_length=80)
    code = forms.CharField(label=_("代码"), max_length=20, help_text=_("此后不再变更。"))
    parent = UnitField(label=_("上级单位"), required=False, empty=NO_UNIT)
    field_order = ("kind", "name", "short_name", "code", "parent")


class RenameForm(forms.Form):
    name = forms.CharField(label=_("新的全称"), max_length=80)
    short_name = forms.CharField(label=_("新的简称"), max_length=30)


class MoveForm(forms.Form):
    parent = UnitField(label=_("新的上级单位"), required=False, empty=NO_UNIT)


class ContactForm(forms.Form):
    kind = forms.ChoiceField(label=_("类别"), choices=ContactKind.choices)
    user = PersonField(label=_("人员"))
