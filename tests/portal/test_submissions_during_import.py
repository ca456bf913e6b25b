"""While documents are imported, residents are served: real portal, worker and import processes, eight clients."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.submissions_during_import import measure

# Required on a quiet machine is 2.5 s over two minutes (`make bench`). Here the tests' own processes take the cores
# as well, and so few forms are sent that the 99th percentile is the slowest of them.
P99_SECONDS = 10.0


@pytest.mark.slow
def test_no_error_and_no_long_wait_while_documents_are_imported(migrated_template: Path) -> None:
    figures = measure(seconds=8, clients=8, template=migrated_template)
    assert figures["server_errors"] == figures["refused"] == 0, figures
    assert "imports_failed" not in figures, figures
    assert figures["documents"] >= 20, figures  # the import went on all the while; how fast is the machine's matter
    assert figures["complaints"] == figures["accepted"] >= 16, figures
    assert figures["p99_s"] <= P99_SECONDS, figures
