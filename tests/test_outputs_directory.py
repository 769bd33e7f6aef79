"""A result's folder: all of it or none, and never over anything else."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from maillage.matching.outputs import directory
from maillage.matching.outputs.directory import (
    OutputError,
    check_directory,
    result_files,
    write_files,
    write_results,
)
from maillage.matching.outputs.exchange import exchange
from outputs_example import PLACEMENT, SEMESTER

NAMES = {"placements.csv", "placements.xlsx", "reasons.csv", "report.html", "summary.json"}
NEWER = replace(PLACEMENT, students=PLACEMENT.students[:2], refusals=())


class Killed(BaseException):
    """Stands for the end of the process: no ordinary handler sees it."""


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def new() -> dict[str, bytes]:
    return result_files(SEMESTER, NEWER, "en")


@pytest.fixture(scope="module")
def first() -> dict[str, bytes]:
    return result_files(SEMESTER, PLACEMENT, "en")


@pytest.fixture
def old(tmp_path: Path, first) -> dict[str, bytes]:
    """Return an earlier result, which lies in the folder ``out``."""
    write_files(first, tmp_path / "out")
    return first


@pytest.fixture(params=["exchange", "two renames"])
def file_system(request, monkeypatch):
    """Run a test as on a system that swaps folders, and as on one that cannot."""
    if request.param == "two renames":
        monkeypatch.setattr(directory, "exchange", lambda first, second: False)
    return request.param


def test_every_file_is_written_and_nothing_else(tmp_path: Path):
    write_results(SEMESTER, PLACEMENT, tmp_path / "deep" / "out")
    assert set(content(tmp_path / "deep" / "out")) == NAMES
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


def test_the_same_result_gives_the_same_bytes(tmp_path: Path, old):
    write_results(SEMESTER, PLACEMENT, tmp_path / "again")
    assert content(tmp_path / "again") == old


def test_an_earlier_result_is_replaced_as_a_whole(tmp_path: Path, old, new, file_system):
    out = tmp_path / "out"
    (out / "report.html").write_text("of the earlier result")
    out.chmod(0o750)
    write_results(SEMESTER, NEWER, out)
    assert content(out) == new
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert out.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("call", range(1, 24))
def test_a_run_killed_at_any_step_leaves_the_old_or_the_new(
    tmp_path: Path, monkeypatch, old, new, file_system, call
):
    """From one step on, nothing that touches the disk happens any more, cleaning up neither."""
    steps = []

    def dying(step):
        def run(*arguments, **keywords):
            steps.append(step)
            if len(steps) >= call:
                raise Killed
            return step(*arguments, **keywords)

        return run

    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        for owner, name in ((os, "fsync"), (Path, "mkdir"), (Path, "rename"), (Path, "open")):
            patched.setattr(owner, name, dying(getattr(owner, name)))
        patched.setattr(shutil, "rmtree", dying(shutil.rmtree))
        patched.setattr(directory, "exchange", dying(directory.exchange))
        with contextlib.suppress(Killed):
            write_files(new, out)
            assert call > 15, "there are fewer steps than this test thinks"
    aside = tmp_path / ".out.previous"
    left = out if out.exists() else aside
    assert content(left) in (old, new)
    assert left == out or file_system == "two renames"
    write_files(new, out)
    assert content(out) == new
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_process_killed_while_writing_leaves_the_old(tmp_path: Path, old):
    script = (
        "import os, signal, sys; from maillage.matching.outputs import directory; "
        "directory._put_in_place = lambda *_: os.kill(os.getpid(), signal.SIGKILL); "
        "directory.write_files({'summary.json': b'{}'}, sys.argv[1])"
    )
    run = subprocess.run([sys.executable, "-c", script, str(tmp_path / "out")], check=False)
    assert run.returncode == -signal.SIGKILL
    assert content(tmp_path / "out") == old


def test_a_failed_second_rename_puts_the_old_result_back(tmp_path: Path, monkeypatch, old):
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name == ".out.new":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(directory, "exchange", lambda first, second: False)
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OutputError, match=r"cannot be written to .*: Permission denied\."):
        write_results(SEMESTER, NEWER, tmp_path / "out")
    assert content(tmp_path / "out") == old
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_and_what_a_file_browser_leaves_are_no_hindrance(tmp_path: Path):
    (tmp_path / ".DS_Store").write_bytes(b"")
    write_results(SEMESTER, PLACEMENT, tmp_path)
    assert set(content(tmp_path)) == NAMES


def test_a_folder_with_other_files_is_refused_and_untouched(tmp_path: Path, old):
    out = tmp_path / "out"
    (out / "letters.docx").write_text("mine")
    with pytest.raises(OutputError, match=r"not part of a result \(letters\.docx\)"):
        write_results(SEMESTER, NEWER, out)
    assert content(out) == {**old, "letters.docx": b"mine"}


def test_many_other_files_are_not_all_named(tmp_path: Path):
    for name in "abcde":
        (tmp_path / name).write_text("mine")
    with pytest.raises(OutputError, match=r"\(a, b, c and 2 more\)"):
        check_directory(tmp_path)


@pytest.mark.parametrize("summary", [None, "{", "[]", json.dumps({"other": 1})])
def test_a_folder_without_a_summary_of_ours_is_no_result(tmp_path: Path, summary):
    (tmp_path / "placements.csv").write_text("mine")
    if summary is not None:
        (tmp_path / "summary.json").write_text(summary)
    with pytest.raises(OutputError, match="holds no complete result"):
        check_directory(tmp_path)


@pytest.mark.parametrize("name", ["~$placements.xlsx", ".~lock.placements.xlsx#"])
def test_a_workbook_open_elsewhere_is_said_so(tmp_path: Path, old, name):
    (tmp_path / "out" / name).write_text("")
    with pytest.raises(OutputError, match="open in another program"):
        check_directory(tmp_path / "out")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="is a file"):
        check_directory(tmp_path / "out")
    with pytest.raises(OutputError, match="is a file"):
        check_directory(tmp_path / "out" / "deeper")


def test_folders_swap_or_nothing_happens(tmp_path: Path):
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text(name)
    swapped = exchange(tmp_path / "a", tmp_path / "b")
    assert set(content(tmp_path / "a")) == {"b" if swapped else "a"}
    assert set(content(tmp_path / "b")) == {"a" if swapped else "b"}
    if swapped:
        with pytest.raises(FileNotFoundError):
            exchange(tmp_path / "a", tmp_path / "missing")


def test_a_symbolic_link_stays_a_link(tmp_path: Path, old):
    (tmp_path / "link").symlink_to(tmp_path / "out", target_is_directory=True)
    write_results(SEMESTER, NEWER, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert content(tmp_path / "out") != old
