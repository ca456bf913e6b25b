"""The few kinds of content a public text is made of."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from portal.base.tables import MAX_COLUMNS, parse_table

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]


class HeadingBlock(blocks.StructBlock):
    """A heading inside the text; the table of contents is made of these."""

    text = blocks.CharBlock(label=_("标题"), max_length=120)
    level = blocks.ChoiceBlock(label=_("级别"), choices=[("2", _("一级标题")), ("3", _("二级标题"))], default="2")

    class Meta:
        label = _("小标题")
        icon = "title"
        template = "portal/base/blocks/heading.html"


class TableValue(blocks.StructValue):
    """The pasted text as rows of cells."""

    @property
    def rows(self) -> list[list[str]]:
        return parse_table(str(self.get("cells") or ""))

    @property
    def head(self) -> list[str]:
        return self.rows[0] if self.get("first_row_is_head") and self.rows else []

    @property
    def data_rows(self) -> list[list[str]]:
        return self.rows[1:] if self.get("first_row_is_head") else self.rows


class TableBlock(blocks.StructBlock):
    """A table as pasted from a spreadsheet: no grid widget, and it can be typed without a mouse."""

    caption = blocks.CharBlock(label=_("表名"), max_length=120, required=False)
    first_row_is_head = blocks.BooleanBlock(label=_("第一行是表头"), required=False, default=True)
    cells = blocks.TextBlock(label=_("内容"), rows=8, help_text=_("从表格软件复制后粘贴；每行一行，单元格之间用制表符或竖线“|”分隔。"))

    class Meta:
        label = _("表格")
        icon = "table"
        template = "portal/base/blocks/table.html"
        value_class = TableValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if max((len(row) for row in cleaned.rows), default=0) > MAX_COLUMNS:
            message = _("表格最多 %(columns)d 列。") % {"columns": MAX_COLUMNS}
            raise StructBlockValidationError(block_errors={"cells": ValidationError(message)})
        return cleaned


class ImageBlock(blocks.StructBlock):
    """A picture with the words for those who cannot see it."""

    image = ImageChooserBlock(label=_("图片"))
    alt = blocks.CharBlock(label=_("替代文字"), max_length=160, help_text=_("看不到图片的人会听到这句话。"))
    caption = blocks.CharBlock(label=_("图注"), max_length=160, required=False)

    class Meta:
        label = _("图片")
        icon = "image"
        template = "portal/base/blocks/image.html"


class BodyBlock(blocks.StreamBlock):
    """Blocks of a public text in the order of their use."""

    paragraph = blocks.RichTextBlock(label=_("正文"), features=TEXT_FEATURES, icon="pilcrow", template="portal/base/blocks/paragraph.html")
    heading = HeadingBlock()
    table = TableBlock()
    image = ImageBlock()
    attachment = DocumentChooserBlock(label=_("附件"), icon="doc-full", template="portal/base/blocks/attachment.html")
