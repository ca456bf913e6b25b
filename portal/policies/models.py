"""政策文件: documents that say what is in force, and how they stand to each other (S11)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable

from portal.base.enums import RelationKind, Validity
from portal.base.models import DocumentAttachment, DocumentIndexPage, DocumentPage
from portal.policies.managers import PolicyManager, RelationQuerySet


class PolicyIndexPage(DocumentIndexPage):
    """The list of all policy documents."""

    subpage_types = ["portal_policies.PolicyPage"]
    max_count = 1
    template = "portal/base/list.html"
    list_name = "policies"
    column_type = "政策文件"
    facet_names = ("validity", "year", "issuer", "subject")

    class Meta:
        verbose_name = _("政策文件栏目")
        verbose_name_plural = _("政策文件栏目")


class PolicyPage(DocumentPage):
    """One policy document."""

    validity = models.CharField(_("有效性"), max_length=10, choices=Validity, default=Validity.IN_FORCE)
    # What readers are told: "repealed" as soon as a published document repeals this one, whatever was
    # chosen above. Kept by policies/services.py.
    current_validity = models.CharField(
        _("当前有效性"), max_length=10, choices=Validity, default=Validity.IN_FORCE, editable=False, db_index=True
    )

    parent_page_types = ["portal_policies.PolicyIndexPage"]
    template = "portal/policies/policy.html"
    search_kind = "policy"
    column_type = "政策文件"
    kept_fields = (*DocumentPage.kept_fields, "current_validity")
    listed_fields = ("current_validity",)

    objects = PolicyManager()

    content_panels = [
        *DocumentPage.content_panels,
        FieldPanel("validity"),
        InlinePanel("relations", heading=_("与其他文件的关系"), label=_("关系")),
    ]

    class Meta(DocumentPage.Meta):
        verbose_name = _("政策文件")
        verbose_name_plural = _("政策文件")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "relations": PolicyRelation.objects.around(self)}


class PolicyAttachment(DocumentAttachment):
    """A file of a policy document."""

    page: Any = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(DocumentAttachment.Meta):
        verbose_name = _("附件")
        verbose_name_plural = _("附件")


class PolicyRelation(Orderable):
    """The newer document (``page``) repeals, amends or rests on the older one."""

    page: Any = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("关系"), max_length=10, choices=RelationKind, default=RelationKind.BASED_ON)
    older = models.ForeignKey(PolicyPage, verbose_name=_("文件"), on_delete=models.PROTECT, related_name="newer_relations")

    panels = [FieldPanel("kind"), PageChooserPanel("older", "portal_policies.PolicyPage")]

    objects = RelationQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("文件关系")
        verbose_name_plural = _("文件关系")
        constraints = [models.UniqueConstraint(fields=["page", "older", "kind"], name="policy_relation_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.older_id}"

    def clean(self) -> None:
        super().clean()
        if self.older_id and self.older_id == self.page_id:
            raise ValidationError({"older": _("文件不能与自己建立关系。")})
