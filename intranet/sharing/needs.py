"""What the acts on a letter ask for. Forms and the service's check are both made from these."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.workflow.machine import Need
from intranet.sharing.enums import Outcome

OPINION = _("意见")


def opinion(label: Any = OPINION, *, required: bool = True, hint: Any = "") -> Need:
    return Need("opinion", "text", label, required=required, hint=hint)


FILES = Need("files", "files", _("附件"), required=False, hint=_("PDF、DOCX、XLSX或TXT，每份不超过20 MB。"))
CHARACTERISATION = Need("characterisation", "text", _("定性意见"), hint=_("该行为是什么性质，依据哪一条。"))
HANDLING = Need("handling", "text", _("处理意见"))
OUTCOME = Need("outcome", "choice", _("处理结果"), choices=lambda _letter: Outcome.choices)
DECISION_NO = Need("decision_no", "line", _("处罚决定书文号"), required=False, max_length=60, hint=_("已作出行政处罚的填写。"))
PLACE = Need("place", "line", _("地点"), initial=lambda letter: letter.place, max_length=200)
FACTS = Need("description", "text", _("问题描述"), initial=lambda letter: letter.body[:2000])
PEOPLE = Need("people", "count", _("出动人数"))
SELF_HANDLED = Need("self_handled", "count", _("自行处置（件）"))
WARNED = Need("warned", "count", _("口头教育（件）"))
PENALISED = Need("penalised", "count", _("立案处罚（件）"))
COUNTS = (PEOPLE, SELF_HANDLED, WARNED, PENALISED)
