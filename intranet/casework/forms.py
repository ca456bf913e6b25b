"""Forms of casework: one for each act, made from the act's needs, and the two entry forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from core.categories.enums import RequestKind, RoadClass
from core.categories.models import MinorCategory
from core.units.actors import Actor
from core.units.models import Unit
from core.workflow.machine import Need, Transition
from intranet.casework.fields import KeptFilesField
from intranet.casework.models import Case


class RecordChoice(forms.ModelChoiceField[Any]):
    """A choice among rows, shown by what staff call them."""

    def label_from_instance(self, obj: Model) -> str:
        if isinstance(obj, Unit):
            return obj.name if not obj.parent_id or obj.kind != "community" else f"{obj.parent} · {obj.name}"
        if isinstance(obj, MinorCategory):
            return f"{obj.major.name} · {obj.name}"
        limit = getattr(obj, "limit", None)
        return f"{obj}（{limit}）" if limit is not None else str(obj)


class UnitsChoice(forms.ModelMultipleChoiceField[Any]):
    """Several units."""

    widget = forms.CheckboxSelectMultiple


def field_for(need: Need, case: Case) -> forms.Field:
    """The form field of one need."""
    common: dict[str, Any] = {"label": need.label, "required": need.required, "help_text": need.hint}
    if need.initial:
        common["initial"] = need.initial(case)
    choices: Any = need.choices(case) if need.choices else ()
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
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **common)
        case "days":
            return forms.IntegerField(min_value=1, max_value=60, **common)
        case "flag":
            return forms.BooleanField(**common)
    return KeptFilesField(kind=need.kind, **common)


def _rows(choices: Any) -> Any:
    """A sliced queryset cannot be looked up by key: narrow by the slice's keys instead."""
    if choices.query.is_sliced:
        return choices.model._base_manager.filter(pk__in=list(choices.values_list("pk", flat=True)))
    return choices


class ActionForm(forms.Form):
    """The form of one act on one case."""

    def __init__(self, transition: Transition, case: Case, actor: Actor, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id=f"{transition.action}-%s")
        self.transition = transition
        for need in transition.needs:
            field = field_for(need, case)
            if isinstance(field, KeptFilesField):
                field.actor = actor
            self.fields[need.name] = field

    def add_refusal(self, fields: dict[str, str]) -> None:
        """Put the service's messages beside their fields."""
        for name, message in fields.items():
            self.add_error(name if name in self.fields else None, message)


class FindForm(forms.Form):
    """A find by a supervisor, a community or a leader: what, where, which category, photos."""

    request_kind = forms.ChoiceField(label=_("类型"), choices=RequestKind, initial=RequestKind.COMPLAINT)
    place = forms.CharField(label=_("地点"), max_length=200)
    description = forms.CharField(label=_("问题描述"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5, "maxlength": 2000}))
    minor = RecordChoice(label=_("小类"), queryset=MinorCategory.objects.none())
    street = RecordChoice(label=_("街道"), queryset=Unit.objects.none())
    community = RecordChoice(label=_("社区"), queryset=Unit.objects.none(), required=False)
    road_class = forms.ChoiceField(label=_("道路等级"), choices=[("", "—"), *RoadClass.choices], required=False)
    urgent = forms.BooleanField(label=_("紧急"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"] = KeptFilesField(kind="photos", label=_("现场照片"), help_text=_("至少一张，最多9张。"))
        self.fields["photos"].actor = actor  # type: ignore[attr-defined]
        self.fields["minor"].queryset = MinorCategory.objects.active().select_related("major")  # type: ignore[attr-defined]
        self.fields["street"].queryset = Unit.objects.active().streets()  # type: ignore[attr-defined]
        self.fields["community"].queryset = Unit.objects.active().communities().select_related("parent")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        street, community = cleaned.get("street"), cleaned.get("community")
        if street and community and not community.path.startswith(street.path):
            self.add_error("community", _("该社区不属于所选街道。"))
        return cleaned


class CallForm(FindForm):
    """A telephone complaint, typed by the acceptor while the caller speaks."""

    contact_name = forms.CharField(label=_("诉求人姓名"), max_length=40, required=False)
    contact_phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)
    is_anonymous = forms.BooleanField(label=_("诉求人要求匿名"), required=False)
    confidential = forms.BooleanField(label=_("对承办单位保密诉求人身份"), required=False)
    external_no = forms.CharField(label=_("市级工单号"), max_length=40, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.fields["photos"].required = False
        self.fields["photos"].help_text = ""
        self.fields["minor"].required = False
        self.fields["street"].required = False
