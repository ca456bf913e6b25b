"""URLs of the assessment: /assessment/<month>/<subject>/<indicator>/ goes down from a month to its cases."""

from django.urls import URLPattern, URLResolver, path, re_path

from intranet.assessment.views import appeals, cards, months, sets, sources

app_name = "intranet_assessment"
MONTH = r"(?P<key>20\d\d-(?:0[1-9]|1[0-2]))"
SUBJECT = r"(?P<subject>district|[us][1-9]\d{0,9})"
INDICATOR = r"(?P<identifier>[a-z_]{1,40})"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", months.month_index, name="list"),
    path("open/", months.month_new, name="open"),
    path("appeals/", appeals.appeal_index, name="appeals"),
    path("appeals/<int:pk>/", appeals.appeal_detail, name="appeal"),
    path("appeals/<int:pk>/do/<slug:action>/", appeals.appeal_act, name="appeal_act"),
    path("appeals/<int:pk>/files/<int:file_id>/", appeals.appeal_file, name="appeal_file"),
    path("sets/", sets.set_index, name="sets"),
    path("sets/new/", sets.set_new, name="set_new"),
    path("sets/<int:version>/", sets.set_detail, name="set"),
    re_path(rf"^{MONTH}/$", months.month_detail, name="month"),
    re_path(rf"^{MONTH}/do/(?P<action>[a-z_]+)/$", months.month_act, name="month_act"),
    re_path(rf"^{MONTH}/draft/$", months.bulletin_make, name="draft"),
    re_path(rf"^{MONTH}/bulletin/$", sources.bulletin_sources, name="bulletin"),
    re_path(rf"^{MONTH}/{SUBJECT}/$", cards.card, name="card"),
    re_path(rf"^{MONTH}/{SUBJECT}/{INDICATOR}/$", cards.indicator, name="indicator"),
    re_path(rf"^{MONTH}/{SUBJECT}/{INDICATOR}/appeal/$", appeals.appeal_new, name="appeal_new"),
]
