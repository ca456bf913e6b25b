"""What stops a backup or a restore, as a sentence for the operator."""

from __future__ import annotations


class BackupError(Exception):
    """``str()`` is the sentence, in the interface's language."""
