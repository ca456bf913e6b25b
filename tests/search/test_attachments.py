"""A word that stands only inside an attached file is found with the thing it hangs on, on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile

from core.outbox.delivery import drain
from core.units.enums import Role
from portal.base.models import PublicDocument
from portal.notices.models import NoticeAttachment
from search.query import SearchQuery, search
from tests.factories import pages
from tests.factories.accounts import district, user_with
from tests.factories.files import excel, files_root, pdf, word  # noqa: F401  (a fixture)
from tests.search.library import Bench

pytestmark = pytest.mark.django_db
FILES = {
    "清单.pdf": (pdf("Zhuangxiu laji qingdan"), "qingdan"),
    "方案.docx": (word(body="只在文档里的口袋公园"), "口袋公园"),
    "台账.xlsx": (excel(cell="只在表格里的窨井盖"), "窨井盖"),
    "说明.txt": ("只在文本里的隔油池".encode(), "隔油池"),
}


def test_words_inside_pdf_docx_xlsx_and_txt(bench: Bench, settings: Any, tmp_path: Any, files_root: Any):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"
    author = user_with(Role.PUBLISHER, district().office)
    expected: dict[str, int] = {}
    for name, (data, sought) in FILES.items():
        page = pages.notice(title=f"关于某事的通知（{len(expected)}）")
        row = PublicDocument.objects.create(title=name, file=ContentFile(data, name=name))
        NoticeAttachment.objects.create(page=page, document=row)
        pages.live_without_review(pages.edit(page, author, title=f"关于某事的通知（{len(expected)}，修订）"))
        expected[sought] = page.pk
    drain()
    bench.settle()
    for name, (_data, sought) in FILES.items():
        results = search(SearchQuery(text=f'"{sought}"'), bench.engine)
        (hit,) = results.hits
        assert hit.pk == expected[sought]
        assert [str(file.name) for file in hit.files] == [name]
        assert f"<mark>{sought}" in hit.files[0].snippet
        assert hit.files[0].url.startswith("/documents/")
