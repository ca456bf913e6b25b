"""Steps (immutable history) and asked-for approvals of every record that has a machine."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel, AppendOnlyQuerySet
from core.units.refs import SubjectRef
from core.workflow.enums import ActorKind, RequestState


class StepQuerySet(AppendOnlyQuerySet["Step"]):
    def of(self, ref: SubjectRef) -> StepQuerySet:
        return self.filter(subject_kind=ref.kind, subject_id=ref.pk)


class RequestQuerySet(models.QuerySet["ApprovalRequest"]):
    def of(self, ref: SubjectRef) -> RequestQuerySet:
        return self.filter(subject_kind=ref.kind, subject_id=ref.pk)

    def pending(self) -> RequestQuerySet:
        return self.filter(state=RequestState.PENDING)


class Step(AppendOnlyModel):
    """One act on one record. Written with the change of state, never changed after."""

    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    action = models.CharField(_("动作"), max_length=40)
    from_state = models.CharField(_("原状态"), max_length=24, blank=True)
    to_state = models.CharField(_("新状态"), max_length=24)
    actor_kind = models.CharField(_("执行者类别"), max_length=10, choices=ActorKind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("执行人"), null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(_("执行人姓名"), max_length=60)
    # The unit for which the person acted, as it stood then: people change units, history does not.
    unit = models.ForeignKey("core_units.Unit", verbose_name=_("单位"), null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))
    opinion = models.TextField(_("意见"), blank=True)
    data = models.JSONField(default=dict, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("流程记录")
        verbose_name_plural = _("流程记录")
        ordering = ("id",)
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="step_subject"),
            models.Index(fields=["subject_kind", "action", "at"], name="step_action_at"),
            models.Index(fields=["actor", "at"], name="step_actor_at"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} {self.action}"


class ApprovalRequest(models.Model):
    """延期、退回、挂账、作废 asked for by one person and decided by another."""

    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("事项"), max_length=20)
    state = models.CharField(_("状态"), max_length=10, choices=RequestState, default=RequestState.PENDING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("申请人"), on_delete=models.PROTECT, related_name="+")
    requested_unit = models.ForeignKey("core_units.Unit", verbose_name=_("申请单位"), null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("申请时间"))
    reason = models.TextField(_("理由"))
    data = models.JSONField(default=dict, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("审批人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    decision_opinion = models.TextField(_("审批意见"), blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("审批申请")
        verbose_name_plural = _("审批申请")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "kind", "state"], name="request_subject"),
            models.Index(fields=["state", "kind", "id"], name="request_state_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind"], condition=models.Q(state="pending"), name="one_pending_request_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_id}"
