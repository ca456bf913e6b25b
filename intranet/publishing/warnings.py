"""What a reviewer should look at twice: things in a text that look like secrets or personal data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PATTERNS: tuple[tuple[str | Promise, re.Pattern[str]], ...] = (
    (_("疑似密级标志"), re.compile(r"(?:绝密|机密|秘密)\s*[★☆]|(?:密级|保密期限)\s*[：:]|内部(?:资料|文件)[，、\s]*(?:注意|不得)")),
    (_("疑似身份证号码"), re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)")),
    (_("疑似手机号码"), re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
    (_("疑似银行卡号"), re.compile(r"(?<!\d)6\d{15,18}(?!\d)")),
)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A kind of thing and where it stands (a few characters around each)."""

    label: str | Promise
    places: tuple[str, ...]


def suspicions(text: str) -> list[Suspicion]:
    """Hints, not a verdict: the person decides."""
    found = []
    for label, pattern in _PATTERNS:
        places = tuple(text[max(0, hit.start() - 10) : hit.end() + 10].replace("\n", " ") for hit in pattern.finditer(text))
        if places:
            found.append(Suspicion(label, places[:SHOWN]))
    return found
