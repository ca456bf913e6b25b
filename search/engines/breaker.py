"""A circuit breaker: after some failures in a row nobody waits for a server that does not answer."""

from __future__ import annotations

import threading
import time


class Breaker:
    """Opens after ``failures`` in a row, for ``seconds``; then one caller may try again."""

    def __init__(self, failures: int = 3, seconds: float = 10.0) -> None:
        self.failures = failures
        self.seconds = seconds
        self._lock = threading.Lock()
        self._count = 0
        self._closed_at = 0.0

    def allows(self) -> bool:
        """May a call go out? When the pause is over the first to ask may, the others wait for its luck."""
        with self._lock:
            if self._count < self.failures:
                return True
            now = time.monotonic()
            if now < self._closed_at:
                return False
            self._closed_at = now + self.seconds
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._count = 0

    def failed(self) -> None:
        with self._lock:
            self._count += 1
            if self._count >= self.failures:
                self._closed_at = time.monotonic() + self.seconds
