"""The staff face: sign-in by allauth (invitation only), Wagtail's admin, every intranet app. Also the
settings of the worker and of all commands."""

import copy

from config.settings.base import *
from config.settings.base import CORE_APPS, DJANGO_APPS, PORTAL_APPS, TEMPLATES, WAGTAIL_APPS
from config.settings.csp import ADMIN_CSP, PUBLIC_CSP
from config.settings.portal_rights import *

FACE = "intranet"
INTRANET_APPS = [
    "intranet.accounts",
    "intranet.registry",
    "intranet.publishing",
    "intranet.records",
    "intranet.inbox",
    "intranet.casework",
    "intranet.meetings",
    "intranet.assessment",
    "intranet.tasks",
    "intranet.sharing",
    "intranet.imports",
    "intranet.demo",
]
INSTALLED_APPS = [
    *CORE_APPS,
    *PORTAL_APPS,
    *INTRANET_APPS,
    *WAGTAIL_APPS,
    *DJANGO_APPS,
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
ROOT_URLCONF = "config.urls_intranet"
WSGI_APPLICATION = "config.wsgi_intranet.application"
CSRF_COOKIE_NAME = "intranet_csrf"
SESSION_COOKIE_NAME = "intranet_session"
LANGUAGE_COOKIE_NAME = "intranet_language"
CONTENT_SECURITY_POLICY = {**PUBLIC_CSP, "EXCLUDE_URL_PREFIXES": ("/admin/",)}
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's previews are frames of the same host
ADMIN_CONTENT_SECURITY_POLICY = ADMIN_CSP

TEMPLATES = copy.deepcopy(TEMPLATES)
TEMPLATES[0]["OPTIONS"]["context_processors"] += [
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "intranet.inbox.context.intranet_context",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.ui.middleware.RequestContextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "intranet.accounts.middleware.SessionLifetimeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "intranet.accounts.middleware.AccountGateMiddleware",
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
from config.settings.accounts import *
