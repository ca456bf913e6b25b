"""Reading bulletins."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.files.models import StoredFile
from core.files.selectors import links_of
from portal.base.managers import DocumentQuerySet
from portal.base.registry import DocumentKind, Figure
from portal.base.urlpaths import site_path
from portal.bulletins.drawing import KEY_FIGURES, drawn_key
from portal.bulletins.models import BulletinPage
from portal.bulletins.roles import PDF_ROLE

ON_HOME = 3


def published_bulletins() -> DocumentQuerySet:
    """Live bulletins, newest first, ready for a list."""
    rows: DocumentQuerySet = BulletinPage.objects.published().newest_first().listed()
    return rows


def published_bulletin(slug: str) -> BulletinPage | None:
    """One live bulletin by its address."""
    found: BulletinPage | None = BulletinPage.objects.published().filter(slug=slug).first()
    return found


def bulletin_file(page: BulletinPage) -> StoredFile | None:
    """The newest PDF of a bulletin, if the worker has made it."""
    link = links_of(page, PDF_ROLE).order_by("-pk").first()
    return link.file if link else None


def figures() -> Sequence[Figure]:
    """The newest bulletin as three figures with a small trend. One query."""
    page = BulletinPage.objects.published().filter(period__isnull=False).order_by("-period", "-pk").first()
    if page is None or not page.figures:
        return ()
    report = page.report
    shown = []
    for name in KEY_FIGURES:
        item = report.indicator(name)
        if item is None:
            continue
        key = drawn_key(report, item)
        note = _now("%(month)d月考评") % {"month": report.month.month}
        note = f"{note} · {key.change}" if key.change else note
        shown.append(Figure(label=item.label, value=key.text, unit=key.unit, note=note, url=site_path(page.url_path), trend=key.trend))
    return shown


KIND = DocumentKind(name="bulletins", label=_("考评简报"), feed_slug="bulletins", published=published_bulletins, on_home=ON_HOME)
