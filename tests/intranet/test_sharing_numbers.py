"""Sixteen issuers at once: every letter that is sent has a number, none twice, none left out; on both databases."""

from __future__ import annotations

import json

from benchmarks.letter_numbers import ISSUE, ISSUERS, LETTERS, PREPARE, gaps
from tests.installations import Installation

# How many of each issuer's letters take the whole way; the others take what their number is bound to.
WHOLE_ACTS = 20


def test_sixteen_issuers_leave_no_gap_and_no_double(installation: Installation):
    installation.python("    import sys\n" + PREPARE, str(ISSUERS), str(LETTERS))
    done = installation.python("    import sys\n" + ISSUE, str(ISSUERS), str(LETTERS), str(WHOLE_ACTS))
    result = json.loads(done.stdout.strip().splitlines()[-1])
    assert result["failed"] == [], done.stderr
    assert len(result["numbers"]) == ISSUERS * LETTERS
    assert gaps(result["numbers"]) == (0, 0)
