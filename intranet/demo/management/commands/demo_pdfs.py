"""``manage.py demo_pdfs``: set the demo's PDF attachments anew from their sources (needs Chinese fonts)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.commands import OperationCommand, Outcome
from intranet.demo.attachments import papers, pdf_make


class Command(OperationCommand):
    help = _("由源文本重新排版演示附件中的 PDF（需要中文字体）")

    def operate(self, **options: Any) -> Outcome:
        chosen = [paper for paper in papers().values() if paper.format == "pdf"]
        for paper in chosen:
            data = pdf_make(paper)
            if not self.dry_run:
                paper.pdf_path.write_bytes(data)
        return Outcome(lines=[paper.pdf_path.name for paper in chosen], figures={"files": len(chosen)})
