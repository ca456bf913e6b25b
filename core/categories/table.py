"""The filing table as staff keep it in a spreadsheet: one line per filing condition, checked line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from django.utils.translation import gettext as _

from core.categories.enums import AreaClass, CategoryKind, FourUnseen
from core.limits import Limit, LimitUnit
from core.phrases import listed
from core.tables import LineError, TableRow, read_table

T = TypeVar("T")
HEADINGS = {
    "类型": "kind",
    "大类代码": "major_code",
    "大类名称": "major_name",
    "小类代码": "minor_code",
    "小类名称": "minor_name",
    "说明": "hint",
    "四个不见": "four_unseen",
    "紧急": "urgent",
    "本地扩展": "local",
    "序号": "number",
    "立案条件": "text",
    "区域": "area",
    "时限": "limit_value",
    "单位": "limit_unit",
    "结案条件": "close_condition",
    "责任主体": "responsible_role",
    "责任单位代码": "unit_code",
}
REQUIRED = frozenset(HEADINGS.values()) - {"hint", "four_unseen", "urgent", "local", "area", "responsible_role", "unit_code"}
KINDS = {"事件": CategoryKind.EVENT, "部件": CategoryKind.COMPONENT}
AREAS = {"": AreaClass.ANY, "城区": AreaClass.URBAN, "城乡结合部": AreaClass.FRINGE, "乡村": AreaClass.RURAL}
FLAGS = {
    "": "",
    "乱搭乱建": FourUnseen.ILLEGAL_BUILDING.value,
    "家禽散养": FourUnseen.POULTRY.value,
    "乱设摊点": FourUnseen.STREET_STALLS.value,
    "未成年人进网吧": FourUnseen.MINORS_IN_NETBARS.value,
}
UNITS = {
    "工作时": LimitUnit.WORK_HOUR,
    "紧急工作时": LimitUnit.URGENT_HOUR,
    "分钟": LimitUnit.URGENT_MINUTE,
    "工作日": LimitUnit.WORK_DAY,
    "自然日": LimitUnit.CALENDAR_DAY,
}
YES_NO = {"": False, "否": False, "是": True}
WIDTHS = {
    "major_code": 4,
    "minor_code": 4,
    "major_name": 40,
    "minor_name": 40,
    "hint": 120,
    "text": 200,
    "close_condition": 200,
    "responsible_role": 60,
}


@dataclass(frozen=True, slots=True)
class MajorLine:
    kind: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class MinorLine:
    major: MajorLine
    code: str
    name: str
    hint: str
    four_unseen_flag: str
    is_urgent: bool
    is_local: bool


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One line of the table."""

    line: int
    minor: MinorLine
    number: int
    text: str
    area_class: str
    limit: Limit
    close_condition: str
    responsible_role: str
    unit_code: str


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """The lines, or what is wrong; never both."""

    lines: tuple[ConditionLine, ...]
    errors: tuple[LineError, ...]


def parse_filing_table(content: bytes) -> ParsedTable:
    """Read the CSV. Raises TableRefused when it is no such table at all."""
    lines: list[ConditionLine] = []
    errors: list[LineError] = []
    for row in read_table(content, HEADINGS, REQUIRED):
        try:
            lines.append(_read_line(row))
        except ValueError as error:
            errors.append(LineError(row.line, str(error)))
    errors += _conflicts(lines)
    return ParsedTable((), tuple(sorted(errors, key=lambda error: error.line))) if errors else ParsedTable(tuple(lines), ())


def _read_line(row: TableRow) -> ConditionLine:
    headings = {column: heading for heading, column in HEADINGS.items()}
    for column, width in WIDTHS.items():
        if column in REQUIRED and not row[column]:
            raise ValueError(_("“%(column)s”不能为空。") % {"column": headings[column]})
        if len(row[column]) > width:
            raise ValueError(_("“%(column)s”最多%(count)d个字。") % {"column": headings[column], "count": width})
    if not row["number"].isdecimal() or not 1 <= int(row["number"]) <= 99:
        raise ValueError(_("序号应为1至99的整数。"))
    major = MajorLine(_pick(KINDS, row["kind"], _("类型")), row["major_code"], row["major_name"])
    minor = MinorLine(
        major=major,
        code=row["minor_code"],
        name=row["minor_name"],
        hint=row["hint"],
        four_unseen_flag=_pick(FLAGS, row["four_unseen"], _("四个不见")),
        is_urgent=_pick(YES_NO, row["urgent"], _("紧急")),
        is_local=_pick(YES_NO, row["local"], _("本地扩展")),
    )
    return ConditionLine(
        line=row.line,
        minor=minor,
        number=int(row["number"]),
        text=row["text"],
        area_class=_pick(AREAS, row["area"], _("区域")).value,
        limit=_limit(row["limit_value"], _pick(UNITS, row["limit_unit"], _("单位"))),
        close_condition=row["close_condition"],
        responsible_role=row["responsible_role"],
        unit_code=row["unit_code"],
    )


def _limit(value: str, unit: LimitUnit) -> Limit:
    try:
        return Limit(Decimal(value), unit.value)
    except (InvalidOperation, ValueError):
        raise ValueError(_("时限应大于0、不超过9999，最多两位小数；自然日和分钟应为整数。")) from None


def _pick(words: Mapping[str, T], given: str, label: str) -> T:
    if given not in words:
        allowed = listed(word for word in words if word)
        raise ValueError(_("“%(label)s”应为：%(allowed)s。") % {"label": label, "allowed": allowed})
    return words[given]


def _conflicts(lines: list[ConditionLine]) -> list[LineError]:
    errors: list[LineError] = []
    majors: dict[tuple[str, str], MajorLine] = {}
    minors: dict[tuple[str, str, str], MinorLine] = {}
    seen: dict[tuple[str, str, str, int, str], int] = {}
    for line in lines:
        minor, major = line.minor, line.minor.major
        if majors.setdefault((major.kind, major.code), major) != major:
            errors.append(LineError(line.line, _("同一大类代码的名称不一致。")))
        elif minors.setdefault((major.kind, major.code, minor.code), minor) != minor:
            errors.append(LineError(line.line, _("同一小类代码的名称、说明或标记不一致。")))
        first = seen.setdefault((major.kind, major.code, minor.code, line.number, line.area_class), line.line)
        if first != line.line:
            errors.append(LineError(line.line, _("与第%(line)d行的序号和区域重复。") % {"line": first}))
    return errors
