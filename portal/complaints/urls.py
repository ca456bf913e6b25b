"""URLs of complaints: the form, the receipt, progress and what can be done from there."""

from django.urls import URLPattern, URLResolver, path

from portal.complaints.views import filing, following

app_name = "portal_complaints"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", filing.index, name="index"),
    path("new/", filing.new, name="new"),
    path("new/photos/<str:token>/", filing.draft_photo, name="draft_photo"),
    path("receipt/", filing.receipt, name="receipt"),
    path("progress/", following.lookup, name="lookup"),
    path("progress/leave/", following.leave, name="leave"),
    path("progress/<str:number>/", following.progress, name="progress"),
    path("progress/<str:number>/photos/<int:pk>/", following.photo, name="photo"),
    path("progress/<str:number>/<str:kind>/", following.act, name="act"),
]
