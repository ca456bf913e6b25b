"""A meeting as an iCalendar file (RFC 5545) with the times of the configured zone."""

from __future__ import annotations

import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from intranet.meetings.enums import MeetingState
from intranet.meetings.models import Meeting

# Both zones the district may use have had one offset since long before any meeting of this system.
_SINCE = datetime.datetime(1992, 1, 1)


def meeting_calendar(meeting: Meeting, url: str) -> bytes:
    """The file. Importing a newer one (higher SEQUENCE) moves or cancels the entry in the reader's calendar."""
    zone = ZoneInfo(settings.TIME_ZONE)
    calendar = Calendar()
    calendar.add("prodid", "-//Broad urban management//Meetings//ZH")
    calendar.add("version", "2.0")
    cancelled = meeting.state == MeetingState.CANCELLED
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_zone(zone))
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.INTRANET_ORIGIN).hostname or 'intranet'}")
    # The moment of the last act, not of the download: the same meeting gives the same file.
    event.add("dtstamp", meeting.state_since.astimezone(datetime.UTC))
    event.add("sequence", meeting.revision)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", meeting.title)
    event.add("location", meeting.place)
    event.add("url", url)
    event.add("status", "CANCELLED" if cancelled else "TENTATIVE" if meeting.state == MeetingState.POSTPONED else "CONFIRMED")
    items = [f"{index}. {item.title}" for index, item in enumerate(meeting.items.all(), start=1)]
    event.add("description", "\n".join([meeting.number, *items]))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _zone(zone: ZoneInfo) -> Timezone:
    now = timezone.now().astimezone(zone)
    part = TimezoneStandard()
    part.add("dtstart", _SINCE)
    part.add("tzoffsetfrom", now.utcoffset())
    part.add("tzoffsetto", now.utcoffset())
    part.add("tzname", now.tzname() or zone.key)
    component = Timezone()
    component.add("tzid", zone.key)
    component.add_component(part)
    return component
