"""Takes telephone numbers, identity numbers and mail addresses out of free text.

For places that must hold no personal data although people type into them (audit details, error texts).
Names cannot be recognised by form: callers pass none.
"""

from __future__ import annotations

import re

# Order matters: an 18-digit identity number contains things that look like a telephone number.
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[邮箱]"),
    (re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"), "[证件号]"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "[电话]"),
    (re.compile(r"(?<![\d-])0\d{2,3}[- ]\d{7,8}(?![\d-])"), "[电话]"),
)


def scrub(text: str) -> str:
    """The text with every recognisable contact replaced by its kind in brackets."""
    for pattern, label in _PATTERNS:
        text = pattern.sub(label, text)
    return text
