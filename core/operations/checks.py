"""Registry of readiness checks. Apps add theirs in AppConfig.ready().

A critical check that fails means this process cannot serve: 503, and a load balancer takes it out. Another
one means a helper is away, which costs its own feature only: 200 and "degraded" (503 with ?strict=1, for
monitoring that should wake somebody).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import structlog

log = structlog.get_logger(__name__)
Status = Literal["ok", "degraded", "failing"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """``note`` is read by strangers too: figures, no paths, addresses or versions."""

    ok: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    run: Callable[[], CheckResult]
    critical: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    status: Status
    results: dict[str, CheckResult]


CHECKS: dict[str, Check] = {}


def register_check(name: str, run: Callable[[], CheckResult], *, critical: bool = False) -> None:
    """Add a check. It must answer within about a second; an exception counts as not ok."""
    if name in CHECKS:
        raise ValueError(f"check {name!r} is registered twice")
    CHECKS[name] = Check(name, run, critical)


def readiness() -> Readiness:
    """Run every check."""
    results: dict[str, CheckResult] = {}
    status: Status = "ok"
    for check in CHECKS.values():
        result = _run(check)
        results[check.name] = result
        if not result.ok and status != "failing":
            status = "failing" if check.critical else "degraded"
    return Readiness(status, results)


def _run(check: Check) -> CheckResult:
    try:
        return check.run()
    except Exception as error:
        log.warning("readiness check failed", check=check.name, error=type(error).__name__)
        return CheckResult(False, "unreachable")
