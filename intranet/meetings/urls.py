"""URLs of joint meetings."""

from django.urls import URLPattern, URLResolver, path, re_path

from intranet.meetings.views import decisions, detail, lists, minutes, prepare

app_name = "intranet_meetings"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.meeting_index, name="list"),
    path("decisions/", lists.decision_index, name="decisions"),
    path("decisions/<int:pk>/", decisions.decision_detail, name="decision"),
    path("clusters/", lists.cluster_index, name="clusters"),
    path("new/", prepare.meeting_new, name="new"),
    path("propose/", prepare.propose, name="propose"),
    path("<int:pk>/", detail.meeting_detail, name="detail"),
    path("<int:pk>/do/<slug:action>/", detail.meeting_act, name="act"),
    path("<int:pk>/edit/", prepare.meeting_edit, name="edit"),
    path("<int:pk>/agenda/new/", prepare.agenda_new, name="agenda_new"),
    path("<int:pk>/agenda/<int:item_id>/", prepare.agenda_edit, name="agenda_edit"),
    re_path(r"^(?P<pk>\d+)/agenda/(?P<item_id>\d+)/(?P<how>up|down|remove)/$", prepare.agenda_do, name="agenda_do"),
    path("<int:pk>/receipt/<int:invitation_id>/", prepare.receipt, name="receipt"),
    path("<int:pk>/sign-in/", minutes.sign_in_sheet, name="sign_in"),
    path("<int:pk>/minutes/<int:item_id>/", minutes.minutes_edit, name="minutes"),
    path("<int:pk>/decisions/new/", decisions.decision_new, name="decision_new"),
    path("<int:pk>/decisions/<int:decision_id>/", decisions.decision_edit, name="decision_edit"),
    path("<int:pk>/decisions/<int:decision_id>/remove/", decisions.decision_drop, name="decision_remove"),
    re_path(r"^(?P<pk>\d+)/minutes\.(?P<form>pdf|docx)$", detail.minutes_paper, name="paper"),
    path("<int:pk>/meeting.ics", detail.meeting_ics, name="ics"),
    path("<int:pk>/print/", detail.meeting_print, name="print"),
]
