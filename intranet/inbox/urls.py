"""URLs of the workplace. The home page of the staff face is here."""

from django.urls import URLPattern, URLResolver, path

from intranet.inbox import views

app_name = "intranet_inbox"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("inbox/", views.notifications, name="notifications"),
    path("inbox/read/", views.notifications_read, name="notifications_read"),
    path("inbox/<int:pk>/", views.notification_open, name="notification"),
]
