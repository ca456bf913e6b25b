"""URLs of this app."""

from django.urls import URLPattern, URLResolver

app_name = "core_ui"
urlpatterns: list[URLPattern | URLResolver] = []
