"""Work side by side: in threads, or, where there may be one only, in the caller's own."""

from __future__ import annotations

import threading

import pytest
from maillage.solvers.limits import Limits
from maillage.solvers.side_by_side import side_by_side


def test_one_worker_does_its_work_in_the_thread_of_the_caller():
    with side_by_side(Limits(workers=1)) as pool:
        order: list[int] = []
        done = pool.submit(order.append, 1)
        order.append(2)
        assert (done.done(), order) == (True, [1, 2])
        here = threading.get_ident()
        assert list(pool.map(lambda _: threading.get_ident(), range(3))) == [here] * 3


def test_two_workers_do_theirs_beside_it():
    meeting = threading.Barrier(2, timeout=30)
    with side_by_side(Limits(workers=2)) as pool:
        together = [pool.submit(meeting.wait) for _ in range(2)]
        assert sorted(found.result() for found in together) == [0, 1]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_is_raised_where_the_result_is_asked_for(workers: int):
    with side_by_side(Limits(workers=workers)) as pool:
        failed = pool.submit(int, "many")
        with pytest.raises(ValueError, match="many"):
            failed.result()
