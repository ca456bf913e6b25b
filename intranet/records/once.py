"""A form makes its record once, however often it is sent."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from django import forms
from django.core import signing
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from core.units.models import User
from core.units.refs import subject_ref
from intranet.records.models import SubmittedForm

SALT = "records.form-key"
KEY_MAX_AGE_SECONDS = 7 * 24 * 3600
# Differ between two sends of the same form: the token is masked anew, kept files are signed by the second.
NOT_CONTENT = ("csrfmiddlewaretoken", "once")

M = TypeVar("M", bound=Model)


def key_new() -> str:
    """A signed key for one form."""
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(24))


def key_open(signed: str) -> str | None:
    """The key inside, or None when it is not ours or too old."""
    try:
        return signing.TimestampSigner(salt=SALT).unsign(signed, max_age=KEY_MAX_AGE_SECONDS)
    except signing.BadSignature:
        return None


def key_renew(form: forms.Form) -> None:
    """Let a form that is shown again make a record of its own."""
    data: Any = form.data.copy() if isinstance(form.data, QueryDict) else dict(form.data)
    data["once"] = key_new()
    form.data = data


class OnceField(forms.CharField):
    """The hidden key. One that is missing, forged or too old counts as a new form."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=key_new, max_length=200)

    def clean(self, value: Any) -> str:
        return key_open(str(value or "")) or secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class Once:
    """``other`` means: this form made a record before and now has other content; nothing was made."""

    state: Literal["new", "repeated", "other"]
    subject_id: int


def content_of(request: HttpRequest) -> str:
    """A hash of what was sent: fields, and names and sizes of files."""
    parts: list[str] = []
    for name in sorted(request.POST):
        if name not in NOT_CONTENT and not name.endswith("_kept"):
            parts += [name, *request.POST.getlist(name)]
    for name in sorted(request.FILES):
        parts += [f"{upload.name}:{upload.size}" for upload in request.FILES.getlist(name)]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def record_once(*, key: str, content: str, user: User, make: Callable[[], M]) -> tuple[Once, M | None]:
    """Make a record for a form, or find the one it made. The record is None when it was made before.

    The key's row is written first: a second send waits for the first one's transaction and then finds it.
    """
    with transaction.atomic():
        row, fresh = SubmittedForm.objects.get_or_create(
            key_hash=hashlib.sha256(key.encode()).hexdigest(),
            defaults={"content_hash": content, "user": user, "subject_kind": "", "created_at": timezone.now()},
        )
        if not fresh:
            same = row.content_hash == content and row.user_id == user.pk
            return Once("repeated" if same else "other", row.subject_id or 0), None
        made = make()
        ref = subject_ref(made)
        row.subject_kind, row.subject_id = ref.kind, ref.pk
        row.save(update_fields=["subject_kind", "subject_id"])
        return Once("new", ref.pk), made
