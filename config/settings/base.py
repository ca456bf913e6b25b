"""Settings that both faces share. What an operator may change is read in config/env.py only."""

from __future__ import annotations

import warnings
from typing import Any

import django_stubs_ext

from config.env import BASE_DIR, ENV

# Lets model fields, paginators and forms be written with their types (TextField[str, str]) at run time too.
django_stubs_ext.monkeypatch()

APP_ENV = ENV
PROJECT_DIR = BASE_DIR
DEBUG = False
DEVELOPMENT = not ENV.production
SECRET_KEY = ENV.secrets.secret_key
FIELD_KEYS = ENV.secrets.field_keys
CODE_KEY = ENV.secrets.code_key
DATA_DIR = ENV.data_dir
ALLOWED_HOSTS = list(ENV.allowed_hosts)
PORTAL_ORIGIN = ENV.portal_origin
INTRANET_ORIGIN = ENV.intranet_origin
TRUSTED_PROXIES = ENV.trusted_proxies
DEMO = ENV.demo

CORE_APPS = [
    "core.units",
    "core.privacy",
    "core.parameters",
    "core.categories",
    "core.calendars",
    "core.clocks",
    "core.workflow",
    "core.audit",
    "core.numbering",
    "core.files",
    "core.documents",
    "core.outbox",
    "core.operations",
    "core.ui",
    "search",
]
PORTAL_APPS = [
    "portal.base",
    "portal.notices",
    "portal.policies",
    "portal.bulletins",
    "portal.passages",
    "portal.directory",
    "portal.complaints",
]
WAGTAIL_APPS = [
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
DJANGO_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "core.ui.context.site_context",
            ],
        },
    }
]
FORM_RENDERER = "core.ui.renderer.InterfaceFormRenderer"

_database: dict[str, Any] = dict(ENV.database)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that reads first and writes later would fail at once with "locked".
    # FULL: an acknowledged complaint must survive a power cut.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if ENV.redis_url:
    CACHES: dict[str, Any] = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENV.redis_url}}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(DATA_DIR / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 5000},
        }
    }

AUTH_USER_MODEL = "core_units.User"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = ENV.time_zone
USE_TZ = True
USE_I18N = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEVELOPMENT:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = False
    # Nothing is collected in development: the finders know the files.
    warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)

# Uploads are streamed to disk above 1 MiB; one request may carry nine photos of 10 MB and their fields.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 20
UPLOAD_MAX_BYTES = 110 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "core.files.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
if ENV.production:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$"]  # asked by process managers over plain HTTP
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

SEARCH_ENGINE = "elasticsearch" if ENV.elasticsearch_url else "embedded"
ELASTICSEARCH_URL = ENV.elasticsearch_url
SEARCH_INDEX_DIR = DATA_DIR / "index"
SEARCH_INDEX_PREFIX = "committee"  # of index names in Elasticsearch
FILES_ROOT = DATA_DIR / "files"
FILES_SCAN_COMMAND = ENV.scan_command
# How long a process may go on with settings, working days and categories that another process changed.
SNAPSHOT_SECONDS = 2

WAGTAIL_SITE_NAME = "城市管理委员会"
WAGTAILADMIN_BASE_URL = ENV.intranet_origin
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILREDIRECTS_AUTO_CREATE = False  # its signal handler fails on SQLite for sections with ~1,000 pages
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "txt"]
WAGTAIL_WORKFLOW_ENABLED = True
# The editor's lists are searched by parts of titles: Wagtail's word search finds nothing in Chinese.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database.fallback", "AUTO_UPDATE": False}}
WAGTAILIMAGES_IMAGE_MODEL = "portal_base.PublicImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.base.forms.PublicImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_DOCUMENT_MODEL = "portal_base.PublicDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.base.forms.PublicDocumentForm"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
TAGGIT_CASE_INSENSITIVE = True

from config.logging import LOGGING  # noqa: F401  (kept apart: it is long and read alone)
