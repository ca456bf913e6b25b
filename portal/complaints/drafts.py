"""A complaint before it is one: plain values, checked by the form or by the intranet's phone entry."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from core.categories.models import MinorCategory
from core.files.models import StoredFile
from core.files.services import PreparedFile
from core.units.models import Unit

Photo = PreparedFile | StoredFile


@dataclass(frozen=True, slots=True)
class ComplaintDraft:
    """``confidential`` unset means: as the kind demands (举报 yes, everything else no)."""

    kind: str
    place: str
    description: str
    minor: MinorCategory | None = None
    street: Unit | None = None
    community: Unit | None = None
    road_class: str = ""
    happened_at: datetime.datetime | None = None
    is_anonymous: bool = False
    consent_public: bool = False
    confidential: bool | None = None
    external_no: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def has_contact(self) -> bool:
        return bool(self.name or self.phone or self.email)


def photos_hash(photos: Sequence[Photo]) -> str:
    """SHA-256 over the photos' hashes in order; empty without photos."""
    if not photos:
        return ""
    return hashlib.sha256("".join(photo.sha256 for photo in photos).encode()).hexdigest()


def content_hash(draft: ComplaintDraft, photos: Sequence[Photo]) -> str:
    """One value for everything that was submitted, to know a repeated submission from another one.

    Keyed: a telephone number could be guessed from a plain hash when all other fields can be read.
    """
    fields = [
        draft.kind,
        draft.place,
        draft.description,
        draft.minor.pk if draft.minor else None,
        draft.street.pk if draft.street else None,
        draft.community.pk if draft.community else None,
        draft.road_class,
        draft.happened_at.isoformat() if draft.happened_at else None,
        draft.is_anonymous,
        draft.consent_public,
        draft.confidential,
        draft.external_no,
        draft.name,
        draft.phone,
        draft.email,
        photos_hash(photos),
    ]
    text = json.dumps(fields, ensure_ascii=False)
    return hmac.new(settings.CODE_KEY.encode(), f"content:{text}".encode(), "sha256").hexdigest()
