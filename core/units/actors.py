"""Who does an act: a member of staff, the system itself (time passing), or the resident who asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

if TYPE_CHECKING:
    from core.units.models import User


@dataclass(frozen=True, slots=True)
class Actor:
    """``label`` is what history shows; ``address`` is the network address, kept in the audit only."""

    kind: Literal["user", "system", "requester"]
    user: User | None = None
    label: str = ""
    address: str = ""

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None


SYSTEM = Actor(kind="system", label=_("系统"))
REQUESTER = Actor(kind="requester", label=_("诉求人"))

SIGN_IN = _("登录")  # the door itself, when nobody is known yet


def actor_name(kind: str, label: str) -> str:
    """What history shows for a stored label: a person's name as it is, the system's in the reader's language."""
    return gettext(label) if label and kind != "user" else label


def actor_of(user: User, address: str = "") -> Actor:
    """The actor for a signed-in person."""
    return Actor(kind="user", user=user, label=str(user), address=address)
