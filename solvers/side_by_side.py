"""Where pieces of work are done that do not need each other: beside each other, or in turn."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from .limits import Limits

P = ParamSpec("P")
T = TypeVar("T")


def side_by_side(limits: Limits) -> Executor:
    """Return a pool of as many threads as there may be.

    Where there may be one only, the caller's own does the work as it is submitted: a thread
    beside it would use another core while the caller prepares what comes next.
    """
    count = limits.side_by_side
    return ThreadPoolExecutor(count) if count > 1 else _InTurn()


class _InTurn(Executor):
    """Does what is submitted at once, in the thread that submits it."""

    def submit(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return a future that is done."""
        done: Future[T] = Future()
        try:
            done.set_result(work(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 (raised again where the result is asked for)
            done.set_exception(error)
        return done
