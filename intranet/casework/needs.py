"""What the acts on a case ask for. Forms and the service's check are both made from these."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.categories.models import FilingCondition, MinorCategory
from core.units.enums import Role
from core.units.models import Unit, User
from core.workflow.machine import Need
from intranet.casework.enums import Measure, NotFiledReason, RejectReason, ResolvedLevel, Satisfaction, VoidReason
from intranet.casework.models import Case


def _supervisors(_case: Case) -> Any:
    return User.objects.filter(is_active=True, assignments__role=Role.SUPERVISOR).distinct().order_by("id")


def _streets(_case: Case) -> Any:
    return Unit.objects.active().streets()


def _communities(_case: Case) -> Any:
    return Unit.objects.active().communities().select_related("parent")


def _handling_units(_case: Case) -> Any:
    return Unit.objects.handling()


def _minors(_case: Case) -> Any:
    return MinorCategory.objects.filter(is_active=True).select_related("major")


def _conditions(case: Case) -> Any:
    return FilingCondition.objects.current().filter(minor=case.minor)


def _parents(case: Case) -> Any:
    """Open cases that this one may be joined to: the newest of the same street first."""
    return Case.objects.open().exclude(pk=case.pk).filter(parent__isnull=True).order_by("-reported_at")[:50]


OPINION = _("意见")


def opinion(label: Any = OPINION, *, required: bool = True, hint: Any = "") -> Need:
    return Need("opinion", "text", label, required=required, hint=hint)


REPLY_HINT = _("诉求人将看到这段文字，请用平实的语言写明处理结果，不写内部意见和他人信息。")
PHOTOS = Need("photos", "photos", _("现场照片"), hint=_("最多9张。"))
PHOTOS_OPTIONAL = Need("photos", "photos", _("现场照片"), required=False, hint=_("最多9张。"))
BEFORE = Need("photos_before", "photos", _("处置前照片"))
AFTER = Need("photos_after", "photos", _("处置后照片"))
FILES = Need("files", "files", _("附件"), required=False, hint=_("PDF、DOCX、XLSX或TXT，每份不超过20 MB。"))
MINOR = Need("minor", "record", _("小类"), choices=_minors, initial=lambda case: case.minor_id)
STREET = Need("street", "unit", _("街道"), choices=_streets, initial=lambda case: case.street_id)
COMMUNITY = Need("community", "unit", _("社区"), required=False, choices=_communities, initial=lambda case: case.community_id)
PLACE = Need("place", "line", _("地点"), initial=lambda case: case.place, max_length=200)
URGENT = Need("urgent", "flag", _("按紧急案件办理"), required=False, initial=lambda case: case.urgent)
SUPERVISOR = Need("supervisor", "user", _("监督员"), choices=_supervisors)
REJECT_REASON = Need("reason_code", "choice", _("不予受理的原因"), choices=lambda _case: RejectReason.choices)
NOT_FILED_REASON = Need("reason_code", "choice", _("不予立案的原因"), choices=lambda _case: NotFiledReason.choices)
VOID_REASON = Need("reason_code", "choice", _("作废原因"), choices=lambda _case: VoidReason.choices)
REPLY = Need("public_reply", "text", _("对外答复"), hint=REPLY_HINT, initial=lambda case: case.reply_draft or case.public_reply)
REPLY_TO_RELEASE = Need("public_reply", "text", _("对外答复（核定后发布）"), hint=REPLY_HINT, initial=lambda case: case.reply_draft)
TARGET = Need("transferred_to", "line", _("转往单位"), max_length=80)
PARENT = Need("parent", "record", _("并入案件"), choices=_parents, hint=_("选择同一问题的在办案件。"))
CONDITION = Need("condition", "record", _("立案条件"), choices=_conditions, hint=_("处置时限按所选立案条件计算。"))
LEAD_UNIT = Need("lead_unit", "unit", _("主办单位"), choices=_handling_units, initial=lambda case: case.lead_unit_id)
ASSISTING = Need("assisting_units", "units", _("协办单位"), required=False, choices=_handling_units)
FINAL = Need("finally_assigned", "flag", _("最终派遣（该单位不得再退回）"), required=False)
PROPOSED_UNIT = Need("proposed_unit", "unit", _("建议由哪个单位办理"), required=False, choices=_handling_units)
EXTRA_DAYS = Need("days", "days", _("延长几个工作日"), hint=_("1至60个工作日。"))
REVIEW_ON = Need("review_on", "date", _("复核日期"), hint=_("到这一天自动恢复处置。"))
MEASURE = Need("measure", "choice", _("采取的措施"), choices=lambda _case: Measure.choices)
CORRECT_BY = Need("correct_by", "date", _("责令改正期限"), required=False, hint=_("采取“责令限期改正”时填写。"))
LEVEL = Need("resolved_level", "choice", _("解决层级"), required=False, choices=lambda _case: ResolvedLevel.choices)
REACHED = Need("reached", "flag", _("已联系上诉求人"), required=False)
STARS = Need("satisfaction", "stars", _("满意度"), required=False, choices=lambda _case: Satisfaction.choices)
