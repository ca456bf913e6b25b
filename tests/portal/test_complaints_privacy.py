"""A resident's name and telephone number stand nowhere in the open: no byte of database, files or log."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from core.outbox.models import OutboxMessage
from portal.complaints.models import Complaint, Contact
from tests.factories import complaints as make
from tests.factories import files as make_files
from tests.factories.complaints import LOOKUP, NEW, page_of
from tests.factories.files import files_root  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files_root")]
NAME = "欧阳金丝雀"
PHONE = "13987650123"
EMAIL = "canary@resident.test"
CANARIES = [form.encode(code) for form in (NAME, PHONE, EMAIL) for code in ("utf-8", "utf-16-le", "gb18030")]
CANARIES += [NAME.encode("unicode_escape"), b"139 8765 0123", b"139-8765-0123"]


def database_bytes() -> bytes:
    if connection.vendor != "sqlite":
        pytest.skip("reads the file of an SQLite database")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(str(connection.settings_dict["NAME"]))
    return b"".join(part.read_bytes() for part in sorted(path.parent.glob(path.name + "*")))


def assert_no_canary(data: bytes, where: str) -> None:
    for canary in CANARIES:
        assert canary not in data, f"{canary!r} in {where}"


def test_contacts_leave_no_byte_anywhere(
    portal_client: Client,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    contact = {"name": NAME, "phone": PHONE, "email": EMAIL}
    photo = make_files.upload(make_files.photo((2000, 1500)), f"{NAME}.jpg")

    # Every way a form can go: faulty, unsaved, accepted, repeated, reused; then lookup and a later act.
    page = portal_client.post(NEW, make.filled(make.form_key(portal_client.get(NEW)), place="", **contact))
    with monkeypatch.context() as patch:
        patch.setattr("portal.complaints.services.submission.record", broken)
        assert portal_client.post(NEW, make.filled(make.form_key(page), **contact)).status_code == 503
    accepted = make.filled(make.form_key(page), **contact)
    assert portal_client.post(NEW, accepted).status_code == 303
    assert portal_client.post(NEW, accepted).status_code == 303
    assert portal_client.post(NEW, {**accepted, "description": "别的"}).status_code == 422
    complaint = Complaint.objects.get()
    assert "路灯" in portal_client.get(page_of(complaint)).content.decode()
    portal_client.post(LOOKUP, {"number": NAME, "code": PHONE})
    portal_client.post(f"{page_of(complaint)}supplement/", {"key": "x", "text": ""})
    make.file_one(portal_client, photos=[photo], **{**contact, "name": ""})

    stored = Contact.objects.get(complaint=complaint)
    assert (stored.name, stored.phone, stored.email) == (NAME, PHONE, EMAIL)
    assert NAME not in str(stored)
    assert PHONE not in repr(stored)
    data = database_bytes()
    assert complaint.place.encode() in data  # the right file was read
    assert_no_canary(data, "the database")  # not even as the name of the photo
    assert_no_canary(repr(list(OutboxMessage.objects.values())).encode(), "the outbox")
    assert_no_canary(caplog.text.encode() + "".join(capfd.readouterr()).encode(), "the log")
    for path in Path(settings.FILES_ROOT).rglob("*"):
        if path.is_file():
            blob = path.read_bytes()
            assert_no_canary(blob, path.name)
            for mark in (make_files.GPS_MARK, make_files.MAKER, "CanaryComment"):
                assert mark.encode() not in blob


def broken(**kwargs: object) -> None:
    raise OperationalError("database is locked")


def test_the_page_shows_no_contact_back(portal_client: Client) -> None:
    """Whoever finds number and code on a slip of paper does not learn who wrote."""
    number, _code = make.file_one(portal_client, name=NAME, phone=PHONE, email=EMAIL)
    for path in ("/complaints/receipt/", f"{LOOKUP}{number}/"):
        text = portal_client.get(path).content.decode()
        for canary in (NAME, PHONE, EMAIL):
            assert canary not in text


def test_the_portal_cannot_read_contacts(portal_client: Client) -> None:
    """What it wrote a moment ago it may not read: the guard on its connection refuses the columns."""
    from django.db import DatabaseError

    from tests.portal_client import portal_guard

    make.file_one(portal_client, name=NAME, phone=PHONE)
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's grants are tested with a role of their own")
    with portal_guard():
        for column in ("name", "phone", "email"):
            with pytest.raises(DatabaseError):
                list(Contact.objects.values_list(column, flat=True))
        with pytest.raises(DatabaseError):
            Contact.objects.update(phone="")
        with pytest.raises(DatabaseError):
            Complaint.objects.all().delete()
