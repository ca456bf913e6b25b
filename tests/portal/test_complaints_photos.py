"""Photos of the form: they survive an error elsewhere, without JavaScript, and one bad photo costs itself only."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from core.files.selectors import files_of
from portal.complaints.models import Complaint
from portal.complaints.photos import SALT
from tests.factories import complaints as make
from tests.factories import files as make_files
from tests.factories.complaints import NEW
from tests.factories.files import files_root  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_root")]


def photo(seed: int = 1, name: str = "现场.jpg") -> Any:
    return make_files.upload(make_files.photo(seed=seed), name)


@pytest.fixture
def later(time_machine: Any) -> Any:
    """Stops the clock now; call it with hours to move on."""
    time_machine.move_to(datetime.datetime.now(datetime.UTC), tick=False)
    return lambda hours: time_machine.shift(datetime.timedelta(hours=hours))


def key_of(client: Client) -> str:
    return make.form_key(client.get(NEW))


def test_photos_survive_an_error_elsewhere(portal_client: Client) -> None:
    page = portal_client.post(NEW, make.filled(key_of(portal_client), place="", photos=[photo(1), photo(2)]))
    tokens = make.photo_tokens(page)
    assert page.status_code == 422
    assert len(tokens) == 2
    for token in tokens:
        thumbnail = portal_client.get(f"/complaints/new/photos/{token}/")
        assert thumbnail.status_code == 200
        assert thumbnail.headers["Content-Type"] == "image/jpeg"
        assert thumbnail.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    again = portal_client.post(NEW, make.filled(make.form_key(page), category="", photo=tokens, photos=[photo(3)]))
    assert len(make.photo_tokens(again)) == 3
    done = portal_client.post(NEW, make.filled(make.form_key(again), photo=make.photo_tokens(again)))
    assert done.status_code == 303
    complaint = Complaint.objects.get()
    assert files_of(complaint, "photo").count() == 3
    assert complaint.photos_hash


def test_a_kept_photo_can_be_taken_out(portal_client: Client) -> None:
    page = portal_client.post(NEW, make.filled(key_of(portal_client), place="", photos=[photo(1), photo(2)]))
    first, second = make.photo_tokens(page)
    assert portal_client.post(NEW, make.filled(make.form_key(page), photo=[first, second], remove_photo=[first])).status_code == 303
    assert files_of(Complaint.objects.get(), "photo").count() == 1


def test_one_bad_photo_costs_itself_only(portal_client: Client) -> None:
    page = portal_client.post(
        NEW, make.filled(key_of(portal_client), photos=[photo(1), make_files.upload(b"<svg onload=alert(1)>", "坏<b>.jpg"), photo(2)])
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert len(make.photo_tokens(page)) == 2
    assert "坏&lt;b&gt;.jpg：只能上传" in text
    assert portal_client.post(NEW, make.filled(make.form_key(page), photo=make.photo_tokens(page))).status_code == 303


def test_ten_photos_keep_nine(portal_client: Client) -> None:
    page = portal_client.post(NEW, make.filled(key_of(portal_client), photos=[photo(seed) for seed in range(10)]))
    assert page.status_code == 422
    assert len(make.photo_tokens(page)) == 9
    assert "照片最多 9 张，有 1 张没有收下" in page.content.decode()


def test_the_same_photo_twice_is_one(portal_client: Client) -> None:
    make.file_one(portal_client, photos=[photo(1), photo(1, "又一次.jpg")])
    assert files_of(Complaint.objects.get()).count() == 1


def test_only_our_own_tokens_count(portal_client: Client) -> None:
    stranger = make_files.StoredImageFactory()
    forged = ["", "x", signing.dumps(stranger.pk, salt="other"), signing.dumps("text", salt=SALT), signing.dumps(10**30, salt=SALT)]
    for token in forged:
        page = portal_client.post(NEW, make.filled(key_of(portal_client), photo=[token]))
        assert page.status_code == 422
        assert "请重新选择" in page.content.decode()
        assert portal_client.get(f"/complaints/new/photos/{token or 'x'}/").status_code == 404
    assert not Complaint.objects.exists()


def test_a_draft_photo_is_gone_after_a_day(portal_client: Client, later: Any) -> None:
    page = portal_client.post(NEW, make.filled(key_of(portal_client), place="", photos=[photo()]))
    (token,) = make.photo_tokens(page)
    later(25)
    assert portal_client.get(f"/complaints/new/photos/{token}/").status_code == 404
    again = portal_client.post(NEW, make.filled(make.form_key(page), photo=[token]))
    assert "已超过一天" in again.content.decode()
