"""Taking a complaint in: one short transaction, and the same receipt for the same form."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.categories.enums import RequestKind
from core.files.models import StoredFile
from core.files.services import file_save, files_attach
from core.numbering.services import case_number
from core.outbox.services import emit
from core.units.actors import REQUESTER, Actor
from portal.complaints.codes import code_hash, key_hash, query_code
from portal.complaints.drafts import ComplaintDraft, Photo, content_hash, photos_hash
from portal.complaints.enums import MAX_DESCRIPTION, MAX_PHOTOS, MAX_PLACE, PHOTO_ROLE, WEB
from portal.complaints.errors import KeyExpired, KeyReused
from portal.complaints.models import Complaint, Contact, SubmissionKey
from portal.complaints.selectors import complaint_by_key

SUBMITTED_TOPIC = "complaints.submitted"
RECEIPT_HOURS = 24


@dataclass(frozen=True, slots=True)
class Receipt:
    """``code`` is the query code without its dash; it can be shown for a day and is not stored."""

    complaint: Complaint
    code: str
    repeated: bool = False


def complaint_submit(
    *,
    draft: ComplaintDraft,
    key: str,
    photos: Sequence[Photo] = (),
    by: Actor = REQUESTER,
    channel: str = WEB,
    at: datetime.datetime | None = None,
) -> Receipt:
    """Write a complaint and leave word for the worker. When it returns outside a transaction, all of it is durable.

    ``photos`` are prepared or stored files: their bytes lie on disk before the transaction begins, in which no
    picture is touched. The same ``key`` with the same content within 24 hours gives the receipt again.
    Raises ValidationError, KeyReused (other content), KeyExpired, and django.db.OperationalError when the
    database cannot be written.
    """
    _check(draft, photos)
    content = content_hash(draft, photos)
    known = complaint_by_key(key)
    if known is not None:
        return _again(known, key, content)
    try:
        with transaction.atomic():
            complaint = _write(draft, key, content, photos, by, channel, at or timezone.now())
    except IntegrityError:
        # A double click: the other request with this key committed first.
        known = complaint_by_key(key)
        if known is None:
            raise
        return _again(known, key, content)
    return Receipt(complaint, query_code(key))


def complaint_register(*, channel: str, data: Mapping[str, Any], by: Actor, key: str = "", at: datetime.datetime | None = None) -> Receipt:
    """A complaint typed in by staff (telephone, visit, letter), from the cleaned data of their form.

    ``photos`` in the data are StoredFile rows. ``key`` is the form's secret key, from which the query code is
    made; without one the code can be shown only now. Runs inside the caller's transaction if there is one.
    """
    draft = ComplaintDraft(
        kind=data["request_kind"],
        place=data["place"],
        description=data["description"],
        minor=data.get("minor"),
        street=data.get("street"),
        community=data.get("community"),
        road_class=data.get("road_class") or "",
        happened_at=data.get("happened_at"),
        is_anonymous=bool(data.get("is_anonymous")),
        confidential=bool(data.get("confidential")) or None,
        external_no=data.get("external_no") or "",
        name=data.get("contact_name") or "",
        phone=data.get("contact_phone") or "",
        email=data.get("contact_email") or "",
    )
    photos: Sequence[StoredFile] = data.get("photos") or ()
    return complaint_submit(draft=draft, key=key or secrets.token_urlsafe(24), photos=photos, by=by, channel=channel, at=at)


def _check(draft: ComplaintDraft, photos: Sequence[Photo]) -> None:
    """The rules every channel obeys. Forms say the same beside the field; this is the last line."""
    faults: dict[str, str] = {}
    if draft.kind not in RequestKind.values:
        faults["kind"] = _("请选择反映的类型。")
    if not draft.place.strip() or len(draft.place) > MAX_PLACE:
        faults["place"] = _("请填写地点（不超过 %(most)d 字）。") % {"most": MAX_PLACE}
    if not draft.description.strip() or len(draft.description) > MAX_DESCRIPTION:
        faults["description"] = _("请填写情况（不超过 %(most)d 字）。") % {"most": MAX_DESCRIPTION}
    if draft.is_anonymous and draft.has_contact:
        faults["is_anonymous"] = _("匿名反映不保存姓名和联系方式：请清空它们，或取消“匿名反映”。")
    if len(photos) > MAX_PHOTOS:
        faults["photos"] = _("照片最多 %(most)d 张。") % {"most": MAX_PHOTOS}
    if faults:
        raise ValidationError(dict(faults))


def _again(known: SubmissionKey, key: str, content: str) -> Receipt:
    if known.content_hash != content:
        raise KeyReused(known.complaint)
    if timezone.now() - known.created > datetime.timedelta(hours=RECEIPT_HOURS):
        raise KeyExpired(known.complaint)
    return Receipt(known.complaint, query_code(key), repeated=True)


def _write(
    draft: ComplaintDraft, key: str, content: str, photos: Sequence[Photo], by: Actor, channel: str, at: datetime.datetime
) -> Complaint:
    number = case_number(on=timezone.localdate(at))
    confidential = draft.kind == RequestKind.REPORT if draft.confidential is None else draft.confidential
    complaint = Complaint.objects.create(
        number=number,
        kind=draft.kind,
        minor=draft.minor,
        street=draft.street,
        community=draft.community,
        place=draft.place,
        road_class=draft.road_class,
        description=draft.description,
        happened_at=draft.happened_at,
        channel=channel,
        external_no=draft.external_no,
        is_anonymous=draft.is_anonymous,
        consent_public=draft.consent_public,
        confidential=confidential,
        submitted_at=at,
        entered_by=by.user,
        query_code_hash=code_hash(number, query_code(key)),
        photos_hash=photos_hash(photos),
    )
    SubmissionKey.objects.create(key_hash=key_hash(key), complaint=complaint, content_hash=content)
    if draft.has_contact:
        Contact.objects.create(complaint=complaint, name=draft.name, phone=draft.phone, email=draft.email)
    if photos:
        stored = [photo if isinstance(photo, StoredFile) else file_save(prepared=photo, by=by) for photo in photos]
        files_attach(files=stored, subject=complaint, role=PHOTO_ROLE)
    emit(SUBMITTED_TOPIC, {"complaint": complaint.pk}, key=str(complaint.pk))
    details = {"number": number, "channel": channel, "photos": len(photos), "photos_hash": complaint.photos_hash}
    record(action="complaint.submit", by=by, subject=complaint, data=details)
    return complaint
