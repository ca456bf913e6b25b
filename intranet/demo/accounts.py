"""The demo's accounts: one printed password, and a printed second factor for those who must have one."""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings

from core.units.enums import ADMINISTRATORS
from core.units.models import User

PASSWORD: str = settings.DEMO_PASSWORD  # refused in production

# What `make run` prints: who to be, to see what.
SHOWN = (
    ("acceptor1", "受理员：受理、登记电话诉求、回访"),
    ("supervisor1", "监督员：核实、核查、巡查上报"),
    ("shift-leader1", "值班长：立案、结案"),
    ("dispatcher1", "派遣员：派遣到单位"),
    ("huanwei-handler", "环卫中心经办人：签收、处置"),
    ("huanwei-head", "环卫中心分管负责人：审批延期、申请挂账"),
    ("office1", "城管委办公室：催办、基础数据、单位联系人"),
    ("leader1", "领导：批示、审批"),
    ("publisher1", "发布人：起草通知公告"),
    ("reviewer1", "审核人：审核并发布"),
)


def factor_secret(username: str) -> str:
    """The seed of an administrator's authenticator: fixed, so that it can be printed at every start."""
    digest = hashlib.sha256(f"demo-{username}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()


def factor_give(user: User) -> None:
    """Administrators get their second factor at once; they could not sign in without."""
    if user.assignments.filter(role__in=ADMINISTRATORS).exists():
        TOTP.activate(user, factor_secret(user.username))


def administrators() -> list[User]:
    """Demo accounts that need the second factor."""
    return list(User.objects.filter(is_demo=True, assignments__role__in=ADMINISTRATORS).distinct().order_by("id"))
