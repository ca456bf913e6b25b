"""The public face: no admin, no staff sign-in, no sessions, and a database connection that refuses
writes outside PORTAL_WRITABLE_TABLES (config/settings/portal_rights.py, config/db_guard.py)."""

from config.settings.base import *
from config.settings.base import CORE_APPS, DJANGO_APPS, PORTAL_APPS, WAGTAIL_APPS
from config.settings.csp import PUBLIC_CSP
from config.settings.portal_rights import *

FACE = "portal"
INSTALLED_APPS = ["config.apps.PortalGuardConfig", *CORE_APPS, *PORTAL_APPS, *WAGTAIL_APPS, *DJANGO_APPS]
ROOT_URLCONF = "config.urls_portal"
WSGI_APPLICATION = "config.wsgi_portal.application"
CSRF_COOKIE_NAME = "portal_csrf"
CSRF_FAILURE_VIEW = "portal.complaints.views.guards.csrf_failure"
LANGUAGE_COOKIE_NAME = "portal_language"
CONTENT_SECURITY_POLICY = PUBLIC_CSP

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.ui.middleware.RequestContextMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]
