"""What residents do after filing. The portal may only write the wish down; the worker carries it out."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.complaints.enums import MAX_ACT_TEXT, ActKind, ActState, Rating
from portal.complaints.models.complaint import Complaint


class RequesterAct(models.Model):
    """A rating with a comment, a supplement (photos by FileLink), a withdrawal or a reopening with its reason."""

    complaint = models.ForeignKey(Complaint, verbose_name=_("诉求"), on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(_("种类"), max_length=12, choices=ActKind)
    rating = models.PositiveSmallIntegerField(_("满意度"), null=True, blank=True, choices=Rating)
    text = models.TextField(_("内容"), max_length=MAX_ACT_TEXT, blank=True)
    # Hash of the form's own key: a double click is one act.
    key_hash = models.CharField(_("表单散列"), max_length=64, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=ActState, default=ActState.PENDING)
    refusal_reason = models.CharField(_("未能处理的原因"), max_length=300, blank=True)
    created = models.DateTimeField(_("提交时间"), default=timezone.now)
    settled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("诉求人操作")
        verbose_name_plural = _("诉求人操作")
        ordering = ("-created", "-id")
        indexes = [models.Index(fields=["complaint", "-created", "-id"], name="requester_act_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=ActKind.RATING, rating__isnull=False) | (~models.Q(kind=ActKind.RATING) & models.Q(rating=None)),
                name="only_a_rating_has_a_rating",
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"
