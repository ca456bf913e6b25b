"""allauth's forms with our words, and the form of a personal link."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as FactorReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ui.middleware import client_address
from core.units.models import User
from intranet.accounts.services.passwords import reset_request

NEW, AGAIN = gettext_lazy("新密码"), gettext_lazy("再输入一次")


def rules_text() -> str:
    """The password rules in force, in one line."""
    return "".join(password_validators_help_texts())


def _plain(form: forms.BaseForm, labels: dict[str, Any]) -> None:
    """Labels stand above the fields, so placeholders that repeat them go; links in hints go too."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""
        if name in labels:
            field.label = labels[name]


def _code(form: forms.BaseForm, label: Any) -> None:
    """A six-digit code or a recovery code of eight: digits on a phone's keyboard."""
    _plain(form, {"code": label})
    form.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "maxlength": "20"})


class SignInForm(LoginForm):
    """User name or e-mail address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"login": gettext_lazy("用户名或邮箱"), "password": gettext_lazy("密码")})
        self.fields["login"].widget.attrs.update(
            {"autocomplete": "username", "autofocus": True, "maxlength": "254", "autocapitalize": "none", "spellcheck": "false"}
        )

    def clean_login(self) -> str:
        login: str = super().clean_login()
        if "\x00" in login:
            raise ValidationError(_("用户名或密码不正确。"))
        return login


class ResetRequestForm(ResetPasswordForm):
    """Asking for a reset by mail. Same answer and same work for unknown addresses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"email": gettext_lazy("邮箱")})

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        reset_request(users=list(self.users), address=client_address(request))
        return str(self.cleaned_data["email"])


class ResetForm(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password1": NEW, "password2": AGAIN})
        self.fields["password1"].help_text = rules_text()


class ChangeForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"oldpassword": gettext_lazy("当前密码"), "password1": NEW, "password2": AGAIN})
        self.fields["password1"].help_text = rules_text()

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise ValidationError(_("新密码不能与当前密码相同。"))
        return password


class ConfirmPasswordForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password": gettext_lazy("密码")})


class FactorForm(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, gettext_lazy("验证码或备用恢复码"))


class ConfirmFactorForm(FactorReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, gettext_lazy("验证码或备用恢复码"))


class ActivateFactorForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, gettext_lazy("应用中显示的六位验证码"))


class PersonalLinkForm(forms.Form):
    """Setting the password with an invitation or a reset."""

    password1 = forms.CharField(label=NEW, strip=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    password2 = forms.CharField(
        label=AGAIN, strip=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password1"].help_text = rules_text()

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("两次输入的密码不一致。"))
        return cleaned
