"""Fields that several forms share. Choices of units and people are read when the form is made, in one query each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.units.managers import UnitQuerySet
from core.units.models import Unit, User
from intranet.registry.selectors.units import unit_choices

NO_UNIT = gettext_lazy("（无上级单位）")
PICK = gettext_lazy("请选择")


class UnitField(forms.TypedChoiceField):
    """A unit out of the tree; the value is the unit itself."""

    def __init__(self, *, empty: Any = PICK, rows: UnitQuerySet | None = None, **kwargs: Any) -> None:
        self._rows, self._empty = rows, empty
        super().__init__(coerce=self._unit, empty_value=None, choices=self._choices, **kwargs)

    def _choices(self) -> list[tuple[str, Any]]:
        return [("", self._empty), *unit_choices(self._rows)]

    def _unit(self, value: str) -> Unit:
        found = Unit.objects.filter(pk=value).first()
        if found is None:
            raise ValidationError(_("请从列出的选项中选择。"))
        return found


class PersonField(forms.CharField):
    """A person named by user name: lists of hundreds of people are no use in a select. Offers names by a datalist."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 150)
        kwargs.setdefault("help_text", gettext_lazy("填写用户名或完整姓名。"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found: QuerySet[User] = User.objects.filter(is_active=True)
        exact = found.filter(username__iexact=text).first()
        if exact:
            return exact
        named = list(found.filter(display_name=text)[:2])
        if len(named) == 1:
            return named[0]
        if named:
            raise ValidationError(_("有几位同名人员，请填写用户名。"))
        raise ValidationError(_("没有找到这个人，请填写用户名或完整姓名。"))


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class ReasonForm(forms.Form):
    """Only a reason, for acts that ask for nothing else."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what a service refuses beside the fields it names; anything else on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
