"""Run many cases on all cores: ``python -m spoiling --count 10000``; replay: ``--only 17``."""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

from spoiling.cases import case, failure


def run(folder: Path, number: int) -> tuple[int, tuple[str, ...], str | None]:
    """Run one case in a worker's own folder."""
    own = folder / multiprocessing.current_process().name
    made = case(number, own)
    try:
        return number, made.steps, failure(made, own)
    finally:
        shutil.rmtree(own / f"case-{number}", ignore_errors=True)


def main() -> None:
    """Run the cases asked for, print those that failed, exit with 1 if there are any."""
    options = argparse.ArgumentParser(prog="spoiling")
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--start", type=int, default=0, help="number of the first case")
    options.add_argument("--only", type=int, help="replay one case")
    options.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    given = options.parse_args()
    numbers = range(given.start, given.start + given.count)
    if given.only is not None:
        numbers = range(given.only, given.only + 1)
    failed = 0
    steps: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, multiprocessing.Pool(given.workers) as pool:
        runs = pool.imap_unordered(partial(run, Path(folder)), numbers, chunksize=8)
        for done, (number, names, wrong) in enumerate(runs, start=1):
            steps.update(names)
            if wrong is not None:
                failed += 1
                print(f"case {number} ({', '.join(names)}): {wrong}\n", flush=True)
            if done % 1000 == 0:
                print(f"{done} cases, {failed} failed", file=sys.stderr, flush=True)
    print(f"{len(numbers)} cases, {failed} failed")
    print(", ".join(f"{name} {count}" for name, count in sorted(steps.items())))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
