"""Words for the actions of the audit. An action without words is shown by its code."""

from __future__ import annotations

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.workflow.registry import machines

LABELS: dict[str, Promise] = {
    "account.sign_in": _("登录"),
    "account.sign_out": _("退出登录"),
    "account.lock": _("账户锁定"),
    "account.unlock": _("解除锁定"),
    "account.create": _("建立账户"),
    "account.change": _("修改人员"),
    "account.invitation": _("发出邀请"),
    "account.reset": _("重置密码"),
    "account.reset_request": _("申请重置密码"),
    "account.link_use": _("使用个人链接"),
    "account.link_revoke": _("作废个人链接"),
    "account.password": _("修改密码"),
    "account.deactivate": _("停用账户"),
    "account.reactivate": _("恢复账户"),
    "account.second": _("登记借调"),
    "account.role_give": _("任命角色"),
    "account.role_end": _("结束角色"),
    "account.sessions_end": _("结束登录"),
    "account.factor": _("两步验证"),
    "account.factor_add": _("启用两步验证"),
    "account.factor_remove": _("停用两步验证"),
    "account.factor_reset_request": _("申请解除两步验证"),
    "account.factor_reset": _("解除两步验证"),
    "units.create": _("新建单位"),
    "units.change": _("修改单位"),
    "units.rename": _("单位更名"),
    "units.move": _("调整隶属"),
    "units.activity": _("单位启停"),
    "units.contact": _("指定联系人"),
    "parameters.set": _("修改参数"),
    "categories.load": _("导入分类"),
    "categories.major.create": _("新建大类"),
    "categories.major.update": _("修改大类"),
    "categories.minor.create": _("新建小类"),
    "categories.minor.update": _("修改小类"),
    "categories.condition.add": _("新增立案条件"),
    "categories.condition.revise": _("修订立案条件"),
    "categories.condition.end": _("停用立案条件"),
    "calendar.arrangement": _("设置年度安排"),
    "calendar.withdraw": _("撤回年度安排"),
    "calendar.hours": _("设置办公时间"),
    "outbox.retry": _("重试消息"),
    "outbox.discard": _("放弃消息"),
    "privacy.reveal": _("查看明文"),
    "audit.check": _("检验审计链"),
    "privacy.rotate": _("更换加密密钥"),
    "complaint.submit": _("诉求提交"),
    "complaint.contacts_anonymise": _("联系方式匿名化"),
    "complaint.supplement": _("诉求补充"),
    "complaint.withdraw": _("诉求撤回"),
    "complaint.rate": _("诉求评价"),
    "complaint.reopen": _("要求重新办理"),
    "publication.submit": _("提交审核"),
    "publication.approve": _("审核通过"),
    "publication.publish": _("发布"),
    "publication.return": _("退回修改"),
    "publication.withdraw": _("撤下"),
    "publication.schedule_refused": _("定时发布被拒绝"),
    "clocks.recompute": _("重新计算时限"),
}


def label_of(action: str) -> str:
    """The words for an action."""
    if action in LABELS:
        return str(LABELS[action])
    kind, _dot, name = action.rpartition(".")
    for machine in machines():
        if machine.kind == kind:
            found = next((row.label for row in machine.transitions if row.action == name), name)
            return f"{machine.label}·{found}"
    return action


def action_choices() -> list[tuple[str, str]]:
    """All known actions for the filter: the named ones, then those of the workflows."""
    known = [(action, str(label)) for action, label in LABELS.items()]
    for machine in machines():
        names = dict.fromkeys(row.action for row in machine.transitions)
        known += [(f"{machine.kind}.{name}", label_of(f"{machine.kind}.{name}")) for name in names]
    return known


def subject_word(kind: str) -> str:
    """The words for a kind of record ("core_units.user" → 人员)."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind
