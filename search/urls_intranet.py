"""Search on the intranet."""

from django.urls import URLPattern, URLResolver, path

from search.views import intranet_results

app_name = "find"
urlpatterns: list[URLPattern | URLResolver] = [path("", intranet_results, name="results")]
