"""A document on a case: its text arrives later, and the case is put into the index again."""

from __future__ import annotations

import pytest

from core.files.handlers import extract
from core.files.services import document_store, file_attach
from core.outbox.models import OutboxMessage
from intranet.casework.search import build
from tests.factories import casework
from tests.factories import files as make_files
from tests.factories.files import files_root  # noqa: F401  (a fixture)


@pytest.mark.django_db
@pytest.mark.usefixtures("files_root")
def test_the_text_of_a_document_reaches_the_index() -> None:
    case = casework.patrol_case(casework.cast())
    file = document_store(upload=make_files.upload(make_files.word(body="只在附件里的词"), "方案.docx"), by=None)
    file_attach(file=file, subject=case, role="document")
    OutboxMessage.objects.filter(topic="search.index").delete()

    message = OutboxMessage.objects.get(topic="files.extract")
    extract(message.payload, message)

    asked = OutboxMessage.objects.get(topic="search.index")
    assert asked.payload == {"kind": "case", "pks": [case.pk]}
    (record,) = build([case.pk])
    assert any("只在附件里的词" in attachment.text for attachment in record.attachments)
