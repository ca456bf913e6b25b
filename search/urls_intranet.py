"""Search on the intranet."""

from django.urls import URLPattern, URLResolver

app_name = "find"
urlpatterns: list[URLPattern | URLResolver] = []
