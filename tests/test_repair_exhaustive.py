"""`repair` against the fewest moves by trial, on small random semesters and changes."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from maillage.matching.infeasible import CannotBeMet
from maillage.matching.library import verify
from maillage.matching.outputs.directory import write_results
from maillage.matching.placement import place
from maillage.matching.repair.files import write_repaired
from maillage.matching.repair.repair import repair
from maillage.matching.semester import Semester
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.reading import read_semester

from .effort import EXAMPLES
from .oracle import Bundle
from .oracle.bundles import Part
from .oracle.repair import fewest_moves, from_week
from .strategies import Row, Tables, semesters, to_semester

some = settings(
    max_examples=max(1, EXAMPLES // 8),
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
HALF_DAYS = ("mon_am", "mon_pm", "tue_am", "tue_pm", "wed_am", "wed_pm", "thu_am", "fri_am")


def write_tables(tables: Tables, folder: Path) -> None:
    """Write rows as a folder of .csv files."""
    folder.mkdir()
    for name, rows in tables.items():
        if rows:
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, restval="")
                writer.writeheader()
                writer.writerows(rows)


def changed(tables: Tables, lines: list[Row]) -> Tables:
    """Change the rows by hand, as the documentation says."""
    found = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for line in lines:
        name = line["id"]
        match line["change"]:
            case "student_leaves":
                for table in ("students", "wishes", "locks", "conflicts", "history"):
                    rows = found.get(table, [])
                    found[table] = [r for r in rows if r["student_id"] != name]
            case "supervisor_absent":
                row = next(r for r in found["supervisors"] if r["supervisor_id"] == name)
                for half_day in line["half_days"].split() or [h for h in row if h[3:4] == "_"]:
                    row.pop(half_day, None)
            case "supervisor_changes":
                row = next(r for r in found["supervisors"] if r["supervisor_id"] == name)
                row[line["column"]] = line["value"]
            case "site_closed":
                for row in found["supervisors"]:
                    here = {name, f"a:{name}"} | ({"x", "a"} if row["site_id"] == name else set())
                    for half_day in [h for h in row if h[3:4] == "_" and row[h] in here]:
                        row.pop(half_day)
            case "offer_closed":
                row = next(r for r in found["offers"] if r["offer_id"] == name)
                row["open"] = "false"
                locks = found.get("locks", [])
                found["locks"] = [r for r in locks if r.get("offer_id") != name]
            case "student_changes":
                row = next(r for r in found["students"] if r["student_id"] == name)
                row[line["column"]] = line["value"]
    return found


@st.composite
def changes(draw: st.DrawFn, tables: Tables) -> list[Row]:
    """Draw one or two changes of one week."""
    kinds = ["supervisor_absent"] * 3 + ["supervisor_changes", "site_closed", "student_leaves"]
    kinds += ["student_changes"] + (["offer_closed"] if tables.get("offers") else [])
    key = {"supervisor": "supervisors", "site": "sites", "student": "students", "offer": "offers"}
    lines: list[Row] = []
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=2, unique=True)):
        rows = tables[key[kind.partition("_")[0]]]
        name = next(iter(draw(st.sampled_from(rows)).values()))
        line = {"change": kind, "id": name, "half_days": "", "column": "", "value": ""}
        if kind == "supervisor_absent" and draw(st.booleans()):
            line["half_days"] = " ".join(
                sorted(draw(st.sets(st.sampled_from(HALF_DAYS), min_size=1, max_size=3)))
            )
        if kind == "supervisor_changes":
            line |= {"column": "max_students", "value": draw(st.sampled_from(("1", "0", "2")))}
        if kind == "student_changes":
            line |= {"column": "max_minutes", "value": draw(st.sampled_from(("20", "40", "")))}
        lines.append(line)
    assume(len({line["id"] for line in lines}) == len(lines))
    return lines


@st.composite
def cases(draw: st.DrawFn) -> tuple[Tables, list[Row], int]:
    tables = draw(semesters(most_students=3, most_supervisors=3))
    return tables, draw(changes(tables)), draw(st.sampled_from((1, 2, 3, 4)))


def bundles_before(semester: Semester, folder: Path, week: int) -> dict[str, Bundle]:
    """Return the places of a result from a week on, read plainly."""
    n_weeks = semester.settings.n_weeks
    lines: dict[str, list[dict[str, str]]] = {}
    with (folder / "placements.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["part"] and max(weeks(row["weeks"], n_weeks)) >= week:
                lines.setdefault(row["student_id"], []).append(row)
    return {
        name: Bundle(
            tuple(
                Part(
                    row["supervisor_id"],
                    row["site_id"],
                    tuple(number(h) for h in row["half_days"].split()),
                    frozenset(),
                )
                for row in rows
            ),
            rows[0]["offer_id"] or None,
            rows[0]["housed"] or None,
        )
        for name, rows in lines.items()
    }


def number(half_day: str) -> int:
    return 2 * ("mon", "tue", "wed", "thu", "fri", "sat").index(half_day[:3]) + (
        half_day[4:] == "pm"
    )


def weeks(text: str, n_weeks: int) -> set[int]:
    """Read weeks as the tables of these semesters write them."""
    found: set[int] = set()
    for item in text.split(",") if text else [f"1-{n_weeks}"]:
        if item in ("odd", "even"):
            found |= {w for w in range(1, n_weeks + 1) if w % 2 == (item == "odd")}
        else:
            low, _, high = item.partition("-")
            found |= set(range(int(low), int(high or low) + 1))
    return found


@some
@given(cases())
def test_moves_are_the_fewest(case: tuple[Tables, list[Row], int]) -> None:
    tables, lines, week = case
    try:
        semester = to_semester(tables)
        after = to_semester(changed(tables, lines))
        placement = place(semester)
    except (CannotBeMet, InputError):
        assume(False)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(tables, folder / "tables")
        write_results(read_semester(folder / "tables"), placement, folder / "placed")
        with (folder / "changes.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["change", "id", "from", *list(lines[0])[2:]])
            writer.writeheader()
            writer.writerows({**line, "from": week} for line in lines)
        before = bundles_before(semester, folder / "placed", week)
        named = {line["id"] for line in lines if line["change"].startswith("student")}
        wanted = fewest_moves(from_week(after, week), before, named)
        try:
            repaired = repair(folder / "tables", folder / "placed", folder / "changes.csv")
        except CannotBeMet:
            assert wanted is None
            return
        assert wanted is not None
        values = {tier.name: (tier.value, tier.bound) for tier in repaired.placement.tiers}
        if "placed" in values and repaired.placement.tiers[0].name == "placed":
            assert values["placed"] == (wanted.placed, wanted.placed)
            assert values["moves"] == (wanted.moves, wanted.moves)
        assert repaired.stages[0].touched == wanted.touched
        write_repaired(repaired, folder / "repaired")
        report = verify(folder / "tables", folder / "repaired")
        assert report.ok, [str(violation) for violation in report.violations]
