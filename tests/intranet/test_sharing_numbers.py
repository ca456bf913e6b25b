"""Sixteen issuers at once: every letter that is sent has a number, none twice, none left out; on both databases."""

from __future__ import annotations

import json
import re

from tests.installations import Installation

ISSUERS, LETTERS = 16, 200

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
# How many of each issuer's letters take the whole way; the others take what their number is bound to.
WHOLE_ACTS = 20


def test_sixteen_issuers_leave_no_gap_and_no_double(installation: Installation):
    installation.python("    import sys\n" + PREPARE, str(ISSUERS), str(LETTERS))
    done = installation.python("    import sys\n" + ISSUE, str(ISSUERS), str(LETTERS), str(WHOLE_ACTS))
    result = json.loads(done.stdout.strip().splitlines()[-1])
    assert result["failed"] == [], done.stderr
    years = {re.search(r"〔(\d{4})〕", number)[1] for number in result["numbers"]}
    assert len(years) == 1
    serials = sorted(int(re.fullmatch(r"执法局函〔\d{4}〕(\d+)号", number)[1]) for number in result["numbers"])
    assert serials == list(range(1, ISSUERS * LETTERS + 1))
