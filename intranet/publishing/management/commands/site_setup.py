"""Prepare the public site's frame."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from core.commands import OperationCommand, Outcome
from intranet.publishing.setup import site_setup


class Command(OperationCommand):
    help = _("建立门户的首页、栏目、常设页面、分类、审核流程和用户组；可重复运行")
    writes = False

    def operate(self, **options: Any) -> Outcome:
        home = site_setup()
        pages = Page.objects.descendant_of(home, inclusive=True).count()
        return Outcome(lines=[_("门户框架已就绪，共 %(pages)d 个页面。") % {"pages": pages}], figures={"pages": pages})
