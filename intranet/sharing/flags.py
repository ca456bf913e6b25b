"""Open letters of opinion that concern a party or a place (S78): shown beside an approval, never a refusal.

Who may not see the letter is not told that there is one either: the look-up goes through visible_to().
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from core.units.models import User
from intranet.sharing.enums import TRAVELLING, LetterKind
from intranet.sharing.matching import party_key, place_key
from intranet.sharing.models import Letter


@dataclass(frozen=True, slots=True)
class Flag:
    """An open letter of opinion and what it has in common: party, place or both."""

    letter: Letter
    same_party: bool
    same_place: bool


def flags_for(user: User, records: Sequence[Letter]) -> dict[int, list[Flag]]:
    """For the records of a page, in one query: record number → flags this person may know of."""
    parties = {record.party_key for record in records if record.party_key}
    places = {record.place_key for record in records if record.place_key}
    if not parties and not places:
        return {}
    concerned = Q(party_key__in=parties) | Q(place_key__in=places)
    letters = Letter.objects.visible_to(user).sent().filter(concerned, kind=LetterKind.OPINION_LETTER, state__in=TRAVELLING)
    opinions = list(letters.select_related("sender_unit").order_by("-sent_at", "-id"))
    found: dict[int, list[Flag]] = {}
    for record in records:
        fitting = [flag for letter in opinions if (flag := _flag(letter, record)) is not None]
        if fitting:
            found[record.pk] = fitting
    return found


def flags_about(user: User, party: str, place: str) -> list[Flag]:
    """For a party and a place that are being typed."""
    typed = Letter(pk=0, party_key=party_key(party), place_key=place_key(place))
    return flags_for(user, [typed]).get(0, [])


def _flag(letter: Letter, record: Letter) -> Flag | None:
    party = bool(record.party_key) and letter.party_key == record.party_key
    place = bool(record.place_key) and letter.place_key == record.place_key
    return Flag(letter, party, place) if party or place else None
