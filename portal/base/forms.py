"""What the editor's upload forms let in."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from core.files.documents import document_type
from core.files.errors import FileCheckUnavailable, FileRefused
from core.files.images import image_clean
from core.files.scanning import scan


class PublicImageForm(BaseImageForm):
    """Pictures become our own JPEG: no position, no camera, no names."""

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if "file" not in self.changed_data or not upload:
            return upload
        upload.seek(0)
        data = upload.read()
        try:
            scan(data)
            clean = image_clean(data)
        except FileRefused as error:
            raise ValidationError(error.message) from error
        except FileCheckUnavailable as error:
            raise ValidationError(_("暂时无法检查文件，请稍后再试。")) from error
        return SimpleUploadedFile(f"{PurePosixPath(upload.name).stem}.jpg", clean.full, content_type="image/jpeg")


class PublicDocumentForm(BaseDocumentForm):
    """Files are what their name says, and harmless."""

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if "file" not in self.changed_data or not upload:
            return upload
        upload.seek(0)
        data = upload.read()
        upload.seek(0)
        try:
            document_type(data, upload.name)
            scan(data)
        except FileRefused as error:
            raise ValidationError(error.message) from error
        except FileCheckUnavailable as error:
            raise ValidationError(_("暂时无法检查文件，请稍后再试。")) from error
        return upload
