"""Policy documents in the index."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.base.enums import Validity
from portal.base.search import document_fields, page_source
from portal.policies.models import PolicyPage
from search.registry import Source

OUT_OF_FORCE = frozenset({Validity.REPEALED, Validity.EXPIRED})


def policy_fields(page: PolicyPage) -> dict[str, Any]:
    """Whether a document still holds."""
    return {**document_fields(page), "repealed": Validity(page.current_validity) in OUT_OF_FORCE}


def source() -> Source:
    """Law does not age: what is in force counts whatever its year."""
    return page_source(kind=PolicyPage.search_kind, label=_("政策文件"), models=[PolicyPage], extra=policy_fields)
