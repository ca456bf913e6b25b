"""URLs of this app."""

from django.urls import URLPattern, URLResolver

app_name = "portal_base"
urlpatterns: list[URLPattern | URLResolver] = []
