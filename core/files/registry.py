"""Who wants to know that a file's text is there. Apps above fill this in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable

TextReady = Callable[[str, int], object]
_LISTENERS: list[TextReady] = []


def on_text_ready(listener: TextReady) -> TextReady:
    """Register ``fn(subject_kind, subject_id)``, called once for each record the file hangs on.

    It runs in the transaction that stores the text, so what it writes (an outbox row) is lost with it or
    kept with it. Usable as a decorator; registering the same function again does nothing.
    """
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)
    return listener


def text_listeners() -> tuple[TextReady, ...]:
    """Everyone registered, in order."""
    return tuple(_LISTENERS)
