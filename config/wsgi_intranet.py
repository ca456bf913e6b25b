"""WSGI entry of the staff intranet."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.intranet"
application = get_wsgi_application()
