"""URLs of casework."""

from django.urls import URLPattern, URLResolver, path, re_path

from intranet.casework.views import detail, entry, lists

app_name = "intranet_casework"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.case_index, name="list"),
    re_path(r"^new/(?P<kind>call|patrol|community|leader)/$", entry.case_new, name="new"),
    path("<int:pk>/", detail.case_detail, name="detail"),
    path("<int:pk>/do/<slug:action>/", detail.case_act, name="act"),
    path("<int:pk>/reveal/", detail.case_reveal, name="reveal"),
    path("<int:pk>/deadline/", detail.case_deadline, name="deadline"),
    path("<int:pk>/print/", detail.case_print, name="print"),
    path("<int:pk>/panel/", detail.case_panel, name="panel"),
    path("<int:pk>/files/<int:file_id>/", detail.case_file, name="file"),
]
