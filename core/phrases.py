"""How words are put together, in the reader's language: 甲、乙（丙）：丁 / A, B (C): D.

Anything shown to a person that is joined in code goes through here, so that the punctuation fits the words.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _


def listed(words: Iterable[object]) -> str:
    """甲、乙 / A, B."""
    return _("、").join(str(word) for word in words)


def noted(text: object, note: object) -> str:
    """甲（乙） / A (B)."""
    return _("%(text)s（%(note)s）") % {"text": text, "note": note}


def labelled(label: object, text: object) -> str:
    """甲：乙 / A: B."""
    return _("%(label)s：%(text)s") % {"label": label, "text": text}
