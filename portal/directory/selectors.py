"""Reading the register of units as the public sees it: names, duties, address, public telephone. No people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.units.enums import UnitKind
from core.units.models import Unit

# Groups of the list, in this order. Street centres, squads and communities are shown with their street.
GROUPS = (
    UnitKind.COMMITTEE,
    UnitKind.OFFICE,
    UnitKind.SUPERVISION_CENTRE,
    UnitKind.COMMAND_CENTRE,
    UnitKind.MEMBER_UNIT,
    UnitKind.STREET_OFFICE,
)
FIELDS = ("kind", "name", "short_name", "duties", "address", "phone", "path", "parent", "sort_order", "former_names", "joined_status")


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """Units of one kind under a heading; the committee and its bodies share the first."""

    key: str
    label: str
    units: Sequence[Unit]


def unit_groups() -> list[UnitGroup]:
    """All groups that have units, in one query."""
    rows = list(Unit.objects.active().filter(kind__in=GROUPS).only(*FIELDS).order_by("sort_order", "pk"))
    heads = GROUPS[:4]
    groups = [
        UnitGroup(
            "head",
            str(UnitKind.COMMITTEE.label),
            sorted((u for u in rows if u.kind in heads), key=lambda u: GROUPS.index(UnitKind(u.kind))),
        )
    ]
    groups += [UnitGroup(kind.value, str(kind.label), [unit for unit in rows if unit.kind == kind]) for kind in GROUPS[4:]]
    return [group for group in groups if group.units]


def unit_of(pk: int) -> Unit | None:
    """One active unit with its parent."""
    return Unit.objects.active().select_related("parent").filter(pk=pk).first()


def units_below(unit: Unit) -> list[Unit]:
    """Centres, squads and communities of a street; nothing below the committee, whose members have the list."""
    if unit.kind == UnitKind.COMMITTEE:
        return []
    return list(Unit.objects.active().filter(parent=unit).only(*FIELDS).order_by("kind", "sort_order", "pk")[:200])
