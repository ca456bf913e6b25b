"""What an import says when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from intranet.imports.documents import ImportResult
from intranet.imports.indexing import index_waiting
from intranet.imports.reading import Problems


def problem_lines(problems: Problems) -> list[str]:
    """Each skipped line by number, with its reason."""
    lines = [_("第 %(line)d 行：%(reason)s，已跳过") % {"line": line, "reason": reason} for line, reason in problems.shown]
    hidden = problems.count - len(problems.shown)
    return [*lines, _("另有 %(count)d 行有问题，未逐一列出") % {"count": hidden}] if hidden else lines


def summary(result: ImportResult, problems: Problems, figures: Mapping[str, Any]) -> list[str]:
    """Counts and times."""
    counts = {"created": result.created, "present": result.present, "skipped": problems.count, "seconds": figures["seconds"]}
    lines = [_("新导入 %(created)d 条，已存在 %(present)d 条，跳过 %(skipped)d 行，用时 %(seconds)s 秒") % counts]
    if result.pieces:
        lines.append(
            _("写入 %(pieces)d 批，最长一批 %(longest)d 毫秒") % {"pieces": result.pieces, "longest": round(result.longest * 1000)}
        )
    if "index_seconds" in figures:
        lines.append(_("建立索引用时 %(seconds)s 秒") % {"seconds": figures["index_seconds"]})
    waiting = index_waiting()
    if waiting:
        lines.append(_("还有 %(count)d 条索引请求，由后台进程（manage.py worker）完成") % {"count": waiting})
    return lines
