"""The limit of time ends what does not listen."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest
from maillage.solvers.limits import Limits, run_until_stopped


def test_work_that_overruns_its_time_is_told_once_and_then_left() -> None:
    never, told = threading.Event(), []
    started = time.monotonic()
    found = run_until_stopped(lambda: never.wait(30), Limits(0.2), lambda: told.append(1))
    assert found is None
    assert told == [1]
    assert time.monotonic() - started < 15
    never.set()


def test_work_that_ends_when_it_is_told_gives_what_it_has() -> None:
    told = threading.Event()
    assert run_until_stopped(lambda: told.wait(30), Limits(0.2), told.set) is True


def test_ctrl_c_tells_the_work_to_end_and_waits_for_it() -> None:
    told, ended = threading.Event(), threading.Event()

    def work() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        told.wait(30)
        ended.set()

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run_until_stopped(work, Limits(), told.set)
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended.is_set()
