"""URLs of this app, the same on both faces."""

from django.urls import URLPattern, URLResolver, path

from core.ui import views

app_name = "core_ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences/", views.preferences, name="preferences"),
    path("style/", views.style, name="style"),
    path("style/intranet/", views.style, {"density": "intranet"}, name="style_intranet"),
]
