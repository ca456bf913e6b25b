"""Health checks, served by both faces under the same paths."""

from django.urls import URLPattern, URLResolver, path

from core.operations.views import live, ready

app_name = "core_operations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("live", live, name="live"),
    path("ready", ready, name="ready"),
]
