"""How contacts look on screen before a logged reveal."""

from __future__ import annotations

_STAR = "*"


def mask_name(name: str) -> str:
    """ "张三" → "张*", "张小三" → "张**": the first character and a star for each other, four at most."""
    name = name.strip()
    if not name:
        return ""
    return name[0] + _STAR * max(1, min(len(name) - 1, 4))


def mask_phone(phone: str) -> str:
    """ "13812341234" → "138****1234"; shorter numbers keep their last two digits only."""
    digits = "".join(character for character in phone if character.isdigit())
    if digits.startswith("86") and len(digits) == 13:
        digits = digits[2:]
    if not digits:
        return _STAR * 4 if phone.strip() else ""
    if len(digits) >= 11:
        return f"{digits[:3]}{_STAR * 4}{digits[-4:]}"
    return f"{_STAR * 4}{digits[-2:]}" if len(digits) > 4 else _STAR * 4


def mask_email(email: str) -> str:
    """ "zhang@example.com" → "z***@example.com"."""
    local, at, domain = email.strip().rpartition("@")
    if not at or not local:
        return _STAR * 4 if email.strip() else ""
    return f"{local[0]}{_STAR * 3}@{domain}"


def mask_identity(number: str) -> str:
    """Identity numbers: first three and last two characters, as forms of public offices print them."""
    number = number.strip()
    return f"{number[:3]}{_STAR * 13}{number[-2:]}" if len(number) >= 15 else (_STAR * 4 if number else "")


def mask_address(address: str) -> str:
    """Keeps the first six characters (district and street), hides house and room."""
    address = address.strip()
    return f"{address[:6]}{_STAR * 4}" if len(address) > 6 else (_STAR * 4 if address else "")
