"""Time passing: a month that goes by without its meeting (S68)."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.outbox.registry import periodic
from intranet.inbox.services import notify
from intranet.meetings.models import Meeting, MissingMonthNotice
from intranet.meetings.recipients import clerks
from intranet.meetings.selectors import month_missing


@periodic("meetings.months", 600)
def warn_missing(now: datetime.datetime) -> None:
    """From the set day on (25th), once a month, every clerk of the office."""
    today = timezone.localdate(now)
    month = today.replace(day=1)
    # Before the first meeting of all there is no series to miss.
    if not Meeting.objects.filter(month__lt=month).exists() or not month_missing(month, today):
        return
    with transaction.atomic():
        _row, fresh = MissingMonthNotice.objects.get_or_create(month=month, defaults={"at": now})
        if fresh:
            text, values = gettext_noop("%(year)s年%(month)s月尚未召开联席会议。"), {"year": month.year, "month": month.month}
            notify(users=clerks(), text=text, values=values, url=f"{reverse('intranet_meetings:list')}?year={month.year}")
