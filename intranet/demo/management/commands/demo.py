"""``manage.py demo``: load the invented district."""

from __future__ import annotations

import datetime
import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from core.commands import OperationCommand, Outcome
from core.operations.first_load import first_load
from intranet.demo.loader import begun, demo_load, is_installation_in_use, is_loaded, refuse_beside_real_data, refuse_in_production

TEXTS, CASES = 114, 720
EARLIEST = datetime.date(2025, 1, 1)  # the table of working days begins a year before


def _evening(day: str) -> datetime.datetime | None:
    """The end of office hours of a past day; None for the present moment. Raises CommandError."""
    if not day:
        return None
    try:
        chosen = datetime.date.fromisoformat(day)
    except ValueError:
        raise CommandError(_("--as-of 请写成 2026-10-28 的样子。")) from None
    if not EARLIEST <= chosen < timezone.localdate():
        raise CommandError(_("--as-of 须早于今天，不早于 %(day)s。") % {"day": EARLIEST})
    return datetime.datetime.combine(chosen, datetime.time(17), timezone.get_current_timezone())


class Command(OperationCommand):
    help = _("装入虚构的演示区：单位、人员、一年的通知和政策、问题反映和案件")

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help=_("案件和例行通知的倍数，用于性能测试（默认 1）"))
        parser.add_argument("--seed", type=int, default=2026, help=_("换一个数，就是另一个样子的演示区（默认 2026）"))
        parser.add_argument("--as-of", default="", metavar="YYYY-MM-DD", help=_("装入演示区在这一天的样子：此后的事由您来办（默认今天）"))
        parser.add_argument("--once", action="store_true", help=_("已经装入时什么也不做，也不报错"))

    def operate(self, **options: Any) -> Outcome:
        refuse_in_production()
        seed, scale = options["seed"], options["scale"]
        if scale < 1:
            raise CommandError(_("--scale 从 1 开始。"))
        moment = _evening(options["as_of"])
        if is_loaded():
            return Outcome() if options["once"] else Outcome(problem=_("演示区已经装入。"))
        if options["once"] and is_installation_in_use():
            return Outcome(lines=[_("已有单位数据，不装入演示区。")])
        order = begun()
        if order and not options["once"] and (order["seed"], order["scale"]) != (seed, scale):
            raise CommandError(
                _("上次装入没有完成，请用同样的参数继续：--seed %(seed)d --scale %(scale)d。")
                % {"seed": order["seed"], "scale": order["scale"]}
            )
        scale = order["scale"] if order else scale
        if self.dry_run:
            refuse_beside_real_data()
            return Outcome(lines=[_("将装入演示区，倍数 %(scale)d。") % {"scale": scale}], figures={"scale": scale})
        started = time.monotonic()
        if not self._quiet:
            self.stderr.write(_("正在装入演示区（只需一次，约一分钟；中断后再次运行即可继续）……"))
        with first_load(), self.progress(_("演示区"), TEXTS + (scale - 1) * TEXTS + CASES * scale) as bar:
            figures = demo_load(seed=seed, scale=scale, tell=lambda _label: None, tick=bar.advance, now=moment)
        seconds = round(time.monotonic() - started)
        counts = {
            "units": _("单位"),
            "people": _("人员"),
            "pages": _("页面"),
            "pictures": _("照片"),
            "cases": _("案件"),
            "tasks": _("任务"),
        }
        told = "、".join(f"{label} {figures[name]}" for name, label in counts.items())
        return Outcome(
            lines=[_("演示区已装入：%(told)s，用时 %(seconds)d 秒。") % {"told": told, "seconds": seconds}],
            figures=figures | {"seconds": seconds},
        )
