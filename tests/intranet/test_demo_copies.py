"""Cases written in bulk equal those that advance() writes: the same history, played at the other time, row by row."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from core.audit.models import AuditEntry
from core.audit.verification import verify
from core.categories.loading import categories_load
from core.clocks.models import Clock, ClockEntry
from core.files.models import FileLink
from core.files.services import image_store
from core.numbering.models import Counter
from core.outbox.models import OutboxMessage
from core.units.actors import SYSTEM
from core.workflow.models import ApprovalRequest, Step
from intranet.casework.models import Case, CaseAssist
from intranet.demo import acts, casebook
from intranet.demo import copies as copies_of_year
from intranet.demo.casebook import Casebook
from intranet.demo.cloning import Copy, Press
from intranet.demo.complaints import Told, subjects
from intranet.demo.copies import Played, Writer, copies_load
from intranet.demo.dice import dice
from intranet.demo.frame import people_load, units_load
from intranet.demo.histories import ENDED, OPEN, History
from intranet.demo.originals import CASE, COMPLAINT, read_originals
from portal.complaints.codes import query_code
from portal.complaints.models import Complaint, Contact, PublicProgress, PublicStep, RequesterAct, SubmissionKey
from portal.complaints.selectors import complaint_by_code
from tests.factories.casework import picture

START = datetime.datetime(2026, 9, 15, 1, 30, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(days=7)
NEVER = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)
PLAYED_UNTIL = datetime.timedelta(days=200)
HISTORIES = {history.name: history for history in (*ENDED, *OPEN)}
# Every way a case may take, some to a test.
GROUPS = [list(HISTORIES)[first : first + 9] for first in range(0, len(HISTORIES), 9)]
# Own numbers, and what is hashed from them. Numbers of other rows of the same case are compared as places, below.
OWN = {
    Case: {"id", "number", "complaint_id"},
    Complaint: {"id", "number", "query_code_hash"},
    Contact: {"id", "complaint_id"},
    RequesterAct: {"id", "complaint_id", "key_hash"},
    PublicProgress: {"id", "complaint_id"},
    PublicStep: {"id", "complaint_id"},
    CaseAssist: {"id", "case_id"},
    Step: {"id", "subject_id"},
    ApprovalRequest: {"id", "subject_id"},
    Clock: {"id", "subject_id"},
    ClockEntry: {"id", "clock_id", "recorded_at"},
    FileLink: {"id", "subject_id", "step_id", "created"},
}
# Written with every case, and compared or explained elsewhere in this file.
OTHERS = {AuditEntry, Counter, OutboxMessage, SubmissionKey}


@pytest.fixture
def book(db: None) -> Casebook:
    categories_load(by=SYSTEM, valid_from=datetime.date(2025, 1, 1))
    units = units_load()
    people_load(units, timezone.localdate())
    photo = image_store(upload=picture(), by=None)
    return Casebook(units, lambda family, after, rng: photo)


def play(book: Casebook, history: History, told: Told, start: datetime.datetime) -> Case:
    """The history from a start on. The dice are the same each time: so are the people and the hours between acts."""
    opened = book.open(history, told, dice(3, "opening", history.name), start)
    opened.rng = dice(3, "acts", history.name)
    case = book.play(opened, history.turns, start + PLAYED_UNTIL)
    case.refresh_from_db()
    return case


def told_of(book: Casebook, history: History) -> Told:
    # One subject of a member unit, one of the street's own centre.
    name = "店外经营" if history.source == "patrol" else "暴露垃圾"
    return book.tell(history, subjects()[name], dice(3, "told", history.name))


class Twin:
    """An original, a copy of it as the loading makes it, and the same acts played at the copy's time with its words."""

    def __init__(self, book: Casebook, history: History, patch: pytest.MonkeyPatch) -> None:
        told = told_of(book, history)
        original = play(book, history, told, START)
        originals = read_originals([original.pk])
        writer = Writer(book, Played(1, history, told, original.pk), originals[original.pk])
        self.copy = writer.copy(dice(3, "copy", history.name))
        self.told = writer._tell(dice(3, "copy", history.name))
        with patch.context() as lent:
            self._lend_words(lent)
            moments = iter([step.at + self.copy.shift for step in originals[original.pk].steps[1:]])
            drawn = book.moment
            lent.setattr(book, "moment", lambda *args: (drawn(*args), next(moments, NEVER))[1])
            self.then = play(book, history, self.told, START + self.copy.shift)
        self.messages = OutboxMessage.objects.count()
        self.made = Case.objects.get(pk=Press(originals).write([self.copy])[0])

    def _lend_words(self, patch: pytest.MonkeyPatch) -> None:
        """The play says what the copy says. It draws its own words all the same, so that the dice stay in step."""
        opinions, replies = iter(self.copy.opinions.values()), iter(unique(self.copy))
        spoken, replied, left = acts.act_words, acts.opinions.reply_words, casebook.contact_of
        key = f"then-{self.copy.key}"
        patch.setattr(casebook, "act_words", lambda *args: (spoken(*args), next(opinions))[1])
        patch.setattr(acts.opinions, "reply_words", lambda *args, **options: (replied(*args, **options), next(replies))[1])
        patch.setattr(casebook, "contact_of", lambda rng: (left(rng), self.copy.contact)[1])
        patch.setattr(casebook, "key_new", lambda rng: f"{key}-{rng.getrandbits(96)}")


def unique(copy: Copy) -> Iterator[str]:
    """The drafted replies, one for each time the work was done; the checker only releases them."""
    steps = dict(Step.objects.filter(pk__in=copy.replies).values_list("pk", "action"))
    return (reply for step, reply in copy.replies.items() if steps[step] == "complete")


def rows_of(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Everything a case left behind, without what must differ; numbers of rows of its own as their places."""
    of_case: dict[str, Any] = {"subject_kind": CASE, "subject_id": case.pk}
    of_complaint: dict[str, Any] = {"subject_kind": COMPLAINT, "subject_id": case.complaint_id or 0}
    clocks = Clock.objects.filter(**of_case).order_by("id")
    steps = list(Step.objects.filter(**of_case).order_by("id"))
    acts_done = list(RequesterAct.objects.filter(complaint=case.complaint_id).order_by("id"))
    place = {step.pk: number for number, step in enumerate(steps)}
    links = list((FileLink.objects.filter(**of_case) | FileLink.objects.filter(**of_complaint)).order_by("subject_kind", "step_id", "id"))
    sets: dict[str, Any] = {
        "case": [case],
        "complaint": Complaint.objects.filter(pk=case.complaint_id),
        "contact": Contact.objects.filter(complaint=case.complaint_id),
        "steps": steps,
        "requests": ApprovalRequest.objects.filter(**of_case).order_by("id"),
        "assists": CaseAssist.objects.filter(case=case).order_by("id"),
        "clocks": clocks,
        "entries": ClockEntry.objects.filter(clock__in=clocks).order_by("clock_id", "id"),
        "links": links,
        "acts": acts_done,
        "progress": PublicProgress.objects.filter(complaint=case.complaint_id),
        "told": PublicStep.objects.filter(complaint=case.complaint_id).order_by("id"),
    }
    found = {name: [plain(row) for row in rows] for name, rows in sets.items()}
    for row, link in zip(found["links"], links, strict=True):
        row["step"] = place.get(link.step_id or 0)
    found["audit"] = [_entry(row, case, place, acts_done) for row in _entries(of_case, of_complaint)]
    return found


def plain(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname not in OWN[type(row)]}


def _entries(of_case: dict[str, Any], of_complaint: dict[str, Any]) -> Any:
    return (AuditEntry.objects.filter(**of_case) | AuditEntry.objects.filter(**of_complaint)).order_by("number")


def _entry(row: AuditEntry, case: Case, place: dict[int, int], acts_done: list[RequesterAct]) -> dict[str, Any]:
    data = dict(row.data)
    if "step" in data:
        data["step"] = place[data["step"]]
    if "act" in data:
        data["act"] = [act.pk for act in acts_done].index(data["act"])
    if "number" in data:
        assert data.pop("number") == case.number
    names = ("action", "actor_kind", "user_id", "label", "address", "subject_kind", "result")
    return {name: getattr(row, name) for name in names} | {"data": data}


@pytest.mark.parametrize("names", GROUPS, ids=[group[0] for group in GROUPS])
def test_a_copy_equals_the_same_history_played_then(book: Casebook, names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    begun = timezone.now()
    for name in names:
        twin = Twin(book, HISTORIES[name], monkeypatch)
        assert twin.copy.place != Case.objects.get(pk=twin.copy.original).place, name
        expected, found = rows_of(twin.then), rows_of(twin.made)
        assert expected["steps"], name
        for table, rows in expected.items():
            assert differences(rows, found[table]) == [], f"{name}: {table}"
        check_numbers(twin)
        # What says when a row was written says it truly, in both.
        for case in (twin.then, twin.made):
            assert not ClockEntry.objects.filter(clock__subject_id=case.pk, recorded_at__lt=begun).exists()
            assert not FileLink.objects.filter(subject_kind=CASE, subject_id=case.pk, created__lt=begun).exists()
    assert verify().finding is None


def differences(expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[tuple[int, str, Any, Any]]:
    """(row, column, as played, as copied)."""
    unlike = [(-1, "rows", len(expected), len(found))] if len(expected) != len(found) else []
    pairs = enumerate(zip(expected, found, strict=False))
    return unlike + [(place, name, row[name], other[name]) for place, (row, other) in pairs for name in row if row[name] != other[name]]


def check_numbers(twin: Twin) -> None:
    made, then = twin.made, twin.then
    assert made.number[:12] == then.number[:12], "numbered on its own day"
    assert int(made.number[12:]) == int(then.number[12:]) + 1
    if made.complaint:
        assert made.complaint.number == made.number
        assert complaint_by_code(made.number, query_code(twin.copy.key)) == made.complaint
        assert RequesterAct.objects.filter(complaint=made.complaint).exclude(state="applied").count() == 0


def test_what_a_play_leaves_for_the_worker_is_not_copied_but_the_index(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """The case is there, notices would be old news, and of the index only the last state matters."""
    twin = Twin(book, HISTORIES["early, rated"], monkeypatch)
    message = OutboxMessage.objects.order_by("id").last()
    assert message is not None
    assert OutboxMessage.objects.count() == twin.messages + 1
    assert (message.topic, message.payload) == ("search.index", {"kind": "case", "pks": [twin.made.pk]})
    # The form's key is kept for nine days, and a copy is of weeks ago.
    assert SubmissionKey.objects.filter(complaint=twin.then.complaint_id).exists()
    assert not SubmissionKey.objects.filter(complaint=twin.made.complaint_id).exists()


def counts() -> dict[type[Model], int]:
    return {model: model._base_manager.count() for model in apps.get_models()}


def test_no_table_that_a_case_touches_is_forgotten(book: Casebook) -> None:
    """An app that begins to write beside advance() must be copied too, or say here why not."""
    before = counts()
    for name in ("wrong unit first", "more time twice", "done again", "stopped on the spot"):
        play(book, HISTORIES[name], told_of(book, HISTORIES[name]), START)
    touched = {model for model, count in counts().items() if count != before[model]}
    assert touched - set(OWN) == OTHERS
    assert set(OWN) - touched <= {CaseAssist, Contact}  # these come by chance


def test_copies_of_one_original_are_different_cases(book: Casebook) -> None:
    history = HISTORIES["early, rated"]
    told = told_of(book, history)
    original = play(book, history, told, START)
    originals = read_originals([original.pk])
    writer = Writer(book, Played(1, history, told, original.pk), originals[original.pk])
    copies = [writer.copy(dice(1, "copy", number)) for number in range(30)]
    made = Case.objects.filter(pk__in=Press(originals).write(copies))
    assert made.count() == 30
    assert len(set(made.values_list("description", flat=True))) == 30
    # People work on working days.
    for moment in Step.objects.filter(subject_kind=CASE, subject_id__in=made, actor_kind="user").values_list("at", flat=True):
        assert book.calendar.is_workday(book.calendar.day_of(moment))
    # No copy speaks of the original's day or unit: a dispatch names its own deadline.
    for step in Step.objects.filter(subject_kind=CASE, subject_id__in=made, action="dispatch", opinion__contains="月"):
        clock = Clock.objects.get(subject_kind=CASE, subject_id=step.subject_id, name="handling")
        assert clock.due_at is not None
        assert timezone.localtime(clock.due_at).strftime("%-m月%-d日%H时") in step.opinion
    assert Contact.objects.filter(complaint__case__in=made).count() == made.filter(complaint__is_anonymous=False).count() > 10


def test_copying_goes_on_after_a_kill(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    played = []
    for number, name in enumerate(("early, rated", "patrol find")):
        told = told_of(book, HISTORIES[name])
        played.append(Played(number, HISTORIES[name], told, play(book, HISTORIES[name], told, START).pk))
    monkeypatch.setattr(copies_of_year, "PIECE", 3)
    writes, real = [0], Press.write

    def killed(press: Press, copies: Any) -> list[int]:
        made = real(press, copies)
        writes[0] += 1
        if writes[0] == 4:
            raise KeyboardInterrupt
        return made

    ticks: list[int] = []
    monkeypatch.setattr(Press, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        copies_load(book, played, seed=5, each=8, tick=ticks.append)
    assert Case.objects.count() == 2 + 8, "the part that was killed is gone, the parts before it are there"
    copies_load(book, played, seed=5, each=8, tick=ticks.append)
    assert sum(ticks) == 16
    assert verify().finding is None
    # The same cases as without a kill.
    originals = read_originals([one.case for one in played])
    wanted = [Writer(book, one, originals[one.case]).copy(dice(5, "copy", one.number, number)) for one in played for number in range(8)]
    made = Case.objects.exclude(pk__in=originals).order_by("id").values_list("description", "place")
    assert list(made) == [(copy.description, copy.place) for copy in wanted]


def test_a_day_may_have_more_cases_than_four_digits_count(book: Casebook) -> None:
    history = HISTORIES["early, rated"]
    told = told_of(book, history)
    original = play(book, history, told, START)
    day = (START - WEEK).astimezone(book.calendar.zone)
    Counter.objects.create(kind="case", scope=f"{day:%Y%m%d}", value=9998)
    copies = [
        Copy(
            original=original.pk,
            shift=-WEEK,
            description=f"第{number}件",
            place="望河路1号",
            street_id=original.street_id,
            community_id=original.community_id,
            road_class="",
            key=f"key-{number}",
        )
        for number in range(3)
    ]
    made = Press(read_originals([original.pk])).write(copies)
    numbers = list(Case.objects.filter(pk__in=made).order_by("id").values_list("number", flat=True))
    assert numbers == [f"CG-{day:%Y%m%d}-{value}" for value in (9999, 10000, 10001)]
    found = complaint_by_code(numbers[-1], query_code("key-2"))
    assert found is not None
    assert found.description == "第2件"
