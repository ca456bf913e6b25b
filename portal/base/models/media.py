"""Images and files of public pages, and which of them a live page really shows.

Wagtail serves any document to whoever guesses its number, also one that hangs on a draft. Here a file
or picture is public only while a live page shows it: PageFile says which, written when a page is
published and asked before each delivery.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from core.files.models import StoredFile

# The two widths at which public pages show pictures; made when a page is published, because the
# portal's database connection refuses the row that Wagtail writes at the first view.
RENDITION_SPECS = ("max-720x1440", "max-1440x1440")


class PublicImage(AbstractImage):
    """A picture; its file is our own JPEG without metadata (see forms.PublicImageForm)."""

    admin_form_fields = ("title", "file", "description", "collection")

    class Meta(AbstractImage.Meta):
        verbose_name = _("图片")
        verbose_name_plural = _("图片")


class PublicRendition(AbstractRendition):
    """A picture at one of the sizes that pages show."""

    image = models.ForeignKey(PublicImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PublicDocument(AbstractDocument):
    """A file to be published with a page.

    ``stored`` is its copy in the file store, made by the worker when a page that carries it is published:
    there its text is read out for the search and its hash kept.
    """

    stored = models.ForeignKey(StoredFile, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+")

    admin_form_fields = ("title", "file", "collection")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("文件")
        verbose_name_plural = _("文件")

    @property
    def size(self) -> int:
        """Bytes, for lists of files."""
        return int(self.file_size or 0)

    @property
    def kind(self) -> str:
        """The file name's ending, for lists of files."""
        return str(self.file_extension).lower()


class PageFile(models.Model):
    """A live page shows this file or this picture."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="public_files")
    document = models.ForeignKey(PublicDocument, null=True, blank=True, on_delete=models.CASCADE, related_name="page_files")
    image = models.ForeignKey(PublicImage, null=True, blank=True, on_delete=models.CASCADE, related_name="page_files")

    class Meta:
        verbose_name = _("页面文件")
        verbose_name_plural = _("页面文件")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(document__isnull=False, image__isnull=True) | models.Q(document__isnull=True, image__isnull=False),
                name="pagefile_one_target",
            ),
            models.UniqueConstraint(fields=["page", "document"], name="pagefile_document_once"),
            models.UniqueConstraint(fields=["page", "image"], name="pagefile_image_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.document_id or self.image_id}"
