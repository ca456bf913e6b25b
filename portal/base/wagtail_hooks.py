"""Hooks of Wagtail that hold on the portal too."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.base.models import GenreClass, PublicDocument, SubjectClass, Topic
from portal.base.selectors import document_is_public


@hooks.register("before_serve_document")
def only_published_files(document: PublicDocument, request: HttpRequest) -> None:
    """A file is public while a live page carries it. On the staff face the editor's people open drafts' files too."""
    if document_is_public(document):
        return
    person = getattr(request, "user", None) if settings.FACE == "intranet" else None
    if person is None or not person.has_perm("wagtailadmin.access_admin"):
        raise Http404


class SubjectClassViewSet(SnippetViewSet):
    model = SubjectClass
    menu_label = _("主题分类")
    icon = "tag"
    list_display = ["name", "code", "sort_order", "is_active"]


class GenreClassViewSet(SnippetViewSet):
    model = GenreClass
    menu_label = _("体裁")
    icon = "doc-full"
    list_display = ["name", "code", "sort_order", "is_active"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    menu_label = _("专题")
    icon = "folder-open-1"
    list_display = ["name", "slug", "is_active"]


class DocumentClassesGroup(SnippetViewSetGroup):
    items = (SubjectClassViewSet, GenreClassViewSet, TopicViewSet)
    menu_label = _("分类与专题")
    menu_icon = "list-ul"
    menu_order = 400


register_snippet(DocumentClassesGroup)
