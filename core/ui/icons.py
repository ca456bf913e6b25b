"""The SVG sprite: one file with the outline icons that the templates name (Lucide, ISC licence)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_SHAPES = re.compile(r"<(path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*/>", re.DOTALL)
_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)"')
SPRITE = "img/icons.svg"


def symbol_names(sprite: str) -> list[str]:
    """Names of the icons that a sprite holds."""
    return _SYMBOL.findall(sprite)


def build_sprite(folder: Path, names: Iterable[str]) -> str:
    """A sprite from Lucide's single SVG files. A name that the set lacks raises FileNotFoundError."""
    symbols = []
    for name in sorted(set(names)):
        source = (folder / f"{name}.svg").read_text(encoding="utf-8")
        shapes = "".join(re.sub(r"\s+", " ", match.group(0)) for match in _SHAPES.finditer(source))
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', "<!-- Lucide, ISC licence: static/vendor/README.md -->", *symbols, "</svg>"]
    return "\n".join(lines) + "\n"
