"""法规条文: the list, and each article on a page of its own."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.ui.components import Chip, Crumb, Term
from portal.passages.models import Passage
from portal.passages.selectors import document_path_of, law_choice, neighbours_of, passage_list, passage_of

PAGE_SIZE = 25


@require_safe
def passage_index(request: HttpRequest) -> HttpResponse:
    """All articles, or those of one law."""
    words = request.GET.get("law", "")
    choice = law_choice(words)
    index = reverse("portal_passages:list")
    shown = not words.strip() or bool(choice.name)
    rows = passage_list(choice.name) if shown else Passage.objects.none()
    context = {
        "words": words[:200],
        "law": choice.name,
        "offered": [(name, f"{index}?{urlencode({'law': name})}") for name in choice.offered],
        "shown": shown,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "chips": [Chip(_("法规名称"), choice.name, index)] if choice.name else [],
        "clear_url": index,
    }
    return render(request, "portal/passages/list.html", context)


@require_safe
def passage_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One article with its place in the law."""
    passage = passage_of(pk)
    if passage is None:
        raise Http404
    index = reverse("portal_passages:list")
    law_url = f"{index}?{urlencode({'law': passage.law})}" if passage.law else ""
    terms = [
        Term(_("法规名称"), passage.law, law_url, wide=True),
        Term(_("章节"), passage.chapter),
        Term(_("类别"), passage.category),
        Term(_("公布日期"), passage.date.isoformat() if passage.date else ""),
    ]
    crumbs = [Crumb(_("首页"), "/"), Crumb(_("法规条文"), index)]
    if passage.law:
        crumbs.append(Crumb(passage.law, law_url))
    context = {
        "passage": passage,
        "terms": [term for term in terms if term.value],
        "document_path": document_path_of(passage),
        "around": neighbours_of(passage),
        "crumbs": [*crumbs, Crumb(passage.number or passage.title)],
    }
    return render(request, "portal/passages/detail.html", context)
