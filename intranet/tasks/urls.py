"""URLs of tasks and supervisions."""

from django.urls import URLPattern, URLResolver, path

from intranet.tasks.views import compose, detail, lists, supervisions

app_name = "intranet_tasks"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.task_index, name="list"),
    path("board/", lists.task_board, name="board"),
    path("new/", compose.task_new, name="new"),
    path("supervisions/", lists.supervision_index, name="supervisions"),
    path("supervisions/new/", compose.supervision_new, name="supervision_new"),
    path("supervisions/<int:pk>/", supervisions.supervision_detail, name="supervision"),
    path("supervisions/<int:pk>/do/<slug:action>/", supervisions.supervision_act, name="supervision_act"),
    path("supervisions/<int:pk>/deadline/", supervisions.supervision_deadline, name="supervision_deadline"),
    path("supervisions/<int:pk>/panel/", supervisions.supervision_panel, name="supervision_panel"),
    path("supervisions/<int:pk>/print/", supervisions.supervision_print, name="supervision_print"),
    path("supervisions/<int:pk>/files/<int:file_id>/", supervisions.supervision_file, name="supervision_file"),
    path("<int:pk>/", detail.task_detail, name="detail"),
    path("<int:pk>/edit/", compose.task_change, name="edit"),
    path("<int:pk>/do/<slug:action>/", detail.task_act, name="act"),
    path("<int:pk>/deadline/", detail.task_deadline, name="deadline"),
    path("<int:pk>/panel/", detail.task_panel, name="panel"),
    path("<int:pk>/print/", detail.task_print, name="print"),
    path("<int:pk>/files/<int:file_id>/", detail.task_file, name="file"),
]
