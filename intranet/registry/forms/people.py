"""Forms of people, roles and accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.units.enums import Role
from core.units.models import User
from intranet.accounts.services.people import Secondment
from intranet.registry.forms.fields import DateInput, PersonField, UnitField
from intranet.registry.listing import FilterForm

ANY = ("", _("全部"))
PEOPLE_STATES = [
    ANY,
    ("active", _("启用")),
    ("invited", _("未设密码")),
    ("locked", _("已锁定")),
    ("unused", _("长期未登录")),
    ("seconded", _("借调中")),
    ("inactive", _("停用")),
]


class UnitFilterField(UnitField):
    """A unit as a filter; keeps the id."""

    def _unit(self, value: str) -> Any:
        return value


class PeopleFilter(FilterForm):
    q = forms.CharField(label=_("姓名、用户名或邮箱"), max_length=60)
    unit = UnitFilterField(label=_("单位"), empty=_("全部"))
    role = forms.ChoiceField(label=_("角色"), choices=[ANY, *Role.choices])
    state = forms.ChoiceField(label=_("状态"), choices=PEOPLE_STATES)


class RoleFilter(FilterForm):
    q = forms.CharField(label=_("姓名或用户名"), max_length=60)
    role = forms.ChoiceField(label=_("角色"), choices=[ANY, *Role.choices])
    unit = UnitFilterField(label=_("单位"), empty=_("全部"))
    state = forms.ChoiceField(
        label=_("任期"),
        choices=[ANY, ("current", _("在任")), ("ending", _("30天内到期")), ("coming", _("尚未开始")), ("ended", _("已结束"))],
    )


class SessionFilter(FilterForm):
    q = forms.CharField(label=_("姓名、用户名或地址"), max_length=60)


class PersonForm(forms.Form):
    display_name = forms.CharField(label=_("姓名"), max_length=40)
    email = forms.EmailField(label=_("邮箱"), required=False, max_length=254, help_text=_("用于发送邀请和重置链接；没有邮件时可不填。"))
    unit = UnitField(label=_("所在单位"))
    post = forms.CharField(label=_("职务"), required=False, max_length=60)

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        """The person's present values."""
        return {"display_name": user.display_name, "email": user.email, "unit": user.home_unit_id, "post": user.post}


class InviteForm(PersonForm):
    many_choices = True  # the roles stand in columns
    username = forms.CharField(
        label=_("用户名"), max_length=150, validators=[UnicodeUsernameValidator()], help_text=_("登录时使用，此后不再变更。")
    )
    roles = forms.MultipleChoiceField(
        label=_("角色"),
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("在所在单位担任；其他单位的角色以后再加。"),
    )
    field_order = ("display_name", "username", "email", "unit", "post", "roles")


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    unit = UnitField(label=_("单位"))
    valid_from = forms.DateField(label=_("起始"), required=False, widget=DateInput(), help_text=_("不填为立即。"))
    valid_until = forms.DateField(label=_("截止"), required=False, widget=DateInput(), help_text=_("不填为长期。"))


class SecondForm(forms.Form):
    unit = UnitField(label=_("借调单位"))
    since = forms.DateField(label=_("起始"), widget=DateInput(), initial=timezone.localdate)
    until = forms.DateField(label=_("截止"), required=False, widget=DateInput(), help_text=_("不填为另行通知。"))

    def secondment(self) -> Secondment:
        """What was entered, once valid."""
        return Secondment(self.cleaned_data["unit"], self.cleaned_data["since"], self.cleaned_data["until"])


class RoleForPersonForm(RoleForm):
    user = PersonField(label=_("人员"))
    field_order = ("user", "role", "unit")
