"""Who does an act: a member of staff, the system itself (time passing), or the resident who asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

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


SYSTEM = Actor(kind="system", label="系统")
REQUESTER = Actor(kind="requester", label="诉求人")


def actor_of(user: User, address: str = "") -> Actor:
    """The actor for a signed-in person."""
    return Actor(kind="user", user=user, label=str(user), address=address)
