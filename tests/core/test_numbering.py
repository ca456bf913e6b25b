"""Numbers: never twice, letters without gaps, whoever asks at the same time."""

from __future__ import annotations

import datetime
import json
import threading

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.numbering.models import Counter
from core.numbering.services import case_number, letter_number, next_value
from core.transactions import TransactionRequired
from tests.installations import Installation


@pytest.mark.django_db
def test_forms_of_the_numbers():
    with transaction.atomic():
        assert case_number(on=datetime.date(2026, 11, 23)) == "CG-20261123-0001"
        assert case_number(on=datetime.date(2026, 11, 23)) == "CG-20261123-0002"
        assert case_number(on=datetime.date(2026, 11, 24)) == "CG-20261124-0001"
        assert letter_number(prefix="云城管函", year=2026) == "云城管函〔2026〕1号"
        assert letter_number(prefix="云城管函", year=2027) == "云城管函〔2027〕1号"
        assert letter_number(prefix="云城管发", year=2026) == "云城管发〔2026〕1号"
        assert letter_number(prefix="云城管函", year=2026) == "云城管函〔2026〕2号"
        Counter.objects.filter(scope="20261123").update(value=9999)
        assert case_number(on=datetime.date(2026, 11, 23)) == "CG-20261123-10000"


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused():
    with pytest.raises(TransactionRequired):
        next_value(kind="letter", scope="x")


@pytest.mark.django_db
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.lists(st.booleans(), min_size=1, max_size=12))
def test_undone_letters_leave_no_gap(kept: list[bool]):
    with transaction.atomic():
        numbers = []
        for keep in kept:
            point = transaction.savepoint()
            value = next_value(kind="letter", scope="gapless")
            if keep:
                numbers.append(value)
                transaction.savepoint_commit(point)
            else:
                transaction.savepoint_rollback(point)
        assert numbers == list(range(1, sum(kept) + 1))
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_threads_get_each_number_once_and_none_is_left_out():
    given_out: list[int] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            for turn in range(15):
                with transaction.atomic():
                    value = next_value(kind="letter", scope="2026:函")
                    if turn % 5 == 4:
                        transaction.set_rollback(True)
                    else:
                        given_out.append(value)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _thread in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(given_out) == list(range(1, 5 * 12 + 1))


TAKE_NUMBERS = """
    import json, sys
    from django.db import transaction
    from core.numbering.services import letter_number, next_value
    taken = []
    for turn in range(40):
        with transaction.atomic():
            value = next_value(kind="letter", scope="processes")
            if turn % 4 == 3:
                transaction.set_rollback(True)
            else:
                taken.append(value)
    print(json.dumps(taken))
"""


def test_processes_get_each_number_once_and_none_is_left_out(installation: Installation):
    running = [installation.start_python(TAKE_NUMBERS) for _process in range(3)]
    numbers: list[int] = []
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        numbers += json.loads(out)
    assert sorted(numbers) == list(range(1, 3 * 30 + 1))
