"""Who keeps a copy of a clock's due time and must hear when the calendar moves it.

Acts on a record know the clock they change; a recomputation does not know the record. Apps that copy due times
onto their rows register here in AppConfig.ready().
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from core.clocks.models import Clock

Listener = Callable[[Sequence["Clock"]], None]
L = TypeVar("L", bound=Listener)

_listeners: dict[str, list[Listener]] = {}


def on_recomputed(subject_kind: str) -> Callable[[L], L]:
    """Register ``fn(clocks)`` for one kind of record ("app_label.model"), called in the recomputation's transaction.

    It gets only clocks whose stored times changed, a piece at a time, and must be quick.
    """

    def register(function: L) -> L:
        known = _listeners.setdefault(subject_kind, [])
        if function not in known:
            known.append(function)
        return function

    return register


def tell_recomputed(clocks: Sequence[Clock]) -> None:
    """Call the listeners of the records these clocks belong to."""
    by_kind: dict[str, list[Clock]] = {}
    for clock in clocks:
        by_kind.setdefault(clock.subject_kind, []).append(clock)
    for kind, group in by_kind.items():
        for listener in _listeners.get(kind, ()):
            listener(group)
