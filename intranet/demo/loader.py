"""Puts the demo district into an installation, once: units and people, published texts, cases, tasks.

A step ends with its own marker. Small steps are one transaction; large ones commit part by part (pieces.py). A
loading that was broken off goes on with the part it had not finished, on the day it was begun; a finished one
does nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from core.files.models import StoredFile
from core.units.models import Unit, User
from intranet.assessment.models import MonthlyAssessment
from intranet.casework.models import Case
from intranet.demo.assessment import assessment_load
from intranet.demo.cases import CaseOrder, cases_load
from intranet.demo.frame import frame_load, units_by_key
from intranet.demo.models import DemoPiece, DemoStep
from intranet.demo.pictures import Album
from intranet.demo.pieces import once
from intranet.demo.sharing import letters_load
from intranet.demo.tasks import tasks_load
from intranet.demo.texts import texts_load
from intranet.publishing.setup import site_setup
from intranet.sharing.models import Letter
from intranet.tasks.models import Task

Tell = Callable[[str], None]
Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be loaded. ``now`` is the moment to which all dates are relative: when the loading was begun."""

    seed: int
    scale: int
    now: datetime.datetime
    tick: Tick

    @property
    def today(self) -> datetime.date:
        return timezone.localdate(self.now)


@dataclass(frozen=True, slots=True)
class LoadStep:
    """One step. ``whole``: one transaction; otherwise ``run`` commits its parts itself."""

    label: str
    run: Callable[[Order], None]
    whole: bool = True


def _frame(order: Order) -> None:
    site_setup()
    frame_load(order.today)


def _texts(order: Order) -> None:
    texts_load(seed=order.seed, scale=order.scale, today=order.today, tick=order.tick)


def _cases(order: Order) -> None:
    album = Album(month=order.today.month)
    wanted = CaseOrder(seed=order.seed, scale=order.scale, now=order.now, tick=order.tick)
    cases_load(units=units_by_key(), picture=album.picture, order=wanted)


def _tasks(order: Order) -> None:
    tasks_load(units=units_by_key(), seed=order.seed, now=order.now, tick=order.tick)


def _letters(order: Order) -> None:
    letters_load(units=units_by_key(), seed=order.seed, now=order.now, tick=order.tick)


def _assessment(order: Order) -> None:
    assessment_load(seed=order.seed, today=order.today, tick=order.tick)


STEPS: dict[str, LoadStep] = {
    "frame": LoadStep("units and people", _frame),
    "texts": LoadStep("notices and policy documents", _texts, whole=False),
    "cases": LoadStep("complaints and cases", _cases, whole=False),
    "tasks": LoadStep("committee tasks and supervisions", _tasks),
    "letters": LoadStep("letters between units", _letters),
    "assessment": LoadStep("twelve months of assessment and their bulletins", _assessment),
}
BEGUN = "begun"


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


def begun() -> dict[str, Any] | None:
    """Seed, scale and moment of a loading that was begun."""
    piece = DemoPiece.objects.filter(name=BEGUN).first()
    return dict(piece.data) if piece else None


def demo_load(
    *, seed: int, scale: int, tell: Tell, tick: Tick = lambda _count: None, now: datetime.datetime | None = None
) -> dict[str, int]:
    """Every step that is not done yet. Returns how much of each there is.

    ``now``: the district as it stood at that moment instead of today. A loading that was begun is finished with
    the seed, the scale and the moment it was begun with.
    """
    refuse_in_production()
    refuse_beside_real_data()
    order = _order(seed, scale, tick, now or timezone.now())
    done = set(DemoStep.objects.values_list("name", flat=True))
    for name, step in STEPS.items():
        if name in done:
            continue
        tell(step.label)
        with transaction.atomic() if step.whole else nullcontext():
            step.run(order)
            DemoStep.objects.create(name=name, seed=order.seed, scale=order.scale)
    return {
        "units": Unit.objects.count(),
        "people": User.objects.filter(is_demo=True).count(),
        "pages": Page.objects.live().count(),
        "pictures": StoredFile.objects.count(),
        "cases": Case.objects.count(),
        "tasks": Task.objects.count(),
        "letters": Letter.objects.count(),
        "assessed months": MonthlyAssessment.objects.count(),
    }


def _order(seed: int, scale: int, tick: Tick, now: datetime.datetime) -> Order:
    known = once(BEGUN, lambda: {"seed": seed, "scale": scale, "now": now.isoformat()})
    return Order(seed=known["seed"], scale=known["scale"], now=datetime.datetime.fromisoformat(known["now"]), tick=tick)
