"""Forms of acts, made from the needs of a transition: the same rows the service checks against."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from core.categories.models import MinorCategory
from core.phrases import noted
from core.units.actors import Actor
from core.units.models import Unit
from core.workflow.machine import Need, Transition
from intranet.records.fields import KeptFilesField

MOST_COUNTED = 100_000  # people or matters in one act
MOST_DAYS = 60  # working days; a longer extension is a new decision, not an extension


# Digits of a row's number that every database takes.
LONGEST_KEY = 18


class RecordChoice(forms.ModelChoiceField[Any]):
    """A choice among rows, shown by what staff call them."""

    def label_from_instance(self, obj: Model) -> str:
        if isinstance(obj, Unit):
            return obj.name if not obj.parent_id or obj.kind != "community" else f"{obj.parent} · {obj.name}"
        if isinstance(obj, MinorCategory):
            return f"{obj.major.name} · {obj.name}"
        limit = getattr(obj, "limit", None)
        return noted(obj, limit) if limit is not None else str(obj)


class UnitsChoice(forms.ModelMultipleChoiceField[Any]):
    """Several units."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        """A number that no database holds is no choice; looked up among others it would be a fault."""
        for each in value if isinstance(value, (list, tuple)) else ():
            if len(str(each)) > LONGEST_KEY:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": str(each)[:LONGEST_KEY]}
                )
        return super().clean(value)


def field_for(need: Need, record: Any) -> forms.Field:
    """The form field of one need."""
    common: dict[str, Any] = {"label": need.label, "required": need.required, "help_text": need.hint}
    if need.initial:
        common["initial"] = need.initial(record)
    choices: Any = need.choices(record) if need.choices else ()
    match need.kind:
        case "text":
            return forms.CharField(
                max_length=need.max_length, widget=forms.Textarea(attrs={"rows": 3, "maxlength": need.max_length}), **common
            )
        case "line":
            return forms.CharField(max_length=need.max_length, **common)
        case "choice":
            return forms.ChoiceField(choices=[("", "—"), *choices], **common)
        case "stars":
            blank = [] if need.required else [("", _("未评价"))]
            return forms.TypedChoiceField(choices=[*blank, *choices], coerce=int, empty_value=None, widget=forms.RadioSelect, **common)
        case "unit" | "record" | "user":
            return RecordChoice(queryset=_rows(choices), **common)
        case "units":
            return UnitsChoice(queryset=choices, **common)
        case "date":
            return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **common)
        case "days":
            return forms.IntegerField(min_value=1, max_value=MOST_DAYS, **common)
        case "count":
            return forms.IntegerField(min_value=0, max_value=MOST_COUNTED, **common)
        case "flag":
            return forms.BooleanField(**common)
    return KeptFilesField(kind=need.kind, **common)


def _rows(choices: Any) -> Any:
    """A sliced queryset cannot be looked up by key: narrow by the slice's keys instead."""
    if choices.query.is_sliced:
        return choices.model._base_manager.filter(pk__in=list(choices.values_list("pk", flat=True)))
    return choices


class ActionForm(forms.Form):
    """The form of one act on one record."""

    def __init__(self, transition: Transition, record: Any, actor: Actor, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id=f"{transition.action}-%s")
        self.transition = transition
        for need in transition.needs:
            field = field_for(need, record)
            if isinstance(field, KeptFilesField):
                field.actor = actor
            self.fields[need.name] = field

    def add_refusal(self, fields: dict[str, str]) -> None:
        """Put the service's messages beside their fields."""
        for name, message in fields.items():
            self.add_error(name if name in self.fields else None, message)
