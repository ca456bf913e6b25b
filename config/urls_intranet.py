"""URL map of the staff intranet. It ends with the portal's map, each view replaced by a redirect to
the portal's origin, so that page.url, previews and "view live" keep working (portal_redirects)."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.portal_redirects import redirected
from config.urls_portal import public_urlpatterns
from portal.base.views import document

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("core.operations.urls")),
    path("", include("core.ui.urls")),
    path("", include("intranet.accounts.urls")),
    path("admin/", include("intranet.publishing.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("find/", include("search.urls_intranet")),
    path("registry/", include("intranet.registry.urls")),
    path("publishing/", include("intranet.publishing.urls")),
    path("media/", include("intranet.publishing.media_urls")),
    re_path(r"^documents/(\d+)/(.*)$", document),  # as on the portal
    path("documents/", include(wagtaildocs_urls)),
    path("cases/", include("intranet.casework.urls")),
    path("tasks/", include("intranet.tasks.urls")),
    path("meetings/", include("intranet.meetings.urls")),
    path("assessment/", include("intranet.assessment.urls")),
    path("letters/", include("intranet.sharing.urls")),
    path("", include("intranet.inbox.urls")),
    *redirected(public_urlpatterns),
]
