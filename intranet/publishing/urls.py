"""URLs of this app."""

from django.urls import URLPattern, URLResolver, path, re_path

from intranet.publishing import views

app_name = "intranet_publishing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    re_path(rf"^(?P<view>{'|'.join(views.VIEWS)})/$", views.home, name="list"),
    path("review/<int:page_id>/", views.review, name="review"),
]
