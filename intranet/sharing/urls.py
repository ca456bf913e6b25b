"""URLs of sharing."""

from django.urls import URLPattern, URLResolver, path

from intranet.sharing.views import compose, detail, lists, registers

app_name = "intranet_sharing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.letter_index, name="list"),
    path("new/", compose.letter_choose, name="choose"),
    path("new/<slug:kind>/", compose.letter_new, name="new"),
    path("approvals/", registers.approval_index, name="approvals"),
    path("duties/", registers.duty_index, name="duties"),
    path("marks/", registers.mark_index, name="marks"),
    path("<int:pk>/", detail.letter_detail, name="detail"),
    path("<int:pk>/edit/", compose.letter_change, name="edit"),
    path("<int:pk>/do/<slug:action>/", detail.letter_act, name="act"),
    path("<int:pk>/deadline/", detail.letter_deadline, name="deadline"),
    path("<int:pk>/panel/", detail.letter_panel, name="panel"),
    path("<int:pk>/print/", detail.letter_print, name="print"),
    path("<int:pk>/pdf/", detail.letter_document, {"form": "pdf"}, name="pdf"),
    path("<int:pk>/docx/", detail.letter_document, {"form": "docx"}, name="docx"),
    path("<int:pk>/files/<int:file_id>/", detail.letter_file, name="file"),
]
