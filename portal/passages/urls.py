"""URLs of this app."""

from django.urls import URLPattern, URLResolver

app_name = "portal_passages"
urlpatterns: list[URLPattern | URLResolver] = []
