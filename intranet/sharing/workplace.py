"""What sharing puts on the workplace's home page, in the rail, and beside a case."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ui.navigation import NavItem
from core.ui.navigation import register as register_nav
from core.units.enums import Role
from core.units.models import User
from core.units.selectors import scope_of
from intranet.casework.models import Case
from intranet.inbox.registry import DueItem, Shortcut, register_provider, register_shortcut
from intranet.records.offers import RecordOffer, register_offer
from intranet.sharing.managers import READERS
from intranet.sharing.models import Letter
from intranet.sharing.permissions import RECEIVERS, WRITERS
from intranet.sharing.selectors import lamp_of_letter, letters_in, queues_of

MOST = 50
ASKERS = frozenset({Role.HANDLER, Role.LIAISON, Role.UNIT_HEAD, Role.STREET_CENTRE, Role.OFFICE_CLERK})


def due_items(user: User, now: datetime.datetime) -> Iterable[DueItem]:
    """What waits for the person, from every queue of the posts held."""
    for queue in queues_of(user):
        if queue.watched:
            continue
        for letter in letters_in(queue, user).select_related("sender_unit").order_by("due_at", "id")[:MOST]:
            yield DueItem(
                title=letter.title,
                url=reverse("intranet_sharing:detail", args=[letter.pk]),
                due_at=letter.due_at,
                lamp=lamp_of_letter(letter, now),
                kind=str(queue.label),
                unit=str(letter.sender_unit),
                reference=letter.called,
            )


def due_count(user: User, now: datetime.datetime) -> int:
    return sum(letters_in(queue, user).count() for queue in queues_of(user) if not queue.watched)


def due_by(user: User, until: datetime.datetime) -> int:
    """How many of them are due before a moment, in one query: the top bar of every page asks."""
    waiting = [Q(pk__in=letters_in(queue, user).values("pk")) for queue in queues_of(user) if not queue.watched]
    return Letter.objects.filter(reduce(or_, waiting), due_at__lt=until).count() if waiting else 0


def has_letters(user: object) -> bool:
    """Posts that deal with letters; the centres' posts do not."""
    return isinstance(user, User) and scope_of(user).has(*WRITERS, *RECEIVERS, *READERS)


def _transfer_url(record: Model) -> str:
    return reverse("intranet_sharing:new", args=["written_transfer"]) + f"?case={record.pk}"


def _assist_url(record: Model) -> str:
    return reverse("intranet_sharing:new", args=["assist_request"]) + f"?case={record.pk}"


def _may_transfer(user: User, record: Model) -> bool:
    """Whoever writes letters for a unit, about an open case before his eyes."""
    return isinstance(record, Case) and record.is_open and scope_of(user).has(*WRITERS)


def _may_ask_assist(user: User, record: Model) -> bool:
    """Communities and the centres send no 协查函."""
    return _may_transfer(user, record) and scope_of(user).has(*ASKERS)


def register() -> None:
    register_provider("sharing", due_items, due_count, due_by)
    register_shortcut(Shortcut(_("拟写函件"), "intranet_sharing:choose", "file-pen", WRITERS, 60))
    watch = frozenset({Role.OFFICE_CLERK, Role.UNIT_HEAD, Role.LEADER})
    register_shortcut(Shortcut(_("报送和通报情况"), "intranet_sharing:duties", "calendar-days", watch, 70))
    register_nav(NavItem(_("信息共享"), _("函件"), "mail", "intranet_sharing:list", 30, has_letters))
    register_nav(NavItem(_("信息共享"), _("审批信息"), "badge-check", "intranet_sharing:approvals", 31, has_letters))
    register_nav(NavItem(_("信息共享"), _("定期报送"), "calendar-days", "intranet_sharing:duties", 32, has_letters))
    register_offer(RecordOffer(model=Case, label=_("书面移送"), icon="send", order=70, url=_transfer_url, may=_may_transfer))
    register_offer(RecordOffer(model=Case, label=_("协查函"), icon="handshake", order=71, url=_assist_url, may=_may_ask_assist))
