"""The demo district's letters: a year of all eight kinds, some of them still on their way today."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone

from core.parameters.selectors import value
from core.parameters.services import parameter_set
from core.units.actors import SYSTEM
from core.units.enums import JoinStatus, Role
from core.units.models import Unit
from intranet.casework.models import Case
from intranet.demo.dice import dice
from intranet.demo.letterplays import Script, Stage
from intranet.demo.places import place
from intranet.demo.plays import Clock, Part, Play
from intranet.sharing.duties import OWING
from intranet.sharing.enums import LetterKind as K
from intranet.sharing.models import Letter
from intranet.sharing.parameters import LEAD
from intranet.sharing.periods import recent
from intranet.sharing.services import mark_set

APPROVERS = ("zhujian", "shizheng", "yuanlin", "shichang", "huanwei")
PARTNERS = ("gongan", "jiaojing", "shichang", "huanwei", "yuanlin", "weijian")
STREETS = ("wanghe", "huaiyin", "shiqiao", "beiyuan", "lingang", "qinglu")
# What stands somewhere on its way today; everything else has ended. Each began some days ago (the least, the most).
ON_THE_WAY: dict[str, tuple[tuple[str, int, int], ...]] = {
    K.APPROVAL_INFO: (("draft", 1, 3), ("unsigned", 1, 3), ("unread", 1, 2), ("silent", 3, 6), ("returned", 6, 9)),
    K.WRITTEN_TRANSFER: (
        ("draft", 1, 2), ("unread", 1, 2), ("silent", 3, 4), ("returned", 6, 9), ("accepted", 6, 12), ("unconfirmed", 9, 14),
        ("accepted", 70, 88), ("unread", 9, 12), ("resent", 20, 60), ("voided", 30, 40),
    ),
    K.ASSIST_REQUEST: (
        ("unsigned", 1, 2), ("unread", 1, 2), ("silent", 3, 5), ("silent", 12, 15), ("waiting", 4, 6), ("asks", 4, 6), ("unconfirmed", 8, 12),
        ("refused", 20, 40), ("extended", 30, 50), ("asked again", 40, 60), ("resent", 60, 80),
    ),
    K.OPINION_LETTER: (("silent", 3, 6), ("unread", 1, 2), ("unconfirmed", 8, 10), ("silent", 15, 18), ("asked again", 60, 90)),
    K.JOINT_ENFORCEMENT: (("unread", 1, 2), ("half read", 2, 4), ("unrecorded", 8, 12)),
    K.ENFORCEMENT_REPLY: (("draft", 1, 2), ("unread", 1, 2)),
}  # fmt: skip
TOTAL = {
    K.APPROVAL_INFO: 24,
    K.WRITTEN_TRANSFER: 24,
    K.ASSIST_REQUEST: 18,
    K.OPINION_LETTER: 12,
    K.JOINT_ENFORCEMENT: 10,
    K.ENFORCEMENT_REPLY: 4,
}
FROM_CASES = 5
CIRCULATIONS = 7
PAPERS = 4  # one letter in so many carries a list of its materials


class Year:
    """What happened between the units, kind by kind."""

    def __init__(self, stage: Stage, today: datetime.date) -> None:
        self.stage, self.today = stage, today
        self.clock = stage.clock
        self.units, self.rng = stage.clock.units, stage.clock.rng
        self.lead = self.units["chengguan"]
        scenes = ("roadside", "back", "roadside")
        # A party keeps to its place, so that letters about it meet.
        self.parties = [(name, place(self.rng, scenes[turn % 3]).text) for turn, name in enumerate(stage.texts["parties"])]

    def plays(self) -> Iterator[Play]:
        yield from self._duties(K.PERIODIC_REPORT, "report", (self.units["office"],))
        yield from self._circulations()
        makers: dict[str, Callable[[int, str, datetime.date], Play]] = {
            K.APPROVAL_INFO: self._approval, K.WRITTEN_TRANSFER: self._transfer, K.ASSIST_REQUEST: self._assist,
            K.OPINION_LETTER: self._opinion, K.JOINT_ENFORCEMENT: self._joint, K.ENFORCEMENT_REPLY: self._reply,
        }  # fmt: skip
        for kind, total in TOTAL.items():
            fates = ON_THE_WAY[kind]
            for turn in range(total):
                name, least, most = fates[turn] if turn < len(fates) else ("", 25, 330)
                yield makers[kind](turn, name, self.today - datetime.timedelta(days=self.rng.randint(least, most)))

    def _text(self, key: str, turn: int) -> dict[str, Any]:
        texts = self.stage.texts[key]
        found: dict[str, Any] = texts[turn % len(texts)]
        return found

    def _script(self, kind: str, text: dict[str, Any], sender: Unit, to: tuple[Unit, ...], slots: dict[str, str], **more: Any) -> Script:
        data = {"body": text["body"].format(**slots)} | more.pop("data")
        return Script(kind=kind, title=text["title"].format(**slots)[:100], sender=sender, recipients=to, data=data, **more)

    def _duties(self, kind: str, key: str, to: tuple[Unit, ...]) -> Iterator[Play]:
        """The last two periods: most in time, one or two late, a few never."""
        owing = [unit for unit in self.units.values() if unit.kind in OWING and unit.joined_status != JoinStatus.NOT_JOINED]
        for back, period in enumerate(recent(K(kind), 3, self.today)[1:]):
            for turn, unit in enumerate(owing):
                if (turn + back) % 6 == 5:
                    continue
                day = period.last_day + datetime.timedelta(days=3 if turn % 9 == 4 else -(turn % 4))
                slots = {"month": str(period.label)} | {name: str(self.rng.randint(2, 40)) for name in "abc"}
                script = self._script(
                    kind, self._text(key, turn + back), unit, to, slots,
                    data={"period": period.start}, fate="unread" if turn == 7 and not back else "",
                )  # fmt: skip
                yield self.stage.told(script, self.clock.on(day))

    def _circulations(self) -> Iterator[Play]:
        """From the units that have something to tell to those whom it concerns."""
        senders = ("chengguan", "zhujian", "shizheng", "shichang", "yuanlin", "huanwei", "gongan")
        for back, period in enumerate(recent(K.CIRCULATION, 3, self.today)[1:]):
            for turn, key in enumerate(senders[: CIRCULATIONS - 2 * back]):
                to = tuple(self.units[name] for name in self.rng.sample([name for name in (*PARTNERS, "chengguan") if name != key], 3))
                slots = {"month": str(period.label)} | {name: str(self.rng.randint(2, 40)) for name in "abc"}
                script = self._script(
                    K.CIRCULATION, self._text("circulation", 1 if key == "chengguan" else 0), self.units[key], to, slots,
                    data={"period": period.start}, fate="half read" if turn == 3 and not back else "",
                )  # fmt: skip
                yield self.stage.told(script, self.clock.on(period.last_day - datetime.timedelta(days=turn % 4)))

    def _approval(self, turn: int, fate: str, day: datetime.date) -> Play:
        text = self._text("approval", turn)
        sender, is_permit = self.units[text["sender"]], text["kind"] == "approval"
        party, where = self.parties[turn % len(self.parties)]
        wanted = (is_permit and turn % 3 == 0) or fate == "silent"
        ends = day + datetime.timedelta(days=30 * text.get("months", 0))
        permit = {"permit_no": f"{text['permit']}〔{day.year}〕{20 + turn}号", "party": party, "place": where} if is_permit else {}
        data = {
            "approval_kind": text["kind"], "event_on": day, "issuing_unit": sender, "reply_wanted": wanted,
            "valid_from": day, "valid_until": ends if is_permit else None, **permit,
        }  # fmt: skip
        script = self._script(K.APPROVAL_INFO, text, sender, (self.lead,), {"party": party, "place": where}, data=data, fate=fate)
        at = self.clock.on(day + datetime.timedelta(days=1))
        if not wanted:
            return self.stage.told(script, at)
        return self.stage.asked(script, at, lambda told, received: self._by_letter(told, received, turn))

    def _by_letter(self, asked: Script, at: datetime.datetime, turn: int) -> Part:
        """执法情况回复: a letter of its own that answers the other."""
        party, where = self.parties[turn % len(self.parties)]
        text = self._text("enforcement", turn)
        at = self.clock.later(at, 10)
        day = timezone.localdate(at)
        answer = self._script(
            K.ENFORCEMENT_REPLY, text, self.lead, asked.recipients if asked.sender == self.lead else (asked.sender,),
            {"party": party, "place": where},
            data={"event_on": day, "party": party, "place": where, "outcome": text["outcome"], "answers": asked.letter},
        )  # fmt: skip
        at = yield from self.stage.send(answer, at)
        return (yield from self.stage.step(answer, "receive", self.stage.receiver(asked.sender), at, 3))

    def _reply(self, turn: int, fate: str, day: datetime.date) -> Play:
        text, (party, where) = self._text("enforcement", turn), self.parties[-1 - turn]
        data = {"event_on": day, "party": party, "place": where, "outcome": text["outcome"]}
        to = (self.units[APPROVERS[turn % 4]],)
        script = self._script(K.ENFORCEMENT_REPLY, text, self.lead, to, {"party": party, "place": where}, data=data, fate=fate)
        return self.stage.told(script, self.clock.on(day))

    def _transfer(self, turn: int, fate: str, day: datetime.date) -> Play:
        text, (party, where) = self._text("transfer", turn), self.parties[(turn * 3) % len(self.parties)]
        senders = [self.units[key] for key in ("huanwei", "yuanlin", "shizheng", *STREETS)]
        causes: tuple[Case, ...] = ()
        sender, at = senders[turn % len(senders)], self.clock.on(day)
        case = self._case(turn, senders) if not fate else None
        if case is not None and case.lead_unit is not None and case.dispatched_at is not None:
            where, causes = case.place, (case,)
            text = text | {"title": f"关于{_plain(case.title)}的移送函", "body": _plain(case.description)}
            sender, at = case.lead_unit, self.clock.later(case.dispatched_at, 4)
        data = {"party": party, "place": where, "stop_measure": text["stop"], "materials": text["materials"]}
        script = self._script(
            K.WRITTEN_TRANSFER, text, sender, (self.lead,),
            {"party": party, "place": where}, data=data, fate=fate, causes=causes, paper=text["materials"] if turn % PAPERS == 0 else "",
        )  # fmt: skip
        return self._transferred(script, at, turn)

    def _case(self, turn: int, units: list[Unit]) -> Case | None:
        """For some transfers the case from which they came: one that another unit had in hand."""
        cases = Case.objects.filter(lead_unit__in=units, dispatched_at__isnull=False, confidential=False)
        if turn % 3 or turn // 3 >= FROM_CASES + 4:
            return None
        return cases.select_related("lead_unit").order_by("-pk")[turn : turn + 1].first()

    def _transferred(self, script: Script, at: datetime.datetime, turn: int) -> Play:
        at = yield from self.stage.taken(script, at)
        if script.fate not in ("", "resent", "accepted", "unconfirmed"):
            return
        receiver = self.stage.receiver(self.lead)
        at = yield from self.stage.step(script, "accept", receiver, at, 5, "accept")
        if script.fate == "accepted":
            return
        if turn % 4 == 3:
            at = yield from self._by_letter(script, at, turn * 3)
        else:
            penalised = turn % 2 == 0
            data = {
                "outcome": "penalised" if penalised else "corrected",
                "decision_no": f"云城管罚〔{at.year}〕{30 + turn}号" if penalised else "",
            }
            words = "result_penalised" if penalised else "result_corrected"
            at = yield from self.stage.step(script, "report_result", receiver, at, 20, words, **data)
        if script.fate != "unconfirmed":
            yield from self.stage.step(script, "confirm", self.stage.writer(script.sender), at, 8, "confirm")

    def _assist(self, turn: int, fate: str, day: datetime.date) -> Play:
        text, (party, where) = self._text("assist", turn), self.parties[(turn * 5 + 2) % len(self.parties)]
        to = self.units[("shizheng", "zhujian", "shichang", "ziran", "yuanlin")[turn % 5]]
        data = {"party": party, "place": where, "request": text["request"]}
        script = self._script(K.ASSIST_REQUEST, text, self.lead, (to,), {"party": party, "place": where}, data=data, fate=fate)
        return self._assisted(script, self.clock.on(day), text)

    def _assisted(self, script: Script, at: datetime.datetime, text: dict[str, Any]) -> Play:
        stage, unit = self.stage, script.recipients[0]

        def answer(asked: Script, at: datetime.datetime) -> Part:
            receiver = stage.receiver(unit)
            if asked.fate in ("asks", "waiting", "extended"):
                at = yield from stage.step(asked, "ask_extension", receiver, at, 3, "ask_extension")
                if asked.fate == "waiting":
                    return at
                at = yield from stage.step(asked, "approve_extension", stage.head(unit), at, 3, "approve_extension")
            data = {"characterisation": text["opinion"], "handling": text["handling"]}
            return (yield from stage.step(asked, "reply_assist", receiver, at, 12, "assist", **data))

        if script.fate != "refused":
            yield from stage.asked(script, at, answer)
            return
        at = yield from stage.taken(script, at)
        yield from stage.step(script, "refuse", stage.head(unit), at, 6, "refuse")

    def _opinion(self, turn: int, fate: str, day: datetime.date) -> Play:
        # The parties of the first approvals: what is open here is shown beside them.
        text, (party, where) = self._text("opinion", turn), self.parties[turn % len(self.parties)]
        to = self.units[("shizheng", "shichang", "zhujian", "gongdian")[turn % 4]]
        decided = day - datetime.timedelta(days=2)
        data = {
            "party": party, "place": where, "decision_no": f"云城管罚〔{decided.year}〕{10 + turn}号", "event_on": decided,
            "consequence": text["consequence"], "hold_approval": turn % 3 == 0,
        }  # fmt: skip
        script = self._script(K.OPINION_LETTER, text, self.lead, (to,), {"party": party, "place": where}, data=data, fate=fate)

        def answer(asked: Script, at: datetime.datetime) -> Part:
            at = self.clock.later(at, 20)
            yield at
            self.stage.act(asked, "reply", self.stage.receiver(to), at, text.get("reply", "已知悉，按贵局意见配合办理。"))
            return at

        return self.stage.asked(script, self.clock.on(day), answer)

    def _joint(self, turn: int, fate: str, day: datetime.date) -> Play:
        text, spot = self._text("joint", turn), self.parties[(turn * 7 + 1) % len(self.parties)][1]
        partners = tuple(self.units[key] for key in self.rng.sample(PARTNERS, 2))
        data = {"event_on": day + datetime.timedelta(days=6), "place": spot, "people": text["people"]}
        script = self._script(K.JOINT_ENFORCEMENT, text, self.lead, partners, {"place": spot, "party": ""}, data=data, fate=fate)
        return self._joined(script, self.clock.on(day))

    def _joined(self, script: Script, at: datetime.datetime) -> Play:
        stage = self.stage
        at = yield from stage.send(script, at)
        if script.fate == "unread":
            return
        for number, unit in enumerate(script.recipients):
            if number and script.fate == "half read":
                return
            at = yield from stage.step(script, "receive", stage.receiver(unit), at, 2)
            at = yield from stage.step(script, "reply", stage.receiver(unit), at, 2, "reply")
        if script.fate == "unrecorded":
            return
        counts = {name: self.rng.randint(0, 6) for name in ("self_handled", "warned", "penalised")} | {"people": self.rng.randint(9, 26)}
        yield from stage.step(script, "record_result", stage.writer(self.lead), at, 46, "result", **counts)


def _plain(text: str) -> str:
    """A resident's words, safe to be filled in."""
    return text.replace("{", "（").replace("}", "）")


def letters_load(*, units: dict[str, Unit], seed: int, now: datetime.datetime, tick: Callable[[int], None] = lambda _count: None) -> int:
    """Play the year. Returns how many letters there are."""
    clock = Clock(units=units, now=now, rng=dice(seed, "letters"))
    stage = Stage(clock)
    if value(LEAD) != units["chengguan"].code:
        parameter_set(key=LEAD, value=units["chengguan"].code, by=SYSTEM, reason="演示数据")
    clerk = clock.who(units["office"], Role.OFFICE_CLERK)
    for key, mark in stage.texts["marks"].items():
        mark_set(unit=units[key], mark=mark, by=clerk)
    for play in Year(stage, timezone.localdate(now)).plays():
        clock.begin(play)
    clock.run(tick)
    return Letter.objects.count()
