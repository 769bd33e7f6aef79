"""Runs on a Dask cluster: the one file that knows Dask."""

from __future__ import annotations

import importlib
from collections.abc import Generator, Sequence
from typing import Any, Protocol

from ..matching.cannot_do import CannotDo
from ..matching.language import Sentence, sentence
from .local import LocalWorkers
from .trials import Base, Record, Trial, lost, run_trial

_SECONDS_TO_CONNECT = 15


class Workers(Protocol):
    """Whatever can run trials: processes of this machine, or a cluster."""

    def run(self, base: Base, trials: Sequence[Trial]) -> Generator[Record, None, None]:
        """Yield the records as runs finish, in any order."""


class CannotConnect(CannotDo):
    """There is no Dask, or no cluster at an address; ``sentence`` says so."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(str(said))
        self.sentence = said


class DaskWorkers:
    """The workers of a Dask scheduler.

    The base is scattered to every worker once. A worker that dies is Dask's affair: it begins
    the run again elsewhere, and gives up after some times, which is recorded as an error.

    Raises
    ------
    CannotConnect
        There is no Dask, or nobody answers at the address.
    """

    def __init__(self, address: str) -> None:
        try:
            # Optional: without it everything runs on processes of this machine.
            self._dask: Any = importlib.import_module("distributed")
        except ImportError:
            said = sentence("Dask is not installed; install it with: pip install maillage[cluster]")
            raise CannotConnect(said) from None
        try:
            self._client: Any = self._dask.Client(
                address, timeout=_SECONDS_TO_CONNECT, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as fault:
            said = sentence(
                "No Dask scheduler answers at {address} ({reason}).",
                address=address,
                reason=type(fault).__name__,
            )
            raise CannotConnect(said) from None

    def run(self, base: Base, trials: Sequence[Trial]) -> Generator[Record, None, None]:
        """Yield the records as runs finish; closing the iterator cancels the others."""
        client = self._client
        try:
            there = client.scatter(base, broadcast=True)
            futures = {
                client.submit(run_trial, there, trial, key=f"maillage-{trial.key}"): trial
                for trial in trials
            }
            for future in self._dask.as_completed(list(futures), loop=client.loop):
                fault = future.exception()
                if fault is None:
                    yield future.result()
                else:
                    said = _LOST.filled(reason=f"{type(fault).__name__}: {fault}")
                    yield lost(base, futures[future], said)
                future.release()
        finally:
            client.close()


_LOST = sentence("The cluster gave this run up ({reason}).")


def workers_of(count: int, address: str | None) -> Workers:
    """Return the workers asked for: at an address, otherwise processes of this machine.

    Raises
    ------
    CannotConnect
        As `DaskWorkers`.
    """
    return LocalWorkers(count) if address is None else DaskWorkers(address)
