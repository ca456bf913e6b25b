"""WSGI entry of the public portal."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.portal"
application = get_wsgi_application()
