"""考评简报 (S31): the list, and one page for each month.

The figures are copied from a frozen month when the draft is made (intranet/assessment). They are part of every
revision, so that a reviewer approves them with the text, but of no form: an editor completes the text around them.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from portal.base.fields import ReadableEncoder
from portal.base.models import DocumentAttachment, DocumentIndexPage, DocumentPage
from portal.bulletins.drawing import Drawn, drawn
from portal.bulletins.managers import BulletinManager
from portal.bulletins.report import Report, read, report_words


class BulletinIndexPage(DocumentIndexPage):
    """The list of all bulletins."""

    subpage_types = ["portal_bulletins.BulletinPage"]
    max_count = 1
    template = "portal/base/list.html"
    list_name = "bulletins"
    column_type = "考评简报"
    facet_names = ("year",)

    class Meta:
        verbose_name = _("考评简报栏目")
        verbose_name_plural = _("考评简报栏目")


class BulletinPage(DocumentPage):
    """One bulletin. ``period`` is the first day of its month, ``figures`` what report.read() understands."""

    period = models.DateField(_("考评月份"), null=True, editable=False)
    issue_no = models.PositiveSmallIntegerField(_("期号"), null=True, editable=False)
    figures = models.JSONField(_("数据"), default=dict, blank=True, editable=False, encoder=ReadableEncoder)

    parent_page_types = ["portal_bulletins.BulletinIndexPage"]
    template = "portal/bulletins/bulletin.html"
    search_kind = "bulletin"
    column_type = "考评简报"

    objects = BulletinManager()

    class Meta(DocumentPage.Meta):
        verbose_name = _("考评简报")
        verbose_name_plural = _("考评简报")

    def clean(self) -> None:
        super().clean()
        if self.live and not self.figures:
            raise ValidationError(_("简报由冻结的月度考评起草，不能没有数据。"))

    @property
    def report(self) -> Report:
        """The figures, read."""
        return read(self.figures)

    @property
    def words(self) -> str:
        """Units, indicators and values can be searched as well as the text."""
        return "\n".join(part for part in (super().words, report_words(self.report) if self.figures else "") if part)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        report = self.report if self.figures else None
        pictures: Drawn | None = drawn(report) if report else None
        return {
            **context,
            "report": report,
            "drawn": pictures,
            "neighbours": BulletinPage.objects.neighbours(self),
            "staff_url": staff_url(self),
        }


def staff_url(page: BulletinPage) -> str:
    """Where staff go from a figure to its cases. The public site only knows the address."""
    return f"{settings.INTRANET_ORIGIN}/assessment/{page.period:%Y-%m}/bulletin/" if page.period else ""


class BulletinAttachment(DocumentAttachment):
    """A file of a bulletin."""

    page: Any = ParentalKey(BulletinPage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(DocumentAttachment.Meta):
        verbose_name = _("附件")
        verbose_name_plural = _("附件")
