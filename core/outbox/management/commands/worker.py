"""Run the background worker: outbox messages and periodic jobs."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.commands import OperationCommand, Outcome
from core.outbox.worker import Worker


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.01 <= value <= 60:
        raise argparse.ArgumentTypeError("0.01-60")
    return value


class Command(OperationCommand):
    help = _("运行后台进程：处理待办投递与周期任务（可同时运行多个）")
    writes = False

    def arguments(self, parser: CommandParser) -> None:
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--once", action="store_true", help=_("只处理一轮"))
        mode.add_argument("--drain", action="store_true", help=_("处理到没有到期消息为止"))
        parser.add_argument("--poll", type=_seconds, default=0.5, help=_("空闲时查询间隔（秒，默认 0.5）"))

    def operate(self, **options: Any) -> Outcome:
        worker = Worker(poll=options["poll"])
        worker.stop_on_signals()
        if options["once"]:
            worker.run(until=lambda claimed: True)
        elif options["drain"]:
            worker.run(until=lambda claimed: not claimed)
        else:
            worker.run()
        return Outcome(lines=[_("已处理 %(count)s 条消息") % {"count": worker.handled}], figures={"handled": worker.handled})
