"""File fields whose files survive an error elsewhere on the form, without JavaScript.

An upload is checked and stored when the form is cleaned; its signed number travels in a hidden input, so
that the next try carries it. A stored file that no record takes up is swept after a day (files_sweep).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from core.files.errors import FileRefused
from core.files.models import StoredFile
from core.files.services import document_store, image_store
from core.phrases import labelled
from core.units.actors import Actor

SALT = "records.kept-file"
MOST = 9


@dataclass(slots=True)
class Given:
    """What came with the request: fresh uploads and signed numbers of files kept from the last try."""

    uploads: list[Any]
    kept: list[str]
    removed: set[str]


class KeptFilesWidget(forms.Widget):
    """A file input with the kept files listed under it, each removable by a check box."""

    template_name = "intranet/records/kept_files.html"
    needs_multipart_form = True

    def __init__(self, *, accept: str) -> None:
        super().__init__()
        self.accept = accept
        self.files: list[tuple[str, StoredFile]] = []

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Given:
        getlist = data.getlist if isinstance(data, MultiValueDict) else lambda key: data.get(key, [])
        uploads = files.getlist(name) if isinstance(files, MultiValueDict) else []
        return Given(list(uploads), list(getlist(f"{name}_kept")), set(getlist(f"{name}_removed")))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"].update(accept=self.accept, files=self.files)
        return context


class KeptFilesField(forms.Field):
    """Cleans to a list of StoredFile. ``kind`` is "photos" or "files"; the form sets ``actor`` first."""

    widget: KeptFilesWidget

    def __init__(self, *, kind: str, **options: Any) -> None:
        accept = "image/jpeg,image/png,image/webp,image/heic" if kind == "photos" else ".pdf,.docx,.xlsx,.txt"
        super().__init__(widget=KeptFilesWidget(accept=accept), **options)
        self.kind = kind
        self.actor: Actor | None = None

    def clean(self, value: Given) -> list[StoredFile]:
        files = self._kept(value)
        refused: list[str] = []
        for upload in value.uploads[: MOST - len(files)]:
            try:
                store = image_store if self.kind == "photos" else document_store
                files.append(store(upload=upload, by=self.actor))
            except FileRefused as error:
                refused.append(labelled(upload.name, error))
        self.widget.files = [(signing.dumps([file.pk, self._owner()], salt=SALT), file) for file in files]
        if len(value.uploads) + len(value.kept) - len(value.removed) > MOST:
            refused.append(_("最多上传%(most)s个文件。") % {"most": MOST})
        if refused:
            raise ValidationError(refused)
        if self.required and not files:
            raise ValidationError(_("请至少上传一张照片。") if self.kind == "photos" else _("请上传文件。"))
        return files

    def _owner(self) -> int | None:
        return self.actor.user_id if self.actor else None

    def _kept(self, value: Given) -> list[StoredFile]:
        ids: list[int] = []
        for token in value.kept:
            if token in value.removed:
                continue
            try:
                pk, owner = signing.loads(token, salt=SALT, max_age=86400)
            except (signing.BadSignature, ValueError, TypeError):
                continue
            if owner == self._owner():
                ids.append(pk)
        found = StoredFile.objects.defer("text").in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]
