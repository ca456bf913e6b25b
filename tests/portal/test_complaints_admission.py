"""Limits per address, answers when nothing can be saved, and clearing up."""

from __future__ import annotations

import datetime
import errno
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import Client
from django.utils import timezone

from core.files.errors import FileCheckUnavailable
from core.files.models import StoredFile
from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from portal.complaints.errors import TooManyRequests
from portal.complaints.handlers import anonymise_contacts, sweep_drafts
from portal.complaints.models import Complaint, Contact, DraftPhoto, PublicProgress, RateCounter, SubmissionKey
from portal.complaints.services import attempt_count, contacts_anonymise, drafts_keep, drafts_sweep
from portal.complaints.services.admission import ATTEMPT, LOOKUP, SUBMIT, address_hash, attempts_left
from portal.complaints.settings_keys import ATTEMPTS, LOOKUPS, SUBMISSIONS
from tests.factories import complaints as make
from tests.factories import files as make_files
from tests.factories.complaints import NEW
from tests.factories.files import files_root  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_root")]
TEN = datetime.datetime(2026, 11, 23, 2, 10, tzinfo=datetime.UTC)  # 10:10 in the district


@pytest.fixture(autouse=True)
def ten_past_the_hour(time_machine: Any) -> None:
    """Limits count by the clock's hour: no test may start in one and end in the next."""
    time_machine.move_to(TEN)


def allow(key: str, count: int) -> None:
    parameter_set(key=key, value=str(count), by=SYSTEM, reason="试验")


# Counting


def test_the_limit_is_exact_and_says_when_it_ends() -> None:
    allow(SUBMISSIONS, 3)
    for _try in range(3):
        attempt_count(policy=SUBMIT, address="192.0.2.1", now=TEN)
    with pytest.raises(TooManyRequests) as caught:
        attempt_count(policy=SUBMIT, address="192.0.2.1", now=TEN)
    assert caught.value.limit == 3
    assert caught.value.retry_at == TEN.replace(hour=3, minute=0)
    assert 3000 <= caught.value.retry_after <= 3001
    attempt_count(policy=SUBMIT, address="192.0.2.2", now=TEN)
    attempt_count(policy=LOOKUP, address="192.0.2.1", now=TEN)
    attempt_count(policy=SUBMIT, address="192.0.2.1", now=TEN.replace(hour=3, minute=0))


def test_asking_how_much_is_left_counts_nothing() -> None:
    allow(ATTEMPTS, 1)
    for _try in range(3):
        attempts_left(policy=ATTEMPT, address="192.0.2.1", now=TEN)
    attempt_count(policy=ATTEMPT, address="192.0.2.1", now=TEN)
    with pytest.raises(TooManyRequests):
        attempts_left(policy=ATTEMPT, address="192.0.2.1", now=TEN)


def test_addresses_are_stored_as_hashes_of_the_day() -> None:
    attempt_count(policy=SUBMIT, address="192.0.2.77", now=TEN)
    stored = RateCounter.objects.get().address_hash
    assert "192" not in stored
    assert len(stored) == 64
    assert address_hash("192.0.2.77", TEN) == stored
    assert address_hash("192.0.2.77", TEN + datetime.timedelta(days=1)) != stored


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
        ("no address", "no address", True),
    ],
)
def test_a_household_is_one_address(one: str, other: str, same: bool) -> None:
    assert (address_hash(one, TEN) == address_hash(other, TEN)) is same


def test_too_many_submissions_keep_what_was_typed(portal_client: Client) -> None:
    allow(SUBMISSIONS, 2)
    for _time in range(2):
        make.file_one(portal_client)
    key = make.form_key(portal_client.get(NEW))
    photo = make_files.upload(make_files.photo())
    page = portal_client.post(NEW, make.filled(key, description="第三件", photos=[photo]))
    text = page.content.decode()
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 3601
    assert "最多提交 2 次" in text
    assert "以后再试" in text
    assert "第三件" in text
    assert len(make.photo_tokens(page)) == 1
    assert Complaint.objects.count() == 2
    allow(SUBMISSIONS, 3)
    assert portal_client.post(NEW, make.filled(make.form_key(page), photo=make.photo_tokens(page))).status_code == 303


def test_the_form_states_its_limit(portal_client: Client) -> None:
    allow(SUBMISSIONS, 7)
    assert "每小时最多提交 7 次" in portal_client.get(NEW).content.decode()


def test_too_many_faulty_tries_cost_no_picture_work(portal_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(ATTEMPTS, 2)
    key = make.form_key(portal_client.get(NEW))
    statuses = [portal_client.post(NEW, make.filled(key, place="")).status_code for _time in range(2)]
    assert statuses == [422, 422]

    def forbidden(**kwargs: object) -> None:
        raise AssertionError("decoded a picture for an address over its limit")

    monkeypatch.setattr("portal.complaints.photos.image_prepare", forbidden)
    page = portal_client.post(NEW, make.filled(key, description="还在这里", photos=[make_files.upload(make_files.photo())]))
    assert page.status_code == 429
    assert "还在这里" in page.content.decode()


def test_lookups_are_limited(portal_client: Client) -> None:
    allow(LOOKUPS, 3)
    address = "/complaints/progress/"
    data = {"number": "CG-20261123-0001", "code": "AAAA-BBBB"}
    assert [portal_client.post(address, data).status_code for _time in range(4)] == [422, 422, 422, 429]
    page = portal_client.post(address, data)
    assert int(page.headers["Retry-After"]) <= 601
    assert "10 分钟内最多查询 3 次" in page.content.decode()
    assert "CG-20261123-0001" in page.content.decode()


def test_behind_a_proxy_the_client_counts(portal_client: Client, settings: Any) -> None:
    allow(LOOKUPS, 1)
    settings.TRUSTED_PROXIES = 1
    for last in (1, 2, 3):
        page = portal_client.post(
            "/complaints/progress/", {"number": "x", "code": "y"}, headers={"X-Forwarded-For": f"6.6.6.6, 192.0.2.{last}"}
        )
        assert page.status_code == 422


# Nothing can be saved


FAULTS = [
    OperationalError("database is locked"),
    OperationalError("database or disk is full"),
    OperationalError("unable to open database file"),
    InterfaceError("connection already closed"),
    DatabaseError("file is not a database"),
]


@pytest.mark.parametrize("error", FAULTS, ids=str)
def test_a_database_that_cannot_write_is_503_and_keeps_the_text(
    portal_client: Client, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make.form_key(portal_client.get(NEW))

    def broken(**kwargs: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("portal.complaints.views.filing.complaint_submit", broken)
        page = portal_client.post(NEW, make.filled(key, description="没有存下<的>内容", place="某处"))
    text = page.content.decode()
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert page.headers["Cache-Control"] == "no-store"
    assert "没有存下&lt;的&gt;内容" in text
    assert key in text
    # The page's own button sends the very same form again.
    assert portal_client.post(NEW, make.filled(key, description="没有存下<的>内容", place="某处")).status_code == 303


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_full_disk_is_503(portal_client: Client, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    key = make.form_key(portal_client.get(NEW))

    def full(data: bytes) -> str:
        raise OSError(number, "no room")

    monkeypatch.setattr("core.files.blobs.write", full)
    page = portal_client.post(NEW, make.filled(key, photos=[make_files.upload(make_files.photo())]))
    assert page.status_code == 503
    assert "照片需要重新选择" in page.content.decode()
    assert not Complaint.objects.exists()


def test_a_missing_scanner_is_503(portal_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**kwargs: object) -> None:
        raise FileCheckUnavailable("no answer")

    key = make.form_key(portal_client.get(NEW))
    monkeypatch.setattr("portal.complaints.photos.image_prepare", away)
    assert portal_client.post(NEW, make.filled(key, photos=[make_files.upload(make_files.photo())])).status_code == 503


def test_without_a_database_every_page_says_so(portal_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even the page about it may need the database."""
    number, _code = make.file_one(portal_client)

    def gone(self: object, *args: object, **kwargs: object) -> None:
        raise OperationalError("no such server")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", gone)
    for path in (NEW, "/complaints/receipt/", f"/complaints/progress/{number}/"):
        page = portal_client.get(path)
        assert page.status_code == 503, path
        assert "暂时无法保存" in page.content.decode()
    assert portal_client.post("/complaints/progress/", {"number": number, "code": "x"}).status_code == 503


def test_our_own_faults_are_not_hidden(portal_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import IntegrityError

    def broken(**kwargs: object) -> None:
        raise IntegrityError("a rule of ours")

    key = make.form_key(portal_client.get(NEW))
    monkeypatch.setattr("portal.complaints.views.filing.complaint_submit", broken)
    with pytest.raises(IntegrityError):
        portal_client.post(NEW, make.filled(key))


# Clearing up


def drafts(count: int) -> list[DraftPhoto]:
    from core.files.services import image_prepare

    prepared = [image_prepare(upload=make_files.upload(make_files.photo(seed=seed))) for seed in range(count)]
    return drafts_keep(prepared=prepared)


def test_abandoned_photos_are_swept_and_submitted_ones_stay() -> None:
    old, submitted, fresh = drafts(3)
    make.submitted(photos=[submitted.file])
    yesterday = timezone.now() - datetime.timedelta(hours=25)
    DraftPhoto.objects.filter(pk__in=[old.pk, submitted.pk]).update(created=yesterday)

    assert drafts_sweep(now=timezone.now()) == 1

    assert list(DraftPhoto.objects.all()) == [fresh]
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {submitted.file_id, fresh.file_id}


def test_old_counters_and_keys_go_and_young_ones_stay() -> None:
    attempt_count(policy=SUBMIT, address="192.0.2.1", now=timezone.now() - datetime.timedelta(days=2))
    attempt_count(policy=SUBMIT, address="192.0.2.1")
    old, young = make.submitted().complaint, make.submitted().complaint
    SubmissionKey.objects.filter(complaint=old).update(created=timezone.now() - datetime.timedelta(days=10))
    sweep_drafts(timezone.now())
    assert RateCounter.objects.count() == 1
    assert list(SubmissionKey.objects.values_list("complaint", flat=True)) == [young.pk]
    assert Complaint.objects.count() == 2


def ended(days: int, state: str = "closed") -> Complaint:
    complaint = make.submitted(name="张三", phone="13812345678").complaint
    at = timezone.now() - datetime.timedelta(days=days)
    PublicProgress.objects.create(complaint=complaint, public_state=state, updated_at=at, closed_at=at if state == "closed" else None)
    return complaint


def test_contacts_are_emptied_when_their_time_is_over() -> None:
    over = [ended(731), ended(800, "rejected"), ended(800, "voided")]
    kept = [ended(700), ended(800, "in_progress"), make.submitted(phone="13812345678").complaint]
    assert contacts_anonymise(now=timezone.now(), dry_run=True) == 3
    assert Contact.objects.filter(anonymised_at=None).count() == 6

    anonymise_contacts(timezone.now())

    for complaint in over:
        contact = Contact.objects.get(complaint=complaint)
        assert (contact.name, contact.phone, contact.email) == ("", "", "")
        assert contact.anonymised_at
        assert Complaint.objects.get(pk=complaint.pk).description
    for complaint in kept:
        assert Contact.objects.get(complaint=complaint).phone == "13812345678"
    assert contacts_anonymise(now=timezone.now()) == 0
