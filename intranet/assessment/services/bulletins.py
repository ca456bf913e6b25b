"""The bulletin's draft from a frozen month, and what its publication means for the month.

Report once: figures are copied by the machine, an editor completes the words around them. The figures are part of
the revision that a reviewer approves, and are compared with the month again when it goes live.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.numbering.services import next_value
from core.units.actors import Actor
from core.units.enums import UnitKind
from core.units.models import Unit
from core.units.selectors import scope_of
from core.workflow.errors import NotAllowed, Refused
from intranet.assessment.effects import month_title
from intranet.assessment.enums import MonthState
from intranet.assessment.machine import MONTH_KIND
from intranet.assessment.models import MonthlyAssessment
from intranet.assessment.permissions import DRAFTERS
from intranet.assessment.selectors.bulletins import agrees, bulletin_of, report_of
from intranet.assessment.texts import body_draft
from portal.base.models import GenreClass, SubjectClass
from portal.base.publication import PublicationRefused
from portal.bulletins.models import BulletinIndexPage, BulletinPage
from portal.bulletins.report import read
from search.services import request_index


@transaction.atomic
def bulletin_draft(*, month: MonthlyAssessment, by: Actor, at: datetime.datetime | None = None) -> BulletinPage:
    """Make the draft, or bring an existing page's figures up to the month's version, keeping its text.

    Raises NotAllowed without the right and Refused where the month is not frozen or there is no section for it.
    """
    if by.user is None or not scope_of(by.user).has(*DRAFTERS):
        raise NotAllowed(_("您没有起草简报的权限。"))
    if month.state != MonthState.FROZEN:
        raise Refused(_("月度考评冻结后才能起草简报。"))
    page = bulletin_of(month.month)
    if page is not None:
        latest = page.get_latest_revision_as_object()
        if agrees(latest, month):
            return page
        latest.figures = report_of(month)
        latest.save_revision(user=by.user, changed=True, clean=False)
    else:
        page = page_new(month=month, at=at or timezone.now())
        page.owner = by.user
        page.live = False
        section = BulletinIndexPage.objects.first()
        if section is None:
            raise Refused(_("网站没有“考评简报”栏目，请先运行site_setup。"))
        section.add_child(instance=page)
        page.save_revision(user=by.user, clean=False)
    record(action="intranet_assessment.bulletin.draft", by=by, subject=month, data={"page": page.pk, "digest": month.digest})
    return page


def page_new(*, month: MonthlyAssessment, at: datetime.datetime) -> BulletinPage:
    """An unsaved page with the month's figures and a first text."""
    year = month.month.year
    number = next_value(kind="bulletin", scope=str(year))
    figures = report_of(month)
    office = Unit.objects.filter(kind=UnitKind.OFFICE).order_by("sort_order", "pk").first()
    title = _("城市管理考评简报（%(year)d年%(month)d月）") % {"year": year, "month": month.month.month}
    return BulletinPage(
        title=title,
        slug=month.key,
        summary=_("%(month)s：各责任单位、街道得分和名次，主要指标及变化。") % {"month": month_title(month)},
        period=month.month,
        issue_no=number,
        document_no=_("%(year)d年第%(number)d期") % {"year": year, "number": number},
        figures=figures,
        body=body_draft(read(figures)),
        issuer_unit=office,
        issuer_name=office.name if office else "",
        written_date=timezone.localdate(at),
        subject=SubjectClass.objects.filter(code="220").first(),
        genre=GenreClass.objects.filter(name="通报").first(),
    )


def bulletin_published(*, page: BulletinPage) -> None:
    """A bulletin went live: refuse it where it does not say what its month says; else the scores are public.

    Runs in the publisher's transaction, so that a refusal undoes the publication.
    """
    frozen = MonthlyAssessment.objects.select_for_update().filter(month=page.period or datetime.date.min, state=MonthState.FROZEN)
    month = frozen.order_by("-revision").first()
    if month is None or not agrees(page, month):
        raise PublicationRefused(_("简报的数据与冻结的月度考评不一致，请从月度考评重新起草。"))
    if BulletinPage.objects.of_month(month.month).filter(live=True).exclude(pk=page.pk).exists():
        raise PublicationRefused(_("这个月份的简报已经发布。"))
    if month.bulletin_at is None:
        month.bulletin_at = timezone.now()
    month.due_at = None
    month.save(update_fields=["bulletin_at", "due_at"])
    request_index(MONTH_KIND, month.pk)


def bulletin_withdrawn(*, page: BulletinPage) -> None:
    """A bulletin was taken down: the scores are the units' own again."""
    for month in MonthlyAssessment.objects.filter(month=page.period or datetime.date.min, bulletin_at__isnull=False):
        month.bulletin_at = None
        month.due_at = month.bulletin_due if month.state == MonthState.FROZEN else None
        month.save(update_fields=["bulletin_at", "due_at"])
        request_index(MONTH_KIND, month.pk)
