"""QuerySets of policy documents and of how they stand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from wagtail.models import PageManager

from portal.base.enums import RelationKind
from portal.base.managers import DocumentQuerySet

if TYPE_CHECKING:
    from portal.policies.models import PolicyPage, PolicyRelation  # noqa: F401


class PolicyQuerySet(DocumentQuerySet):
    """Policy documents."""


class PolicyManager(PageManager.from_queryset(PolicyQuerySet)):  # type: ignore[misc]
    """Named, so that migrations can refer to it."""


@dataclass(frozen=True, slots=True)
class Related:
    """One document at the other end of a relation."""

    title: str
    url_path: str
    document_no: str
    written_date: Any


@dataclass(slots=True)
class Relations:
    """All published documents around one: what it does to others and what others did to it."""

    repeals: list[Related] = field(default_factory=list)
    amends: list[Related] = field(default_factory=list)
    based_on: list[Related] = field(default_factory=list)
    repealed_by: list[Related] = field(default_factory=list)
    amended_by: list[Related] = field(default_factory=list)
    basis_of: list[Related] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.repeals, self.amends, self.based_on, self.repealed_by, self.amended_by, self.basis_of))


_OUTWARD = {RelationKind.REPEALS: "repeals", RelationKind.AMENDS: "amends", RelationKind.BASED_ON: "based_on"}
_INWARD = {RelationKind.REPEALS: "repealed_by", RelationKind.AMENDS: "amended_by", RelationKind.BASED_ON: "basis_of"}
SHOWN = 50


class RelationQuerySet(models.QuerySet["PolicyRelation"]):
    def in_force(self) -> RelationQuerySet:
        """Only what a published document says counts."""
        return self.filter(page__live=True)

    def around(self, policy: PolicyPage) -> Relations:
        """Both directions in one query; documents that are not public are left out."""
        fields = ("title", "url_path", "document_no", "written_date")
        rows = (
            self.filter(Q(page=policy, older__live=True) | Q(older=policy, page__live=True))
            .order_by("sort_order", "pk")
            .values_list("kind", "page_id", *(F(f"older__{name}") for name in fields), *(F(f"page__{name}") for name in fields))
        )
        found = Relations()
        for row in rows[: 2 * SHOWN]:
            outward = row[1] == policy.pk
            names, other = (_OUTWARD, row[2:6]) if outward else (_INWARD, row[6:10])
            getattr(found, names[RelationKind(row[0])]).append(Related(*other))
        return found
