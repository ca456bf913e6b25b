"""Downloads beside a bulletin. The bulletin itself is a page of the tree."""

from django.urls import URLPattern, URLResolver, re_path

from portal.bulletins import views

app_name = "portal_bulletins"
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^(?P<slug>[-\w]+)/figures\.(?P<kind>csv|xlsx|json)$", views.download, name="download"),
    re_path(r"^(?P<slug>[-\w]+)/bulletin\.pdf$", views.pdf, name="pdf"),
]
