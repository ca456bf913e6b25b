"""The shapes that a case's way may take: which post does what, and how long it takes to come to it.

``wait`` is in working hours; a wait of "0.6" with ``of_limit`` is that part of the handling limit, so that
some cases are early, some just in time and some late.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """One act. ``words`` names the sentences in opinions.toml; ``marks`` is extra data for the act."""

    who: str
    action: str
    wait: float = 0.2
    words: str = ""
    of_limit: bool = False
    marks: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """A way from the report on. ``kind`` is the kind of request, ``source`` how it came in."""

    name: str
    turns: tuple[Turn, ...]
    source: str = "web"
    kind: str = "complaint"
    weight: int = 1


def _turn(who: str, action: str, wait: float = 0.2, words: str = "", of_limit: bool = False, **marks: object) -> Turn:
    return Turn(who, action, wait, words or action, of_limit, tuple(marks.items()))


ACCEPT = (_turn("acceptor", "accept", 0.4),)
VERIFY = (_turn("acceptor", "send_verify", 0.3), _turn("supervisor", "verify_true", 0.8))
FILE = (_turn("shift_leader", "file"), _turn("dispatcher", "dispatch"))
WRONG = (_turn("shift_leader", "file"), _turn("dispatcher", "dispatch", wrong_unit=True))
RECEIVE = (_turn("handler", "receive", 0.6),)
CHECK = (_turn("supervisor", "begin_check", 0.4, "receive"), _turn("supervisor", "check_pass", 0.4))
RATED = (_turn("requester", "rate", 3.0), _turn("shift_leader", "close", 1.0))
CALLED = (_turn("acceptor", "follow_up", 5.0), _turn("shift_leader", "close", 1.0))
NO_ANSWER = tuple(_turn("acceptor", "follow_up", 4.0, "follow_up_none", unanswered=True) for _try in range(3))
SILENT = (*NO_ANSWER, _turn("shift_leader", "close", 1.0))
UNASKED = (_turn("shift_leader", "close", 2.0),)


def _done(share: float) -> tuple[Turn, ...]:
    return (_turn("handler", "complete", share, "handle", of_limit=True),)


def _standard(share: float) -> tuple[Turn, ...]:
    return ACCEPT + FILE + RECEIVE + _done(share) + CHECK


RETURNED = (
    _turn("handler", "ask_return", 1.0, "return_ask"),
    _turn("dispatcher", "approve_return", 0.5, "return_approve"),
    _turn("dispatcher", "dispatch", 0.2),
)
REWORKED = (
    _turn("supervisor", "begin_check", 0.4, "receive"),
    _turn("supervisor", "check_fail", 0.4),
    _turn("handler", "receive", 0.5),
    _turn("handler", "complete", 0.2, "handle", of_limit=True),
)
EXTENDED = (
    _turn("handler", "ask_extension", 0.3, "extend_ask", of_limit=True, days=3),
    _turn("unit_head", "approve_extension", 0.8, "extend_approve"),
)
EXTENDED_AGAIN = (
    _turn("unit_head", "ask_extension", 0.5, "extend_ask", of_limit=True, days=5),
    _turn("leader", "approve_extension", 1.0, "extend_approve"),
)
PARKED = (_turn("unit_head", "ask_suspend", 2.0, "suspend_ask", review_days=40), _turn("leader", "approve_suspend", 2.0, "suspend_approve"))
REDONE = (
    _turn("requester", "rate", 2.0, stars=1),
    _turn("acceptor", "redo", 2.0, "redo"),
    _turn("handler", "receive", 0.5),
    _turn("handler", "complete", 0.3, "handle", of_limit=True),
)

ENDED: tuple[History, ...] = (
    History("early, rated", _standard(0.3) + RATED, weight=9),
    History("in time, rated", _standard(0.7) + RATED, weight=8),
    History("in time by telephone", _standard(0.6) + CALLED, source="phone", weight=8),
    History("in time, nobody answered", _standard(0.5) + SILENT, weight=4),
    History("late, rated", _standard(1.4) + RATED, weight=4),
    History("late by telephone", _standard(1.2) + CALLED, source="phone", weight=2),
    History("verified first", VERIFY + FILE + RECEIVE + _done(0.5) + CHECK + RATED, weight=6),
    History("report, verified", VERIFY + FILE + RECEIVE + _done(0.6) + CHECK + RATED, kind="report", weight=3),
    History("call for help", _standard(0.4) + CALLED, source="phone", kind="help", weight=3),
    History("patrol find", _standard(0.4) + UNASKED, source="patrol", weight=12),
    History("patrol find, late", _standard(1.3) + UNASKED, source="patrol", weight=3),
    History("from a community", _standard(0.5) + UNASKED, source="community", weight=5),
    History("stopped on the spot", (_turn("supervisor", "self_handle", 0.3),), source="patrol", weight=8),
    History(
        "stopped on the spot, sampled",
        (_turn("supervisor", "self_handle", 0.3), _turn("acceptor", "audit_self_handled", 9.0, "audit_sample")),
        source="patrol",
        weight=2,
    ),
    History("wrong unit first", ACCEPT + WRONG + RETURNED + RECEIVE + _done(0.5) + CHECK + RATED, weight=3),
    History("worked over", ACCEPT + FILE + RECEIVE + _done(0.5) + REWORKED + CHECK + RATED, weight=4),
    History("more time", ACCEPT + FILE + RECEIVE + EXTENDED + _done(0.8) + CHECK + CALLED, weight=3),
    History("more time twice", ACCEPT + FILE + RECEIVE + EXTENDED + EXTENDED_AGAIN + _done(0.6) + CHECK + CALLED, weight=1),
    History("done again", _standard(0.6) + REDONE + CHECK + RATED, weight=2),
    History("question answered", (_turn("acceptor", "answer", 1.0),), kind="inquiry", weight=6),
    History("not ours", (_turn("acceptor", "transfer_out", 2.0, "transfer"),), weight=3),
    History("not accepted", (_turn("acceptor", "reject", 1.0),), weight=2),
    History(
        "not there",
        (_turn("acceptor", "send_verify", 0.3), _turn("supervisor", "verify_false", 0.8), _turn("acceptor", "reject", 0.5)),
        weight=2,
    ),
    History("below the condition", (*ACCEPT, _turn("shift_leader", "not_file", 0.3, "not_filed")), weight=2),
    History(
        "entered by mistake",
        (_turn("acceptor", "ask_void", 1.0, "void"), _turn("shift_leader", "approve_void", 1.0, "void")),
        source="phone",
        weight=1,
    ),
)

OPEN: tuple[History, ...] = (
    History("just in", (), weight=6),
    History("just called", (), source="phone", weight=2),
    History("just found", (), source="patrol", weight=2),
    History("out to verify", VERIFY[:1], weight=3),
    History("to be filed", ACCEPT, weight=3),
    History("to be dispatched", ACCEPT + FILE[:1], weight=3),
    History("to be received", ACCEPT + FILE, weight=4),
    History("being handled", ACCEPT + FILE + RECEIVE, weight=9),
    History("being handled, from patrol", ACCEPT + FILE + RECEIVE, source="patrol", weight=4),
    History("return asked for", ACCEPT + WRONG + RETURNED[:1], weight=2),
    History("time asked for", ACCEPT + FILE + RECEIVE + EXTENDED[:1], weight=2),
    History("parking asked for", ACCEPT + FILE + RECEIVE + PARKED[:1], weight=1),
    History("parked", ACCEPT + FILE + RECEIVE + PARKED, weight=3),
    History("to be checked", ACCEPT + FILE + RECEIVE + _done(0.5), weight=4),
    History("being checked", ACCEPT + FILE + RECEIVE + _done(0.6) + CHECK[:1], weight=2),
    History("worked over again", ACCEPT + FILE + RECEIVE + _done(0.5) + REWORKED[:2], weight=1),
    History("waiting for a rating", _standard(0.5), weight=4),
    History("rated, to be closed", _standard(0.5) + RATED[:1], weight=3),
    History("not content", _standard(0.8) + REDONE[:1], weight=2),
    History("void asked for", (*ACCEPT, _turn("acceptor", "ask_void", 1.0, "void")), weight=1),
)
