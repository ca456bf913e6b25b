"""Reading policy documents."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from portal.base.enums import Validity
from portal.base.managers import DocumentQuerySet
from portal.base.registry import DocumentKind, Figure
from portal.policies.models import PolicyPage

ON_HOME = 5


def published_policies() -> DocumentQuerySet:
    """Live policy documents, newest first, ready for a list."""
    rows: DocumentQuerySet = PolicyPage.objects.published().newest_first().listed()
    return rows


def figures() -> Sequence[Figure]:
    """The home page's figure: how many documents are in force."""
    count = PolicyPage.objects.published().filter(current_validity=Validity.IN_FORCE).count()
    value = str(count) if count else "—"
    return [
        Figure(
            label=_("现行有效的政策文件"), value=value, unit=pgettext("document", "件"), url=f"/{KIND.name}/?validity={Validity.IN_FORCE}"
        )
    ]


KIND = DocumentKind(name="policies", label=_("政策文件"), feed_slug="policies", published=published_policies, on_home=ON_HOME)
