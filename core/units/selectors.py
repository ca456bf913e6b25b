"""Reading who may see what: the scope of a person, and the same scope as search tokens.

Every ``visible_to(user)`` and the search filter are built from these two functions, so that lists,
details, counts and search cannot disagree (S22, domain.md §3.9).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.units.enums import SEES_ALL, UnitKind
from core.units.models import RoleAssignment, Unit, User


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person's roles reach. ``tree_ids`` are the units of their roles and all units below.

    ``area_ids`` are the streets and communities whose places the person watches over: those in the tree, and
    for people of a street centre the whole street it works for (S53, domain.md §3.9.2 "a street sees its area").
    An enforcement squad sees only what is given to it. To watch an area is no right of the street office's posts.
    """

    user_id: int
    roles: frozenset[str]
    unit_ids: frozenset[int]
    tree_ids: frozenset[int]
    area_ids: frozenset[int]
    role_units: frozenset[tuple[str, int]]
    sees_all: bool

    def has(self, *roles: str) -> bool:
        """True when the person holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    def holds_at(self, roles: Collection[str], unit_ids: Collection[int]) -> bool:
        """True when one of the roles is held at one of the units."""
        return any(role in roles and unit in unit_ids for role, unit in self.role_units)


NOBODY = Scope(0, frozenset(), frozenset(), frozenset(), frozenset(), frozenset(), sees_all=False)


def scope_of(user: AbstractBaseUser | AnonymousUser) -> Scope:
    """The scope of a person today. Computed once for each user object (a request has one)."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    cached = getattr(user, "_scope", None)
    if isinstance(cached, Scope):
        return cached
    pairs = list(RoleAssignment.objects.current(timezone.localdate()).filter(user=user).values_list("role", "unit_id", "unit__path"))
    unit_ids = frozenset(unit_id for _role, unit_id, _path in pairs)
    tree_ids, area_ids = _reach({path for _role, _unit, path in pairs})
    scope = Scope(
        user_id=user.pk,
        roles=frozenset(role for role, _unit, _path in pairs),
        unit_ids=unit_ids,
        tree_ids=tree_ids,
        area_ids=area_ids,
        role_units=frozenset((role, unit_id) for role, unit_id, _path in pairs),
        sees_all=any(role in SEES_ALL for role, _unit, _path in pairs),
    )
    user._scope = scope  # type: ignore[attr-defined]
    return scope


def _reach(paths: Collection[str]) -> tuple[frozenset[int], frozenset[int]]:
    """Tree and area of units given by path. A district has some dozens of units, so one read of the tree serves."""
    if not paths:
        return frozenset(), frozenset()
    rows = list(Unit.objects.values_list("id", "path", "kind"))
    streets = [path for _id, path, kind in rows if kind == UnitKind.STREET_OFFICE]
    centres = [path for _id, path, kind in rows if kind == UnitKind.STREET_CENTRE and path in paths]
    watched = [street for street in streets for centre in centres if centre.startswith(street)]
    tree = frozenset(unit_id for unit_id, path, _kind in rows if path.startswith(tuple(paths)))
    return tree, tree | frozenset(unit_id for unit_id, path, _kind in rows if path.startswith(tuple(watched)))


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """The roles a person holds today, at whatever unit."""
    return scope_of(user).roles


def acl_tokens(user: User | AnonymousUser) -> frozenset[str]:
    """The search tokens a person owns. A record is found when it carries one of them.

    "unit:7" stands on what unit 7 has to do with, "area:7" on what lies in its area.
    """
    scope = scope_of(user)
    if not scope.user_id:
        return frozenset({"public"})
    tokens = {"public", "staff", f"user:{scope.user_id}"}
    tokens.update(f"role:{role}" for role in scope.roles)
    tokens.update(f"unit:{unit_id}" for unit_id in scope.tree_ids)
    tokens.update(f"area:{unit_id}" for unit_id in scope.area_ids)
    if scope.sees_all:
        tokens.add("all")
    return frozenset(tokens)
