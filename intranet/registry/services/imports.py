"""Units and people from CSV files: read, checked row by row, written as a whole or not at all.

A row whose code (unit) or user name (person) is known changes that record; anything else creates one. The
same file again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.phrases import listed
from core.tables import LineError, TableRefused, TableRow, read_table
from core.units.actors import Actor
from core.units.enums import ContactKind, JoinStatus, Role, UnitKind
from core.units.models import RoleAssignment, Unit, UnitContact, User
from intranet.accounts.models import PersonalLink
from intranet.accounts.services.people import person_change, person_invite, role_give
from intranet.registry.services.units import unit_add, unit_change, unit_contact_set, unit_place, unit_rename

UNIT_HEADINGS = {
    "代码": "code",
    "全称": "name",
    "简称": "short_name",
    "类型": "kind",
    "上级代码": "parent",
    "接入状态": "joined",
    "主要职责": "duties",
    "办公地址": "address",
    "公开电话": "phone",
    "排序": "order",
}
PEOPLE_HEADINGS = {
    "用户名": "username",
    "姓名": "name",
    "邮箱": "email",
    "单位代码": "unit",
    "职务": "post",
    "角色": "roles",
    "联系人": "contact",
}
# Separators that people type between several roles in one cell.
SEPARATORS = str.maketrans({",": "、", "，": "、", ";": "、", "；": "、", "/": "、"})

# The whole file is one transaction, during which nobody else can write.
MOST_ROWS = 1000


@dataclass(slots=True)
class ImportReport:
    """What an import does, row by row. ``errors`` is not empty: nothing was written."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    errors: list[LineError] = field(default_factory=list)
    links: list[PersonalLink] = field(default_factory=list)


class _Undo(Exception):
    """Takes back what a dry run or a faulty file wrote."""


Row = Callable[[TableRow, ImportReport, Actor], None]


def units_import(*, content: bytes, by: Actor, dry_run: bool = False) -> ImportReport:
    """Take units from a CSV file; a superior must stand above its units or be known. Raises TableRefused."""
    rows = read_table(content, UNIT_HEADINGS, frozenset({"code", "name", "kind"}))
    return _run(rows, _unit_row, by, dry_run)


def people_import(*, content: bytes, by: Actor, dry_run: bool = False) -> ImportReport:
    """Take people from a CSV file; new ones get an invitation. Raises TableRefused."""
    rows = read_table(content, PEOPLE_HEADINGS, frozenset({"username", "name", "unit"}))
    return _run(rows, _person_row, by, dry_run)


def _run(rows: Sequence[TableRow], write: Row, by: Actor, dry_run: bool) -> ImportReport:
    if len(rows) > MOST_ROWS:
        raise TableRefused(_("一次最多导入%(count)d行，请分成几个文件。") % {"count": MOST_ROWS})
    report = ImportReport()
    try:
        with transaction.atomic():
            for row in rows:
                try:
                    with transaction.atomic():
                        write(row, report, by)
                except ValidationError as error:
                    report.errors += [LineError(row.line, message) for message in error.messages]
            if dry_run or report.errors:
                raise _Undo
    except _Undo:
        report.links = []
    return report


def _words(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    """What a cell may say: the Chinese words of the template file, and those of the reader's own language."""
    pairs = list(choices)
    with override("zh-hans"):
        words = {str(label): value for value, label in pairs}
    return words | {str(label): value for value, label in pairs}


def _pick(words: Mapping[str, str], given: str, label: str) -> str:
    if given not in words:
        raise ValidationError(_("“%(label)s”应为：%(allowed)s。") % {"label": label, "allowed": listed(words)})
    return words[given]


def _unit(code: str) -> Unit:
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise ValidationError(_("没有代码为“%(code)s”的单位。") % {"code": code})
    return unit


def _order(text: str) -> int:
    if not text.isdecimal() or int(text) > 100_000:
        raise ValidationError(_("“排序”应为0至100000的整数。"))
    return int(text)


def _unit_row(row: TableRow, report: ImportReport, by: Actor) -> None:
    kind = _pick(_words(UnitKind.choices), row["kind"], _("类型"))
    parent = _unit(row["parent"]) if row["parent"] else None
    plain: dict[str, object] = {name: row[name] for name in ("duties", "address", "phone") if row[name]}
    if row["joined"]:
        plain["joined_status"] = _pick(_words(JoinStatus.choices), row["joined"], _("接入状态"))
    if row["order"]:
        plain["sort_order"] = _order(row["order"])
    short = row["short_name"] or row["name"]
    unit = Unit.objects.filter(code=row["code"]).first()
    if unit is None:
        unit_add(by=by, kind=kind, name=row["name"], code=row["code"], parent=parent, short_name=short, **plain)
        report.created.append(row["name"])
        return
    if unit.kind != kind:
        raise ValidationError(_("代码“%(code)s”已是另一种类型的单位。") % {"code": unit.code})
    before = (unit.name, unit.short_name, unit.parent_id, {name: getattr(unit, name) for name in plain})
    if (row["name"], short) != (unit.name, unit.short_name):
        unit = unit_rename(unit=unit, name=row["name"], short_name=short, by=by)
    if row["parent"] and parent and parent.pk != unit.parent_id:
        unit = unit_place(unit=unit, parent=parent, by=by)
    unit = unit_change(unit=unit, by=by, **plain)
    after = (unit.name, unit.short_name, unit.parent_id, {name: getattr(unit, name) for name in plain})
    _count(report, row["name"], before != after)


def _count(report: ImportReport, name: str, changed: bool) -> None:
    if changed:
        report.changed.append(name)
    else:
        report.unchanged += 1


def _person_row(row: TableRow, report: ImportReport, by: Actor) -> None:
    unit = _unit(row["unit"])
    words = _words(Role.choices)
    names = [name.strip() for name in row["roles"].translate(SEPARATORS).split("、") if name.strip()]
    roles = [_pick(words, name, _("角色")) for name in names]
    user = User.objects.filter(username__iexact=row["username"]).first()
    if user is None:
        user, link = person_invite(
            username=row["username"], display_name=row["name"], email=row["email"], unit=unit, by=by, post=row["post"], roles=roles
        )
        report.created.append(row["name"])
        report.links.append(link)
        _contact(row, user, unit, by)
        return
    before = (user.display_name, user.email, user.post, user.home_unit_id)
    email, post = row["email"] or user.email, row["post"] or user.post
    user = person_change(user=user, by=by, display_name=row["name"], email=email, post=post, unit=unit)
    changed = before != (user.display_name, user.email, user.post, user.home_unit_id)
    lasting = RoleAssignment.objects.filter(user=user, unit=unit).exclude(valid_until__lt=timezone.localdate())
    held = set(lasting.values_list("role", flat=True))
    for role in roles:
        if role not in held:
            role_give(user=user, role=role, unit=unit, by=by)
            changed = True
    _count(report, row["name"], _contact(row, user, unit, by) or changed)


def _contact(row: TableRow, user: User, unit: Unit, by: Actor) -> bool:
    """Name the person as contact of the unit when the row says so. Whether that changed anything."""
    if not row["contact"]:
        return False
    kind = _pick(_words(ContactKind.choices), row["contact"], _("联系人"))
    if UnitContact.objects.filter(unit=unit, kind=kind, user=user, until__isnull=True).exists():
        return False
    unit_contact_set(unit=unit, kind=kind, user=user, by=by)
    return True
