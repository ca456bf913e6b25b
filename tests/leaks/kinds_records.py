"""What the house keeps about itself: audit entries, looks at contacts, messages that could not be delivered."""

from __future__ import annotations

from collections.abc import Iterable

from core.audit.services import record
from core.privacy.models import Reveal
from tests.factories.registry import dead_letter
from tests.leaks.canaries import Canary
from tests.leaks.kinds import Address, Kind, Record, ghost, register
from tests.leaks.world import Post, World


def _audit(world: World, place: str, canary: Canary) -> Record:
    entry = record(action="account.sign_in", by=world.actor("handler"), subject=world.units[place], data={"note": canary.text("note")})
    return Record(place, entry, canary, needles=(entry.hash,))


def _audit_sees(post: Post, place: str, people: frozenset[int]) -> bool:
    """GB/T 22239: the audit is read by the auditor alone (auditor ≠ administrator, domain.md §3.2)."""
    return post.has("auditor")


def _audit_addresses(record: Record) -> Iterable[Address]:
    yield Address("intranet_registry:audit_entry", (record.obj.number,), (ghost(record.obj.number),), shows=True)


def _reveal(world: World, place: str, canary: Canary) -> Record:
    row = Reveal.objects.create(
        user=world.handler(place), subject_kind="portal_complaints.contact", subject_id=1, field="phone", reason=canary.text("why")
    )
    return Record(place, row, canary)


def _reveal_sees(post: Post, place: str, people: frozenset[int]) -> bool:
    """个人信息保护法 51, 54: looks at personal data are audited, by the auditor and the security administrator."""
    return post.has("auditor", "secadmin")


def _letter(world: World, place: str, canary: Canary) -> Record:
    row = dead_letter(last_error=canary.text("error"), key=canary.word("key"))
    return Record(place, row, canary)


def _letter_sees(post: Post, place: str, people: frozenset[int]) -> bool:
    """The machinery is the system administrator's."""
    return post.has("sysadmin")


def _letter_addresses(record: Record) -> Iterable[Address]:
    pk = record.obj.pk
    for name in ("letter_retry", "letter_discard"):
        yield Address(f"intranet_registry:{name}", (pk,), (ghost(pk),), "post", {"reason": "重试"})


register(
    Kind(
        name="audit entry",
        make=_audit,
        sees=_audit_sees,
        addresses=_audit_addresses,
        pages=lambda _world: [
            "/registry/audit/",
            "/registry/audit/?page=2",
            "/registry/audit/?action=account.sign_in",
            "/registry/audit/?result=ok",
            "/registry/audit/?export=csv",
        ],
        swells=True,
    )
)
register(
    Kind(
        name="reveal",
        make=_reveal,
        sees=_reveal_sees,
        pages=lambda _world: ["/registry/reveals/", "/registry/reveals/?export=csv", "/registry/reveals/?since=2020-01-01"],
        swells=True,
    )
)
register(
    Kind(
        name="dead letter",
        make=_letter,
        sees=_letter_sees,
        addresses=_letter_addresses,
        pages=lambda _world: ["/registry/letters/", "/registry/letters/?topic=inbox.mail"],
        swells=True,
    )
)
