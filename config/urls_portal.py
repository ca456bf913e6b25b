"""URL map of the public portal."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

public_urlpatterns: list[URLPattern | URLResolver] = [
    path("search/", include("search.urls_portal")),
    path("complaints/", include("portal.complaints.urls")),
    path("units/", include("portal.directory.urls")),
    path("articles/", include("portal.passages.urls")),
    path("bulletins/", include("portal.bulletins.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("portal.base.urls")),
    path("", include(wagtail_urls)),
]

# Health checks and the style page are served by both faces under the same paths.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("core.operations.urls")),
    path("", include("core.ui.urls")),
    *public_urlpatterns,
]
