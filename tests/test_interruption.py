"""Ctrl-C, requests to terminate and time limits, at any moment of a run."""

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from cli_example import example, run, workbook
from maillage import place, read_semester
from maillage.matching import foreground, optimal
from maillage.matching.demonstration import write_demonstration

RESULT = [
    "fees.csv",
    "placements.csv",
    "placements.xlsx",
    "reasons.csv",
    "report.html",
    "summary.json",
]
MOMENTS = Random(4)

PROGRAM = """
import os, signal, sys, time
import maillage.cli as cli
import maillage.commands.place as command
from maillage.matching import foreground, optimal
from maillage.matching.outputs import directory

def stopping(function, *signals, rest=0.0):
    "Return the function, during which signals come and some seconds pass."
    def stopped(*arguments, **more):
        for number in signals:
            os.kill(os.getpid(), number)
        time.sleep(rest)
        return function(*arguments, **more)
    return stopped

{patch}
cli.main()
"""


@pytest.fixture(scope="module")
def semester(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workbook of a handful of students."""
    return workbook(tmp_path_factory.mktemp("input") / "semester.xlsx")


@pytest.fixture(scope="module")
def earlier(semester: Path) -> Path:
    """Return the folder of its result."""
    output = semester.parent / "result"
    assert run("place", semester, "-o", output).exit_code == 0
    return output


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tables of the demonstration."""
    return write_demonstration(tmp_path_factory.mktemp("demonstration"), "en")[1]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def summary(output: Path) -> dict:
    return json.loads((output / "summary.json").read_text(encoding="utf-8"))


def started(patch: str, *arguments: object, **more: object) -> subprocess.Popen[str]:
    """Start the program in another process, some of it replaced."""
    return subprocess.Popen(
        [sys.executable, "-P", "-c", PROGRAM.format(patch=patch), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "MAILLAGE_LANG": "en", "PYTHONIOENCODING": "utf-8"},
        **{"stderr": subprocess.PIPE, **more},
    )


def ended(patch: str, *arguments: object) -> tuple[int, str]:
    """Run the program to its end; return its exit code and what it said beside the result."""
    process = started(patch, *arguments)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    return process.returncode, said


# Before the search: nothing is found, nothing is written, nobody waits


@pytest.mark.parametrize(
    "patch",
    [
        "command.read_semester = stopping(command.read_semester, signal.SIGTERM, rest=50)",
        "optimal.bundles = stopping(optimal.bundles, signal.SIGINT, rest=50)",
    ],
    ids=["reading", "listing"],
)
def test_before_the_search_a_run_ends_at_once(patch, semester: Path, earlier: Path, tmp_path: Path):
    before = content(earlier)
    code, said = ended(patch, "place", semester, "-o", earlier)
    assert code == 130
    assert said.splitlines()[-1] == "Interrupted before the search had begun; nothing was written."
    assert content(earlier) == before


# During the search: the best placement found


@pytest.mark.parametrize(
    ("number", "seconds"),
    [(MOMENTS.choice([signal.SIGINT, signal.SIGTERM]), MOMENTS.uniform(0, 4)) for _ in range(2)],
)
def test_at_any_moment_of_the_search(number, seconds, demonstration: Path, tmp_path: Path):
    process = started("", "place", demonstration, "-o", tmp_path / "out")
    assert process.stderr is not None
    while "optimising" not in process.stderr.readline():
        assert process.poll() is None
    time.sleep(seconds)
    process.send_signal(number)
    out, said = process.communicate(timeout=60)
    last = out.splitlines()[-1]
    if "all requirements" in said:  # so early that the locks were not in their places yet
        assert (process.returncode, list(tmp_path.iterdir())) == (130, [])
        return
    status = summary(tmp_path / "out")["status"]
    assert (process.returncode, status) in [(130, "interrupted"), (0, "optimal")]
    assert last.split("Status: ")[1].startswith(status)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == RESULT
    assert run("verify", demonstration, tmp_path / "out").exit_code == 0


# While writing: the old folder or the new one, and nothing beside it


def test_while_writing_the_result_is_finished(semester: Path, tmp_path: Path):
    patch = "foreground.write_results = stopping(foreground.write_results, signal.SIGINT)"
    code, said = ended(patch, "place", semester, "-o", tmp_path / "out")
    assert code == 0
    assert "The search is over and its result is being written." in said
    assert summary(tmp_path / "out")["status"] == "optimal"
    assert run("verify", semester, tmp_path / "out").exit_code == 0


def test_while_writing_a_second_time_leaves_nothing_behind(semester: Path, tmp_path: Path):
    assert run("place", semester, "-o", tmp_path / "out", "--tiers", "placed").exit_code == 0
    before = content(tmp_path / "out")
    patch = "directory._flush_folder = stopping(directory._flush_folder, *[signal.SIGINT] * 2)"
    code, said = ended(patch, "place", semester, "-o", tmp_path / "out")
    assert code == 130
    assert "the folder is as it was, or complete" in said
    assert content(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


# Limits


def test_the_time_limit_counts_from_the_reading(semester: Path, tmp_path: Path, monkeypatch):
    def slow(path: Path) -> object:
        time.sleep(0.3)
        return read_semester(path)

    given = {}

    def placed(*arguments: object, time_limit: float | None, **more: object) -> object:
        given["limit"] = time_limit
        return placing(*arguments, time_limit=time_limit, **more)

    placing = foreground.place
    monkeypatch.setattr("maillage.commands.place.read_semester", slow)
    monkeypatch.setattr(foreground, "place", placed)
    answer = run("place", semester, "-o", tmp_path / "out", "--time-limit", 60)
    assert answer.exit_code == 0
    assert 0 < given["limit"] < 59.7


def test_a_time_limit_that_leaves_nothing_for_the_search(semester: Path, tmp_path: Path):
    answer = run("place", semester, "-o", tmp_path / "out", "--time-limit", 0.000001)
    assert answer.exit_code == 0
    assert "The time limit left nothing for the search" in answer.output
    assert summary(tmp_path / "out")["status"] == "feasible"
    assert run("verify", semester, tmp_path / "out").exit_code == 0


def test_a_time_limit_before_the_requirements_are_met(tmp_path: Path):
    tables = example()
    tables["quotas"].append(
        {"quota_id": "Q2", "scope": "territory", "value": "93066", "programme_id": "N1",
         "min": 1, "hard": True}
    )  # fmt: skip
    path = workbook(tmp_path / "semester.xlsx", tables)
    answer = run("place", path, "-o", tmp_path / "out", "--time-limit", 0.000001)
    assert answer.exit_code == 4
    assert "whether they can be met is not known. Nothing was written." in answer.output
    assert "cannot hold" not in answer.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("gap", "status"), [(None, "feasible"), (0.9, "optimal")])
def test_a_gap_is_asked_for_and_is_enough(gap, status, semester: Path, tmp_path: Path, monkeypatch):
    def content_with_less(problem, limits, report, start=None):
        assert limits.gap == gap
        found = solve(problem, limits, report, start)
        tiers = [
            replace(tier, bound=(2 * tier.value[0],), gap=0.5) if tier.name == "value" else tier
            for tier in found.tiers
        ]
        return replace(found, tiers=tuple(tiers), status="feasible")

    solve = optimal.solve
    monkeypatch.setattr(optimal, "solve", content_with_less)
    options = [] if gap is None else ["--gap", gap]
    answer = run("place", semester, "-o", tmp_path / "out", *options)
    assert answer.exit_code == 0
    result = summary(tmp_path / "out")
    assert result["status"] == status
    assert gap is None or {tier["tolerance"] for tier in result["tiers"]} == {gap}
    assert run("verify", semester, tmp_path / "out").exit_code == 0


@pytest.mark.parametrize("gap", ["-0.1", "nan", "inf", "much", "1.5"])
def test_what_is_no_gap(gap, semester: Path, tmp_path: Path):
    answer = run("place", semester, "-o", tmp_path / "out", f"--gap={gap}")
    assert answer.exit_code == 2
    assert "--gap" in answer.output


@pytest.mark.parametrize(
    "limits",
    [{"gap": -0.1}, {"gap": float("nan")}, {"time_limit": -1}, {"time_limit": float("nan")},
     {"workers": 0}],
)  # fmt: skip
def test_what_is_no_limit(limits, semester: Path):
    with pytest.raises(ValueError, match="not"):
        place(read_semester(semester), **limits)


def test_the_core_tells_how_far_it_is(semester: Path, monkeypatch):
    class Heard:
        def __init__(self) -> None:
            self.said: list[tuple[object, ...]] = []

        def phase(self, name: str) -> None:
            pass

        def tier(self, *told: object) -> None:
            pass

        def advance(self, *told: object) -> None:
            self.said.append(told)

    solve = optimal.solve

    def telling(problem, limits, report, start=None):
        for value, bound in (((), ()), ((7,), ()), ((), (8,))):
            report("progress", "value", value, bound)
        report("progress", "scout", (1,), (2,))
        report("progress", "worst_off", (2, 4), (1, 10**9, 3))
        return solve(problem, limits, report, start)

    monkeypatch.setattr(optimal, "solve", telling)
    heard = Heard()
    place(read_semester(semester), progress=heard)
    assert heard.said[:4] == [
        ("value", None, None),
        ("value", 7, None),
        ("value", None, 8),
        ("worst_off", (2,), (1, 10**9, 3)),
    ]


# The line on a terminal

TELLING = """
solve = optimal.solve
def telling(problem, limits, report, start=None):
    report("tier", "value", (), ())
    for step in range(20):
        report("progress", "value", (281_567_000 + step,), (281_570_000,))
        time.sleep(0.1)
    return solve(problem, limits, report, start)
optimal.solve = telling
"""


def on_a_terminal(columns: int, *arguments: object) -> str:
    """Return what the program shows on a terminal."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = started(TELLING, *arguments, stderr=its)
    os.close(its)
    shown = b""
    while True:
        try:
            shown += os.read(ours, 65536)
        except OSError:  # how a terminal ends on Linux
            break
    process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 0
    return shown.decode()


@pytest.mark.parametrize(
    ("lang", "columns", "said"),
    [
        ("en", 100, "optimising … 1 s  need and wishes 281.567 of at most 281.570 (0.0011 %)"),
        ("fr", 60, "optimisation … 1 s  besoin et vœux 281,567 sur 281,570 au …"),
    ],
)
def test_one_line_is_rewritten_in_place(lang, columns, said, semester: Path, tmp_path: Path):
    arguments = ["place", semester, "-o", tmp_path / "out", "--lang", lang]
    shown = on_a_terminal(columns, *arguments).replace("\N{NO-BREAK SPACE}", " ")
    lines = [line.rstrip() for line in shown.split("\r")]
    assert said in lines
    assert max(map(len, lines)) < columns
    assert 5 <= sum(said[:20] in line for line in lines) <= 15
    # The cursor is never hidden: who kills the run finds the terminal in order.
    assert "\x1b[?25l" not in shown
