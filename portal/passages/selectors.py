"""Reading passages for their public pages."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from portal.base.urlpaths import site_path
from portal.passages.managers import PassageQuerySet
from portal.passages.models import Passage

LAWS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The articles before and after one in its law."""

    previous: Passage | None
    following: Passage | None


@dataclass(frozen=True, slots=True)
class LawChoice:
    """What a reader's words for a law lead to: its name, or names to choose from."""

    name: str = ""
    offered: tuple[str, ...] = ()


def law_choice(words: str) -> LawChoice:
    """The law of that name; otherwise those whose names contain the words (read from the index alone)."""
    words = words.replace("\x00", "").strip()[:200]
    if not words:
        return LawChoice()
    rows = Passage.objects.published().filter(law__contains=words).order_by("law").values_list("law", flat=True).distinct()
    names = list(rows[: LAWS_SHOWN + 1])
    if words in names or Passage.objects.published().filter(law=words).exists():
        return LawChoice(name=words)
    return LawChoice(name=names[0]) if len(names) == 1 else LawChoice(offered=tuple(names[:LAWS_SHOWN]))


def passage_list(law: str = "") -> PassageQuerySet:
    """Public passages in order, of one law or of all. The text of the articles is not read."""
    rows = Passage.objects.published()
    rows = rows.of_law(law) if law else rows.order_by("law", "id")
    return rows.only("id", "title", "law", "chapter", "category", "date")


def passage_of(pk: int) -> Passage | None:
    """One public passage with the document it belongs to."""
    return Passage.objects.published().select_related("document").filter(pk=pk).first()


def document_path_of(passage: Passage) -> str:
    """Where the whole document is read; empty when it is not published (any more)."""
    document: Page | None = passage.document
    return site_path(document.url_path) if document is not None and document.live else ""


def neighbours_of(passage: Passage) -> Neighbours:
    """The articles before and after. Two queries along one index; none for a piece that names no law."""
    if not passage.law:
        return Neighbours(None, None)
    rows = Passage.objects.published().filter(law=passage.law).only("id", "title", "number")
    return Neighbours(
        previous=rows.filter(pk__lt=passage.pk).order_by("-id").first(),
        following=rows.filter(pk__gt=passage.pk).order_by("id").first(),
    )
