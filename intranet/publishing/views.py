"""信息发布: what one is writing, what waits for one's review, what goes public when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page, TaskState

from core.ui.components import Tab
from core.units.models import User
from intranet.publishing import selectors
from intranet.publishing.forms import ReviewForm
from intranet.publishing.rights import has_publishing_role, may_review
from intranet.publishing.services import review_approve, review_return
from intranet.publishing.sight import known_pages
from intranet.publishing.warnings import suspicions
from portal.base.models import DocumentPage
from portal.base.publication import PublicationRefused
from portal.notices.models import NoticeIndexPage, NoticePage
from portal.policies.models import PolicyIndexPage, PolicyPage

PAGE_SIZE = 25
VIEWS = ("drafts", "submitted", "waiting", "scheduled", "published")


def _person(request: HttpRequest) -> User:
    """The signed-in person, if publishing is his business."""
    user = request.user
    if not isinstance(user, User) or not has_publishing_role(user):
        raise PermissionDenied
    return user


@require_safe
def home(request: HttpRequest, view: str = "") -> HttpResponse:
    """One list at a time; the first shown is the one with work in it."""
    user = _person(request)
    counts = selectors.counts_for(user)
    view = view or ("waiting" if counts.waiting else "drafts")
    labels = (
        ("drafts", _("我的草稿"), counts.drafts),
        ("submitted", _("等待审核"), counts.submitted),
        ("waiting", _("待我审核"), counts.waiting),
        ("scheduled", _("定时发布"), counts.scheduled),
        ("published", _("最近发布"), None),
    )
    tabs = [Tab(label, reverse("intranet_publishing:list", args=[name]), name == view, count) for name, label, count in labels]
    page = Paginator(_rows(view, user), PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"tabs": tabs, "view": view, "page_obj": page, "may_write": user.is_superuser or user.groups.exists()}
    context["write_links"] = write_links(user)
    if view == "drafts":
        context["returned"] = selectors.returned_ids(list(page.object_list))
    return render(request, "intranet/publishing/home.html", context)


def write_links(user: User) -> list[tuple[str, str]]:
    """Straight into the editor's form for a new text, for each section the person may write in."""
    links: list[tuple[str, str]] = []
    for section, kind, label in ((NoticeIndexPage, NoticePage, _("写通知公告")), (PolicyIndexPage, PolicyPage, _("写政策文件"))):
        parent = section.objects.first()
        if parent is not None and parent.permissions_for_user(user).can_add_subpage():
            links.append((label, reverse("wagtailadmin_pages:add", args=[kind._meta.app_label, kind._meta.model_name, parent.pk])))
    return links


def _rows(view: str, user: User) -> Any:
    if view == "submitted":
        return selectors.submitted_by(user)
    if view == "waiting":
        return selectors.waiting_for(user)
    if view == "scheduled":
        return selectors.scheduled(user)
    if view == "published":
        return selectors.recently_published()
    return selectors.drafts_of(user)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Read a submitted text and decide on it."""
    user = _person(request)
    page = get_object_or_404(known_pages(user), pk=page_id).specific
    task = selectors.open_task(page)
    if task is None:
        messages.info(request, _("这个页面不在待审核状态。"))
        return redirect("intranet_publishing:home")
    if not may_review(user, page):
        raise PermissionDenied
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = _decide(request, task, user, form)
        if response is not None:
            return response
    return render(request, "intranet/publishing/review.html", _review_context(page, task, user, form))


def _decide(request: HttpRequest, task: TaskState, user: User, form: ReviewForm) -> HttpResponseRedirect | None:
    """Carry the decision out; what is wrong goes back into the form."""
    data = form.cleaned_data
    try:
        if request.POST.get("action") == "return":
            review_return(task=task, user=user, comment=data["comment"])
            messages.success(request, _("已退回撰写人修改。"))
        else:
            checks = {name: bool(data[name]) for name in ("secrecy_checked", "privacy_checked")}
            review_approve(task=task, user=user, comment=data["comment"], **checks)
            messages.success(request, _("已审核通过。"))
    except PublicationRefused as error:
        form.add_error(None, str(error))
        return None
    except ValidationError as error:
        for message in error.messages:
            form.add_error(None, message)
        return None
    return redirect("intranet_publishing:home")


def _review_context(page: Page, task: TaskState, user: User, form: ReviewForm) -> dict[str, Any]:
    draft = task.revision.as_object()
    authors = selectors.author_ids(task.revision)
    words = "\n".join(part for part in (draft.title, getattr(draft, "summary", ""), draft.words) if part)
    return {
        "page": page,
        "draft": draft,
        "task": task,
        "form": form,
        "own": user.pk in authors,
        "authors": User.objects.filter(pk__in=authors).order_by("pk"),
        "suspicions": suspicions(words),
        "attachments": draft.attachments.all() if isinstance(draft, DocumentPage) else [],
        "reviews": page.reviews.select_related("reviewer")[:10],
    }
