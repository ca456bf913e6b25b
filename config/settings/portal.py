"""The public face: no admin, no staff sign-in, no sessions, and a database connection that refuses
writes outside PORTAL_WRITABLE_TABLES (config/db_guard.py)."""

from config.settings.base import *  # noqa: F403
from config.settings.base import CORE_APPS, DJANGO_APPS, PORTAL_APPS, WAGTAIL_APPS
from config.settings.csp import PUBLIC_CSP

FACE = "portal"
INSTALLED_APPS = ["config.apps.PortalGuardConfig", *CORE_APPS, *PORTAL_APPS, *WAGTAIL_APPS, *DJANGO_APPS]
ROOT_URLCONF = "config.urls_portal"
WSGI_APPLICATION = "config.wsgi_portal.application"
CSRF_COOKIE_NAME = "portal_csrf"
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

# What a resident's request may write. Everything else a resident causes (a case opened, a rating
# applied) is done by the worker, which runs with the intranet's settings.
PORTAL_WRITABLE_TABLES = frozenset(
    {
        "portal_complaints_complaint",
        "portal_complaints_contact",
        "portal_complaints_submissionkey",
        "portal_complaints_requesteract",
        "portal_complaints_ratecounter",
        "portal_complaints_draftphoto",
        "core_files_storedfile",
        "core_files_filelink",
        "core_numbering_counter",
        "core_outbox_outboxmessage",
        "core_audit_auditentry",
        "core_audit_audithead",
    }
)
