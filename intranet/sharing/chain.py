"""A letter in the chain of records (来龙去脉)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.units.models import Unit, User
from intranet.records.parents import ParentKind, register_parent
from intranet.records.registry import RecordKind, RecordLine, register_kind
from intranet.sharing.models import Letter


def _letters(user: User) -> QuerySet[Letter]:
    return Letter.objects.visible_to(user)


def _line(letter: Letter) -> RecordLine:
    return RecordLine(
        number=letter.called,
        title=letter.title,
        url=reverse("intranet_sharing:detail", args=[letter.pk]),
        state=letter.get_state_display(),
        at=letter.sent_at or letter.created_at,
    )


def _in_hand(letter: Letter) -> Unit | None:
    """The first unit that still owes its part."""
    if not letter.is_open or letter.sent_at is None:
        return None
    rows = letter.recipients.filter(round=letter.round, replied_at__isnull=True, ended_at__isnull=True).select_related("unit")
    first = rows.order_by("id").first()
    return first.unit if first else None


def register() -> None:
    """Called once at start-up."""
    register_kind(RecordKind(model=Letter, label=_("函件"), icon="mail", order=70, visible=_letters, line=_line))
    register_parent(ParentKind(model=Letter, unit_of=_in_hand))
