"""The matrix itself: every channel is one function over (world, records, posts) that fills the report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.units.enums import Role
from tests.leaks.canaries import codes_in, standing_in
from tests.leaks.kinds import Address, Kind, Record
from tests.leaks.probing import Answer, Report, ask, differences, plain_refusals
from tests.leaks.world import Post, World

# Pages that belong to no kind, on which something of every kind could stand.
COMMON_PAGES = ("/", "/inbox/", "/inbox/?show=unread", "/find/?q=金丝雀", "/registry/", "/accounts/profile/")
# Pages drawn for every post; the rest go round among the posts.
ALWAYS = frozenset({"/", "/inbox/", "/find/?q=金丝雀"})
# Whoever audits acts is told of which record they were, and whoever mends the machinery which message it was:
# by number, never by a word of the record.
TOLD_NUMBERS = {"auditor": "/registry/audit/", "sysadmin": "/registry/letters/"}
ROLES = len(Role.values)  # posts stand role by role, place by place: each place begins its round one further
_NUMBER = re.compile(rb"(?<!\d)\d{7}(?!\d)")


@dataclass(eq=False)
class Matrix:
    """The records of a world and what was found about them. The budgets bound the requests of a channel: with
    more kinds each address is asked by fewer posts, which go round so that every role and place has its turn."""

    world: World
    kinds: Sequence[Kind]
    report: Report = field(default_factory=Report)
    records: list[Record] = field(default_factory=list)
    address_budget: int = 2_200
    page_budget: int = 800
    crossing_budget: int = 300
    compare_budget: int = 800
    asked: set[tuple[str, str, str]] = field(default_factory=set)
    _ghosts: dict[tuple[int, str, str, str], Answer] = field(default_factory=dict)

    # ---- making

    def steps(self) -> list[tuple[Kind, str]]:
        """What is made, in order: place by place, and last the kinds whose lists grow with every act."""
        places = list(dict.fromkeys(place for kind in self.kinds for place in kind.places))
        found = [(kind, place) for place in places for kind in self.kinds if place in kind.places]
        return sorted(found, key=lambda step: step[0].swells)

    def prepare(self) -> None:
        for kind in self.kinds:
            kind.prepare(self.world)

    def build(self) -> None:
        self.prepare()
        for kind, place in self.steps():
            self.make(kind, place)

    def make(self, kind: Kind, place: str) -> None:
        self.records.append(kind.record(self.world, place))

    def pages(self) -> dict[str, list[Kind]]:
        """Every page with the kinds that may stand on it."""
        found: dict[str, list[Kind]] = {page: list(self.kinds) for page in COMMON_PAGES}
        for kind in self.kinds:
            for page in kind.pages(self.world):
                found.setdefault(page, []).append(kind)
        return found

    def hidden_from(self, post: Post) -> list[Record]:
        return [record for record in self.records if not record.kind.visible(post, record)]

    # ---- looking

    def look(self, post: Post, answer: Answer, where: str, records: Iterable[Record] | None = None, *, count: bool = True) -> None:
        """Nothing in the bytes may come from a record that the post may not see, and nothing from a secret."""
        data = answer.everything
        if count and answer.refused:
            self.report.probe("refused")
            count = False
        told = TOLD_NUMBERS.get(post.role)
        codes = codes_in(data)
        numbers = {found.decode() for found in _NUMBER.findall(data)}
        for record in self.records if records is None else records:
            name = record.kind.name
            for secret in standing_in(data, record.secrets):
                self.report.leak(name, post, where, f"the secret {secret!r} of {record}")
            shown, visible = record.canary.code in codes, record.kind.visible(post, record)
            if count and (record.secrets or not visible):
                self.report.probe(name)
            if visible:
                if shown or standing_in(data, [needle for needle in record.needles if not needle.isdecimal()]):
                    self.report.sighting(name)
                continue
            marks = [record.canary.code] if shown else []
            if told and where.startswith(told) and not marks:
                continue
            marks += [needle for needle in record.all_needles if needle in numbers]
            marks += standing_in(data, [needle for needle in record.needles if not needle.isdecimal()])
            if marks:
                self.report.leak(name, post, where, f"shows {marks} of {record}")

    def get(self, post: Post, path: str) -> Answer:
        self.report.requests += 1
        try:
            return ask(post.client, "get", path)
        except Exception as error:
            raise AssertionError(f"{post} at {path}") from error

    # ---- channels

    def lists(self, posts: Sequence[Post] | None = None) -> None:
        """Lists, filters, sorts, pages, exports, forms with options, home, inbox: whatever stands among others."""
        readers, pages = posts or self.world.posts, self.pages()
        every = max(1, -(-len(pages) * len(readers) // self.page_budget))
        with self.report.channel("pages"):
            self._controls()
            for number, page in enumerate(pages):
                for position, post in enumerate(readers):
                    if page in ALWAYS or (position % ROLES + position // ROLES + number) % every == 0:
                        answer = self.get(post, page)
                        if answer.status >= 500:
                            self.report.leak("page", post, page, f"status {answer.status}")
                        self.look(post, answer, page)

    def _controls(self) -> None:
        """Each kind's pages, by somebody who may see a record of it, until it is seen: the list is not empty for
        everybody, and the words are found where they stand."""
        for kind in self.kinds:
            post = next((post for post in self.world.posts for one in self.records if one.kind is kind and kind.visible(post, one)), None)
            for page in kind.pages(self.world) if post else ():
                if self.report.seen["pages", kind.name]:
                    break
                self.look(post, self.get(post, page), page)

    def addresses(self, posts: Sequence[Post] | None = None) -> None:
        """Detail, panel, print, acts, files: the answer about a hidden record is the answer about none."""
        by_kind = [
            (kind, [(one, address) for one in self.records if one.kind is kind for address in kind.addresses(one)]) for kind in self.kinds
        ]
        asked = [(kind, found) for kind, found in by_kind if found]
        readers = posts or self.world.posts
        with self.report.channel("addresses"), plain_refusals():
            for _kind, found in asked:
                self._shown(found)
                every = max(1, -(-len(found) * len(readers) * len(asked) // self.address_budget))
                for number, (record, address) in enumerate(found):
                    for position, post in enumerate(readers):
                        if (position % ROLES + position // ROLES + number) % every == 0:
                            self.address(post, record, address)
                self._rest(found, readers)

    def _rest(self, found: Sequence[tuple[Record, Address]], readers: Sequence[Post]) -> None:
        """Roles and places whose turn did not come for this kind."""
        record, address = found[0]
        for post in readers:
            asked = {(role, place) for name, role, place in self.asked if name == record.kind.name}
            if post.role and (post.role not in {role for role, _place in asked} or post.place not in {place for _role, place in asked}):
                self.address(post, record, address)

    def _shown(self, found: Sequence[tuple[Record, Address]]) -> None:
        """The first address that shows a record, by somebody who may see it."""
        for record, address in found:
            post = next((post for post in self.world.posts if record.kind.visible(post, record)), None)
            if post and address.shows:
                return self.address(post, record, address)
        return None

    def address(self, post: Post, record: Record, address: Address) -> None:
        """One post at one address of one record."""
        name, path = record.kind.name, address.path()
        visible = record.kind.visible(post, record)
        self.asked.add((name, post.role or "nobody", post.place))
        if visible and address.method == "post":
            return  # it would act; what acts do is the workflow's own matrix
        self.report.requests += 1
        answer = ask(post.client, address.method, path, dict(address.data))
        if record.secrets or not visible:
            self.report.probe(name)
        for secret in standing_in(answer.everything, record.secrets):
            self.report.leak(name, post, path, f"the secret {secret!r}")
        if visible:
            if answer.status != 200 and not address.narrower:
                self.report.denial(name, post, path, f"status {answer.status}")
            elif address.shows and record.canary.code not in codes_in(answer.body):
                self.report.denial(name, post, path, "shows nothing of the record")
            else:
                self.report.sighting(name)
            return
        if answer.status not in (302, 403, 404):
            self.report.leak(name, post, f"{address.method} {path}", f"status {answer.status}")
        none = self._ghost(post, address)
        different = differences(answer, none)
        if different:
            self.report.leak(name, post, f"{address.method} {path}", f"differs from a record that does not exist: {'; '.join(different)}")
        self.look(post, answer, path, [record], count=False)

    def crossings(self, posts: Sequence[Post] | None = None) -> None:
        """A file of a hidden record, asked for under a record of one's own."""
        with self.report.channel("crossed"), plain_refusals():
            found = [
                (post, theirs, address)
                for post in posts or self.world.posts
                for theirs in self.hidden_from(post)
                for mine in self._own(post, theirs.kind)
                for address in theirs.kind.crossed(mine, theirs)
            ]
            for post, theirs, address in found[:: max(1, -(-len(found) // self.crossing_budget))]:
                self.address(post, theirs, address)

    def _own(self, post: Post, kind: Kind) -> list[Record]:
        """The first record of the kind that the post may see."""
        return [one for one in self.records if one.kind is kind and kind.visible(post, one)][:1]

    def _ghost(self, post: Post, address: Address) -> Answer:
        words = tuple(part for part in address.args if isinstance(part, str))
        key = (id(post), address.name, address.method, f"{words}{address.query}{address.ghost[0] == address.args[0]}")
        if key not in self._ghosts:
            self.report.requests += 1
            self._ghosts[key] = ask(post.client, address.method, address.path(ghost=True), dict(address.data))
        return self._ghosts[key]
