"""URLs of this app."""

from django.urls import URLPattern, URLResolver

app_name = "intranet_inbox"
urlpatterns: list[URLPattern | URLResolver] = []
