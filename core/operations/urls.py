"""URLs of this app."""

from django.urls import URLPattern, URLResolver

app_name = "core_operations"
urlpatterns: list[URLPattern | URLResolver] = []
