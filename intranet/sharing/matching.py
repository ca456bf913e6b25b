"""When two names mean the same party, and two descriptions the same place.

An open letter of opinion flags its party and its place (S78). The comparison forgives how a name was typed, never
what it says: width, spaces, punctuation, the form of a company, "门前" behind a house number. Pure functions;
the keys are stored, so that a match is one indexed look-up.
"""

from __future__ import annotations

import re
import unicodedata

LENGTH = 80
_NOT_WORDS = re.compile(r"[\W_]+", re.UNICODE)
# Longest first. A shop that became a company keeps its name.
_FORMS = ("有限责任公司", "股份有限公司", "有限公司", "个体工商户")
_BESIDE = re.compile(r"(门前|门口|院内|处)$")


def party_key(name: str) -> str:
    """The name without what may be typed either way. Empty for a name without letters or figures."""
    plain = _plain(name)
    for form in _FORMS:
        if plain.endswith(form) and len(plain) > len(form):
            plain = plain[: -len(form)]
            break
    return plain[:LENGTH]


def place_key(place: str) -> str:
    """The place without what may be typed either way."""
    plain = _plain(place)
    return (_BESIDE.sub("", plain) or plain)[:LENGTH]


def _plain(text: str) -> str:
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold())
