"""Encryption of single fields and keyed hashes for lookups.

Fernet (AES-128-CBC with HMAC-SHA256) over settings.FIELD_KEYS: the first key writes, every key reads.
"""

from __future__ import annotations

import functools
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Undecryptable(RuntimeError):
    """A stored value fits none of the keys: FIELD_KEYS lacks the key it was written with."""


@functools.lru_cache(maxsize=8)
def _fernets(keys: tuple[str, ...]) -> tuple[Fernet, ...]:
    return tuple(Fernet(key.encode()) for key in keys)


def _all() -> tuple[Fernet, ...]:
    return _fernets(tuple(settings.FIELD_KEYS))


def encrypt(text: str) -> str:
    """Ciphertext of a text; the empty text stays empty, so that "none given" needs no key."""
    return MultiFernet(_all()).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Raises Undecryptable when no key fits."""
    if not token:
        return ""
    try:
        return MultiFernet(_all()).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Undecryptable("a field was encrypted with a key that FIELD_KEYS does not hold") from error


def rotated(token: str) -> str | None:
    """The token written anew with the first key, or None if it is already. Raises Undecryptable."""
    if not token:
        return None
    try:
        _all()[0].decrypt(token.encode())
    except InvalidToken:
        try:
            return MultiFernet(_all()).rotate(token.encode()).decode()
        except InvalidToken as error:
            raise Undecryptable("a field was encrypted with a key that FIELD_KEYS does not hold") from error
    return None


def fingerprint(key: str) -> str:
    """Names a key without revealing it: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def lookup_hash(value: str, *, purpose: str) -> str:
    """Keyed hash (HMAC-SHA256, 64 hex digits) to find or count a value without storing it.

    ``purpose`` keeps hashes of one value in two tables from being matched with each other.
    """
    key = hmac.digest(settings.CODE_KEY.encode(), f"lookup:{purpose}".encode(), "sha256")
    return hmac.new(key, value.strip().encode(), "sha256").hexdigest()
