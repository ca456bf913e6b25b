"""Taking a complaint in: one transaction, the same receipt for the same form, nothing without its photos."""

from __future__ import annotations

import datetime
import hashlib
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from core.audit.models import AuditEntry
from core.files import blobs
from core.files.models import FileLink, StoredFile
from core.files.selectors import files_of
from core.files.services import image_prepare
from core.numbering.models import Counter
from core.outbox.models import OutboxMessage
from core.units.actors import actor_of
from portal.complaints.codes import ALPHABET, code_hash, key_new, key_open, query_code
from portal.complaints.errors import KeyExpired, KeyReused
from portal.complaints.models import Complaint, Contact, PublicProgress, SubmissionKey
from portal.complaints.services import complaint_register, complaint_submit
from tests.factories import complaints as make
from tests.factories import files as make_files
from tests.factories.accounts import user_with
from tests.factories.files import files_root  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_root")]


def prepared(seed: int = 1) -> Any:
    return image_prepare(upload=make_files.upload(make_files.photo(seed=seed)))


def test_a_complaint_is_written_with_everything_that_belongs_to_it() -> None:
    photos = [prepared(1), prepared(2)]
    at = timezone.make_aware(datetime.datetime(2026, 11, 23, 9, 30))
    receipt = complaint_submit(draft=make.draft(name="张三", phone="13812345678"), key="k", photos=photos, at=at)

    complaint = Complaint.objects.get()
    assert receipt.complaint == complaint
    assert not receipt.repeated
    assert complaint.number == "CG-20261123-0001"
    assert complaint.query_code_hash == code_hash(complaint.number, receipt.code)
    assert complaint.channel == "web"
    assert [file.sha256 for file in files_of(complaint, "photo")] == [photo.sha256 for photo in photos]
    assert complaint.photos_hash == hashlib.sha256("".join(photo.sha256 for photo in photos).encode()).hexdigest()
    assert (complaint.contact.name, complaint.contact.phone, complaint.contact.email) == ("张三", "13812345678", "")
    message = OutboxMessage.objects.get(topic="complaints.submitted")
    assert (message.payload, message.key) == ({"complaint": complaint.pk}, str(complaint.pk))
    entry = AuditEntry.objects.get(action="complaint.submit")
    assert (entry.subject_id, entry.actor_kind) == (complaint.pk, "requester")
    assert entry.data["photos_hash"] == complaint.photos_hash
    # The public row is the intranet's to write: the portal has no right to it.
    assert not PublicProgress.objects.exists()


def test_without_a_contact_there_is_no_contact_row() -> None:
    make.submitted()
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("kind", "wish", "confidential"), [("report", None, True), ("complaint", None, False), ("complaint", True, True)])
def test_a_report_is_confidential_by_default(kind: str, wish: bool | None, confidential: bool) -> None:
    assert make.submitted(kind=kind, confidential=wish).complaint.confidential is confidential


def test_numbers_count_by_local_day() -> None:
    late = timezone.make_aware(datetime.datetime(2026, 11, 23, 23, 59))
    numbers = [make.submitted(at=late + datetime.timedelta(minutes=minutes)).complaint.number for minutes in (0, 0, 1)]
    assert numbers == ["CG-20261123-0001", "CG-20261123-0002", "CG-20261124-0001"]


def test_the_code_comes_from_the_key_and_is_not_stored() -> None:
    receipt = make.submitted(key="some-key")
    assert len(receipt.code) == 8
    assert set(receipt.code) <= set(ALPHABET)
    assert not set("IO01") & set(ALPHABET)
    assert query_code("some-key") == receipt.code
    assert query_code("other-key") != receipt.code
    for model in (Complaint, SubmissionKey, OutboxMessage, AuditEntry):
        for row in model.objects.values():
            assert receipt.code not in repr(row)
            assert "some-key" not in repr(row)


def test_another_code_key_gives_other_codes(settings: Any) -> None:
    before = query_code("k"), code_hash("n", "c")
    settings.CODE_KEY = "another"
    assert query_code("k") != before[0]
    assert code_hash("n", "c") != before[1]


def test_codes_use_their_whole_alphabet_evenly() -> None:
    letters = "".join(query_code(f"key {number}") for number in range(2000))
    assert set(letters) == set(ALPHABET)
    assert max(letters.count(letter) for letter in ALPHABET) < 2 * min(letters.count(letter) for letter in ALPHABET)


# The same form again


def test_the_same_key_and_content_give_the_same_receipt() -> None:
    first = complaint_submit(draft=make.draft(), key="k", photos=[prepared()])
    again = complaint_submit(draft=make.draft(), key="k", photos=[prepared()])
    assert again.repeated
    assert (again.complaint, again.code) == (first.complaint, first.code)
    assert Complaint.objects.count() == OutboxMessage.objects.count() == StoredFile.objects.count() == 1
    assert Counter.objects.get(kind="case").value == 1


@pytest.mark.parametrize(
    "change", [{"place": "别处"}, {"description": "别的"}, {"phone": "13800000000"}, {"kind": "help"}, {"consent_public": True}]
)
def test_the_same_key_with_other_content_is_refused(change: dict[str, Any]) -> None:
    first = make.submitted(key="k")
    with pytest.raises(KeyReused) as caught:
        make.submitted(key="k", **change)
    assert caught.value.complaint == first.complaint
    assert Complaint.objects.count() == 1


def test_other_photos_are_other_content() -> None:
    make.submitted(key="k", photos=[prepared(1)])
    for photos in ([], [prepared(2)], [prepared(1), prepared(2)]):
        with pytest.raises(KeyReused):
            make.submitted(key="k", photos=photos)


def test_after_a_day_the_receipt_is_not_shown_again() -> None:
    make.submitted(key="k")
    SubmissionKey.objects.update(created=timezone.now() - datetime.timedelta(hours=23, minutes=59))
    assert make.submitted(key="k").repeated
    SubmissionKey.objects.update(created=timezone.now() - datetime.timedelta(hours=24, minutes=1))
    with pytest.raises(KeyExpired):
        make.submitted(key="k")


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_complaint() -> None:
    """Eight requests with one key at once, each on a connection of its own."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads need a database file")
    start = threading.Barrier(8)
    receipts: list[Any] = []

    def click() -> None:
        start.wait()
        try:
            receipts.append(complaint_submit(draft=make.draft(phone="13812345678"), key="clicked"))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(receipts) == 8
    assert len({(receipt.complaint.number, receipt.code) for receipt in receipts}) == 1
    assert sum(not receipt.repeated for receipt in receipts) == 1
    assert Complaint.objects.count() == OutboxMessage.objects.filter(topic="complaints.submitted").count() == 1


# All or nothing


@pytest.mark.parametrize("part", ["record", "emit", "files_attach", "case_number"])
def test_if_one_part_fails_nothing_is_written(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(f"portal.complaints.services.submission.{part}", broken)
    with pytest.raises(OperationalError):
        complaint_submit(draft=make.draft(name="张三"), key="k", photos=[prepared()])
    for model in (Complaint, Contact, SubmissionKey, StoredFile, FileLink, OutboxMessage, AuditEntry, Counter):
        assert not model.objects.exists(), model


def test_photos_lie_on_disk_before_the_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """No blob is written and no picture decoded while the write lock is held."""
    photo = prepared()
    assert blobs.intact(photo.sha256)
    assert blobs.intact(photo.thumbnail_sha256)

    def forbidden(*args: object, **kwargs: object) -> None:
        raise AssertionError("worked on a file inside the transaction")

    monkeypatch.setattr(blobs, "write", forbidden)
    monkeypatch.setattr("core.files.images.image_clean", forbidden)
    assert complaint_submit(draft=make.draft(), key="k", photos=[photo]).complaint.photos_hash


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"place": "  "}, "place"),
        ({"place": "长" * 201}, "place"),
        ({"description": ""}, "description"),
        ({"description": "长" * 2001}, "description"),
        ({"is_anonymous": True, "phone": "13812345678"}, "is_anonymous"),
    ],
)
def test_every_channel_obeys_the_rules(fields: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValidationError) as caught:
        make.submitted(**fields)
    assert set(caught.value.message_dict) == {wrong}
    assert not Complaint.objects.exists()


def test_ten_photos_are_too_many() -> None:
    with pytest.raises(ValidationError):
        make.submitted(photos=[prepared()] * 10)


def test_the_cost_of_a_submission_does_not_grow(django_assert_num_queries: Any) -> None:
    make.submitted()
    with django_assert_num_queries(12):
        make.submitted(name="张三")
    first = Complaint.objects.first()
    assert first
    for number in range(1000):
        first.pk, first.number = None, f"CG-20200101-{number:04d}"
        first.save(force_insert=True)
    with django_assert_num_queries(12):
        make.submitted(name="李四")


# Staff who type for a caller


def test_a_telephone_complaint_is_the_same_record() -> None:
    acceptor = user_with("acceptor")
    photo = make_files.StoredImageFactory()
    data = {
        "request_kind": "report",
        "place": "石桥街道菜市场",
        "description": "店外经营。",
        "minor": make.minor(),
        "contact_name": "李四",
        "contact_phone": "0990-6881234",
        "is_anonymous": False,
        "confidential": False,
        "external_no": "12345-0001",
        "photos": [photo],
    }
    with transaction.atomic():
        receipt = complaint_register(channel="phone", data=data, by=actor_of(acceptor))
    complaint = receipt.complaint
    assert (complaint.channel, complaint.entered_by, complaint.external_no) == ("phone", acceptor, "12345-0001")
    assert complaint.confidential
    assert complaint.contact.phone == "0990-6881234"
    assert list(files_of(complaint)) == [photo]
    assert AuditEntry.objects.get(action="complaint.submit").user == acceptor
    assert code_hash(complaint.number, receipt.code) == complaint.query_code_hash
    second = complaint_register(channel="phone", data=data, by=actor_of(acceptor))
    assert second.code != receipt.code


# Keys


def test_form_keys_are_ours_dated_and_random(time_machine: Any) -> None:
    time_machine.move_to(datetime.datetime(2026, 11, 23, 1, 0, tzinfo=datetime.UTC), tick=False)
    signed = key_new()
    assert key_open(signed)
    assert key_new() != signed
    for forged in ("", "x", signed[:-1], signed + "x", signed.replace(":", ";"), "a:b:c", "\x00"):
        assert key_open(forged) is None
    time_machine.move_to(datetime.datetime(2026, 11, 29, 23, 0, tzinfo=datetime.UTC))
    assert key_open(signed)
    time_machine.move_to(datetime.datetime(2026, 11, 30, 2, 0, tzinfo=datetime.UTC))
    assert key_open(signed) is None
