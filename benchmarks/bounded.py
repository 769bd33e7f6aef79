"""Bounds on a measured process: it ends itself, saying why, before it fills the machine."""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time

_LOOK_EVERY = 0.05


def peak_mb(workers: int = 1) -> float:
    """Return the largest resident memory so far, in megabytes.

    Where there were worker processes, the largest of them counts once for each worker.
    """
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + workers * child) / scale


def cpu_seconds() -> float:
    """Return the processor seconds of this process and its ended children so far."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def stop_beyond(megabytes: float, seconds: float) -> None:
    """Let this process end with a line of JSON that says why, where it passes a bound."""
    started = time.perf_counter()

    def watch() -> None:
        while True:
            time.sleep(_LOOK_EVERY)
            lasted = time.perf_counter() - started
            if peak_mb() > megabytes:
                _end(f"stopped at {megabytes:,.0f} MB of memory", lasted)
            if lasted > seconds:
                _end(f"stopped after {seconds:g} s, before it had a result", lasted)

    threading.Thread(target=watch, daemon=True).start()


def _end(why: str, lasted: float) -> None:
    """Print why and leave at once: the solver's threads are not waited for."""
    found = {"failed": why, "phases": {}, "seconds": lasted, "peak_mb": peak_mb()}
    print(json.dumps(found), flush=True)
    os._exit(0)
