"""The entry forms of casework; the forms of acts are made from their needs (intranet/records)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.categories.enums import RequestKind, RoadClass
from core.categories.models import MinorCategory
from core.units.actors import Actor
from core.units.models import Unit
from intranet.records.fields import KeptFilesField
from intranet.records.forms import RecordChoice
from intranet.records.once import OnceField


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
        self.fields["once"] = OnceField()
        self.fields["photos"] = KeptFilesField(kind="photos", label=_("现场照片"), help_text=_("至少一张，最多9张。"))
        self.fields["photos"].actor = actor  # type: ignore[attr-defined]
        self.fields["minor"].queryset = MinorCategory.objects.active().select_related("major")  # type: ignore[attr-defined]
        self.fields["street"].queryset = Unit.objects.active().streets()  # type: ignore[attr-defined]
        self.fields["community"].queryset = Unit.objects.active().communities().select_related("parent")  # type: ignore[attr-defined]

    def refuse(self, error: ValidationError) -> None:
        """Put what the service found beside its field; names of other fields go to the top of the form."""
        faults = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, texts in faults.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)

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
