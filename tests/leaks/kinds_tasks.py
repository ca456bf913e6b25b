"""Committee tasks (assigned, joint, a draft) and supervisions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import partial

from django.utils import timezone

from core.files.services import document_store, file_attach
from core.units.actors import actor_of
from core.units.enums import Role
from core.workflow.services import advance
from intranet.tasks.models import Task
from intranet.tasks.services import supervision_open, task_create
from tests.factories.files import upload, word
from tests.leaks.canaries import Canary
from tests.leaks.kinds import Address, Kind, Record, ghost, register
from tests.leaks.world import Post, World

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ASSISTS = {"sanitation": "greening", "street_centre": "other_street"}
# Whose tasks all of them are; the posts of the two centres are not among them (domain.md §3.6, §3.9.2).
OVERSEERS = ("office_clerk", "leader", "assessor")
PLACES = ("sanitation", "street_centre")
TASK_QUEUES = ("to-receive", "to-handle", "to-approve", "to-close", "extensions", "overdue", "assisting", "drafts")
SUPERVISION_QUEUES = ("to-register", "to-dispatch", "to-verify", "to-archive", "extensions", "to-receive")


def _due(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def _file(record: object, canary: Canary, world: World) -> int:
    paper = document_store(
        upload=upload(word(body=canary.text("paper")), f"{canary.word('paper')}.docx", DOCX), by=world.actor("office_clerk")
    )
    file_attach(file=paper, subject=record, role="document")
    return paper.pk


def _compose(world: World, place: str, canary: Canary, joint: bool) -> Task:
    return task_create(
        kind="joint" if joint else "assign",
        title=canary.text("title"),
        content=canary.text("text"),
        lead_unit=world.units[place],
        assisting_units=[world.units[ASSISTS[place]]] if joint else [],
        due_on=_due(10),
        by=world.actor("office_clerk"),
    )


def _task(world: World, place: str, canary: Canary, *, joint: bool = False) -> Record:
    """Issued, received and begun; an extension has been asked for."""
    task = _compose(world, place, canary, joint)
    handler = actor_of(world.handler(place))
    advance(task, "issue", by=world.actor("office_clerk"), data={"opinion": canary.text("issue")})
    for action in ("receive", "start", "note"):
        advance(task, action, by=handler, data={"opinion": canary.text(action)})
    advance(
        task, "ask_extension", by=handler, data={"opinion": canary.text("reason"), "new_due_on": task.due_on + datetime.timedelta(days=5)}
    )
    paper = _file(task, canary, world)
    return Record(place, task, canary, (task.number, str(paper)), more={"file": paper})


def _draft(world: World, place: str, canary: Canary) -> Record:
    task = _compose(world, place, canary, False)
    paper = _file(task, canary, world)
    return Record(place, task, canary, (str(paper),), more={"file": paper})


def _supervision(world: World, place: str, canary: Canary) -> Record:
    """Of a task of the unit's, dispatched and received."""
    clerk = world.actor("office_clerk")
    parent = task_create(kind="assign", title="排查", content="排查", lead_unit=world.units[place], due_on=_due(10), by=clerk)
    advance(parent, "issue", by=clerk, data={"opinion": "请办理"})
    row = supervision_open(parent=parent, level="key", opinion=canary.text("text"), due_on=_due(5), by=clerk)
    second = actor_of(world.person(Role.OFFICE_CLERK, "committee"))
    for by, action in ((second, "register"), (clerk, "dispatch"), (actor_of(world.handler(place)), "receive")):
        advance(row, action, by=by, data={"opinion": canary.text(action)})
    paper = _file(row, canary, world)
    return Record(place, row, canary, (row.number, str(paper)), more={"file": paper})


def _sees(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.6, §3.9.2: the office, leaders and assessors; the unit that leads and those above it."""
    return post.has(*OVERSEERS) or post.reaches(place)


def _joint_sees(post: Post, place: str, people: frozenset[int]) -> bool:
    """§3.6 会办: the assisting unit gives its own opinion."""
    return _sees(post, place, people) or post.reaches(ASSISTS[place])


def _draft_sees(post: Post, place: str, people: frozenset[int]) -> bool:
    """What is not issued yet is the office's own."""
    return post.has(*OVERSEERS)


def _addresses(record: Record) -> Iterable[Address]:
    pk, none = record.obj.pk, ghost(record.obj.pk)
    here = partial(Address, args=(pk,), ghost=(none,))
    for name in ("detail", "panel", "print"):
        yield here(f"intranet_tasks:{name}", shows=True)
    yield here("intranet_tasks:deadline")
    yield here("intranet_tasks:edit", narrower=True)
    for action in ("receive", "approve_extension", "cancel", "no_such_act"):
        yield Address("intranet_tasks:act", (pk, action), (none, action), "post", {"opinion": "我来看看"})
    yield Address("intranet_tasks:file", (pk, record.more["file"]), (none, ghost(record.more["file"])))


def _supervision_addresses(record: Record) -> Iterable[Address]:
    pk, none = record.obj.pk, ghost(record.obj.pk)
    here = partial(Address, args=(pk,), ghost=(none,))
    for name in ("supervision", "supervision_panel", "supervision_print"):
        yield here(f"intranet_tasks:{name}", shows=True)
    yield here("intranet_tasks:supervision_deadline")
    for action in ("reply", "approve_extension", "no_such_act"):
        yield Address("intranet_tasks:supervision_act", (pk, action), (none, action), "post", {"opinion": "我来看看"})
    yield Address("intranet_tasks:supervision_file", (pk, record.more["file"]), (none, ghost(record.more["file"])))


def _crossed(mine: Record, theirs: Record) -> Iterable[Address]:
    file = theirs.more["file"]
    yield Address("intranet_tasks:file", (mine.obj.pk, file), (mine.obj.pk, ghost(file)))


def _pages(world: World) -> Sequence[str]:
    unit = world.units["sanitation"].pk
    filters = [f"unit={unit}", "kind=joint", "state=in_progress", "lamp=green", "text=canary", "page=2", "order=due", "format=csv"]
    return [
        "/tasks/",
        *(f"/tasks/?{part}" for part in filters),
        *(f"/tasks/?queue={queue}" for queue in TASK_QUEUES),
        "/tasks/board/",
        "/tasks/new/",
    ]


def _supervision_pages(world: World) -> Sequence[str]:
    filters = [f"unit={world.units['sanitation'].pk}", "level=key", "state=supervising", "page=2", "format=csv"]
    filters += [f"queue={queue}" for queue in SUPERVISION_QUEUES]
    return ["/tasks/supervisions/", *(f"/tasks/supervisions/?{part}" for part in filters), "/tasks/supervisions/new/"]


for _name, _make, _rule in (
    ("task", _task, _sees),
    ("task joint", partial(_task, joint=True), _joint_sees),
    ("task draft", _draft, _draft_sees),
):
    register(
        Kind(
            name=_name,
            make=_make,
            sees=_rule,
            addresses=_addresses,
            pages=_pages,
            crossed=_crossed,
            places=PLACES,
            searched=True,
        )
    )
register(
    Kind(
        name="supervision",
        make=_supervision,
        sees=_sees,
        addresses=_supervision_addresses,
        pages=_supervision_pages,
        searched=True,
        places=PLACES,
    )
)
