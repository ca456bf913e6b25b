"""Addresses of pages."""

from __future__ import annotations

import secrets

from django.utils import timezone

# Without 0/o, 1/l/i: an address may be read out on the telephone.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def compact_slug() -> str:
    """A date and four characters, e.g. "20261123-k7m3". Whoever needs it unique tries again."""
    tail = "".join(secrets.choice(_ALPHABET) for _ in range(4))
    return f"{timezone.localdate():%Y%m%d}-{tail}"
