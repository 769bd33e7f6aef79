"""Import of travel times: lists and matrices, units, limits, what is refused."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from cli_example import run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from maillage import read_semester
from maillage.matching.imports import travel_lines
from maillage.matching.imports.travel import prepare_travel
from official_files import book, semester
from test_import_territories import content, done, refused

OURS = ["CAB", "CDS", "LAC", "01", "07", "93005", "94028"]
NAMES = [*OURS, "X", "75056"]


@pytest.fixture(params=[".xlsx", ""])
def into(request, tmp_path: Path) -> Path:
    """A semester as a workbook, and as a folder."""
    return semester(tmp_path / f"s{request.param}")


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def journeys(path: Path) -> dict[tuple[str, str], Fraction]:
    return {(t.origin, t.destination): t.minutes for t in read_semester(path).travel}


@pytest.mark.parametrize(
    "text",
    [
        "origin,destination,minutes\nCAB,93005,12.5\n01,LAC,33\nX,CAB,1\n",
        "Trajets\n\nfrom_id;to_id;travel_time_min\nCAB;93005;12,5\n01;LAC;33\nCAB;X;\n",
        "origine\tdestination\tdurée (s)\nCAB\t93005\t750\n01\tLAC\t1980\n",
        "sep=;\nDépart;Arrivée;Temps (heures)\nCAB;93005;0,2083333333\n01;LAC;0,55\n",
        "to,from,time_seconds,km\n93005,CAB,750,8\nLAC,01,1980,20\n",
        'origin,destination,minutes\n"CAB","93005","0:12:30"\n"01","LAC","0:33:00"\n,,\n',
        ",93005,LAC,X\nCAB,12.5,,4\n01,,33,\nQ,1,2,3\n",
    ],
)
def test_layouts_and_units(text, into: Path, tmp_path: Path):
    done("travel", written(tmp_path / "t.csv", text), "--into", into)
    assert journeys(into) == {("CAB", "93005"): Fraction("12.5"), ("01", "LAC"): 33}


@pytest.mark.parametrize("name", ["t.parquet", "t.xlsx"])
def test_other_formats(name, into: Path, tmp_path: Path):
    frame = pd.DataFrame({"origin": ["CAB", "01", "X"], "destination": ["93005", "LAC", "CAB"],
                          "minutes": [12.5, 33.0, float("nan")]})  # fmt: skip
    path = tmp_path / name
    if name.endswith("parquet"):
        frame.astype({"minutes": "float32"}).to_parquet(path)
    else:
        frame.to_excel(path, index=False)
    done("travel", path, "--into", into)
    assert journeys(into) == {("CAB", "93005"): Fraction("12.5"), ("01", "LAC"): 33}


def test_a_column_of_lists(into: Path, tmp_path: Path):
    frame = pd.DataFrame({"origin": ["CAB"], "destination": ["LAC"], "minutes": [[1, 2]]})
    frame.to_parquet(tmp_path / "l.parquet")
    said = refused(3, into, "travel", tmp_path / "l.parquet")
    assert said[1] == "l.parquet:1: minutes '[1, 2]' is not a number. [not-a-number]"


def test_a_territory_gets_its_zero_back(tmp_path: Path):
    into = semester(tmp_path / "s.xlsx")
    file = written(tmp_path / "t.csv", "origin,destination,minutes\nCAB,93005.0,5\n")
    done("travel", file, "--into", into)
    assert journeys(into) == {("CAB", "93005"): 5}


def test_lines_that_are_there_change_in_their_rows(into: Path, tmp_path: Path):
    first = written(tmp_path / "1.csv", "origin,destination,minutes\nLAC,CAB,30\nCAB,CDS,10\n")
    done("travel", first, "--into", into)
    second = written(
        tmp_path / "2.csv", "origin,destination,minutes\nCAB,LAC,9\nCAB,CDS,11.5\nLAC,CAB,30\n"
    )
    said = done("travel", second, "--into", into, "--keep", "--preview")
    assert "added 1, changed 0, already so 1, kept although the file differs 1." in said
    said = done("travel", second, "--into", into)
    assert "added 1, changed 1, already so 1" in said
    assert "Changed: CAB → CDS: 10 → 11.5." in said
    assert journeys(into) == {("CAB", "CDS"): Fraction("11.5"), ("LAC", "CAB"): 30,
                              ("CAB", "LAC"): 9}  # fmt: skip
    before = content(into)
    assert "There is nothing to write." in done("travel", second, "--into", into)
    assert content(into) == before


def brute_force(rows: list[tuple[str, str, int]]) -> dict[tuple[str, str], Fraction] | None:
    """Return the journeys that are wanted, ``None`` where two of them contradict each other."""
    found: dict[tuple[str, str], Fraction] = {}
    for origin, destination, tenths in rows:
        if origin in OURS and destination in OURS:
            value = Fraction(tenths, 10)
            if found.setdefault((origin, destination), value) != value:
                return None
    return found


ROW = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 3))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(ROW, max_size=8), seed=st.randoms(use_true_random=False))
def test_any_list_in_any_order(rows, seed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("travel")
    wanted = brute_force(rows)
    outcomes = []
    for number in range(2):
        into = semester(folder / str(number))
        file = folder / f"{number}.csv"
        with file.open("w", newline="") as stream:
            csv.writer(stream).writerows(
                [("origin", "destination", "minutes"), *((a, b, t / 10) for a, b, t in rows)]
            )
        answer = run("import", "travel", file, "--into", into)
        outcomes.append(content(into))
        if wanted:
            assert answer.exit_code == 0, answer.output
            assert journeys(into) == wanted
        else:
            assert answer.exit_code == 3, answer.output
            assert "travel.csv" not in outcomes[-1]
        seed.shuffle(rows)
    assert outcomes[0] == outcomes[1]


def test_a_file_in_many_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("maillage.matching.imports.travel_source.CELLS", 9)
    rows = [(a, b, i) for i, (a, b) in enumerate((a, b) for a in NAMES for b in NAMES)]
    text = "".join(f"{a},{b},{i}\n" for a, b, i in rows)
    into = semester(tmp_path / "s")
    done("travel", written(tmp_path / "t.csv", f"from,to,min\n{text}"), "--into", into)
    assert journeys(into) == {(a, b): i for a, b, i in rows if a in OURS and b in OURS}


def test_all_errors_at_once(into: Path, tmp_path: Path):
    text = (
        "from,to,minutes\nCAB,LAC,vite\nCAB,CDS,-3\n,CDS,4\nCAB,93005,1\nCAB,93005,2\n"
        "CDS,LAC,1,5\nX,Y,vite\n"
    )
    said = refused(3, into, "travel", written(tmp_path / "t.csv", text))
    assert sorted(line.partition(": ")[0] for line in said[1:6]) == [
        "t.csv:2", "t.csv:3", "t.csv:4", "t.csv:6", "t.csv:7",
    ]  # fmt: skip
    assert (
        "t.csv:6: the journey CAB → 93005 takes 2 minutes here and 1 at t.csv:5; leave one of the "
        "two. [duplicate-journey]"
    ) in said


def test_many_errors_are_counted(into: Path, tmp_path: Path):
    text = "from,to,minutes\n" + "CAB,LAC,x\n" * 50
    said = refused(3, into, "travel", written(tmp_path / "t.csv", text))
    assert "t.csv: 30 more errors of this kind. [not-a-number]" in said


def test_seconds_are_not_taken_for_minutes(into: Path, tmp_path: Path):
    file = written(tmp_path / "t.csv", "from,to,duration\nCAB,LAC,1800\nCAB,CDS,60\n")
    assert "[unknown-unit]" in refused(3, into, "travel", file)[1]
    done("travel", file, "--into", into, "--unit", "seconds")
    assert journeys(into) == {("CAB", "LAC"): 30, ("CAB", "CDS"): 1}


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("a,b,c\n1,2,3\n", 3, "there is no column of origin, destination, minutes among a, b, c"),
        ("from,to\nCAB,LAC\n", 3, "there is no column of minutes among from, to"),
        ("from,to,minutes\nX,Y,3\n", 3, "no journey is between two places of the semester; the "
         "file speaks of X, …, the semester of 01, 02, 03, …."),
        ("from,to,minutes\n", 3, "no journey with a time between places"),
        ("from,to,duree,temps\nCAB,LAC,1,2\n", 2, "several columns may hold the times: duree"),
        (",CAB,CAB\nLAC,1,2\n", 3, "the same column is given twice"),
        (",CAB,LAC\n,1,2\n", 3, "the row does not say where the journeys begin"),
        ('from,to,minutes\nCAB,"LAC,3\n', 3, "are its double quotes in pairs?"),
        ("", 3, "there is nothing in the file"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used(text, code, message, into: Path, tmp_path: Path):
    said = refused(code, into, "travel", written(tmp_path / "t.csv", text))
    assert message in " ".join(said)


def test_more_rows_than_a_sheet_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(travel_lines, "SHEET_ROWS", 3)
    file = written(tmp_path / "t.csv", "from,to,minutes\nCAB,LAC,1\nLAC,CAB,2\nCAB,CDS,3\n")
    into = semester(tmp_path / "s.xlsx")
    said = refused(2, into, "travel", file)
    assert (
        "s.xlsx: 4 rows of journeys would be needed, and a sheet of a workbook holds 3;" in said[0]
    )
    done("travel", file, "--into", semester(tmp_path / "s"))


def test_what_a_program_may_look_at(tmp_path: Path):
    file = book(
        tmp_path / "t.xlsx", {"Data": [["origin", "destination", "minutes"], ["CAB", "LAC", 7]]}
    )
    found = prepare_travel(file, semester(tmp_path / "s.xlsx"))
    assert str(found.report[0]).startswith("Data: a line per journey, from 'origin' to")
    assert found.files.keys() == {tmp_path / "s.xlsx"}
