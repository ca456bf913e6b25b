"""The forms residents fill in. Texts here are read by everybody: no jargon, and errors that say what to do."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.categories.enums import RequestKind
from core.categories.selectors import category_groups
from portal.complaints.enums import MAX_ACT_TEXT, MAX_DESCRIPTION, MAX_PLACE, Rating
from portal.complaints.selectors import area_choices

UNKNOWN = "unknown"
OLDEST = datetime.timedelta(days=5 * 365)
_PHONE = re.compile(r"\+?[0-9][0-9\- ]{4,19}")


class ResidentTextField(forms.CharField):
    """Text as people paste it: line ends made one kind, invisible control characters dropped before the length counts."""

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        kept = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
        return str(super().to_python(kept))


class PhotosInput(forms.FileInput):
    """Several files at once. ``capture`` is left out: it would forbid photos taken earlier."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[bytes]]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class PhotosField(forms.Field):
    """Only gathers the uploads: what they are is checked in the photo tray, so that one bad photo costs itself only."""

    widget = PhotosInput

    def clean(self, value: Any) -> list[UploadedFile[bytes]]:
        return list(value or ())


def photos_field() -> PhotosField:
    """The photo control of all forms of this app."""
    widget = PhotosInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif", "multiple": True, "data-photos": "9"})
    return PhotosField(
        label=_("照片"), required=False, widget=widget, help_text=_("最多 9 张，每张不超过 10 MB。照片里的拍摄地点等信息会自动清除。")
    )


class ComplaintForm(forms.Form):
    """Three things must be said: where, what, and which kind of problem (or 不清楚)."""

    kind = forms.ChoiceField(
        label=_("您想反映什么？"),
        choices=RequestKind,
        initial=RequestKind.COMPLAINT,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。"), "invalid_choice": _("请选择一项。")},
    )
    place = ResidentTextField(
        label=_("在哪里？"),
        max_length=MAX_PLACE,
        help_text=_("写路名、门牌或附近的标志，例如：望河路与槐荫街路口往西约 50 米，公交站旁。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请写明地点，哪怕只是大概位置。")},
    )
    description = ResidentTextField(
        label=_("发生了什么？"),
        max_length=MAX_DESCRIPTION,
        help_text=_("请不要写身份证号、家庭住址等个人信息。"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("请简单说说情况。")},
    )
    category = forms.ChoiceField(
        label=_("属于哪一类？"),
        help_text=_("拿不准就选“不清楚”，由我们来分。"),
        error_messages={"required": _("请选择一类，拿不准就选“不清楚”。"), "invalid_choice": _("请从列表中选择一类，或选“不清楚”。")},
    )
    photos = photos_field()
    area = forms.ChoiceField(
        label=_("属于哪个街道、社区？"), required=False, error_messages={"invalid_choice": _("请从列表中选择，或留空。")}
    )
    happened_at = forms.DateTimeField(
        label=_("什么时候发生的？"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        error_messages={"invalid": _("请按“年-月-日 时:分”填写，例如 2026-11-23 14:30，或留空。")},
    )
    is_anonymous = forms.BooleanField(label=_("匿名反映（不留姓名和联系方式，只凭查询码看结果）"), required=False)
    name = ResidentTextField(label=_("怎么称呼您"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = ResidentTextField(
        label=_("电话"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("邮箱格式不对，例如 name@example.com，或留空。")},
    )
    consent_public = forms.BooleanField(
        label=_("同意在隐去个人信息后公开这件事的办理情况"), required=False, help_text=_("不勾选也一样办理。")
    )
    # A field nobody sees: programs that fill in everything give themselves away.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(group.name, [(str(minor.pk), minor.name) for minor in group.minors]) for group in category_groups()]
        self.fields["category"].choices = [("", _("请选择")), (UNKNOWN, _("不清楚")), *groups]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", _("不清楚")), *area_choices()]  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        phone = unicodedata.normalize("NFKC", str(self.cleaned_data["phone"])).replace("(", "").replace(")", "-")
        if phone and not _PHONE.fullmatch(phone):
            raise forms.ValidationError(_("电话只能是数字和短横线，例如 13800001234 或 0990-6881234，或留空。"))
        return phone

    def clean_happened_at(self) -> datetime.datetime | None:
        moment: datetime.datetime | None = self.cleaned_data["happened_at"]
        now = timezone.now()
        if moment and moment > now + datetime.timedelta(minutes=5):
            raise forms.ValidationError(_("发生时间不能晚于现在。"))
        if moment and moment < now - OLDEST:
            raise forms.ValidationError(_("发生时间太早了，请核对年份，或留空。"))
        return moment

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            # The typed value is dropped when the form is shown again, so a person only has to press once more.
            self.data = {**{name: self.data.get(name) for name in self.data}, "website": ""}
            self.add_error(None, gettext("系统把这次提交当成了自动程序。如果是您本人，请再按一次“提交反映”。"))
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_anonymous") and any(cleaned.get(name) for name in ("name", "phone", "email")):
            self.add_error("is_anonymous", gettext("匿名反映不保存姓名和联系方式：请清空它们，或取消“匿名反映”。"))
        return cleaned


class LookupForm(forms.Form):
    """Number and code as typed; whether they fit is not the form's business."""

    number = ResidentTextField(
        label=_("受理编号"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "placeholder": "CG-20261123-0001"}),
        error_messages={"required": _("请填写受理编号，它在回执上，以 CG 开头。")},
    )
    code = ResidentTextField(
        label=_("查询码"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("请填写查询码，它在回执上，一共 8 位。")},
        help_text=_("8 位字母和数字，大小写都可以，中间的横线可以不填。"),
    )


class ActForm(forms.Form):
    """What all later acts share: the form's own key."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)


class RatingForm(ActForm):
    rating = forms.TypedChoiceField(
        label=_("您对办理结果满意吗？"),
        choices=Rating,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。"), "invalid_choice": _("请选择一项。")},
    )
    text = ResidentTextField(label=_("想说的话"), required=False, max_length=MAX_ACT_TEXT, widget=forms.Textarea(attrs={"rows": 3}))


class SupplementForm(ActForm):
    text = ResidentTextField(
        label=_("补充的情况"),
        max_length=MAX_ACT_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写明要补充什么。")},
    )
    photos = photos_field()


class WithdrawalForm(ActForm):
    text = ResidentTextField(
        label=_("为什么撤回？"),
        max_length=MAX_ACT_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请简单说明撤回的原因。")},
    )


class ReopeningForm(ActForm):
    text = ResidentTextField(
        label=_("哪里没有解决？"),
        max_length=MAX_ACT_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请说明哪里没有解决，以便重新办理。")},
    )
    photos = photos_field()
