"""Folders of results that were damaged: a sentence and a code, nothing written, nothing changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from .cli_example import run, workbook
from .closing_example import full

CHANGES = "change,id,from,half_days,column,value,reason\nsupervisor_absent,{},{},,,,ill\n"


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _foreign(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    path.write_text("\n".join([*lines, ",".join(["ZZZ", *cells[1:]])]) + "\n", encoding="utf-8")


def _without_columns(path: Path) -> None:
    path.write_text("x,y\n1,2\n", encoding="utf-8")


def _large_number(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[5] = "9" * 5000
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")


def _large_cell(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(f'{text}"{"a" * 200_000}"\n', encoding="utf-8")


def _unknown_host(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(",M1,", ",QQ,"), encoding="utf-8")


def _emptied(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    kept = {"input_sha256": content["input_sha256"]}
    path.write_text(json.dumps(dict.fromkeys(content) | kept), encoding="utf-8")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "binary": lambda path: path.write_bytes(bytes(range(256)) * 4),
    "folder": _folder,
}
LINES = {
    "foreign": _foreign,
    "without-columns": _without_columns,
    "large-number": _large_number,
    "large-cell": _large_cell,
    "unknown-host": _unknown_host,
}
JSON: dict[str, Callable[[Path], object]] = {
    "list": lambda path: path.write_text("[1, 2]", encoding="utf-8"),
    "deep": lambda path: path.write_text("[" * 100_000, encoding="utf-8"),
    "null": _emptied,
}
CASES = [("summary.json", name) for name in (*DAMAGE, *JSON)]
CASES += [("placements.csv", name) for name in (*DAMAGE, *LINES)]
# What these files say is not needed: an absence of reasons is no fault.
ALL_CASES = [*CASES, ("changes/changes.csv", "folder"), ("earlier/0.csv", "folder")]
HOW = {**DAMAGE, **LINES, **JSON}
ACCEPTED = {
    # A summary without options is that of a result placed without any.
    ("repair", "summary.json", "null"),
    ("explain", "summary.json", "null"),
    ("close", "summary.json", "null"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a semester, its result, that repaired, and changes for both."""
    there = tmp_path_factory.mktemp("damaged")
    file = workbook(there / "semester.xlsx", full(), "en")
    (there / "placed.csv").write_text(CHANGES.format("M2", 10), encoding="utf-8")
    (there / "repaired.csv").write_text(CHANGES.format("M1", 15), encoding="utf-8")
    assert run("place", file, "-o", there / "placed").exit_code == 0
    arguments = ("repair", file, there / "placed", "--changes", there / "placed.csv")
    assert run(*arguments, "-o", there / "repaired").exit_code == 0
    return there


def asked(made: Path, result: Path, kind: str, out: Path) -> dict[str, tuple[object, ...]]:
    """Return what is typed of each command."""
    file = made / "semester.xlsx"
    return {
        "repair": ("repair", file, result, "--changes", made / f"{kind}.csv", "-o", out / "new"),
        "close": ("close", file, result, "-o", out / "next.xlsx"),
        "replay": ("replay", result, file),
        "explain": ("explain", file, result, "--student", "01"),
    }


@pytest.mark.parametrize("command", ["repair", "close", "replay", "explain"])
@pytest.mark.parametrize("kind", ["placed", "repaired"])
def test_what_is_damaged_is_told(command: str, kind: str, made: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name, how in ALL_CASES if kind == "repaired" else CASES:
        if (command, name, how) in ACCEPTED or (command == "explain" and "/" in name):
            continue
        if command == "replay" and (kind, name) == ("placed", "placements.csv"):
            codes: tuple[int, ...] = (2, 5)  # it finds other bytes
        else:
            codes = (2, 3, 5)
        result = tmp_path / "result"
        shutil.rmtree(result, ignore_errors=True)
        shutil.copytree(made / kind, result)
        HOW[how](result / name)
        done = run(*asked(made, result, kind, out)[command], "--lang", "fr")
        case = (name, how, done.output)
        assert done.exception is None or isinstance(done.exception, SystemExit), case
        assert done.exit_code in codes, case
        assert done.output.strip(), case
        assert list(out.iterdir()) == [], case


def test_a_repaired_result_is_not_replayed_and_the_message_says_what_to_do(made: Path) -> None:
    done = run("replay", made / "repaired", made / "semester.xlsx", "--lang", "fr")
    assert done.exit_code == 2, done.output
    assert "a été réparé" in done.output
    assert "maillage verify" in done.output


@pytest.mark.parametrize("command", ["repair", "close"])
def test_a_file_in_the_place_of_the_folder_to_write(
    command: str, made: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    out = tmp_path / "file" / "below"
    done = run(*asked(made, made / "placed", "placed", out)[command], "--lang", "fr")
    assert done.exit_code == 2, done.output
    assert isinstance(done.exception, SystemExit)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
