"""Months before they are shown, units' scores before the bulletin, appeals, drafted bulletins."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils import timezone

from core.files.services import document_store, file_attach
from core.units.enums import Role
from intranet.assessment.enums import MonthState, SubjectKind
from intranet.assessment.models import Appeal, IndicatorSet, MonthlyAssessment, Result, Score
from portal.bulletins.models import BulletinIndexPage, BulletinPage
from tests.factories.files import upload, word
from tests.leaks.canaries import Canary
from tests.leaks.kinds import Address, Kind, Record, ghost, register
from tests.leaks.world import Post, World

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Who works with every unit's scores; the posts of the two centres do not (domain.md §3.9.2).
OVERSEERS = ("office_clerk", "leader", "assessor")
PLACES = ("sanitation", "street_centre")
HIDDEN_MONTHS = {"sanitation": datetime.date(2025, 7, 1), "street_centre": datetime.date(2025, 8, 1)}
SHOWN = datetime.date(2025, 9, 1)
TOTALS = {"sanitation": Decimal("81.37"), "street_centre": Decimal("76.19")}
INDICATOR = "handling_on_time"
NO_MONTH = "2031-01"


def _month(first: datetime.date, state: str, **more: object) -> MonthlyAssessment:
    """A month as computing leaves it. Its figures are the kinds' own."""
    now = timezone.now()
    rules = IndicatorSet.objects.for_month(first)
    facts = {"state": state, "state_since": now, "cutoff": now, "indicator_set": rules, "run": 1, "stale": False}
    return MonthlyAssessment.objects.create(month=first, **(facts | more))


def _prepare(world: World) -> None:
    """The month whose figures are shown to the units, each its own. It is there before anything is compared."""
    _month(SHOWN, MonthState.APPEAL, published_at=timezone.now(), appeals_until=timezone.now() + datetime.timedelta(days=5))


def _hidden_month(world: World, place: str, canary: Canary) -> Record:
    month = _month(HIDDEN_MONTHS[place], MonthState.COMPUTED, reason=canary.text("reason"))
    return Record(place, month, canary, (f"{month.key}/",))


def _score(world: World, place: str, canary: Canary) -> Record:
    month, unit = MonthlyAssessment.objects.get(month=SHOWN), world.units[place]
    facts = {"month": month, "run": month.run, "subject_kind": SubjectKind.UNIT, "unit": unit}
    total = TOTALS[place]
    score = Score.objects.create(**facts, base=total, deductions=Decimal(0), bonus=Decimal(0), total=total, rank=1)
    for row in month.indicator_set.indicators.all():
        Result.objects.create(**facts, identifier=row.identifier, numerator=1, denominator=3, value=Decimal("33.333333"), points=total)
    return Record(
        place, score, canary, (f"{total:.2f}",), more={"unit": unit.pk, "indicator": month.indicator_set.indicators.first().identifier}
    )


def _appeal(world: World, place: str, canary: Canary) -> Record:
    month, unit = MonthlyAssessment.objects.get(month=SHOWN), world.units[place]
    number = f"SS-202509-{7000 + len(TOTALS) + unit.pk % 1000}"
    now = timezone.now()
    row = Appeal.objects.create(
        number=number,
        month=month,
        unit=unit,
        identifier=month.indicator_set.indicators.first().identifier,
        label="按期处置率",
        figure="33.3%",
        reason=canary.text("reason"),
        state_since=now,
        raised_by=world.person(Role.LIAISON, place),
        raised_at=now,
    )
    paper = document_store(
        upload=upload(word(body=canary.text("paper")), f"{canary.word('paper')}.docx", DOCX), by=world.actor("office_clerk")
    )
    file_attach(file=paper, subject=row, role="document")
    return Record(place, row, canary, (number, str(paper.pk)), more={"file": paper.pk})


def _bulletin(world: World, place: str, canary: Canary) -> Record:
    author = world.person(Role.PUBLISHER, place)
    page = BulletinPage(
        title=canary.text("title"),
        summary=canary.text("summary"),
        slug=canary.word("slug"),
        period=datetime.date(2025, 6, 1),
        issue_no=6,
        issuer_unit=world.units[place],
        owner=author,
        live=False,
        publish_date=datetime.date(2025, 7, 1),
    )
    BulletinIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=author, clean=False)
    return Record(place, page, canary, people=frozenset({author.pk}))


def _overseen(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.5: a month is the assessors' until it is shown to the units (公示)."""
    return post.has(*OVERSEERS)


def _own(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.9.2: a unit sees its own scores; §3.5: its own appeals."""
    return post.has(*OVERSEERS) or post.reaches(place)


def _bulletin_sees(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.9.5: before its publication a text is for its author, its unit's editors and the house's own."""
    return post.user_id in people or (post.has("publisher", "reviewer") and (post.place in ("office", "committee") or post.reaches(place)))


def _month_addresses(record: Record) -> Iterable[Address]:
    key = record.obj.key
    yield Address("intranet_assessment:month", (key,), (NO_MONTH,), shows=False)
    yield Address("intranet_assessment:bulletin", (key,), (NO_MONTH,), narrower=True)
    yield Address("intranet_assessment:card", (key, "district"), (NO_MONTH, "district"), narrower=True)
    yield Address("intranet_assessment:month_act", (key, "show"), (NO_MONTH, "show"), "post", {"opinion": "我来看看"})
    yield Address("intranet_assessment:draft", (key,), (NO_MONTH,), "post")


def _score_addresses(record: Record) -> Iterable[Address]:
    key, unit, none = f"{SHOWN:%Y-%m}", record.more["unit"], ghost(record.more["unit"])
    indicator = record.more["indicator"]
    yield Address("intranet_assessment:card", (key, f"u{unit}"), (key, f"u{none}"))
    yield Address("intranet_assessment:indicator", (key, f"u{unit}", indicator), (key, f"u{none}", indicator))
    yield Address("intranet_assessment:indicator", (key, f"u{unit}", indicator), (key, f"u{none}", indicator), query="?format=csv")
    yield Address("intranet_assessment:appeal_new", (key, f"u{unit}", indicator), (key, f"u{none}", indicator), narrower=True)


def _appeal_addresses(record: Record) -> Iterable[Address]:
    pk, none = record.obj.pk, ghost(record.obj.pk)
    yield Address("intranet_assessment:appeal", (pk,), (none,), shows=True)
    for action in ("accept", "withdraw", "no_such_act"):
        yield Address("intranet_assessment:appeal_act", (pk, action), (none, action), "post", {"opinion": "我来看看"})
    file = record.more["file"]
    yield Address("intranet_assessment:appeal_file", (pk, file), (none, ghost(file)))


def _bulletin_public(record: Record) -> Iterable[Address]:
    slug = record.obj.slug
    none = "x" * len(slug)
    yield Address("wagtail_serve", (f"bulletins/{slug}/",), (f"bulletins/{none}/",))
    yield Address("portal_bulletins:pdf", (slug,), (none,))
    for kind in ("csv", "xlsx", "json"):
        yield Address("portal_bulletins:download", (slug, kind), (none, kind))


def _month_pages(world: World) -> Sequence[str]:
    return ("/assessment/", "/assessment/open/", "/assessment/sets/", "/assessment/?page=2")


def _score_pages(world: World) -> Sequence[str]:
    key = f"{SHOWN:%Y-%m}"
    return (f"/assessment/{key}/", f"/assessment/{key}/?kind=unit", f"/assessment/{key}/?kind=street", "/assessment/")


def _appeal_pages(world: World) -> Sequence[str]:
    key = f"{SHOWN:%Y-%m}"
    return ("/assessment/appeals/", "/assessment/appeals/?state=submitted", "/assessment/appeals/?page=2", f"/assessment/{key}/")


register(
    Kind(name="month", make=_hidden_month, sees=_overseen, addresses=_month_addresses, pages=_month_pages, places=PLACES, prepare=_prepare)
)
register(Kind(name="score", make=_score, sees=_own, addresses=_score_addresses, pages=_score_pages, places=PLACES))
register(Kind(name="appeal", make=_appeal, sees=_own, addresses=_appeal_addresses, pages=_appeal_pages, places=PLACES))
register(
    Kind(
        name="draft bulletin",
        make=_bulletin,
        sees=_bulletin_sees,
        pages=lambda _world: ("/publishing/drafts/", "/admin/pages/search/?q=canary"),
        public_addresses=_bulletin_public,
        public_pages=lambda _world: ("/bulletins/", "/bulletins/?page=2"),
        places=("sanitation",),
    )
)
