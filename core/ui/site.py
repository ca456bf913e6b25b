"""Who runs the site: the names and numbers in the masthead and the footer.

The ground floor knows no place name. The app that stores the site's settings calls :func:`provide`
in its ``ready()``; until then, and whenever it has nothing, the neutral fallback is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class SiteFooter:
    """What 政府网站 must show at the foot of each page. Empty fields are left out, never shown empty."""

    organiser: str = ""
    undertaker: str = ""
    site_code: str = ""
    icp: str = ""
    police_record: str = ""
    police_url: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class SiteIdentity:
    """Names of the committee. ``short_name`` stands where the full one has no room (the intranet's rail)."""

    name: str
    short_name: str
    domain: str = ""
    hotline: str = ""
    footer: SiteFooter = field(default_factory=SiteFooter)


Provider = Callable[[], SiteIdentity | None]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Register the source of the site's identity. The newest one that answers is used."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def site_identity() -> SiteIdentity:
    """The identity to show now. Asked lazily, so pages that do not print it cost no query."""
    for provider in reversed(_providers):
        identity = provider()
        if identity is not None:
            return identity
    return SiteIdentity(name=str(_("城市管理委员会")), short_name=str(_("城管委")))
