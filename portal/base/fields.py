"""The body field of public pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.fields import StreamField


class ReadableEncoder(DjangoJSONEncoder):
    """Han characters as they are: escaped (\\uXXXX) a Chinese text needs twice the room on SQLite."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "ensure_ascii": False})


class BodyField(StreamField):
    """A StreamField whose block definitions stay out of the migrations.

    Wagtail writes every block into each migration that touches the field, which makes the migrations
    longer than the code and a change of a label a migration. Stored data does not depend on them.
    """

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types, **kwargs)

    @property
    def json_field(self) -> models.JSONField[Any, Any]:
        return models.JSONField(encoder=ReadableEncoder)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, path, [], kwargs
