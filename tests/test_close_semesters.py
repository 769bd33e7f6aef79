"""Semesters one after the other: nobody and nothing is lost, credit and history take effect."""

from __future__ import annotations

import csv
import json
import tempfile
from fractions import Fraction
from pathlib import Path

import maillage
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from maillage.matching.demonstration import write_demonstration
from maillage.matching.demonstration.semester import demonstration_tables
from maillage.matching.placement import CannotBeMet
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows, read_semester
from maillage.matching.tables.writing import write_csv_folder, write_workbook

from .cli_example import run, workbook
from .closing_example import contest, placed
from .effort import EXAMPLES
from .strategies import Row, Tables, semesters

# -- two semesters of two students ------------------------------------------------------------


def wish_again(path: Path, target: Path) -> Path:
    """Write a semester in which A and B want M1, M2, M3 in this order, as before."""
    lines = [
        {"student_id": name, "rank": rank, "target": host}
        for name in ("A", "B")
        for rank, host in enumerate(("M1", "M2", "M3"), start=1)
    ]
    answers = path.with_name("answers.csv")
    with answers.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["student_id", "Wish 1", "Wish 2", "Wish 3"])
        writer.writerows([name, "M1", "M2", "M3"] for name in ("A", "B"))
    target.write_bytes(path.read_bytes())
    done = run("import", "wishes", answers, "--into", target)
    assert done.exit_code == 0, done.output
    assert len(read_semester(target).wishes) == len(lines)
    return target


def hosts(path: Path) -> dict[str, str]:
    lines = csv.DictReader((path / "placements.csv").open(encoding="utf-8"))
    return {line["student_id"]: line["supervisor_id"] for line in lines}


@pytest.fixture
def three(tmp_path: Path, request: pytest.FixtureRequest) -> list[dict[str, str]]:
    """Return where A and B were in three semesters, each closed before the next."""
    source = workbook(tmp_path / "0.xlsx", contest(request.param), "en")
    found = []
    for number in range(3):
        result = tmp_path / f"result{number}"
        placed(source, result)
        found.append(hosts(result))
        following = tmp_path / f"closed{number}.xlsx"
        done = run("close", source, result, "-o", following)
        assert done.exit_code == 0, done.output
        source = wish_again(following, tmp_path / f"{number + 1}.xlsx")
    return found


@pytest.mark.parametrize("three", ["none"], indirect=True)
def test_credit_gives_the_first_wish_to_who_was_served_worse(three: list[dict[str, str]]) -> None:
    first, second, third = three
    assert {*first.values()} == {*second.values()} == {"M1", "M2"}
    assert second["A"] == first["B"]
    assert second["B"] == first["A"]
    # Half of a third of credit is left against a third: they change places again.
    assert third == first


@pytest.mark.parametrize("three", ["supervisor"], indirect=True)
def test_nobody_comes_to_a_supervisor_twice(three: list[dict[str, str]]) -> None:
    first, second, third = three
    assert {*first.values()} == {*second.values()} == {"M1", "M2"}
    assert second["A"] == first["B"]
    # Both have been at M1 and M2: M3 has a seat for one of them.
    assert {*third.values()} == {"M3", ""}


def test_credit_after_each_semester(tmp_path: Path) -> None:
    source = workbook(tmp_path / "0.xlsx", contest("none"), "en")
    found = []
    for number in range(2):
        placed(source, tmp_path / f"result{number}")
        closing = maillage.close_semester(
            source, tmp_path / f"result{number}", tmp_path / f"closed{number}.xlsx"
        )
        found.append(sorted(s.next_credit for s in closing.students))
        source = wish_again(tmp_path / f"closed{number}.xlsx", tmp_path / f"{number + 1}.xlsx")
    # A second wish of three is a third; the next semester halves it for the one, the other gets it.
    assert found == [[0, Fraction("0.3333")], [Fraction("0.1667"), Fraction("0.3333")]]


# -- random semesters ---------------------------------------------------------------------------

UNTOUCHED = (
    "name", "lat", "lon", "territory_id", "second_lat", "second_lon", "car", "max_minutes",
    "shortage_only", "needs_housing", "subdivision", "email",
)  # fmt: skip
WHERE_NEXT = ("", "", "end", "P1", "P2", "fin")


@st.composite
def closable(draw: st.DrawFn) -> Tables:
    """Draw a semester with next programmes, conflicts of anybody, and seniority."""
    tables = draw(semesters(most_students=5, most_supervisors=3))
    names = {row["programme_id"] for row in tables["programmes"]}
    for row in tables["programmes"]:
        word = draw(st.sampled_from(WHERE_NEXT))
        row["next_programme"] = word if word in names or not word.startswith("P") else ""
    for row in tables["students"]:
        row["seniority"] = draw(st.sampled_from(("", "0", "3")))
        row["rank"] = draw(st.sampled_from(("", "7")))
    tables["settings"] += [
        {"key": "credit_decay", "value": draw(st.sampled_from(("0", "0.5", "1")))},
        {"key": "credit_cap", "value": draw(st.sampled_from(("1", "0.3", "2")))},
    ]
    return tables


def classes_of(tables: Tables) -> dict[str, int]:
    """Return how many distinct ranks each student wished for."""
    ranks: dict[str, set[str]] = {}
    for row in tables.get("wishes", []):
        if row.get("rank"):
            ranks.setdefault(row["student_id"], set()).add(row["rank"])
        for name, cell in row.items():
            if name.startswith("wish_") and cell:
                ranks.setdefault(row["student_id"], set()).add(name)
    for row in tables["students"]:
        for name, cell in row.items():
            if name.startswith("wish_") and cell:
                ranks.setdefault(row["student_id"], set()).add(name)
    return {name: len(found) for name, found in ranks.items()}


def setting(tables: Tables, key: str) -> Fraction:
    return next(Fraction(row["value"]) for row in tables["settings"] if row["key"] == key)


def expected_student(tables: Tables, row: Row, line: Row) -> tuple[object, ...] | None:
    """Return programme, seniority and credit of the next semester; nothing of who leaves."""
    is_placed = line["status"] != "unplaced"
    validates = is_placed and row.get("surnombre") != "non_validating"
    programme = next(p for p in tables["programmes"] if p["programme_id"] == row["programme_id"])
    following = row["programme_id"]
    if validates and programme["next_programme"]:
        following = programme["next_programme"]
    if following in ("end", "fin"):
        return None
    ranks = classes_of(tables).get(row["student_id"], 0)
    served = 0.0
    if ranks:
        served = min(1.0, (float(line["wish_rank"]) - 1) / ranks) if is_placed else 1.0
    decay, cap = (float(setting(tables, f"credit_{name}")) for name in ("decay", "cap"))
    credit = min(cap, decay * float(row.get("credit") or 0) + served)
    before = int(row["seniority"]) if row["seniority"] else None
    seniority = (before or 0) + 1 if validates else before
    return following, seniority, credit


def place_tables(tables: Tables, folder: Path) -> Semester:
    semester = read_rows(tables)
    try:
        placement = maillage.place(semester)
    except CannotBeMet:
        assume(False)
    maillage.write_results(semester, placement, folder / "result")
    return semester


@given(closable(), st.booleans(), st.booleans())
@settings(
    # Each example is placed, written, closed and read again.
    max_examples=max(5, EXAMPLES // 10),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_nothing_is_lost_and_the_next_semester_has_no_errors(
    tables: Tables, from_book: bool, to_book: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = place_tables(tables, folder)
        source = folder / ("semester.xlsx" if from_book else "semester")
        (write_workbook if from_book else write_csv_folder)(tables, source, "en")
        target = folder / ("next.xlsx" if to_book else "next")
        maillage.close_semester(source, folder / "result", target)
        after = read_semester(target)
        assert [str(f) for f in maillage.check(after) if f.severity == "error"] == []
        rows = list(csv.DictReader((folder / "result" / "placements.csv").open(encoding="utf-8")))
        changes = json.loads((folder / "next.close.json").read_text(encoding="utf-8"))
    first = {row["student_id"]: row for row in reversed(rows)}
    expected = {
        row["student_id"]: expected_student(tables, row, first[row["student_id"]])
        for row in tables["students"]
    }
    assert set(after.student) == {n for n, e in expected.items() if e is not None}
    assert set(changes["left"]) == {n for n, e in expected.items() if e is None}
    for name, student in after.student.items():
        found = (
            student.programme_id,
            student.seniority,
            pytest.approx(float(student.credit), abs=6e-5),
        )
        assert found == expected[name]
        old = before.student[name]
        for column in UNTOUCHED:
            assert getattr(student, column) == getattr(old, column)
        assert (student.rank, student.surnombre) == (None, None)
    old_lines = {(h.student_id, h.semester, h.supervisor_id, h.site_id) for h in before.history}
    new_lines = {
        (r["student_id"], "2027-05", r["supervisor_id"], r["site_id"]) for r in rows if r["part"]
    }
    staying = {line for line in old_lines | new_lines if line[0] in after.student}
    assert {
        (h.student_id, h.semester, h.supervisor_id, h.site_id) for h in after.history
    } == staying
    assert {c for c in before.conflicts if c.student_id in after.student} == set(after.conflicts)
    assert after.supervisors == before.supervisors
    assert after.sites == before.sites
    assert [o.offer_id for o in after.offers] == [o.offer_id for o in before.offers]
    assert after.settings.semester == "2027-06"
    assert (after.wishes, after.locks, after.host_rankings) == ((), (), ())


# -- the demonstration --------------------------------------------------------------------------


def test_two_semesters_of_the_demonstration(tmp_path: Path) -> None:
    source, _ = write_demonstration(tmp_path, "fr")
    wishes = demonstration_tables()["wishes"]
    total = len(read_semester(source).students)
    left = 0
    semesters_seen = []
    for number in range(2):
        semester = read_semester(source)
        semesters_seen.append(semester.settings.semester)
        placed(source, tmp_path / "result", tiers=["placed"], time_limit=8)
        target = tmp_path / f"next{number}.xlsx"
        closing = maillage.close_semester(
            source, tmp_path / "result", target, advance={"N1": "SASPAS", "SASPAS": "end"}
        )
        finished = {s.student_id for s in closing.students if s.programme_id == "SASPAS"}
        if number == 0:
            finished -= {"A009"}  # above the list, without validating, in the first semester
        finished &= {name for name, host in hosts(tmp_path / "result").items() if host}
        assert {s.student_id for s in closing.leavers} == finished != set()
        left += len(closing.leavers)
        after = read_semester(target)
        assert len(after.students) + left == total
        assert len(after.history) >= sum(not s.leaves for s in closing.students if s.validated)
        answers = tmp_path / "answers.csv"
        staying = [row for row in wishes if row["student_id"] in after.student]
        with answers.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            ranks = sorted({int(str(row["rank"])) for row in staying if row.get("rank")})
            writer.writerow(["student_id", *(f"Wish {rank}" for rank in ranks)])
            asked: dict[str, dict[int, str]] = {}
            for row in staying:
                if row.get("rank") and not row.get("refused"):
                    asked.setdefault(str(row["student_id"]), {})[int(str(row["rank"]))] = str(
                        row["target"]
                    )
            writer.writerows(
                [name, *(own.get(rank, "") for rank in ranks)] for name, own in asked.items()
            )
        done = run("import", "wishes", answers, "--into", target)
        assert done.exit_code == 0, done.output
        source = target
    assert semesters_seen == ["2027-05", "2027-11"]
