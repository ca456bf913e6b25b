"""Kinds of settings and the groups in which the settings screen shows them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ParameterKind(models.TextChoices):
    INT = "int", _("整数")
    DECIMAL = "decimal", _("小数")
    DURATION = "duration", _("时限")
    TIME = "time", _("时刻")
    TEXT = "text", _("文字")
    CHOICE = "choice", _("选项")
    BOOL = "bool", _("是否")


class ParameterGroup(models.TextChoices):
    CASE = "case", _("案件流程时限")
    REPLY = "reply", _("答复与回访")
    LAMP = "lamp", _("红黄绿灯")
    TASK = "task", _("交办与督办")
    SHARING = "sharing", _("部门协作")
    MEETING = "meeting", _("联席会议")
    COMMUNITY = "community", _("社区工作")
    ASSESSMENT = "assessment", _("考核评价")
    PUBLICATION = "publication", _("信息公开")
    PRIVACY = "privacy", _("个人信息与审计")
    SECURITY = "security", _("登录安全")
    OTHER = "other", _("其他")
