"""URLs of this app. The named pages are ordinary pages of the tree, made by ``site_setup``."""

from django.urls import URLPattern, URLResolver, path
from wagtail.views import serve

from portal.base import views
from portal.base.feeds import DocumentFeed

app_name = "portal_base"


def _page(name: str, address: str) -> URLPattern:
    pattern: URLPattern = path(f"{address}/" if address else "", serve, {"path": address}, name=name)
    return pattern


urlpatterns: list[URLPattern | URLResolver] = [
    _page("home", ""),
    _page("notices", "notices"),
    _page("policies", "policies"),
    _page("bulletins", "bulletins"),
    _page("rules", "rules"),
    _page("accessibility", "accessibility"),
    _page("privacy", "privacy"),
    path("sitemap/", views.site_map_page, name="sitemap"),
    path("sitemap.xml", views.sitemap_xml, name="sitemap_xml"),
    path("robots.txt", views.robots, name="robots"),
    path("feeds/<slug:slug>.xml", DocumentFeed(), name="feed"),
    path("topics/<slug:slug>/", views.topic_page, name="topic"),
    path("media/<path:path>", views.media, name="media"),
]
