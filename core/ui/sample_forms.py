"""One form with every kind of field, for the style pages."""

from __future__ import annotations

from django import forms

KINDS = (("advice", "咨询"), ("help", "求助"), ("complaint", "投诉"), ("report", "举报"), ("idea", "建议"))
STREETS = (("", "请选择"), ("1", "望河街道"), ("2", "槐荫街道"), ("3", "石桥街道"))


class SampleForm(forms.Form):
    """Labels as the portal words them; nothing is stored."""

    kind = forms.ChoiceField(label="您要做什么", choices=KINDS, widget=forms.RadioSelect, error_messages={"required": "请选择一项"})
    description = forms.CharField(
        label="发生了什么",
        help_text="写清时间和情况。不要写身份证号、银行卡号。",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明发生了什么"},
    )
    place = forms.CharField(label="在哪里", help_text="路名、门牌或附近的标志物", max_length=80, error_messages={"required": "请写明地点"})
    street = forms.ChoiceField(label="街道", choices=STREETS, required=False)
    since = forms.DateField(label="从哪天开始", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    photo = forms.FileField(label="照片", help_text="最多九张，每张不超过 10 MB", required=False)
    email = forms.EmailField(label="邮箱", required=False, error_messages={"invalid": "邮箱应像 name@example.cn 这样"})
    wishes = forms.MultipleChoiceField(
        label="希望怎样联系您",
        choices=(("sms", "短信"), ("call", "电话"), ("mail", "邮件")),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    anonymous = forms.BooleanField(label="不公开我的姓名", required=False)
