"""The first administrator, before there is anybody who could invite one."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit.services import record
from core.units.actors import SYSTEM
from core.units.enums import Role, UnitKind
from core.units.models import Unit, User
from core.units.services import role_assign, unit_create

FIRST_UNIT_CODE = "CG"


def admin_check(*, username: str, display_name: str, email: str, unit_code: str, unit_name: str, password: str) -> User:
    """The unsaved account. Raises ValidationError with every fault: name taken, weak password, unknown unit."""
    user = User(username=username, display_name=display_name, email=email, is_staff=True, is_superuser=True)
    user.set_password(password)
    faults: list[ValidationError] = []
    try:
        user.full_clean(exclude=["home_unit"])
    except ValidationError as error:
        faults.append(error)
    try:
        validate_password(password, user)
    except ValidationError as error:
        faults.append(error)
    exists = Unit.objects.exists()
    if exists and not Unit.objects.filter(code=unit_code).exists():
        faults.append(ValidationError(_("没有代码为“%(code)s”的单位，请用 --unit 指定。") % {"code": unit_code}))
    if not exists and not unit_name.strip():
        faults.append(ValidationError(_("请填写新建单位的名称。")))
    if faults:
        raise ValidationError([message for fault in faults for message in fault.messages])
    return user


@transaction.atomic
def admin_create(*, username: str, display_name: str, email: str, unit_code: str, unit_name: str, password: str) -> User:
    """Create the account with the role of system administrator, and the committee if no unit exists. Audited."""
    user = admin_check(
        username=username, display_name=display_name, email=email, unit_code=unit_code, unit_name=unit_name, password=password
    )
    unit = Unit.objects.filter(code=unit_code).first()
    if unit is None:
        unit = unit_create(kind=UnitKind.COMMITTEE, name=unit_name, code=unit_code or FIRST_UNIT_CODE)
    user.home_unit = unit
    user.save()
    role_assign(user=user, role=Role.SYSADMIN, unit=unit)
    record(action="accounts.create_admin", by=SYSTEM, subject=user, data={"role": Role.SYSADMIN, "unit": unit.pk})
    return user
