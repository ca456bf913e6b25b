"""Following the chain: what led to a record, and what came of it, as far as this person may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Model

from core.units.models import User
from core.units.refs import SubjectRef, subject_ref
from intranet.records.models import RecordLink
from intranet.records.registry import RecordKind, RecordLine, derived, kind_of, kinds

DEPTH = 6  # complaint, case, agenda item, decision, task, bulletin: the longest way of the loop is five arrows
MOST = 12  # records of one kind that a chain names; the rest are counted
FOLLOWED = 200  # records of one kind and step that are followed further

Direction = Literal["forward", "backward"]


@dataclass(frozen=True, slots=True)
class ChainGroup:
    """The records of one kind in a chain. ``more`` is how many are not named."""

    kind: RecordKind
    lines: Sequence[RecordLine]
    more: int
    place: Literal["before", "self", "after"]


def chain_of(record: Model, user: User) -> list[ChainGroup]:
    """The chain through a record: causes, the record itself, consequences. Siblings (other cases of the same
    meeting) are not part of it. A record the person may not see ends the way: nothing behind it is told either,
    since that would tell that it exists."""
    me = subject_ref(record)
    own = kind_of(me.kind)
    before = _groups(_walk(me, user, "backward"), "before")
    after = _groups(_walk(me, user, "forward"), "after")
    middle = [ChainGroup(own, [own.line(record)], 0, "self")] if own else []
    return [*before, *middle, *after]


def _groups(found: dict[str, dict[int, RecordLine]], place: Literal["before", "after"]) -> list[ChainGroup]:
    groups: list[ChainGroup] = []
    for kind in kinds():
        lines = [line for _pk, line in sorted(found.get(kind.kind, {}).items(), reverse=True)]
        if lines:
            groups.append(ChainGroup(kind, lines[:MOST], max(0, len(lines) - MOST), place))
    return groups


def _walk(start: SubjectRef, user: User, direction: Direction) -> dict[str, dict[int, RecordLine]]:
    found: dict[str, dict[int, RecordLine]] = {}
    front: dict[str, set[int]] = {start.kind: {start.pk}}
    for _step in range(DEPTH):
        reached: dict[str, set[int]] = {}
        for kind, ids in front.items():
            for ref in _neighbours(kind, sorted(ids)[:FOLLOWED], direction):
                if ref != start and ref.pk not in found.get(ref.kind, {}):
                    reached.setdefault(ref.kind, set()).add(ref.pk)
        front = {}
        for kind, ids in reached.items():
            lines = _seen(kind, ids, user)
            if lines:
                found.setdefault(kind, {}).update(lines)
                front[kind] = set(lines)
        if not front:
            break
    return found


def _seen(kind_name: str, ids: set[int], user: User) -> dict[int, RecordLine]:
    kind = kind_of(kind_name)
    if kind is None:
        return {}
    return {row.pk: kind.line(row) for row in kind.visible(user).filter(pk__in=ids)}


def _neighbours(kind: str, ids: Sequence[int], direction: Direction) -> Iterable[SubjectRef]:
    links = RecordLink.objects.order_by("-id")
    if direction == "forward":
        rows = links.filter(from_kind=kind, from_id__in=ids).values_list("to_kind", "to_id")
    else:
        rows = links.filter(to_kind=kind, to_id__in=ids).values_list("from_kind", "from_id")
    for name, pk in rows[: FOLLOWED * 4]:
        yield SubjectRef(name, pk)
    for arrows in derived():
        if direction == "forward" and arrows.from_kind == kind:
            yield from (ref for _pk, ref in arrows.forward(ids))
        elif direction == "backward" and arrows.to_kind == kind:
            yield from (ref for _pk, ref in arrows.backward(ids))


def causes_of(record: Model | SubjectRef) -> list[SubjectRef]:
    """The records a record directly came of, oldest first, whoever may see them: for services, never for a page."""
    ref = record if isinstance(record, SubjectRef) else subject_ref(record)
    rows = RecordLink.objects.filter(to_kind=ref.kind, to_id=ref.pk).order_by("id").values_list("from_kind", "from_id")
    return [SubjectRef(kind, pk) for kind, pk in rows]


def consequences_of(record: Model | SubjectRef) -> list[SubjectRef]:
    """The records that directly came of a record, oldest first, whoever may see them."""
    ref = record if isinstance(record, SubjectRef) else subject_ref(record)
    rows = RecordLink.objects.filter(from_kind=ref.kind, from_id=ref.pk).order_by("id").values_list("to_kind", "to_id")
    return [SubjectRef(kind, pk) for kind, pk in rows]
