"""Colours: in one file, readable in both themes, the lamps' own nowhere else. No inline style or script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.STATICFILES_DIRS[0])
TEMPLATES = STATIC.parent / "templates"
TOKENS = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
SHEETS = sorted(path for path in (STATIC / "css").rglob("*.css") if path.name != "tokens.css")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(")
DECLARED = re.compile(r"--([a-z-]+):\s*([^;]+);")
PAIR = re.compile(r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")

# Text on every ground it is put on.
TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "ink-faint", "accent") for ground in ("paper", "paper-sunk", "paper-hover")],
    *[(lamp, ground) for lamp in ("lamp-green", "lamp-yellow", "lamp-red") for ground in ("paper", "paper-sunk", "accent-soft")],
    *[("ink", "mark"), ("ink", "accent-soft"), ("ink-soft", "accent-soft"), ("ink-faint", "accent-soft"), ("accent-strong", "accent-soft")],
    *[("on-accent", "accent"), ("on-accent", "accent-strong"), ("accent-strong", "paper-hover"), ("seal", "paper"), ("paper", "ink")],
]
# Lines and rings that carry meaning.
LINE_PAIRS = [("line-firm", "paper"), ("line-firm", "paper-sunk"), ("accent", "paper"), ("accent", "paper-sunk")]


def themes() -> dict[str, tuple[str, str]]:
    """Name of each paired colour token → its light and dark value."""
    return {name: pair.groups() for name, value in DECLARED.findall(TOKENS) if (pair := PAIR.fullmatch(value.strip()))}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT_PAIRS)
def test_text_is_readable(theme: int, front: str, ground: str):
    pairs = themes()
    assert contrast(pairs[front][theme], pairs[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), LINE_PAIRS)
def test_lines_that_mean_something_are_seen(theme: int, front: str, ground: str):
    pairs = themes()
    assert contrast(pairs[front][theme], pairs[ground][theme]) >= 3


def test_browsers_without_light_dark_get_the_same_light_theme():
    plain, _paired = TOKENS.split("@supports", 1)
    first = dict(DECLARED.findall(plain))
    for name, (light, _dark) in themes().items():
        assert first[name] == light, name


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_colours_stand_in_the_tokens_only(sheet: Path):
    assert not COLOUR.findall(sheet.read_text(encoding="utf-8"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_every_rule_is_in_a_layer(sheet: Path):
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    depth, outside = 0, ""
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth == 0 and character != "}":
            outside += character
    assert depth == 0
    assert all(piece.startswith("@layer ") for piece in re.findall(r"[^\n]+", outside.strip()) if piece.strip())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_every_token_read_is_declared(sheet: Path):
    text = sheet.read_text(encoding="utf-8")
    known = set(re.findall(r"--([a-z0-9-]+):", TOKENS)) | set(re.findall(r"--([a-z0-9-]+):", text))
    own_default = set(re.findall(r"var\(--([a-z0-9-]+),", text))
    assert set(re.findall(r"var\(--([a-z0-9-]+)\)", text)) <= known | own_default


def test_lamp_colours_belong_to_the_lamps():
    users = {path.name for path in SHEETS if "var(--lamp-" in path.read_text(encoding="utf-8")}
    assert users <= {"facts.css", "style-page.css"}
    facts = (STATIC / "css/components/facts.css").read_text(encoding="utf-8")
    assert all(line.strip().startswith(".lamp--") for line in facts.splitlines() if "var(--lamp-" in line)


def test_templates_carry_no_inline_style_or_script():
    inline = re.compile(
        r"""\sstyle=["']|\son[a-z]+=["']|<style|<script(?![^>]*\ssrc=)(?![^>]*type="application/json")|javascript:""", re.IGNORECASE
    )
    offenders = [
        f"{path.relative_to(TEMPLATES)}: {match.group(0).strip()}"
        for path in TEMPLATES.rglob("*.html")
        if not path.is_relative_to(TEMPLATES / "wagtailadmin")
        for match in inline.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not offenders
