"""The photos of a form: those kept from the last try, those that came now, and what was wrong with them.

A form that is sent back cannot refill a file control, so photos that were fine become rows and the page
carries signed tokens for them. No JavaScript is involved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.files.errors import FileRefused
from core.files.models import StoredFile
from core.files.services import PreparedFile, image_prepare
from core.phrases import labelled
from portal.complaints.drafts import Photo
from portal.complaints.enums import MAX_PHOTOS
from portal.complaints.models import DraftPhoto
from portal.complaints.services import drafts_keep
from portal.complaints.services.admission import DRAFT_HOURS

SALT = "portal.complaints.draft-photo"
MAX_TOKENS = 30


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A thumbnail on the form with its token."""

    token: str
    url: str
    name: str


@dataclass(slots=True)
class PhotoTray:
    """``errors`` are sentences for the resident; a tray with errors is not submitted."""

    kept: list[StoredFile] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    fresh: list[PreparedFile] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def photos(self) -> list[Photo]:
        return [*self.kept, *self.fresh]

    def keep(self) -> None:
        """Turn what came now into rows, so that the page can carry it."""
        if not self.fresh:
            return
        for draft in drafts_keep(prepared=self.fresh):
            self.kept.append(draft.file)
            self.tokens.append(draft_token(draft))
        self.fresh = []

    def shown(self) -> list[KeptPhoto]:
        """What the form shows and carries."""
        return [
            KeptPhoto(token, reverse("portal_complaints:draft_photo", args=[token]), _("照片%(count)d") % {"count": count})
            for count, token in enumerate(self.tokens, start=1)
        ]


def draft_token(draft: DraftPhoto) -> str:
    """A signed, dated pointer to a draft photo."""
    return signing.dumps(draft.pk, salt=SALT)


def draft_of(token: str) -> DraftPhoto | None:
    """The draft photo of a token, or None when it is not ours, too old or swept."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=DRAFT_HOURS * 3600)
    except signing.BadSignature:
        return None
    return DraftPhoto.objects.select_related("file").filter(pk=pk).first() if isinstance(pk, int) else None


def tray_read(data: QueryDict, uploads: Sequence[UploadedFile[bytes]], *, convert: bool = True) -> PhotoTray:
    """Gather a form's photos. ``convert`` off leaves new uploads aside (an address over its limit costs no work).

    Raises OSError when the disk is full and FileCheckUnavailable when the scanner is away.
    """
    tray = PhotoTray()
    removed = set(data.getlist("remove_photo"))
    tokens = [token for token in dict.fromkeys(data.getlist("photo")) if token not in removed]
    for token in tokens[:MAX_TOKENS]:
        draft = draft_of(token)
        if draft is None:
            tray.errors.append(_("有一张照片保存已超过一天或已失效，请重新选择。"))
        else:
            _add_kept(tray, token, draft.file)
    if convert:
        _read_uploads(tray, uploads)
    elif uploads:
        tray.errors.append(_("新选的照片没有收下，请稍后重新选择。"))
    return tray


def _add_kept(tray: PhotoTray, token: str, file: StoredFile) -> None:
    if len(tray.kept) < MAX_PHOTOS and file.sha256 not in {photo.sha256 for photo in tray.photos}:
        tray.kept.append(file)
        tray.tokens.append(token)


def _read_uploads(tray: PhotoTray, uploads: Sequence[UploadedFile[bytes]]) -> None:
    known = {photo.sha256 for photo in tray.photos}
    left_out = 0
    for upload in uploads:
        if len(tray.photos) >= MAX_PHOTOS:
            left_out += 1
            continue
        try:
            prepared = image_prepare(upload=upload)
        except FileRefused as refused:
            tray.errors.append(labelled(upload.name, refused.message))
            continue
        if prepared.sha256 not in known:
            known.add(prepared.sha256)
            # What a resident called the file may name the resident; nobody needs it.
            tray.fresh.append(replace(prepared, original_name=_("照片") + ".jpg"))
    if left_out:
        text = ngettext("照片最多 %(most)d 张，有 %(count)d 张没有收下。", "照片最多 %(most)d 张，有 %(count)d 张没有收下。", left_out)
        tray.errors.append(text % {"most": MAX_PHOTOS, "count": left_out})
