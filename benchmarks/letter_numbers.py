"""Sixteen processes send letters at once: no number left out, none given twice, and how many a second.

    python -m benchmarks letter_numbers [--issuers 16] [--letters 200] [--database postgres://…]

Every letter takes the whole act (step, clock, receipts, outbox, audit entry). Without --database an embedded one
in a temporary folder; the database given must be empty.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.site import NOT_INHERITED, ROOT

ISSUERS, LETTERS = 16, 200
SETUP = "import sys\nimport django\ndjango.setup()\n"

PREPARE = """
    from django.utils import timezone
    from core.parameters.services import parameter_set
    from core.units.actors import SYSTEM
    from core.units.enums import Role, UnitKind
    from core.units.models import User
    from core.units.services import role_assign, unit_create
    from intranet.sharing.models import Letter, LetterRecipient
    from intranet.sharing.parameters import approval_key

    issuers, letters = int(sys.argv[1]), int(sys.argv[2])
    root = unit_create(kind=UnitKind.COMMITTEE, name="区城管委", code="ROOT")
    sender = unit_create(kind=UnitKind.MEMBER_UNIT, name="执法局", code="CGJ", parent=root)
    other = unit_create(kind=UnitKind.MEMBER_UNIT, name="园林处", code="YLC", parent=root)
    writer = User.objects.create(username="writer", display_name="拟稿人", home_unit=sender)
    role_assign(user=writer, role=Role.HANDLER, unit=sender)
    parameter_set(key=approval_key("circulation"), value=False, by=SYSTEM, reason="test")
    now = timezone.now()
    drafts = Letter.objects.bulk_create(
        Letter(kind="circulation", title="通报", body="情况", sender_unit=sender, author=writer, created_at=now, state_since=now)
        for _number in range(issuers * letters)
    )
    LetterRecipient.objects.bulk_create(LetterRecipient(letter=draft, unit=other) for draft in drafts)
"""

# One interpreter that forks: sixteen start-ups would take longer than the test.
ISSUE = """
    import json, os, traceback
    from django.db import connections, transaction
    from django.utils import timezone
    from core.numbering.services import letter_number
    from core.units.actors import actor_of
    from core.units.models import User
    from core.workflow.services import advance
    from intranet.sharing.models import Letter

    issuers, letters, acts = (int(text) for text in sys.argv[1:4])
    drafts = list(Letter.objects.order_by("pk").values_list("pk", flat=True))
    connections.close_all()

    def send(pk, by):
        "The whole act: step, clock, receipts, outbox, audit."
        advance(Letter.objects.get(pk=pk), "send", by=by)

    def number(pk):
        "Only what a number is bound to: the row that carries it, in one transaction. Every tenth is given up first."
        if pk % 10 == 0:
            with transaction.atomic():
                letter_number(prefix="执法局函", year=timezone.localdate().year)
                transaction.set_rollback(True)
        with transaction.atomic():
            now = timezone.now()
            given = letter_number(prefix="执法局函", year=timezone.localdate().year)
            Letter.objects.filter(pk=pk).update(number=given, state="sent", sent_at=now, state_since=now)

    def issue(mine):
        by = actor_of(User.objects.get(username="writer"))
        for turn, pk in enumerate(mine):
            send(pk, by) if turn < acts else number(pk)

    children = []
    for issuer in range(issuers):
        child = os.fork()
        if not child:
            try:
                issue(drafts[issuer::issuers])
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    failed = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    numbers = list(Letter.objects.exclude(number="").values_list("number", flat=True))
    print(json.dumps({"failed": [code for code in failed if code], "numbers": numbers}))
"""


def gaps(numbers: Sequence[str]) -> tuple[int, int]:
    """How many numbers are left out, and how many given twice. All must be of one year and one mark."""
    if len({number.partition("〕")[0] for number in numbers}) > 1:
        raise ValueError("numbers of several years or marks")
    serials = [int(re.fullmatch(r"执法局函〔\d{4}〕(\d+)号", number)[1]) for number in numbers]  # type: ignore[index]
    return max(serials, default=0) - len(set(serials)), len(serials) - len(set(serials))


def measure(*, issuers: int, letters: int, database: str = "") -> dict[str, Any]:
    """Prepare an installation, let them send, count."""
    with tempfile.TemporaryDirectory(prefix="committee-bench-") as folder:
        environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        environment |= {"DATA_DIR": folder, "DEMO": "0", "DJANGO_SETTINGS_MODULE": "config.settings.intranet"}
        if database:
            environment["DATABASE_URL"] = database

        def python(*arguments: str) -> str:
            done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            return done.stdout

        print("preparing the database and the drafts …", file=sys.stderr, flush=True)
        python("manage.py", "migrate", "--verbosity=0")
        python("-c", SETUP + textwrap.dedent(PREPARE), str(issuers), str(letters))
        print(f"{issuers} issuers, {letters} letters each …", file=sys.stderr, flush=True)
        started = time.monotonic()
        said = python("-c", SETUP + textwrap.dedent(ISSUE), str(issuers), str(letters), str(letters))
        took = time.monotonic() - started
    result = json.loads(said.strip().splitlines()[-1])
    left_out, twice = gaps(result["numbers"])
    sent = len(result["numbers"])
    return {
        "database": database.partition(":")[0] or "sqlite",
        "issuers": issuers,
        "letters": sent,
        "left_out": left_out,
        "given_twice": twice,
        "issuers_failed": len(result["failed"]),
        "seconds": round(took, 1),
        "letters_a_second": round(sent / took),
        "held": not left_out and not twice and not result["failed"] and sent == issuers * letters,
    }


def main(arguments: Sequence[str]) -> dict[str, Any]:
    parser = argparse.ArgumentParser(prog="letter_numbers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--issuers", type=int, default=ISSUERS)
    parser.add_argument("--letters", type=int, default=LETTERS, help="of each issuer")
    parser.add_argument("--database", default="", help="URL of an empty PostgreSQL database")
    options = parser.parse_args(arguments)
    return measure(issuers=options.issuers, letters=options.letters, database=options.database)
