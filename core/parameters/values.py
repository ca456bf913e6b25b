"""Text to typed value and back, with a message for the person who typed it."""

from __future__ import annotations

import datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.limits import Limit, LimitUnit, plain
from core.parameters.enums import ParameterKind
from core.parameters.registry import Definition, Value

LONGEST_TEXT = 500
LARGEST_NUMBER, SMALLEST_STEP = Decimal(10) ** 12, Decimal("0.000001")
YES, NO = "true", "false"


def parse(definition: Definition, given: object) -> Value:
    """The typed value of what was typed or passed. Raises ValidationError with what is allowed."""
    text = _text_of(given).strip()
    match definition.kind:
        case ParameterKind.INT:
            return _whole_number(definition, text)
        case ParameterKind.DECIMAL:
            return _within(definition, _number(text))
        case ParameterKind.DURATION:
            return _duration(definition, text)
        case ParameterKind.TIME:
            return _time(text)
        case ParameterKind.CHOICE:
            return _choice(definition, text)
        case ParameterKind.BOOL:
            return _yes_or_no(text)
    if len(text) > LONGEST_TEXT:
        raise ValidationError(_("最多%(count)d个字。") % {"count": LONGEST_TEXT})
    return text


def text_of(value: Value) -> str:
    """The stored text form of a typed value."""
    return _text_of(value)


def shown(definition: Definition, value: Value) -> str:
    """A value as a reader sees it, with its unit."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if definition.kind == ParameterKind.CHOICE:
        return str(dict(definition.choices).get(str(value), value))
    text = str(value) if isinstance(value, Limit) else _text_of(value)
    if not text:
        return _("（未填写）")
    return f"{text}{definition.unit}"


def _text_of(given: object) -> str:
    if isinstance(given, bool):
        return YES if given else NO
    if isinstance(given, Limit):
        return given.text
    if isinstance(given, Decimal):
        return plain(given)
    if isinstance(given, datetime.time):
        return given.strftime("%H:%M")
    return str(given)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValidationError(_("请填写数字。")) from None
    # Beyond these even the remainder of a division is an error in decimal arithmetic; abs() of 1e999999 is one, too.
    if (
        not number.is_finite()
        or number.adjusted() > LARGEST_NUMBER.adjusted()
        or abs(number) > LARGEST_NUMBER
        or number != number.quantize(SMALLEST_STEP)
    ):
        raise ValidationError(_("请填写数字。"))
    return number


def _within(definition: Definition, number: Decimal) -> Decimal:
    low, high = definition.minimum, definition.maximum
    if low is not None and number < low:
        raise ValidationError(_("不能小于%(low)s。") % {"low": plain(low)})
    if high is not None and number > high:
        raise ValidationError(_("不能大于%(high)s。") % {"high": plain(high)})
    return number


def _whole_number(definition: Definition, text: str) -> int:
    number = _number(text)
    if number % 1:
        raise ValidationError(_("请填写整数。"))
    return int(_within(definition, number))


def _duration(definition: Definition, text: str) -> Limit:
    number, _space, unit = text.partition(" ")
    value = _number(number)
    if unit.strip() not in LimitUnit.values:
        raise ValidationError(_("请选择时限的单位。"))
    try:
        limit = Limit(value, unit.strip())
    except ValueError:
        raise ValidationError(_("时限应大于0、不超过9999，最多两位小数；自然日和分钟应为整数。")) from None
    _within(definition, limit.value)
    return limit


def _time(text: str) -> datetime.time:
    try:
        return datetime.datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise ValidationError(_("请按“时:分”填写，例如 18:00。")) from None


def _choice(definition: Definition, text: str) -> str:
    if text not in dict(definition.choices):
        raise ValidationError(_("请从列出的选项中选择。"))
    return text


def _yes_or_no(text: str) -> bool:
    words = {YES: True, "1": True, "on": True, _("是"): True, NO: False, "0": False, "": False, "off": False, _("否"): False}
    try:
        return words[text.lower()]
    except KeyError:
        raise ValidationError(_("请选择“是”或“否”。")) from None
