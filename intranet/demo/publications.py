"""What the demo publishes: notices of a year, policy documents that supersede one another, standing pages.

All of it is plain data relative to a day; the loader makes pages of it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

from intranet.demo.content import document, names, table
from intranet.demo.dice import dice
from intranet.demo.district import landmarks, roads, street_of
from intranet.demo.grammar import fill, say
from intranet.demo.places import meeting_road
from intranet.demo.when import DateSlots, season_day, weekday_before

ROUTINE_NOTICES = 26
YEAR = 362
ANY_MONTH = range(1, 13)
POLICY_SLOT = re.compile(r"\{policy:([\w-]+)\}")
# kind of notice -> (genre 体裁, subject 主题分类, whether it has a 发文字号)
NOTICE_KINDS = {
    "announcement": ("公告", "综合政务", False),
    "seasonal": ("通知", "市容环境卫生", True),
    "enforcement": ("通告", "行政执法", True),
    "consultation": ("公告", "城乡建设与管理", False),
    "meeting": ("通知", "综合政务", True),
    "result": ("通报", "考核评价", True),
    "service": ("公告", "市政公用", False),
    "road": ("通告", "市政公用", False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A dated text. ``body`` is light markup (markup.py); ``unit`` a unit key; ``attach`` names attachments;
    ``numbered`` says that its kind has a 发文字号."""

    key: str
    title: str
    body: str
    unit: str
    written: datetime.date
    published: datetime.date
    genre: str
    subject: str
    document_no: str = ""
    numbered: bool = False
    summary: str = ""
    topic: str = ""
    recipient: str = ""
    attach: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandingPage:
    """A standing text of the district, below 关于我们."""

    slug: str
    title: str
    summary: str
    body: str


def standing_pages() -> list[StandingPage]:
    """In the order in which they are shown."""
    found = []
    for name in names("pages", ".md"):
        head, body = document(f"pages/{name}.md")
        found.append(StandingPage(head["slug"], head["title"], head["intro"], body))
    return found


def policies(today: datetime.date) -> list[Publication]:
    """All policy documents, oldest first, so that whoever repeals comes after the repealed."""
    heads = {name: document(f"policies/{name}.md")[0] for name in names("policies", ".md")}
    dated = {name: season_day(today, head["on"], years_ago=head["years_ago"]) for name, head in heads.items()}
    numbers = _document_numbers([(heads[name]["prefix"], dated[name], name) for name in heads])
    cited = {name: f"《{fill(heads[name]['title'], DateSlots(dated[name]))}》（{numbers[name]}）" for name in heads}
    return [_policy(name, heads[name], dated[name], numbers[name], cited) for name in sorted(heads, key=lambda name: (dated[name], name))]


def _policy(name: str, head: dict[str, Any], written: datetime.date, number: str, cited: dict[str, str]) -> Publication:
    slots = DateSlots(written)
    body = POLICY_SLOT.sub(lambda match: cited[match[1]], document(f"policies/{name}.md")[1])
    return Publication(
        key=name,
        title=fill(head["title"], slots),
        body=fill(body, slots),
        unit=head["unit"],
        written=written,
        published=written,
        genre=head["genre"],
        subject=head["subject"],
        document_no=number,
        summary=head["abstract"],
        topic=head.get("topic", ""),
        attach=tuple(head.get("attach", ())),
        repeals=tuple(head.get("repeals", ())),
        amends=tuple(head.get("amends", ())),
        based_on=tuple(head.get("based_on", ())),
    )


def _document_numbers(rows: list[tuple[str, datetime.date, str]]) -> dict[str, str]:
    """发文字号 per (prefix, year) in order of date. A number roughly follows the day of the year, as other
    letters of the same prefix lie between."""
    last: dict[tuple[str, int], int] = {}
    numbers = {}
    for prefix, day, name in sorted(rows, key=lambda row: (row[1], row[2])):
        series = (prefix, day.year)
        serial = max(last.get(series, 0) + 1, day.timetuple().tm_yday // _pace(prefix) + 1)
        last[series] = serial
        numbers[name] = f"{prefix}〔{day.year}〕{serial}号"
    return numbers


def _pace(prefix: str) -> int:
    """Days between two letters of a prefix: a busy office writes more."""
    return 6 + sum(ord(character) for character in prefix) % 15


def notices(today: datetime.date, *, seed: int) -> list[Publication]:
    """Notices of the past year, oldest first."""
    found = [_written_notice(key, row, today) for key, row in _notice_rows()]
    found += [_routine_notice(number, today, seed, YEAR) for number in range(ROUTINE_NOTICES)]
    found.sort(key=lambda notice: (notice.published, notice.key))
    numbered = [(f"{PREFIXES[notice.unit]}告", notice.published, notice.key) for notice in found if notice.numbered]
    numbers = _document_numbers(numbered)
    return [replace(notice, document_no=numbers.get(notice.key, "")) for notice in found]


def more_notices(today: datetime.date, *, seed: int, count: int) -> Iterator[Publication]:
    """Further routine notices of the years before, for benchmarks: small, without a 发文字号."""
    for number in range(ROUTINE_NOTICES, ROUTINE_NOTICES + count):
        yield _routine_notice(number, today, seed, YEAR * 6)


@cache
def _notice_rows() -> list[tuple[str, dict[str, Any]]]:
    files = [name for name in names("notices", ".toml") if name != "routine"]
    return [(f"{name}-{number:02d}", row) for name in files for number, row in enumerate(table(f"notices/{name}")["notice"], start=1)]


def _written_notice(key: str, row: dict[str, Any], today: datetime.date) -> Publication:
    ago = row.get("ago")
    day = weekday_before(today - datetime.timedelta(days=ago)) if ago is not None else season_day(today, row["on"])
    return _notice(key, row, row["title"], fill(row["body"], DateSlots(day)), day)


def _routine_notice(number: int, today: datetime.date, seed: int, reach: int) -> Publication:
    rng = dice(seed, "routine", number)
    patterns = table("notices/routine")["routine"]
    row = patterns[number % len(patterns)]
    day = _routine_day(rng, today, row.get("months", ANY_MONTH), reach)
    slots = DateSlots(day, _routine_place(rng))
    return _notice(f"routine-{number:04d}", row, fill(row["title"], slots), say(row["body"], rng, slots), day)


def _routine_day(rng: Random, today: datetime.date, months: Sequence[int], reach: int) -> datetime.date:
    """A weekday of the last ``reach`` days in one of the months."""
    while True:
        day = weekday_before(today - datetime.timedelta(days=rng.randint(4, reach)))
        if day.month in months:
            return day


def _routine_place(rng: Random) -> dict[str, str]:
    road = rng.choice(list(roads().values()))
    community = rng.choice(road.communities)
    cross = meeting_road(rng, road, community).name
    street = street_of(community)
    near = [spot.name for spot in landmarks() if spot.kind == "estate" and street_of(spot.community) == street]
    return {"road": road.name, "cross": f"{cross}口", "street": street.short_name.removesuffix("街道"), "estate": rng.choice(near)}


def _notice(key: str, row: dict[str, Any], title: str, body: str, day: datetime.date) -> Publication:
    genre, subject, numbered = NOTICE_KINDS[row["kind"]]
    recipient = next(_recipients(body), "")
    return Publication(
        key=key,
        title=title,
        body=body.strip(),
        unit=row["unit"],
        written=day,
        published=day,
        genre=genre,
        subject=subject,
        numbered=numbered,
        summary=_summary(body),
        recipient=recipient,
        attach=(row["attach"],) if "attach" in row else (),
    )


def _recipients(body: str) -> Iterator[str]:
    """The addressees (主送机关) where a notice opens with them."""
    first = body.strip().splitlines()[0]
    if first.endswith("：") and len(first) < 60:
        yield first.removesuffix("：")


def _summary(body: str) -> str:
    """The first sentence of a paragraph, at most 100 characters."""
    lines = [line for line in body.strip().splitlines() if line and not line.endswith("：") and line[0] not in "#-|"]
    first = lines[0].split("。")[0]
    return f"{first}。" if len(first) < 99 else f"{first[:98]}…"


PREFIXES = {
    "committee": "云城管委", "office": "云城管办", "supervision": "云城监", "chengguan": "云城执", "gongan": "云公", "jiaojing": "云交警",
    "shichang": "云市监", "wenlv": "云文旅", "huanwei": "云环卫", "yuanlin": "云园林", "huanbao": "云环", "weijian": "云卫", "zhujian": "云建",
    "jiaotong": "云交", "shuiwu": "云水", "shizheng": "云市政", "yingji": "云应急", "gongshui": "云供水", "gongre": "云热力", "gongdian": "云供电",
}  # fmt: skip
