"""Parts of a loading that are done once: a loading that is killed goes on after the last part it finished."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from intranet.demo.models import DemoPiece


def once(name: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do a part in its own transaction and keep what it returns; done before, give that again."""
    known = DemoPiece.objects.filter(name=name).first()
    if known is not None:
        return dict(known.data)
    with transaction.atomic():
        result = work()
        DemoPiece.objects.create(name=name, data=result)
    return result


def is_done(name: str) -> bool:
    """Whether the part was done before."""
    return DemoPiece.objects.filter(name=name).exists()
