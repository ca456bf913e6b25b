"""URLs of this app."""

from django.urls import URLPattern, URLResolver

app_name = "intranet_registry"
urlpatterns: list[URLPattern | URLResolver] = []
