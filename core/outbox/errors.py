"""What a handler may raise to steer what becomes of its message. Anything else is retried with backoff."""

from __future__ import annotations

from collections.abc import Mapping


class Undeliverable(Exception):
    """Trying again cannot help: the message goes to the dead letters at once."""


class RetryLater(Exception):
    """A helper is away: try again after ``seconds``, without counting the attempt."""

    def __init__(self, seconds: int, why: str = "") -> None:
        super().__init__(why or f"retry in {seconds} s")
        self.seconds = seconds


class BatchFailure(Exception):
    """Some messages of a batch failed (id → why); the others are done."""

    def __init__(self, failed: Mapping[int, str]) -> None:
        super().__init__(f"{len(failed)} failed")
        self.failed = dict(failed)


class LeaseLost(Exception):
    """The lease ran out and another worker has the message: an atomic handler's effect is undone."""
