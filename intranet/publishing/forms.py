"""The reviewer's form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

COMMENT_LENGTH = 1000


class ReviewForm(forms.Form):
    """Both checks are needed to approve, the comment to send back."""

    secrecy_checked = forms.BooleanField(label=_("保密审查：内容不涉及国家秘密、工作秘密和商业秘密，没有密级标志"), required=False)
    privacy_checked = forms.BooleanField(label=_("个人信息审查：没有不应公开的姓名、电话、证件号码、住址"), required=False)
    comment = forms.CharField(
        label=_("审核意见"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("退回时必填。"),
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if self.data.get("action") == "return":
            if not str(cleaned.get("comment", "")).strip():
                self.add_error("comment", _("请写明需要修改的内容。"))
        else:
            if not cleaned.get("secrecy_checked"):
                self.add_error("secrecy_checked", _("请完成保密审查后勾选。"))
            if not cleaned.get("privacy_checked"):
                self.add_error("privacy_checked", _("请完成个人信息审查后勾选。"))
        return cleaned
