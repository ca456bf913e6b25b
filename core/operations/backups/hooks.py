"""What other apps do once a backup is in place again (the search index has to be built anew, say)."""

from __future__ import annotations

from collections.abc import Callable

Hook = Callable[[], None]
_HOOKS: dict[str, Hook] = {}


def after_restore(name: str, hook: Hook) -> None:
    """Register work for the end of a restore. It runs in one transaction with the restore's audit entry:
    leave long work to the worker by an outbox message."""
    if name in _HOOKS:
        raise ValueError(f"restore hook {name!r} is registered twice")
    _HOOKS[name] = hook


def restore_hooks() -> dict[str, Hook]:
    """All of them, by name."""
    return dict(_HOOKS)
