"""URLs of this app."""

from django.urls import URLPattern, URLResolver

app_name = "portal_directory"
urlpatterns: list[URLPattern | URLResolver] = []
