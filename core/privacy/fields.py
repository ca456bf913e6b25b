"""A text column that is encrypted at rest."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import BaseExpression, Expression

from core.privacy.ciphers import decrypt, encrypt

_ALLOWED_LOOKUPS = frozenset({"isnull"})


class EncryptedTextField(models.TextField[str, str]):
    """Holds plain text in Python, Fernet ciphertext in the database.

    The same text encrypts differently each time, so it cannot be searched, compared or ordered by:
    every lookup but ``isnull`` raises FieldError. Find rows by a ``lookup_hash`` column instead.
    """

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        if prepared is None or isinstance(prepared, BaseExpression):
            return prepared
        return encrypt(str(prepared))

    def from_db_value(self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper) -> str | None:
        return None if value is None else decrypt(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in _ALLOWED_LOOKUPS:
            raise FieldError(f"{self.name} is encrypted and cannot be looked up by its text")
        return super().get_lookup(lookup_name)
