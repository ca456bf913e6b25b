"""The workplace: what waits for me, and my notices."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.ui.components import Tab
from core.units.models import User
from intranet.inbox.models import Notification
from intranet.inbox.selectors import home_of, notifications_of, shortcuts_of
from intranet.inbox.services import notification_read, notifications_read_all

PAGE_SIZE = 25
NEWEST = 5


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What I must do today, in order of due time."""
    user = request.user
    assert isinstance(user, User)
    now = timezone.now()
    context = {
        "home": home_of(user, now),
        "shortcuts": shortcuts_of(user),
        "notices": notifications_of(user, unread_only=True)[:NEWEST],
        "today": timezone.localdate(),
    }
    return render(request, "intranet/inbox/home.html", context)


@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    """All my notices, or the unread ones."""
    user = request.user
    assert isinstance(user, User)
    unread_only = request.GET.get("show") == "unread"
    rows = notifications_of(user, unread_only=unread_only)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    newest = page.object_list[0].pk if page.object_list else 0
    tabs = [Tab(_("全部"), "?", not unread_only), Tab(_("未读"), "?show=unread", unread_only)]
    return render(request, "intranet/inbox/notifications.html", {"page": page, "tabs": tabs, "newest": newest, "unread_only": unread_only})


@require_GET
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a notice: it counts as read. Whether the record may be seen is the record's page to decide."""
    row = get_object_or_404(Notification, pk=pk, recipient_id=request.user.pk)
    notification_read(notification=row)
    return HttpResponseRedirect(row.url)


@require_POST
def notifications_read(request: HttpRequest) -> HttpResponse:
    """Everything up to the newest notice that was on the page is read."""
    user = request.user
    assert isinstance(user, User)
    given = request.POST.get("newest", "")
    if given.isascii() and given.isdecimal() and len(given) < 19:
        count = notifications_read_all(user=user, up_to=int(given))
        messages.success(request, _("已将 %(count)d 条通知标为已读。") % {"count": count})
    return redirect("intranet_inbox:notifications")
