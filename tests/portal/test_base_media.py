"""Files and pictures: public while a live page carries them, clean of what a camera writes, found by their words."""

from __future__ import annotations

import io

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection

from core.files.enums import TextState
from core.outbox.delivery import drain
from core.outbox.models import OutboxMessage
from core.units.enums import Role
from portal.base.models import PageFile, PublicDocument, PublicImage
from portal.base.search import page_source
from portal.base.services import renditions_make
from portal.base.text import document_ids
from portal.notices.models import NoticeAttachment, NoticePage
from portal.notices.search import source
from tests.factories import pages
from tests.factories.accounts import client_for, district, user_with
from tests.factories.files import GPS_MARK, MAKER, photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILES_ROOT = tmp_path / "files"
    settings.SEARCH_INDEX_DIR = tmp_path / "index"


def document(text: str = "附件里才有的词语冰雪应急", name: str = "plan.txt") -> PublicDocument:
    row = PublicDocument(title="应急方案", collection=Collection.get_first_root_node())
    row.file.save(name, ContentFile(text.encode()), save=False)
    row._set_document_file_metadata()
    row.save()
    return row


def image() -> PublicImage:
    file = ImageFile(io.BytesIO(photo()), name="street.jpg")
    return PublicImage.objects.create(title="街景", collection=Collection.get_first_root_node(), file=file)


def body_with(*blocks):
    return [{"type": kind, "value": value, "id": f"b{number}"} for number, (kind, value) in enumerate(blocks)]


def test_a_file_of_a_draft_is_not_served_and_opens_with_its_page(portal_client):
    row = document()
    url = f"/documents/{row.pk}/{row.filename}"
    assert portal_client.get(url).status_code == 404
    page = pages.notice(body=body_with(("attachment", row.pk)))
    response = portal_client.get(url)
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    page.unpublish()
    assert portal_client.get(url).status_code == 404


def test_a_file_taken_out_of_the_next_version_is_public_no_longer(portal_client):
    row = document()
    author = user_with(Role.PUBLISHER, district().office)
    page = pages.notice(body=body_with(("attachment", row.pk)))
    pages.edit(page, author, body=body_with(("paragraph", "<p>没有附件了</p>")))
    assert PageFile.objects.filter(page=page, document=row).exists()
    pages.live_without_review(NoticePage.objects.get(pk=page.pk))
    assert portal_client.get(f"/documents/{row.pk}/{row.filename}").status_code == 404


def test_links_inside_a_paragraph_count_as_files():
    raw = body_with(
        ("paragraph", '<p><a linktype="document" id="7">一</a> <a id="9" linktype="document">二</a> <a linktype="page" id="8">三</a></p>')
    )
    assert document_ids(raw) == {7, 9}


def test_the_text_of_an_attachment_is_found_with_its_page():
    row = document()
    page = pages.notice(title="除雪通知")
    NoticeAttachment.objects.create(page=page, document=row)
    pages.live_without_review(pages.edit(page, user_with(Role.PUBLISHER, district().office), title="除雪通知（修订）"))
    drain()
    row.refresh_from_db()
    assert row.stored is not None
    assert row.stored.text_state == TextState.DONE
    assert OutboxMessage.objects.filter(topic="search.index", payload__pks=[page.pk]).count() >= 2
    (record,) = source().build([page.pk])
    assert [text.text for text in record.attachments] == ["附件里才有的词语冰雪应急"]
    assert record.attachments[0].url == f"/documents/{row.pk}/{row.filename}"
    assert record.public
    assert record.url == page.url


def test_the_index_forgets_what_was_withdrawn():
    page = pages.notice()
    (record,) = source().build([page.pk])
    assert dict(source().all_ids()) == {page.pk: record.version}
    page.unpublish()
    assert list(source().build([page.pk])) == []
    assert OutboxMessage.objects.filter(topic="search.index", payload__pks=[page.pk]).count() == 2
    assert page_source(kind="x", label="x", models=[NoticePage]).visible_ids(None, [page.pk]) == []


def test_pictures_are_shown_in_ready_made_sizes_only(portal_client, django_assert_max_num_queries):
    first, second = image(), image()
    renditions_make(images={first.pk, second.pk})
    blocks = [("image", {"image": row.pk, "alt": "清扫后的街道", "caption": "望河街道"}) for row in (first, second)] * 3
    page = pages.notice(body=body_with(*blocks))
    portal_client.get(page.url)
    with django_assert_max_num_queries(12):
        html = portal_client.get(page.url).content.decode()
    assert html.count('alt="清扫后的街道"') == 6
    address = html.split('<img src="')[1].split('"')[0]
    assert address.startswith("/media/images/")
    assert portal_client.get(address).status_code == 200
    original = f"{django_settings.MEDIA_URL}{first.file.name}"
    assert portal_client.get(original).status_code == 404
    page.unpublish()
    assert portal_client.get(address).status_code == 404


@pytest.mark.parametrize(
    "path", ["../secrets.json", "images/../../secrets.json", "images/", "original_images/x.jpg", "images/none.jpg", "images/%00.jpg"]
)
def test_nothing_else_of_the_media_folder_is_served(portal_client, path):
    assert portal_client.get(f"/media/{path}").status_code == 404


def test_uploads_in_the_editor_are_written_anew_and_checked():
    places = district()
    pages.site()
    client = client_for(user_with(Role.PUBLISHER, places.office))
    upload = SimpleUploadedFile("IMG_1.jpg", photo(), content_type="image/jpeg")
    response = client.post(
        reverse("wagtailimages:add"), {"title": "街景", "file": upload, "collection": Collection.get_first_root_node().pk}
    )
    assert response.status_code == 302
    stored = PublicImage.objects.get().file.read()
    assert MAKER.encode() not in stored
    assert GPS_MARK.encode() not in stored
    bad = SimpleUploadedFile("plan.pdf", b"<html><script>alert(1)</script>", content_type="application/pdf")
    response = client.post(reverse("wagtaildocs:add"), {"title": "方案", "file": bad, "collection": Collection.get_first_root_node().pk})
    assert response.status_code == 200
    assert not PublicDocument.objects.exists()


def test_editors_see_pictures_of_drafts_on_the_intranet_others_do_not():
    places = district()
    pages.site()
    row = image()
    editor = client_for(user_with(Role.PUBLISHER, places.office))
    handler = client_for(user_with(Role.HANDLER, places.sanitation))
    assert editor.get(f"/media/{row.file.name}").status_code == 200
    assert handler.get(f"/media/{row.file.name}").status_code == 403
    draft_file = document()
    assert editor.get(f"/documents/{draft_file.pk}/{draft_file.filename}").status_code == 200
    assert handler.get(f"/documents/{draft_file.pk}/{draft_file.filename}").status_code == 404
