"""Reading preferences: theme, type size and the width of the rail. Kept in cookies, so that residents,
who have no account, have them too; both faces read the same ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

COOKIES = {"theme": "ui_theme", "size": "ui_size", "rail": "ui_rail"}
CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark"),
    "size": ("normal", "elder"),
    "rail": ("wide", "narrow"),
}
COOKIE_AGE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """One value for each name in CHOICES; the first choice is the default."""

    theme: str = "auto"
    size: str = "normal"
    rail: str = "wide"

    @property
    def elder(self) -> bool:
        """长辈模式."""
        return self.size == "elder"


def preferences_of(request: HttpRequest) -> Preferences:
    """What the reader chose. A value that is not on offer counts as not chosen."""
    chosen = {name: request.COOKIES.get(cookie, "") for name, cookie in COOKIES.items()}
    return Preferences(**{name: value for name, value in chosen.items() if value in CHOICES[name]})
