"""The account pages. allauth's routes are named one by one: sign-up, e-mail changes and sign-in by code have none."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as usersessions
from django.urls import URLPattern, URLResolver, include, path, re_path

from intranet.accounts import views

password_patterns: list[URLPattern | URLResolver] = [
    path("change/", account.password_change, name="account_change_password"),
    path("set/", account.password_set, name="account_set_password"),
    path("reset/", account.password_reset, name="account_reset_password"),
    path("reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(r"^reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", account.password_reset_from_key, name="account_reset_password_from_key"),
]
factor_patterns: list[URLPattern | URLResolver] = [
    path("", mfa.index, name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
account_patterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="account_index"),
    path("profile/", views.profile, name="account_profile"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("link/<str:token>/", views.personal_link, name="account_personal_link"),
    path("sessions/", usersessions.list_usersessions, name="usersessions_list"),
    path("password/", include(password_patterns)),
    path("2fa/", include(factor_patterns)),
]
urlpatterns: list[URLPattern | URLResolver] = [path("accounts/", include(account_patterns))]
