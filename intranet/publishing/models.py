"""Who wrote what, who reviewed it, and the step in Wagtail's workflow at which that happens."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState

from core.units.models import User
from intranet.publishing.enums import Decision
from intranet.publishing.rights import may_review


class Contribution(models.Model):
    """A person saved a text. One row for each revision; nobody who has one may publish what it led to.

    ``digest`` is the text's fingerprint without its markup ids (intranet/publishing/digests.py): a text that
    comes back by revert or copy is still its author's.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="contributions")
    revision_id = models.BigIntegerField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = _("撰写记录")
        verbose_name_plural = _("撰写记录")
        ordering = ("id",)
        indexes = [models.Index(fields=["page", "revision_id"], name="contribution_page_revision")]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.user_id}"


class PublicationReview(models.Model):
    """A reviewer's decision on exactly one revision, with the two checks of domain.md §3.9.5.

    Nothing goes live without an approved row whose ``digest`` fits the revision's content. A withdrawal
    (unpublishing) revokes it: to publish the same text again it is reviewed again.
    """

    page = models.ForeignKey(Page, verbose_name=_("页面"), null=True, on_delete=models.SET_NULL, related_name="reviews")
    page_title = models.CharField(_("标题"), max_length=255)
    revision_id = models.BigIntegerField(_("版本"))
    digest = models.CharField(max_length=64)
    decision = models.CharField(_("结论"), max_length=10, choices=Decision)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("审核人"), on_delete=models.PROTECT, related_name="+")
    secrecy_checked = models.BooleanField(_("保密审查"), default=False)
    privacy_checked = models.BooleanField(_("个人信息审查"), default=False)
    comment = models.TextField(_("审核意见"), blank=True)
    created_at = models.DateTimeField(_("审核时间"), auto_now_add=True)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("发布审核")
        verbose_name_plural = _("发布审核")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["revision_id", "decision"], name="review_revision"),
            models.Index(fields=["-published_at"], name="review_published"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decision="approved") | models.Q(secrecy_checked=True, privacy_checked=True),
                name="review_approved_after_both_checks",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_title} · {self.get_decision_display()}"


class ReviewTask(Task):
    """The one step of the publishing workflow: another person reads the text.

    Wagtail's own "approve" is not offered: the decision is taken on our screen, which shows what to look
    at and asks for both checks.
    """

    class Meta:
        verbose_name = _("发布审核环节")
        verbose_name_plural = _("发布审核环节")

    @classmethod
    def get_description(cls) -> str:
        return str(_("由撰写人以外的审核人审核后发布"))

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        return may_review(user, obj)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        return not may_review(user, obj)

    def get_actions(self, obj: Page, user: User) -> list[Any]:
        return []

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> models.QuerySet[TaskState]:
        none: models.QuerySet[TaskState] = TaskState.objects.none()
        return none
