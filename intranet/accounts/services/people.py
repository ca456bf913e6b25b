"""People: inviting, changing, seconding, deactivating, and the roles they hold (S33, domain.md §3.2)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.units.actors import Actor
from core.units.enums import ADMINISTRATORS, EXCLUSIVE_ROLES, ContactKind
from core.units.models import RoleAssignment, Unit, UnitContact, User
from core.units.services import role_assign
from intranet.accounts.enums import LinkPurpose
from intranet.accounts.models import PersonalLink
from intranet.accounts.services.links import link_issue
from intranet.accounts.services.sessions import sessions_end


@dataclass(frozen=True, slots=True)
class Secondment:
    """抽调 (S33): where to, from when, until when. An open end means until recalled."""

    unit: Unit
    since: datetime.date
    until: datetime.date | None = None


def _checked(user: User) -> None:
    """Names and addresses are unique whatever their spelling, or two people could sign in as one."""
    user.email = user.email.strip().lower()
    user.username = user.username.strip()
    problems: dict[str, list[str]] = {}
    others = User.objects.exclude(pk=user.pk)
    if others.filter(username__iexact=user.username).exists():
        problems["username"] = [_("已有人使用这个用户名。")]
    if user.email and others.filter(email__iexact=user.email).exists():
        problems["email"] = [_("已有人使用这个邮箱。")]
    if "@" in user.username:
        problems["username"] = [_("用户名不能含有“@”，邮箱请填在邮箱一栏。")]
    if problems:
        raise ValidationError(problems)
    user.full_clean(exclude=["password"])


@transaction.atomic
def person_create(
    *, username: str, display_name: str, email: str, unit: Unit, by: Actor, post: str = "", roles: Iterable[str] = ()
) -> User:
    """A person without a password: nobody can sign in before a personal link was used."""
    user = User(username=username, display_name=display_name.strip(), email=email, home_unit=unit, post=post.strip())
    user.set_unusable_password()
    _checked(user)
    user.save()
    record(action="account.create", by=by, subject=user, data={"unit": unit.pk})
    for role in roles:
        role_give(user=user, role=role, unit=unit, by=by)
    return user


@transaction.atomic
def person_invite(
    *, username: str, display_name: str, email: str, unit: Unit, by: Actor, post: str = "", roles: Iterable[str] = ()
) -> tuple[User, PersonalLink]:
    """Create a person and the invitation with which the password is set."""
    user = person_create(username=username, display_name=display_name, email=email, unit=unit, by=by, post=post, roles=roles)
    return user, link_issue(user=user, purpose=LinkPurpose.INVITATION, by=by)


@transaction.atomic
def person_change(*, user: User, by: Actor, display_name: str, email: str, post: str, unit: Unit | None) -> User:
    """Change name, address, post or home unit. The audit names the fields, not their values."""
    row = User.objects.select_for_update().get(pk=user.pk)
    wanted = {"display_name": display_name.strip(), "email": email.strip().lower(), "post": post.strip(), "home_unit": unit}
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    _checked(row)
    if changed:
        row.save(update_fields=changed)
        record(action="account.change", by=by, subject=row, data={"fields": sorted(changed)})
    return row


@transaction.atomic
def person_second(*, user: User, secondment: Secondment | None, by: Actor) -> User:
    """Note where a person is seconded to, or that the secondment is over (None). Roles there are given apart."""
    if secondment and secondment.until and secondment.until < secondment.since:
        raise ValidationError({"until": _("截止日期不能早于起始日期。")})
    if secondment and secondment.unit == user.home_unit:
        raise ValidationError({"unit": _("借调单位不能是本人所在单位。")})
    user.seconded_unit = secondment.unit if secondment else None
    user.seconded_from = secondment.since if secondment else None
    user.seconded_until = secondment.until if secondment else None
    user.save(update_fields=["seconded_unit", "seconded_from", "seconded_until"])
    record(action="account.second", by=by, subject=user, data={"unit": secondment.unit.pk if secondment else None})
    return user


@transaction.atomic
def person_deactivate(*, user: User, by: Actor, reason: str) -> User:
    """The account can no longer be used, from this moment. Roles and contact duties end today; nothing is deleted."""
    if by.user and by.user.pk == user.pk:
        raise ValidationError(_("不能停用自己的账户。"))
    if not reason.strip():
        raise ValidationError({"reason": _("请写明停用原因。")})
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    user.is_active = False
    user.save(update_fields=["is_active"])
    running = RoleAssignment.objects.current(today).filter(user=user)
    running.filter(valid_from__gte=today).update(valid_from=yesterday)
    RoleAssignment.objects.current(today).filter(user=user).update(valid_until=yesterday)
    UnitContact.objects.filter(user=user, until__isnull=True).update(until=today)
    PersonalLink.objects.open(timezone.now()).filter(user=user).update(revoked_at=timezone.now())
    sessions_end(user=user, by=by, reason="deactivate")
    record(action="account.deactivate", by=by, subject=user, data={"reason": reason.strip()[:200]})
    return user


@transaction.atomic
def person_reactivate(*, user: User, by: Actor) -> PersonalLink:
    """Let a person in again, by a new link; roles are given anew, the old password is void."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(action="account.reactivate", by=by, subject=user)
    return link_issue(user=user, purpose=LinkPurpose.RESET, by=by)


@transaction.atomic
def role_give(
    *, user: User, role: str, unit: Unit, by: Actor, valid_from: datetime.date | None = None, valid_until: datetime.date | None = None
) -> RoleAssignment:
    """Give a role for a period, or change the period of one held. Nobody makes himself an administrator."""
    if by.user and by.user.pk == user.pk:
        raise ValidationError(_("不能为自己授予或变更角色。"))
    if valid_from and valid_until and valid_until < valid_from:
        raise ValidationError({"valid_until": _("截止日期不能早于起始日期。")})
    if not user.is_active:
        raise ValidationError(_("该账户已停用，请先恢复启用。"))
    _keep_apart(user, role)
    assignment = role_assign(user=user, role=role, unit=unit, valid_from=valid_from, valid_until=valid_until)
    data = {"role": role, "unit": unit.pk, "from": _iso(valid_from), "until": _iso(valid_until)}
    record(action="account.role_give", by=by, subject=user, data=data)
    return assignment


@transaction.atomic
def role_end(*, assignment: RoleAssignment, by: Actor, reason: str = "") -> RoleAssignment:
    """End a role with yesterday as its last day, so that it is gone at once; the row stays as history."""
    if by.user and by.user.pk == assignment.user_id:
        raise ValidationError(_("不能变更自己的角色。"))
    today = timezone.localdate()
    if assignment.role in ADMINISTRATORS and _last_of(assignment, today):
        raise ValidationError(_("这是最后一名%(role)s，请先任命另一人。") % {"role": assignment.get_role_display()})
    yesterday = today - datetime.timedelta(days=1)
    if assignment.valid_from and assignment.valid_from > yesterday:
        assignment.valid_from = yesterday
    assignment.valid_until = yesterday
    assignment.save(update_fields=["valid_from", "valid_until"])
    data = {"role": assignment.role, "unit": assignment.unit_id, "reason": reason.strip()[:200]}
    record(action="account.role_end", by=by, subject=assignment.user, data=data)
    return assignment


def _keep_apart(user: User, role: str) -> None:
    """Auditor and administrator are two people, also when one of the roles only begins later."""
    lasting = RoleAssignment.objects.filter(user=user).exclude(valid_until__lt=timezone.localdate())
    held = set(lasting.values_list("role", flat=True))
    if any({role} | held >= set(pair) and role in pair for pair in EXCLUSIVE_ROLES):
        raise ValidationError({"role": _("审计员与管理员不能由同一人担任。")})


def _last_of(assignment: RoleAssignment, today: datetime.date) -> bool:
    others = RoleAssignment.objects.current(today).filter(role=assignment.role, user__is_active=True)
    return not others.exclude(pk=assignment.pk).exists()


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def open_duties(user: User) -> list[str]:
    """Names of the contact duties a person holds now, for the page that asks before deactivating."""
    duties = UnitContact.objects.filter(user=user, until__isnull=True).select_related("unit")
    return [f"{duty.unit} · {ContactKind(duty.kind).label}" for duty in duties]
