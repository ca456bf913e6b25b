"""Forms of meetings: facts, agenda, receipt, sign-in, minutes, decisions. Rules are the services'."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.units.enums import Role
from core.units.models import Unit, User
from core.workflow.errors import InvalidData
from intranet.meetings.enums import MeetingKind, Part, Receipt
from intranet.meetings.guards import start_of
from intranet.meetings.models import AgendaItem, Decision, Invitation, Meeting
from intranet.records.forms import RecordChoice, UnitsChoice


def _units() -> Any:
    return Unit.objects.handling().order_by("code")


class FactsForm(forms.Form):
    """What a meeting is and who is invited. ``revision`` tells whether somebody else changed it meanwhile."""

    title = forms.CharField(label=_("会议名称"), max_length=80)
    month = forms.DateField(label=_("所属月份"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    day = forms.DateField(label=_("会议日期"), widget=forms.DateInput(attrs={"type": "date"}))
    clock = forms.CharField(label=_("开始时间"), max_length=5, help_text=_("例如 14:30。"))
    minutes_long = forms.IntegerField(label=_("时长（分钟）"), min_value=15, max_value=600, initial=120)
    place = forms.CharField(label=_("地点"), max_length=120)
    chair = RecordChoice(label=_("主持人"), queryset=User.objects.none())
    purpose = forms.CharField(label=_("会议事由"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    attending = UnitsChoice(label=_("出席单位"), queryset=Unit.objects.none())
    sitting_in = UnitsChoice(label=_("列席单位"), queryset=Unit.objects.none(), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        leaders = User.objects.filter(is_active=True, assignments__role__in=(Role.LEADER, Role.UNIT_HEAD)).distinct().order_by("id")
        self.fields["chair"].queryset = leaders  # type: ignore[attr-defined]
        for name in ("attending", "sitting_in"):
            self.fields[name].queryset = _units()  # type: ignore[attr-defined]
        if kind == MeetingKind.AD_HOC:
            del self.fields["month"]
        else:
            self.fields["month"].help_text = _("每月一次；推到下月召开的会议仍属原月份。不填时按会议日期。")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "day" in data and "clock" in data:
            from_words = _moment(data)
            if isinstance(from_words, datetime.datetime):
                data["starts_at"] = from_words
            else:
                for name, message in from_words.items():
                    self.add_error(name, message)
        if "starts_at" in data and data.get("minutes_long"):
            data["ends_at"] = data["starts_at"] + datetime.timedelta(minutes=data["minutes_long"])
        both = set(data.get("attending") or ()) & set(data.get("sitting_in") or ())
        if both:
            self.add_error("sitting_in", _("同一单位不能既出席又列席。"))
        return data

    def facts(self) -> dict[str, Any]:
        """What the services take."""
        data = self.cleaned_data
        names = ("title", "starts_at", "ends_at", "place", "chair", "purpose", "attending", "sitting_in")
        return {name: data[name] for name in names} | {"month": data.get("month")}


def _moment(data: dict[str, Any]) -> datetime.datetime | dict[str, str]:
    try:
        return start_of(data)
    except InvalidData as error:
        return dict(error.fields)


def facts_initial(meeting: Meeting) -> dict[str, Any]:
    """A meeting's facts as the form shows them."""
    start = timezone.localtime(meeting.starts_at)
    invited = list(meeting.invitations.all())
    return {
        "title": meeting.title,
        "month": meeting.month,
        "day": start.date(),
        "clock": f"{start:%H:%M}",
        "minutes_long": int((meeting.ends_at - meeting.starts_at).total_seconds() // 60),
        "place": meeting.place,
        "chair": meeting.chair_id,
        "purpose": meeting.purpose,
        "attending": [row.unit_id for row in invited if row.part == Part.ATTEND],
        "sitting_in": [row.unit_id for row in invited if row.part == Part.SIT_IN],
        "revision": meeting.revision,
    }


class AgendaForm(forms.Form):
    """One agenda item."""

    title = forms.CharField(label=_("议题"), max_length=120)
    body = forms.CharField(label=_("情况说明"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6}))
    unit = RecordChoice(label=_("汇报单位"), queryset=Unit.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _units()  # type: ignore[attr-defined]


class ReceiptForm(forms.Form):
    """回执."""

    receipt = forms.ChoiceField(
        label=_("是否参会"),
        choices=[(r.value, r.label) for r in (Receipt.COMING, Receipt.SUBSTITUTE, Receipt.LEAVE)],
        widget=forms.RadioSelect,
    )
    person = forms.CharField(label=_("参会人姓名"), max_length=40, required=False)
    post = forms.CharField(label=_("职务"), max_length=40, required=False)
    substitute_for = forms.CharField(label=_("替何人参会"), max_length=40, required=False, help_text=_("替会时填写。"))
    reason = forms.CharField(label=_("请假或替会原因"), max_length=200, required=False)


def receipt_initial(invitation: Invitation) -> dict[str, Any]:
    names = ("person", "post", "substitute_for", "reason")
    found = {name: getattr(invitation, name) for name in names}
    return found | {"receipt": invitation.receipt if invitation.receipt != Receipt.PENDING else Receipt.COMING}


class MinutesForm(forms.Form):
    """The minutes of one item."""

    text = forms.CharField(label=_("纪要"), max_length=8000, widget=forms.Textarea(attrs={"rows": 12}))
    revision = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """A decision."""

    content = forms.CharField(label=_("议定事项"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    item = RecordChoice(label=_("议题"), queryset=AgendaItem.objects.none(), required=False)
    lead_unit = RecordChoice(label=_("责任单位"), queryset=Unit.objects.none())
    assisting_units = UnitsChoice(label=_("配合单位"), queryset=Unit.objects.none(), required=False)
    due_on = forms.DateField(label=_("完成时限"), widget=forms.DateInput(attrs={"type": "date"}))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = meeting.items.all()  # type: ignore[attr-defined]
        for name in ("lead_unit", "assisting_units"):
            self.fields[name].queryset = _units()  # type: ignore[attr-defined]


def decision_initial(decision: Decision) -> dict[str, Any]:
    return {
        "content": decision.content,
        "item": decision.item_id,
        "lead_unit": decision.lead_unit_id,
        "assisting_units": [unit.pk for unit in decision.assisting_units.all()],
        "due_on": decision.due_on,
        "revision": decision.revision,
    }


class ProposeForm(forms.Form):
    """Which meeting a case goes before."""

    meeting = RecordChoice(label=_("列入哪次会议"), queryset=Meeting.objects.none())

    def __init__(self, meetings: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
