"""Sign-in, sessions and passwords of the staff face.

What an operator may tune at run time (lockout, idle time, password rules) is a parameter of the group
"security"; here stands only what must not change while the process runs.
"""

from typing import Any
from urllib.parse import urlsplit

import environ

from config.env import ENV

# Invitation only. The single way in is allauth's sign-in page; every other account page of allauth that is
# not listed in intranet/accounts/urls.py does not exist.
ACCOUNT_ADAPTER = "intranet.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address enters by an administrator's hand and is used for invitations
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# A changed password ends all other sessions (the session hash no longer fits); the person's own goes on.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = {
    "login": "intranet.accounts.forms.SignInForm",
    "reset_password": "intranet.accounts.forms.ResetRequestForm",
    "reset_password_from_key": "intranet.accounts.forms.ResetForm",
    "change_password": "intranet.accounts.forms.ChangeForm",
    "reauthenticate": "intranet.accounts.forms.ConfirmPasswordForm",
}
# Kept in the shared cache, so that several processes count together. The count of wrong passwords for one
# account is in the database (intranet/accounts/services/lockout.py); the key limit here guards second factors.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/1800s/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "signup": "20/m/ip",
    "invitation": "20/m/ip",
}

MFA_ADAPTER = "intranet.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # one step of 30 s either way: phones' clocks are not exact
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "intranet.accounts.forms.FactorForm",
    "reauthenticate": "intranet.accounts.forms.ConfirmFactorForm",
    "activate_totp": "intranet.accounts.forms.ActivateFactorForm",
}
USERSESSIONS_ADAPTER = "intranet.accounts.adapters.SessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False  # it would write a row with every request

# Every account of the demo district has this one. In production nobody signs in with it, whatever data is there.
DEMO_PASSWORD = "yunchuan-demo-2026"  # noqa: S105 (printed on purpose)

AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "intranet.accounts.password_rules.LengthRule"},
    {"NAME": "intranet.accounts.password_rules.CharacterKindsRule"},
    {"NAME": "intranet.accounts.password_rules.OwnDataRule"},
    {"NAME": "intranet.accounts.password_rules.CommonRule"},
]

SESSION_COOKIE_AGE = 12 * 3600  # absolute; the idle time is the parameter security.idle_minutes
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if ENV.production:
    SESSION_COOKIE_NAME = "__Host-intranet_session"
    CSRF_COOKIE_NAME = "__Host-intranet_csrf"

# Mail is a helper: without EMAIL_URL invitations and resets are links that an administrator hands over.
MAIL_AVAILABLE = bool(ENV.email_url)
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = f"no-reply@{urlsplit(ENV.intranet_origin).hostname}"
if ENV.email_url:
    _mail: dict[str, Any] = environ.Env.email_url_config(ENV.email_url)
    globals().update({name: value for name, value in _mail.items() if name.startswith("EMAIL_")})
    if "@" in str(_mail.get("EMAIL_HOST_USER", "")):
        DEFAULT_FROM_EMAIL = str(_mail["EMAIL_HOST_USER"])
