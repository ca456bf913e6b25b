"""Puts the demo district into an installation, once: units and people, published texts, cases.

Each step is one transaction that ends with its own marker. A loading that was broken off goes on with the
step it had not finished; a finished one does nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import CommandError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from core.files.models import StoredFile
from core.units.models import Unit, User
from intranet.casework.models import Case
from intranet.demo.cases import cases_load
from intranet.demo.frame import frame_load, units_by_key
from intranet.demo.models import DemoStep
from intranet.demo.pictures import Album
from intranet.demo.texts import texts_load

Tell = Callable[[str], None]
Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be loaded. ``today`` is the day to which all dates are relative."""

    seed: int
    scale: int
    today: datetime.date
    tick: Tick


def _frame(order: Order) -> None:
    frame_load(order.today)


def _texts(order: Order) -> None:
    texts_load(seed=order.seed, scale=order.scale, today=order.today, tick=order.tick)


def _cases(order: Order) -> None:
    cases_load(units=units_by_key(), picture=Album().picture, seed=order.seed, scale=order.scale, tick=order.tick)


STEPS: dict[str, tuple[str, Callable[[Order], None]]] = {
    "frame": ("units and people", _frame),
    "texts": ("notices and policy documents", _texts),
    "cases": ("complaints and cases", _cases),
}


def is_loaded() -> bool:
    """Whether the demo district is there, whole."""
    return DemoStep.objects.filter(name__in=STEPS).count() == len(STEPS)


def refuse_in_production() -> None:
    """Demo accounts have a printed password: never where real people are served."""
    if settings.APP_ENV.production:
        raise CommandError("demo accounts are refused with APP_MODE=production; set DEMO=0")


def is_installation_in_use() -> bool:
    """Whether there are units that the demo did not make."""
    return Unit.objects.exists() and not DemoStep.objects.exists()


def refuse_beside_real_data() -> None:
    """The district is for an empty installation; its units would mix with real ones."""
    if is_installation_in_use():
        raise CommandError("there are units already; the demo district needs an empty DATA_DIR (or database)")


def demo_load(*, seed: int, scale: int, tell: Tell, tick: Tick = lambda _count: None) -> dict[str, int]:
    """Every step that is not done yet. Returns how much of each there is."""
    refuse_in_production()
    refuse_beside_real_data()
    order = Order(seed=seed, scale=scale, today=timezone.localdate(), tick=tick)
    done = set(DemoStep.objects.values_list("name", flat=True))
    for name, (label, step) in STEPS.items():
        if name in done:
            continue
        tell(label)
        with transaction.atomic():
            step(order)
            DemoStep.objects.create(name=name, seed=seed, scale=scale)
    return {
        "units": Unit.objects.count(),
        "people": User.objects.filter(is_demo=True).count(),
        "pages": Page.objects.live().count(),
        "pictures": StoredFile.objects.count(),
        "cases": Case.objects.count(),
    }
