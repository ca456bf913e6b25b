"""Password rules. Length and kinds of characters are parameters; common passwords and one's own data are
always refused (ASVS 6.2; DESIGN: at least 12 characters and not common)."""

from __future__ import annotations

import itertools
import string

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.parameters.selectors import number
from core.units.models import User

LONGEST = 128  # hashing is deliberately slow; a megabyte of password would be a way to keep the server busy
# What people here make passwords of although no list of leaked passwords has it.
CONTEXT_WORDS = ("chengguan", "12345678", "12319", "woaini", "qwertyui", "1qaz2wsx", "password", "admin123")
# A context word may be part of a password only when this many other characters come with it.
BESIDE_CONTEXT = 8


class LengthRule:
    """At least ``security.password_min_length`` characters, at most LONGEST."""

    def validate(self, password: str, user: User | None = None) -> None:
        shortest = number("security.password_min_length")
        if len(password) < shortest:
            raise ValidationError(
                ngettext("密码至少%(count)d位。", "密码至少%(count)d位。", shortest) % {"count": shortest}, code="password_too_short"
            )
        if len(password) > LONGEST:
            raise ValidationError(_("密码最多%(count)d位。") % {"count": LONGEST}, code="password_too_long")

    def get_help_text(self) -> str:
        return _("至少%(count)d位，可以是一句话。") % {"count": number("security.password_min_length")}


def character_kinds(password: str) -> int:
    """How many of: lower case, upper case, digits, anything else."""
    return sum(
        (
            any(character in string.ascii_lowercase for character in password),
            any(character in string.ascii_uppercase for character in password),
            any(character.isdigit() for character in password),
            any(not (character.isascii() and character.isalnum()) for character in password),
        )
    )


class CharacterKindsRule:
    """At least ``security.password_character_kinds`` of the four kinds."""

    def validate(self, password: str, user: User | None = None) -> None:
        wanted = number("security.password_character_kinds")
        if character_kinds(password) < wanted:
            raise ValidationError(self._text(wanted), code="password_too_plain")

    def get_help_text(self) -> str:
        wanted = number("security.password_character_kinds")
        return self._text(wanted) if wanted > 1 else ""

    def _text(self, wanted: int) -> str:
        return _("密码须含小写字母、大写字母、数字、其他字符中的至少%(count)d种。") % {"count": wanted}


class OwnDataRule(UserAttributeSimilarityValidator):
    """Not the person's own name, user name or address in another coat."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "display_name", "email"))

    def validate(self, password: str, user: User | None = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(_("密码与您的姓名、用户名或邮箱太接近。"), code="password_too_similar") from None

    def get_help_text(self) -> str:
        return _("不要与您的姓名、用户名或邮箱相近。")


class CommonRule(CommonPasswordValidator):
    """Not among the 20,000 commonest, not a repeated or running row of characters, not a context word with little else."""

    def validate(self, password: str, user: User | None = None) -> None:
        lowered = password.lower()
        if lowered.strip() in self.passwords or len(set(lowered)) < 4 or _is_run(lowered) or _is_repeated(lowered):
            self._refuse()
        if settings.APP_ENV.production and lowered == settings.DEMO_PASSWORD:
            self._refuse()
        if any(word in lowered and len(lowered) - len(word) < BESIDE_CONTEXT for word in CONTEXT_WORDS):
            self._refuse()

    def _refuse(self) -> None:
        raise ValidationError(_("这个密码太常见，容易被猜到。"), code="password_too_common")

    def get_help_text(self) -> str:
        return _("不要使用常见密码。")


def _is_run(text: str) -> bool:
    """abcdefghijkl, 123456789012, 987654321098."""
    steps = {(ord(second) - ord(first)) for first, second in itertools.pairwise(text)}
    return bool(steps) and (steps <= {1, -9} or steps <= {-1, 9})


def _is_repeated(text: str) -> bool:
    """One short piece, several times: chengguanchengguan, 20262026202620."""
    return any(len(text) >= 2 * size and (text[:size] * (len(text) // size + 1)).startswith(text) for size in range(1, len(text) // 2 + 1))
