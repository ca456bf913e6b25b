"""Kinds of units, roles and contacts. Unit names and numbers are data; only what code branches on is here."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UnitKind(models.TextChoices):
    """Place of a unit in the tree district → street → community (S6, S22, S41, S53)."""

    COMMITTEE = "committee", _("城市管理委员会")
    OFFICE = "office", _("城管委办公室")
    SUPERVISION_CENTRE = "supervision_centre", _("监督中心")
    COMMAND_CENTRE = "command_centre", _("指挥中心")
    MEMBER_UNIT = "member_unit", pgettext_lazy("kind of unit", "成员单位")
    STREET_OFFICE = "street_office", _("街道办事处")
    STREET_CENTRE = "street_centre", _("街道城市管理中心")
    ENFORCEMENT_SQUAD = "enforcement_squad", _("执法中队")
    COMMUNITY = "community", _("社区居委会")


class JoinStatus(models.TextChoices):
    """成熟一个、纳入一个 (S43): a unit joins the platform step by step."""

    NOT_JOINED = "not_joined", _("未接入")
    TRIAL = "trial", _("试运行")
    JOINED = "joined", _("已接入")


class Role(models.TextChoices):
    """Roles of domain.md §3.2. One person may hold several, each for one unit."""

    ACCEPTOR = "acceptor", _("受理员")
    SUPERVISOR = "supervisor", _("监督员")
    SHIFT_LEADER = "shift_leader", _("值班长")
    DISPATCHER = "dispatcher", _("派遣员")
    HANDLER = "handler", _("经办人")
    LIAISON = "liaison", _("联络人")
    UNIT_HEAD = "unit_head", _("分管负责人")
    STREET_CENTRE = "street_centre", _("街道中心人员")
    COMMUNITY_WORKER = "community_worker", _("社区工作人员")
    OFFICE_CLERK = "office_clerk", _("办公室人员")
    ASSESSOR = "assessor", _("考评员")
    PUBLISHER = "publisher", _("发布人")
    REVIEWER = "reviewer", _("审核人")
    LEADER = "leader", _("领导")
    SYSADMIN = "sysadmin", _("系统管理员")
    SECADMIN = "secadmin", _("安全管理员")
    AUDITOR = "auditor", _("审计员")


# Who sees every case and letter (domain.md §3.9.2): the two centres' posts, the office, the leaders.
SEES_ALL = frozenset({Role.ACCEPTOR, Role.SUPERVISOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.OFFICE_CLERK, Role.ASSESSOR, Role.LEADER})
# Separated administration (GB/T 22239, level 3): these must use a second factor.
ADMINISTRATORS = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})
# The same person may not hold both (domain.md §3.2: auditor ≠ administrator).
EXCLUSIVE_ROLES = ((Role.AUDITOR, Role.SYSADMIN), (Role.AUDITOR, Role.SECADMIN))


class ContactKind(models.TextChoices):
    """The two people each member unit must name (S70)."""

    HEAD = "head", _("分管负责人")
    LIAISON = "liaison", _("联络人")
