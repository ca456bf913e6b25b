"""Settings of the tests: the staff face with every app; portal tests swap in the portal's URL map and
middleware (tests/conftest.py). Nothing is read from or written to the operator's data folder."""

import os
import tempfile
from pathlib import Path

_data = Path(os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="committee-test-")))

from config.settings.intranet import *
from config.settings.intranet import DATABASES

DATA_DIR = _data
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(_data / "test.sqlite3")}
# Versions of small tables are read once in a test, so that query counts do not depend on how fast it runs.
SNAPSHOT_SECONDS = 3600
