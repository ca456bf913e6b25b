"""Search on the portal."""

from django.urls import URLPattern, URLResolver, path

from search.views import portal_results

app_name = "search"
urlpatterns: list[URLPattern | URLResolver] = [path("", portal_results, name="results")]
