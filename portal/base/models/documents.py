"""Dated official texts: what notices, policies and bulletins have in common (domain.md §2.3).

The fields are those of the disclosure block (政府信息公开目录): 索引号, 主题分类, 体裁, 发文机关, 成文日期,
发文字号, 发布日期, 公开属性.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from core.units.models import Unit
from portal.base.enums import Disclosure
from portal.base.managers import DocumentManager
from portal.base.models.classes import GenreClass, SubjectClass, Topic
from portal.base.models.media import PublicDocument
from portal.base.models.pages import BodyPage


class DocumentPage(BodyPage):
    """An official text with its disclosure block."""

    summary = models.CharField(_("内容概述"), max_length=100, blank=True, help_text=_("不超过 100 字，显示在检索结果和分享链接中。"))
    main_recipient = models.CharField(_("主送机关"), max_length=200, blank=True)
    issuer_unit = models.ForeignKey(Unit, verbose_name=_("发文单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # As it stood when the text was issued: units are renamed, documents are not.
    issuer_name = models.CharField(_("发文机关"), max_length=120, blank=True, help_text=_("不填时用发文单位的全称。"))
    document_no = models.CharField(_("发文字号"), max_length=60, blank=True)
    written_date = models.DateField(_("成文日期"), null=True, blank=True)
    publish_date = models.DateField(_("发布日期"), null=True, blank=True, help_text=_("不填时为实际发布的当天。"))
    subject = models.ForeignKey(SubjectClass, verbose_name=_("主题分类"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    genre = models.ForeignKey(GenreClass, verbose_name=_("体裁"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, verbose_name=_("专题"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    disclosure = models.CharField(_("公开属性"), max_length=12, choices=Disclosure, default=Disclosure.PROACTIVE)
    source = models.CharField(_("来源"), max_length=120, blank=True, help_text=_("转载时填写，不填时为发文机关。"))

    index_no = models.CharField(_("索引号"), max_length=40, null=True, blank=True, unique=True, editable=False)
    external_id = models.CharField(_("外部标识"), max_length=64, null=True, blank=True, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(_("年份"), null=True, blank=True, editable=False)

    column_type = "政策法规"
    view_related = ("subject", "genre", "topic", "issuer_unit")
    kept_fields: tuple[str, ...] = ("index_no", "external_id")
    exclude_fields_in_copy = ["index_no", "external_id"]
    subpage_types: list[str] = []
    template = "portal/base/document.html"

    objects = DocumentManager()

    content_panels = [
        *BodyPage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("issuer_unit"), FieldPanel("issuer_name")]),
                FieldRowPanel([FieldPanel("document_no"), FieldPanel("main_recipient")]),
                FieldRowPanel([FieldPanel("written_date"), FieldPanel("publish_date")]),
                FieldRowPanel([FieldPanel("subject"), FieldPanel("genre")]),
                FieldRowPanel([FieldPanel("topic"), FieldPanel("disclosure")]),
                FieldPanel("source"),
            ],
            heading=_("公开信息"),
        ),
        FieldPanel("body"),
        InlinePanel("attachments", heading=_("附件"), label=_("附件")),
    ]

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["-publish_date", "-page_ptr"], name="%(class)s_newest")]

    def clean(self) -> None:
        """Called before a page is saved as live: what a published document must have."""
        super().clean()
        if self.live and self.disclosure == Disclosure.WITHHELD:
            raise ValidationError({"disclosure": _("公开属性为“不予公开”的文件不能发布。")})
        if not self.issuer_name and self.issuer_unit:
            self.issuer_name = self.issuer_unit.name
        if self.live and not self.issuer_name:
            raise ValidationError({"issuer_name": _("请填写发文机关，或选择发文单位。")})
        if self.live and not self.publish_date:
            self.publish_date = timezone.localdate()
        if self.written_date and self.publish_date and self.written_date > self.publish_date:
            raise ValidationError({"written_date": _("成文日期不能晚于发布日期。")})
        self.year = self.publish_date.year if self.publish_date else None

    @property
    def is_open(self) -> bool:
        """Whether the text itself is shown; of documents given on request only the block is."""
        return str(self.disclosure) == Disclosure.PROACTIVE

    @property
    def words(self) -> str:
        return super().words if self.is_open else ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        attachments = self.attachments.select_related("document") if self.is_open else []
        return {**context, "attachments": attachments}


class DocumentAttachment(Orderable):
    """A file that belongs to a document; each kind of document has a table of its own."""

    document = models.ForeignKey(PublicDocument, verbose_name=_("文件"), on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("名称"), max_length=120, blank=True, help_text=_("不填时用文件自己的标题。"))

    panels = [FieldPanel("document"), FieldPanel("label")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.label or str(self.document)
