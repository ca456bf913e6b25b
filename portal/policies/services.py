"""Keeping a document's shown validity in step with what later documents say about it."""

from __future__ import annotations

from django.db.models import F

from portal.base.enums import RelationKind, Validity
from portal.policies.models import PolicyPage, PolicyRelation
from search.services import request_index_many


def validity_refresh(*, policy: PolicyPage) -> None:
    """After a document was published or withdrawn: it, and all it repeals or amends, show what is true now.

    Also those it spoke about before and does no longer: they are the ones whose shown validity differs
    from their own. Runs in the publisher's transaction.
    """
    touched = set(PolicyRelation.objects.filter(page=policy).values_list("older_id", flat=True)) | {policy.pk}
    touched |= set(PolicyPage.objects.exclude(current_validity=F("validity")).values_list("pk", flat=True))
    said: dict[int, set[str]] = {}
    relations = PolicyRelation.objects.in_force().filter(older__in=touched)
    for older_id, kind in relations.values_list("older_id", "kind"):
        said.setdefault(older_id, set()).add(kind)
    changed: list[int] = []
    for pk, own, shown in PolicyPage.objects.filter(pk__in=touched).values_list("pk", "validity", "current_validity"):
        now = _validity(own, said.get(pk, set()))
        if now != shown:
            PolicyPage.objects.filter(pk=pk).update(current_validity=now)
            changed.append(pk)
    request_index_many(PolicyPage.search_kind, changed)


def _validity(own: str, kinds: set[str]) -> str:
    if RelationKind.REPEALS in kinds:
        return Validity.REPEALED
    if RelationKind.AMENDS in kinds and own == Validity.IN_FORCE:
        return Validity.AMENDED
    return own
