"""Encrypted fields, masks, reveals, key rotation."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError, PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from core.audit.models import AuditEntry
from core.privacy import rotation
from core.privacy.ciphers import Undecryptable, decrypt, encrypt, fingerprint, lookup_hash
from core.privacy.fields import EncryptedTextField
from core.privacy.masking import mask_address, mask_email, mask_identity, mask_name, mask_phone
from core.privacy.models import Reveal
from core.privacy.selectors import reveals_of
from core.privacy.services import reveal
from core.scrub import scrub
from core.units.actors import REQUESTER, actor_of
from core.units.models import User

PHONE = "13812341234"


class Card(models.Model):
    """A record with an encrypted field, for these tests only."""

    phone = EncryptedTextField(blank=True)
    note = EncryptedTextField(null=True, blank=True)

    class Meta:
        app_label = "core_privacy_tests"

    def __str__(self) -> str:
        return str(self.pk)


@pytest.fixture
def cards(db: None, monkeypatch: pytest.MonkeyPatch) -> type[Card]:
    with connection.schema_editor() if connection.vendor == "postgresql" else _plain_table() as editor:
        if editor is not None:
            editor.create_model(Card)
    columns = [rotation.Column(Card, field) for field in Card._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]
    monkeypatch.setattr("core.privacy.management.commands.rotate_field_keys.encrypted_columns", lambda: columns)
    return Card


class _plain_table:  # noqa: N801
    """SQLite's schema editor refuses to start inside a test's transaction."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {Card._meta.db_table} (id integer PRIMARY KEY AUTOINCREMENT, phone text NOT NULL, note text)")

    def __exit__(self, *_raised: object) -> None:
        return None


def stored(column: str = "phone") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {Card._meta.db_table} ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_the_database_holds_no_plain_text(cards: type[Card]):
    card = cards.objects.create(phone=PHONE)
    (token,) = stored()
    assert PHONE not in token
    assert cards.objects.get(pk=card.pk).phone == PHONE
    assert cards.objects.get(pk=card.pk).note is None
    cards.objects.create(phone=PHONE)
    assert len(set(stored())) == 2
    cards.objects.create(phone="")
    assert stored()[2] == ""
    cards.objects.filter(pk=card.pk).update(phone="139")
    assert cards.objects.values_list("phone", flat=True).get(pk=card.pk) == "139"


@pytest.mark.parametrize("lookup", ["phone", "phone__exact", "phone__contains", "phone__in", "phone__gt"])
def test_an_encrypted_field_cannot_be_searched_by_its_text(lookup: str, cards: type[Card]):
    with pytest.raises(FieldError):
        list(cards.objects.filter(**{lookup: [PHONE] if lookup.endswith("in") else PHONE}))
    cards.objects.create(phone=PHONE)
    assert cards.objects.filter(note__isnull=True).count() == 1


@given(st.text().filter(lambda text: "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)))
def test_every_text_comes_back(text: str):
    assert decrypt(encrypt(text)) == text


def test_a_token_of_an_unknown_key_is_an_error_and_not_garbage(settings: Any):
    token = encrypt(PHONE)
    settings.FIELD_KEYS = (Fernet.generate_key().decode(),)
    with pytest.raises(Undecryptable):
        decrypt(token)
    with pytest.raises(Undecryptable):
        decrypt("not a token")


def test_rotation_writes_everything_with_the_first_key_so_that_the_old_one_can_go(cards: type[Card], settings: Any):
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    for number in range(450):
        cards.objects.create(phone=f"138{number:08d}", note=PHONE if number % 2 else None)
    settings.FIELD_KEYS = (new, old)
    cards.objects.create(phone="13900000000")
    before = stored()

    def rotate(**options: Any) -> dict[str, Any]:
        out = StringIO()
        call_command("rotate_field_keys", json=True, stdout=out, **options)
        return dict(json.loads(out.getvalue()))

    planned = rotate(dry_run=True)
    assert (planned["rotated"], planned["current"]) == (450 + 225, 1)
    assert stored() == before
    assert not AuditEntry.objects.exists()
    done = rotate()
    assert (done["rotated"], done["current"], done["unreadable"]) == (675, 1, 0)
    assert done["key"] == fingerprint(new)
    assert rotate()["rotated"] == 0
    settings.FIELD_KEYS = (new,)
    assert [card.phone for card in cards.objects.order_by("id")][:3] == ["13800000000", "13800000001", "13800000002"]
    assert AuditEntry.objects.get().action == "privacy.rotate"


def test_rotation_says_what_it_cannot_read(cards: type[Card], settings: Any):
    cards.objects.create(phone=PHONE)
    settings.FIELD_KEYS = (Fernet.generate_key().decode(),)
    with pytest.raises(CommandError, match="1 个值"):
        call_command("rotate_field_keys", stdout=StringIO())


def test_rotation_does_not_overwrite_what_somebody_writes_meanwhile(cards: type[Card], settings: Any, monkeypatch: pytest.MonkeyPatch):
    card = cards.objects.create(phone=PHONE)
    settings.FIELD_KEYS = (Fernet.generate_key().decode(), settings.FIELD_KEYS[0])
    written = rotation._write

    def late(column: rotation.Column, changes: list[tuple[str, object, str]]) -> None:
        cards.objects.filter(pk=card.pk).update(phone="13700000000")
        written(column, changes)

    monkeypatch.setattr(rotation, "_write", late)
    call_command("rotate_field_keys", stdout=StringIO())
    assert cards.objects.get(pk=card.pk).phone == "13700000000"


def test_rotation_finds_columns_by_their_type():
    for column in rotation.encrypted_columns():
        assert isinstance(column.field, EncryptedTextField)
        assert "." in column.name


def test_a_reveal_needs_a_reason_and_leaves_two_traces(cards: type[Card]):
    user = User.objects.create(username="a", display_name="甲")
    card = cards.objects.create(phone=PHONE)
    with pytest.raises(ValidationError):
        reveal(obj=card, field="phone", by=actor_of(user), reason="  ")
    with pytest.raises(TypeError):
        reveal(obj=user, field="username", by=actor_of(user), reason="核实情况")
    assert not Reveal.objects.exists()
    assert reveal(obj=card, field="phone", by=actor_of(user, "10.0.0.8"), reason="回访 13812341234") == PHONE
    log = reveals_of(card).get()
    assert (log.user, log.field, log.reason) == (user, "phone", "回访 [电话]")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.user_id, entry.subject_id, entry.address) == ("privacy.reveal", user.pk, card.pk, "10.0.0.8")
    assert PHONE not in entry.data_text


def test_a_refused_reveal_is_on_record_too(cards: type[Card]):
    user = User.objects.create(username="a", display_name="甲")
    card = cards.objects.create(phone=PHONE)
    with pytest.raises(PermissionDenied):
        reveal(obj=card, field="phone", by=actor_of(user), reason="核实情况", permitted=False)
    with pytest.raises(PermissionDenied):
        reveal(obj=card, field="phone", by=REQUESTER, reason="核实情况")
    assert list(AuditEntry.objects.values_list("result", flat=True)) == ["refused", "refused"]
    assert not Reveal.objects.exists()


@pytest.mark.parametrize(
    ("mask", "given", "shown"),
    [
        (mask_name, "张三", "张*"),
        (mask_name, " 张小三 ", "张**"),
        (mask_name, "张", "张*"),
        (mask_name, "", ""),
        (mask_name, "阿不都热依木·买买提", "阿****"),
        (mask_phone, "13812341234", "138****1234"),
        (mask_phone, "+86 138-1234-1234", "138****1234"),
        (mask_phone, "0991-1234567", "099****4567"),
        (mask_phone, "1234567", "****67"),
        (mask_phone, "110", "****"),
        (mask_phone, "微信", "****"),
        (mask_phone, "", ""),
        (mask_email, "zhang@example.com", "z***@example.com"),
        (mask_email, "nonsense", "****"),
        (mask_email, "", ""),
        (mask_identity, "11010519491231002X", "110*************2X"),
        (mask_identity, "123", "****"),
        (mask_address, "望河街道建设路12号3单元401", "望河街道建设****"),
        (mask_address, "某小区", "****"),
    ],
)
def test_masks(mask: Any, given: str, shown: str):
    assert mask(given) == shown


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("电话13812341234。", "电话[电话]。"),
        ("+86 138 1234 1234", "[电话]"),
        ("0991-1234567转8", "[电话]转8"),
        ("案件 CG-20261123-0001 第13条", "案件 CG-20261123-0001 第13条"),
        ("订单 2026112313812341234567", "订单 2026112313812341234567"),
        ("a.b@example.com.cn", "[邮箱]"),
        ("11010519491231002x", "[证件号]"),
    ],
)
def test_contacts_are_taken_out_of_text_and_numbers_of_ours_stay(text: str, clean: str):
    assert scrub(text) == clean


def test_a_lookup_hash_is_keyed_and_differs_by_purpose(settings: Any):
    first = lookup_hash(PHONE, purpose="rate")
    assert first == lookup_hash(f" {PHONE} ", purpose="rate")
    assert first != lookup_hash(PHONE, purpose="code")
    settings.CODE_KEY = "another"
    assert first != lookup_hash(PHONE, purpose="rate")
