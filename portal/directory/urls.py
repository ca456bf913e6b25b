"""URLs of this app."""

from django.urls import URLPattern, URLResolver, path

from portal.directory import views

app_name = "portal_directory"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.unit_list, name="list"),
    path("<int:pk>/", views.unit_detail, name="detail"),
]
