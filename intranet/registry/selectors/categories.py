"""Reading categories and conditions for the screens."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.categories.models import FilingCondition, MajorCategory, MinorCategory, MinorCategoryQuerySet
from core.categories.selectors import minors_for_staff


def category_rows(chosen: dict[str, Any]) -> MinorCategoryQuerySet:
    """Subcategories by filters: two queries a page."""
    rows = minors_for_staff()
    if text := chosen.get("q"):
        rows = rows.filter(Q(name__icontains=text) | Q(code=text) | Q(major__name__icontains=text) | Q(hint__icontains=text))
    if kind := chosen.get("kind"):
        rows = rows.filter(major__kind=kind)
    if flag := chosen.get("flag"):
        rows = rows.filter(four_unseen_flag=flag)
    in_force = FilingCondition.objects.current().filter(minor=OuterRef("pk"))
    match chosen.get("state"):
        case "active":
            return rows.filter(is_active=True)
        case "inactive":
            return rows.filter(is_active=False)
        case "bare":
            return rows.filter(~Exists(in_force), is_active=True)
        case _:
            return rows


def condition_rows(minors: QuerySet[MinorCategory]) -> QuerySet[FilingCondition]:
    """The conditions in force of some subcategories, for an export."""
    rows = FilingCondition.objects.current().filter(minor__in=minors.values("pk"))
    return rows.select_related("minor__major", "responsible_unit").order_by(
        "minor__major__sort_order", "minor__major_id", "minor__sort_order", "minor_id", "number", "area_class"
    )


def versions_of(minor: MinorCategory) -> QuerySet[FilingCondition]:
    """All versions of all conditions of a subcategory, newest first within each."""
    rows = FilingCondition.objects.filter(minor=minor).select_related("responsible_unit")
    return rows.order_by("number", "area_class", "-version")


def major_rows() -> QuerySet[MajorCategory]:
    """Categories with the number of their subcategories."""
    return MajorCategory.objects.annotate(count=Count("minors", filter=Q(minors__is_active=True))).order_by("kind", "sort_order", "id")
