"""Reading categories: for the complaint form from memory, for staff from the tables."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from core.categories.enums import AreaClass
from core.categories.models import FilingCondition, FilingConditionQuerySet, MajorCategory, MinorCategory, MinorCategoryQuerySet
from core.parameters.snapshots import Snapshot

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

VERSION_NAME = "categories"


@dataclass(frozen=True, slots=True)
class MinorOption:
    """A subcategory that can be chosen."""

    pk: int
    code: str
    name: str
    hint: str
    four_unseen_flag: str
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class MajorGroup:
    """A category with its subcategories in use."""

    pk: int
    kind: str
    code: str
    name: str
    minors: tuple[MinorOption, ...]


def _build(_version: int) -> tuple[MajorGroup, ...]:
    """One query."""
    groups: dict[int, tuple[MajorCategory, list[MinorOption]]] = {}
    for row in MinorCategory.objects.active().select_related("major").order_by("major__sort_order", "major_id", "sort_order", "id"):
        option = MinorOption(row.pk, row.code, row.name, row.hint, row.four_unseen_flag, row.is_urgent)
        groups.setdefault(row.major_id, (row.major, []))[1].append(option)
    return tuple(MajorGroup(major.pk, major.kind, major.code, major.name, tuple(minors)) for major, minors in groups.values())


_snapshot = Snapshot(VERSION_NAME, _build)


def category_groups() -> tuple[MajorGroup, ...]:
    """Categories with their active subcategories, in order; held in memory."""
    return _snapshot.get()


def minor_choices(empty_label: _StrOrPromise) -> list[tuple[_StrOrPromise, object]]:
    """Grouped choices for a select field; the first, with an empty value, is e.g. 不清楚."""
    grouped = [(group.name, [(str(minor.pk), minor.name) for minor in group.minors]) for group in category_groups()]
    return [("", empty_label), *grouped]


def minor_option(pk: int) -> MinorOption | None:
    """A subcategory in use by its number, from memory."""
    return next((minor for group in category_groups() for minor in group.minors if minor.pk == pk), None)


def conditions_for(minor: MinorCategory, on: datetime.date, area_class: str = "") -> FilingConditionQuerySet:
    """Filing conditions in force on a day; with an area class only those for it or for all areas."""
    found = FilingCondition.objects.valid_on(on).filter(minor=minor).select_related("responsible_unit")
    if area_class:
        found = found.filter(area_class__in=[AreaClass.ANY, area_class])
    return found.order_by("number", "area_class")


def condition_history(condition: FilingCondition) -> FilingConditionQuerySet:
    """All versions of a condition, newest first."""
    key = {"minor": condition.minor_id, "number": condition.number, "area_class": condition.area_class}
    return FilingCondition.objects.filter(**key).select_related("responsible_unit").order_by("-version")


def minors_for_staff() -> MinorCategoryQuerySet:
    """All subcategories with category and present conditions, for the category screen: two queries a page."""
    conditions = FilingCondition.objects.current().select_related("responsible_unit").order_by("number", "area_class")
    rows = MinorCategory.objects.select_related("major").prefetch_related(Prefetch("conditions", conditions, to_attr="in_force"))
    return rows.order_by("major__sort_order", "major_id", "sort_order", "id")
