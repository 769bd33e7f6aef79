"""Runs on processes of this machine: each has the base once, and is replaced when it dies."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from ..matching.language import sentence
from .trials import Base, Record, Trial, lost, run_trial

_MOST_DEATHS = 3
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    trial: Trial | None = None


class LocalWorkers:
    """A number of processes, one run each at a time.

    Processes are spawned, not forked. One that is killed is replaced, and its run begins
    again; a run that has lost three processes is recorded as an error.
    """

    def __init__(self, count: int) -> None:
        self.count = count

    def run(self, base: Base, trials: Sequence[Trial]) -> Generator[Record, None, None]:
        """Yield the records as runs finish; closing the iterator ends the processes."""
        sent = pickle.dumps(base)
        left = deque(trials)
        deaths: dict[str, int] = {}
        workers = [_started(sent) for _ in range(min(self.count, len(left)))]
        try:
            while left or any(worker.trial is not None for worker in workers):
                for number, worker in enumerate(workers):
                    if worker.trial is None and left:
                        workers[number] = _given(worker, left.popleft(), sent)
                for worker in _ready(workers):
                    record = _received(worker)
                    trial = worker.trial
                    if record is None and trial is not None:
                        deaths[trial.key] = deaths.get(trial.key, 0) + 1
                        _end(worker)
                        workers[workers.index(worker)] = _started(sent)
                        if deaths[trial.key] < _MOST_DEATHS:
                            left.append(trial)
                            continue
                        record = lost(base, trial, _LOST.filled(count=_MOST_DEATHS))
                    worker.trial = None
                    if record is not None:
                        yield record
        finally:
            for worker in workers:
                _end(worker)


_LOST = sentence("The process of this run ended {count} times before its end.")


def _ready(workers: Sequence[_Worker]) -> list[_Worker]:
    busy = {worker.pipe: worker for worker in workers if worker.trial is not None}
    return [busy[pipe] for pipe in wait(list(busy)) if isinstance(pipe, Connection)]


def _received(worker: _Worker) -> Record | None:
    """Return the record of a worker, ``None`` where its process has ended."""
    try:
        record: Record = worker.pipe.recv()
    except (EOFError, OSError):
        return None
    return record


def _given(worker: _Worker, trial: Trial, sent: bytes) -> _Worker:
    """Give a run to a worker, to another one where its process has ended meanwhile."""
    try:
        worker.pipe.send(trial)
    except OSError:
        _end(worker)
        worker = _started(sent)
        with suppress(OSError):  # it ended at once: the loop will see it
            worker.pipe.send(trial)
    worker.trial = trial
    return worker


def _started(sent: bytes) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, sent), daemon=True)
    with _one_thread():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let processes started now keep their numeric libraries to one thread."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def _work(pipe: Connection, sent: bytes) -> None:
    """Do runs until the pipe is closed: the life of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process ends its workers itself
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    base: Base = pickle.loads(sent)
    while True:
        try:
            trial: Trial = pipe.recv()
            pipe.send(run_trial(base, trial))
        except (EOFError, OSError):
            return


def _leave_with(parent: BaseProcess) -> None:
    """End this process when the main one has ended, however that was."""
    wait([parent.sentinel])
    os._exit(1)
