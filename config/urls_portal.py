"""URL map of the public portal."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.base.views import document

public_urlpatterns: list[URLPattern | URLResolver] = [
    path("search/", include("search.urls_portal")),
    path("complaints/", include("portal.complaints.urls")),
    path("units/", include("portal.directory.urls")),
    path("articles/", include("portal.passages.urls")),
    path("bulletins/", include("portal.bulletins.urls")),
    re_path(r"^documents/(\d+)/(.*)$", document),  # before Wagtail's, which says of any number whether it is a file's
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
