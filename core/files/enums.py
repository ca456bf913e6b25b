"""Kinds and states of stored files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    IMAGE = "image", _("图片")
    DOCUMENT = "document", _("文档")


class FileVisibility(models.TextChoices):
    """Private files are served only after the check of the record they hang on."""

    PRIVATE = "private", _("内部")
    PUBLIC = "public", _("公开")


class TextState(models.TextChoices):
    """Where the extraction of a file's text stands. Images have none: they start as EMPTY."""

    PENDING = "pending", _("待提取")
    DONE = "done", _("已提取")
    EMPTY = "empty", _("没有文字")
    FAILED = "failed", _("提取失败")


class ScanState(models.TextChoices):
    """Infected files are never stored, so there is no state for them."""

    UNSCANNED = "unscanned", _("未扫描")
    CLEAN = "clean", _("已扫描")


JPEG = "image/jpeg"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TXT = "text/plain"
DOCUMENT_EXTENSIONS = {PDF: "pdf", DOCX: "docx", XLSX: "xlsx", TXT: "txt"}
