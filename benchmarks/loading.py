"""Benchmark of reading and checking a large semester, beside plain readers of the same files.

``python benchmarks/run.py loading`` writes both semesters to a temporary folder, reads each of
them in a process of its own, and prints seconds, processor seconds and memory; ``python
loading.py READER PATH`` is one such process.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from country import country
from maillage.matching.tables.writing import write_csv_folder, write_workbook

HERE = Path(__file__).resolve()
_LIMIT = 600.0
"""Seconds after which a process is stopped."""


@dataclass(frozen=True)
class Form:
    """A semester of one size in one format, with its target in seconds."""

    name: str
    students: int
    target: float
    peer: str


FORMS = (Form("csv", 30_000, 5.0, "pandas"), Form("xlsx", 3_000, 15.0, "openpyxl"))


def run(seeds: Sequence[int], students: int | None = None) -> list[dict[str, Any]]:
    """Measure each form with each seed; print a table."""
    lines = []
    heads = ("seconds", "CPU s", "MB", "peer", "CPU s", "ratio")
    print(f"{'':24}{''.join(f'{head:>9}' for head in heads)}  target")
    for form in FORMS:
        for seed in seeds:
            lines.append(_measured(form, seed, students or form.students))
            print(_shown(lines[-1], None if students else form.target), flush=True)
    return lines


def _measured(form: Form, seed: int, students: int) -> dict[str, Any]:
    """Write a semester, and read it by the program and by the form's peer."""
    with tempfile.TemporaryDirectory(prefix="maillage-loading-") as folder:
        path = _write(form, Path(folder), country(students, seed))
        program = _process("check", path)
        return {
            "form": form.name,
            "seed": seed,
            "students": students,
            "program": program,
            "peer": form.peer,
            "of_peer": _process(form.peer, path),
        }


def _write(form: Form, folder: Path, tables: Any) -> Path:
    if form.name == "csv":
        write_csv_folder(tables, folder, "fr")
        return folder
    path = folder / "semestre.xlsx"
    write_workbook(tables, path, "fr")
    return path


def _process(reader: str, path: Path) -> dict[str, Any]:
    """Run one reader in a process of its own, so that its memory is its own."""
    command = [sys.executable, str(HERE), reader, str(path)]
    try:
        ended = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, timeout=_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"stopped after {_LIMIT:g} s"}
    if ended.returncode:
        return {"failed": f"ended with exit code {ended.returncode}"}
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


def _shown(line: dict[str, Any], target: float | None) -> str:
    program, peer = line["program"], line["of_peer"]
    title = f"{line['form']}, {line['students']:,} students"
    if "failed" in program:
        return f"{title:24}{program['failed']}"
    text = f"{title:24}{program['seconds']:>9.2f}{program['cpu_seconds']:>9.2f}"
    text += f"{program['peak_mb']:>9.0f}{line['peer']:>9}"
    if "failed" in peer:
        text += f"  {peer['failed']}"
    else:
        ratio = program["cpu_seconds"] / peer["cpu_seconds"]
        text += f"{peer['cpu_seconds']:>9.2f}{ratio:>9.1f}"
    if target is None:
        return text
    return f"{text}  {target:g} s {'met' if program['seconds'] <= target else 'missed'}"


def wrong(lines: Sequence[dict[str, Any]]) -> bool:
    """Say whether the program failed, or did not read what was written."""
    return any(
        "failed" in line["program"] or line["program"]["students"] != line["students"]
        for line in lines
    )


def measure(reader: str, path: Path) -> dict[str, Any]:
    """Read with one of the readers; modules are imported before the time begins."""
    read = READERS[reader]()
    wall, cpu = time.perf_counter(), _cpu()
    counts = read(path)
    seconds, cpu_seconds = time.perf_counter() - wall, _cpu() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu_seconds": cpu_seconds, "peak_mb": peak, **counts}


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


Reader = Callable[[Path], dict[str, int]]


def _check() -> Reader:
    from maillage.matching.tables.reading import read_semester

    def read(path: Path) -> dict[str, int]:
        semester = read_semester(path)
        names = ("students", "wishes", "warnings")
        return {name: len(getattr(semester, name)) for name in names}

    return read


def _pandas() -> Reader:
    import pandas as pd

    def read(path: Path) -> dict[str, int]:
        files = sorted(path.glob("*.csv"))
        return {"rows": sum(len(pd.read_csv(file, dtype=str)) for file in files)}

    return read


def _openpyxl() -> Reader:
    import openpyxl

    def read(path: Path) -> dict[str, int]:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return {"rows": sum(len(list(sheet.iter_rows(values_only=True))) for sheet in book)}

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "check": _check,
    "pandas": _pandas,
    "openpyxl": _openpyxl,
}
"""What reads a path, after importing what it needs."""

if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
