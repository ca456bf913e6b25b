"""States of a case, sources, reasons (domain.md §3.3–3.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    """Every state of the standard loop, in its order."""

    SUBMITTED = "submitted", _("待受理")
    REJECTED = "rejected", _("不予受理")
    TRANSFERRED_OUT = "transferred_out", _("已转出")
    MERGED = "merged", _("已并案")
    VERIFYING = "verifying", _("核实中")
    ACCEPTED = "accepted", _("已受理待立案")
    NOT_FILED = "not_filed", _("不予立案")
    FILED = "filed", _("已立案待派遣")
    DISPATCHED = "dispatched", _("已派遣待签收")
    HANDLING = "handling", _("处置中")
    SUSPENDED = "suspended", _("挂账")
    HANDLED = "handled", _("已处置待核查")
    CHECKING = "checking", _("核查中")
    FOLLOW_UP = "follow_up", _("待回访")
    CLOSED = "closed", _("结案")
    VOIDED = "voided", _("作废")


FINAL_STATES = frozenset(
    {CaseState.REJECTED, CaseState.TRANSFERRED_OUT, CaseState.MERGED, CaseState.NOT_FILED, CaseState.CLOSED, CaseState.VOIDED}
)
OPEN_STATES = frozenset(CaseState) - FINAL_STATES
# States in which the lead unit has the case in hand.
AT_UNIT_STATES = frozenset({CaseState.DISPATCHED, CaseState.HANDLING, CaseState.SUSPENDED, CaseState.HANDLED, CaseState.CHECKING})


class CaseSource(models.TextChoices):
    """Where a case came from (S7, S24, S72)."""

    WEB = "web", _("网上反映")
    PHONE = "phone", _("热线电话")
    PATROL = "patrol", _("监督员巡查")
    COMMUNITY = "community", _("社区上报")
    LEADER = "leader", _("领导交办")
    OTHER = "other", _("其他")


class RecordKind(models.TextChoices):
    """管理、执法与服务「三位一体」 (S54)."""

    MANAGEMENT = "management", _("管理")
    ENFORCEMENT = "enforcement", _("执法")
    SERVICE = "service", _("服务")


class ResolvedLevel(models.TextChoices):
    """在街道、社区层面得到解决 (S65)."""

    COMMUNITY = "community", _("社区")
    STREET = "street", _("街道")
    DISTRICT = "district", _("区级单位")


class RejectReason(models.TextChoices):
    """Coded reasons for 不予受理; each must name the right route (潍坊 art. 19, 北京 art. 11; domain §2.2)."""

    LEGAL_ROUTE = "legal_route", _("应通过诉讼、仲裁、行政复议等途径解决")
    PETITION = "petition", _("已进入信访程序")
    DISCLOSURE = "disclosure", _("属于政府信息公开申请")
    DECIDED = "decided", _("已依法处理完毕")
    REPEAT = "repeat", _("重复反映且无新的事实")
    EMERGENCY = "emergency", _("紧急求助，应拨打110、119、120、122")
    OUT_OF_SCOPE = "out_of_scope", _("不属于城市管理范围")
    UNVERIFIED = "unverified", _("经核实情况不存在")
    OTHER = "other", _("其他")


class NotFiledReason(models.TextChoices):
    """Coded reasons for 不予立案."""

    BELOW_CONDITION = "below_condition", _("未达到立案条件")
    DUPLICATE = "duplicate", _("同一问题已有案件")
    SELF_RESOLVED = "self_resolved", _("问题已自行消除")
    OTHER = "other", _("其他")


class VoidReason(models.TextChoices):
    """Coded reasons for 作废."""

    MISTAKE = "mistake", _("录入错误")
    TEST = "test", _("测试数据")
    DUPLICATE = "duplicate", _("重复立案")
    WITHDRAWN = "withdrawn", _("诉求人撤回")
    OTHER = "other", _("其他")


class Measure(models.TextChoices):
    """What was done about it (S48, S49, S79)."""

    CLEANED = "cleaned", _("清理整治")
    REPAIRED = "repaired", _("维修恢复")
    ORAL_WARNING = "oral_warning", _("口头教育")
    CORRECTION_ORDER = "correction_order", _("责令限期改正")
    PENALISED = "penalised", _("立案处罚")
    EXPLAINED = "explained", _("解释说明")
    OTHER = "other", _("其他")


class Satisfaction(models.IntegerChoices):
    """The requester's rating. 满意率 counts the two upper ones (北京 art. 32)."""

    VERY_SATISFIED = 4, _("非常满意")
    SATISFIED = 3, _("满意")
    FAIR = 2, _("基本满意")
    DISSATISFIED = 1, _("不满意")


class ClockName(models.TextChoices):
    """The stage limits of domain.md §3.3."""

    ACCEPT = "accept", _("受理时限")
    VERIFY = "verify", _("核实时限")
    FILING = "filing", _("立案时限")
    DISPATCH = "dispatch", _("派遣时限")
    RECEIVE = "receive", _("签收时限")
    HANDLING = "handling", _("处置时限")
    CHECK = "check", _("核查时限")
    FOLLOW_UP = "follow_up", _("回访时限")


class RequestKind(models.TextChoices):
    """What may be asked for and decided by somebody else."""

    EXTENSION = "extension", _("延期")
    RETURN = "return", _("退回")
    SUSPEND = "suspend", _("挂账")
    VOID = "void", _("作废")
