"""URLs of this app."""

from django.urls import URLPattern, URLResolver, path

from portal.passages import views

app_name = "portal_passages"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.passage_index, name="list"),
    path("<int:pk>/", views.passage_detail, name="detail"),
]
