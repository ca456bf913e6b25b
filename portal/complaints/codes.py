"""Form keys and query codes.

A form carries a random key, signed and dated. The query code is a keyed hash of that key: the server can
show the same receipt again for the same form without having stored the code, and nobody else can compute it.
Codes are stored as a keyed hash bound to the number.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

# Without I, O, 0 and 1: a code is read out over the telephone and copied from a printout. 32 characters, 5 bits each.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8
# A form may lie open for a week. SubmissionKey rows outlive this, so a key never becomes new again.
KEY_MAX_AGE_SECONDS = 7 * 24 * 3600


def key_new() -> str:
    """A signed key for one form."""
    return _signer().sign(secrets.token_urlsafe(24))


def key_open(signed: str) -> str | None:
    """The key inside, or None when it is not ours or too old."""
    try:
        return _signer().unsign(signed, max_age=KEY_MAX_AGE_SECONDS)
    except BadSignature:
        return None


def key_hash(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def query_code(key: str) -> str:
    """The query code of a form key, without the dash."""
    digest = hmac.digest(settings.CODE_KEY.encode(), b"query-code:" + key.encode(), "sha256")
    bits = int.from_bytes(digest[: CODE_LENGTH * 5 // 8 + 1], "big")
    letters = []
    for _place in range(CODE_LENGTH):
        letters.append(ALPHABET[bits & 31])
        bits >>= 5
    return "".join(letters)


def code_shown(code: str) -> str:
    """With a dash in the middle, as printed on the receipt."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def code_read(typed: str) -> str:
    """What was meant: full-width letters, small letters, blanks and dashes make no difference."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(char for char in plain if char.isalnum())


def number_read(typed: str) -> str:
    """The number as it is stored: full-width characters, small letters and blanks make no difference."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    plain = "".join(char for char in plain if not char.isspace())
    return plain.replace("—", "-").replace("–", "-").replace("―", "-")


def code_hash(number: str, code: str) -> str:
    """What is stored of a code."""
    return hmac.new(settings.CODE_KEY.encode(), f"code-hash:{number}:{code}".encode(), "sha256").hexdigest()


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="portal.complaints.form-key")
