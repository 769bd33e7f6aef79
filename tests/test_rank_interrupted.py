"""`rank` and `requests` ended by Ctrl-C or killed: the folder is as it was, or complete."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from maillage.cli import commands
from maillage.matching.outputs import directory
from maillage.matching.tables.writing import write_csv_folder
from maillage.solvers import tied
from maillage.solvers.assignment import AssignmentProblem
from maillage.solvers.limits import Limits
from maillage.solvers.nested import nested_caps
from maillage.solvers.together import Teams

from .test_requests import EXAMPLE

RANK = "maillage.commands.rank"
FURTHER = "maillage.commands.rank_options"
RANKING = "maillage.matching.settling.ranking"
FILES = "maillage.matching.outputs.ranking_files"
STEPS = [
    f"{RANK}.read_semester",
    f"{FURTHER}.propose_groups",
    f"{FURTHER}.new_sites",
    f"{RANKING}.joint",
    f"{RANKING}.stability",
    f"{FILES}.ranking_workbook",
    f"{FILES}.ranking_report",
    "maillage.matching.outputs.directory._fill",
    "maillage.matching.outputs.directory._flush_folder",
    "maillage.matching.outputs.directory._put_in_place",
]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    asking = [{**row, "wants_premises_m2": None} for row in EXAMPLE["requests"]]
    write_csv_folder({**EXAMPLE, "requests": asking}, folder / "tables", "en")
    return folder / "tables"


def run(*arguments: object) -> Any:
    return CliRunner().invoke(commands, [str(one) for one in arguments])


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(autouse=True)
def _listening() -> Iterator[None]:
    """Hear Ctrl-C as Python does, whatever a test before or who started the tests has set."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def ctrl_c_at(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Press Ctrl-C when a step is over, the first time."""
    module, name = step.rsplit(".", 1)
    there = __import__(module, fromlist=[name])
    original = getattr(there, name)
    pressed = []

    def interrupted(*given: Any, **named: Any) -> Any:
        result = original(*given, **named)
        if not pressed:
            pressed.append(True)
            os.kill(os.getpid(), signal.SIGINT)
        return result

    monkeypatch.setattr(there, name, interrupted)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", ["nothing", "a ranking"])
def test_ctrl_c_leaves_the_folder_as_it_was_or_complete(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, before: str
) -> None:
    out = tmp_path / "out"
    asked = ("rank", tables, "-o", out, "--groups", "--new", 1, "--without-existing")
    if before == "a ranking":
        assert run("rank", tables, "-o", out).exit_code == 0
    old = content(out) if out.exists() else None
    ctrl_c_at(monkeypatch, step)
    done = run(*asked)
    assert done.exit_code == 130, done.output
    assert "Traceback" not in done.output
    assert [path.name for path in tmp_path.iterdir()] in ([], ["out"])
    now = content(out) if out.exists() else None
    if step.endswith("_put_in_place"):
        assert now is not None
        assert {"ranking.csv", "report.html", "groups.csv", "new_sites.csv"} <= set(now)
    else:
        assert now == old


@pytest.mark.parametrize("step", ["_fill", "_put_in_place"])
def test_ctrl_c_in_the_intake(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    ctrl_c_at(monkeypatch, f"maillage.matching.outputs.directory.{step}")
    assert run("requests", tables, "-o", tmp_path / "out").exit_code == 130
    there = {path.name for path in tmp_path.iterdir()}
    assert there == ({"out"} if step == "_put_in_place" else set())


class Killed(BaseException):
    """The process is gone: nothing of it is done any more."""


@pytest.mark.parametrize("step", ["before", "after"])
def test_a_ranking_killed_around_the_exchange_is_the_old_or_the_new(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    assert run("rank", tables, "-o", out).exit_code == 0
    assert run("rank", tables, "-o", other, "--groups").exit_code == 0
    old, new = content(out), set(content(other))
    in_place = directory._put_in_place

    def killed(*given: Any) -> None:
        if step == "after":
            in_place(*given)
        monkeypatch.setattr(directory, "_remove", lambda *_: None)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(directory, "_put_in_place", killed)
        with pytest.raises(Killed):
            CliRunner().invoke(
                commands, ["rank", str(tables), "-o", str(out), "--groups"], catch_exceptions=False
            )
    if step == "before":
        assert content(out) == old
    else:
        assert set(content(out)) == new
    monkeypatch.undo()
    assert run("rank", tables, "-o", out).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"out", "other"}


def test_ctrl_c_is_heard_while_teams_are_placed(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(1)
    agents, offers = 40, 120
    agent, offer = (part.ravel() for part in np.indices((agents, offers)))
    weight = dice.integers(400_000, 600_000, agents * offers)
    caps = nested_caps(np.ones(offers, np.int64))
    problem = AssignmentProblem(agents, agent, offer, weight, caps)
    teams = Teams(np.arange(agents) // 2, np.tile(np.arange(offers) // 3, (agents // 2, 1)))
    solve = tied.cp_model.CpSolver.solve
    heard = threading.Event()
    key = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))

    def pressed(solver: Any, model: Any) -> Any:
        # Pressed once, and not after the search: whoever runs the tests would hear it.
        if key.ident is None:
            key.start()
        found = solve(solver, model)
        heard.wait(10)
        return found

    monkeypatch.setattr(tied.cp_model.CpSolver, "solve", pressed)
    with pytest.raises(KeyboardInterrupt):
        tied.tied_best(problem, teams, Limits(seconds=4))
    heard.set()
