"""What the file store refuses, and what it cannot do just now."""

from __future__ import annotations


class FileRefused(ValueError):
    """The file breaks a rule. ``message`` is a sentence for the person who chose it (translated, no jargon)."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = str(message)


class FileCheckUnavailable(OSError):
    """The virus scanner did not answer. Nothing was stored; trying again later may help."""
