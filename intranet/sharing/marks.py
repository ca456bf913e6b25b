"""机关代字: what stands before the year in a unit's letter numbers."""

from __future__ import annotations

from collections.abc import Collection

from core.units.models import Unit
from intranet.sharing.models import LetterMark

ENDING = "函"


def mark_default(unit: Unit, units: Collection[Unit], taken: Collection[str]) -> str:
    """For a unit whose mark nobody has set: the short name and 函; the code where another is called or marked alike."""
    base = f"{unit.short_name[:15]}{ENDING}"
    alike = any(other.short_name == unit.short_name and other.pk < unit.pk for other in units)
    return f"{unit.code[:15]}{ENDING}" if alike or base in taken else base


def mark_of(unit: Unit) -> str:
    """The mark in force."""
    own = LetterMark.objects.filter(unit=unit).values_list("mark", flat=True).first()
    if own:
        return own
    alike = Unit.objects.filter(short_name=unit.short_name)
    return mark_default(unit, list(alike), list(LetterMark.objects.values_list("mark", flat=True)))
