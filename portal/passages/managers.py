"""QuerySets of passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from portal.passages.models import Passage  # noqa: F401


class PassageQuerySet(models.QuerySet["Passage"]):
    def published(self) -> PassageQuerySet:
        """What the public sees."""
        return self.filter(public=True)

    def of_law(self, law: str) -> PassageQuerySet:
        """The articles of one law, in the order of the law."""
        return self.filter(law=law).order_by("law", "id")
