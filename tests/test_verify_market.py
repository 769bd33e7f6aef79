"""A small semester and its placement, both made by hand: what `verify` is tested on.

Eight students, every number worked out on paper:

- s1 (N1): A on Monday, B on Tuesday; rank (2·1 + 2·2) / 4 = 1.5 of 2, class 2; need 0.9;
- s2 (N1, credit 1/2): D and E, housed at L2, 50 minutes; rank 1 of 1; need 0.5;
- s3 (EXT): locked at D, farther than it wished and in a territory it refuses; no wishes;
- s4 (SAS): the offer O1, its second half left to the program (B is away but reachable);
- s5 (EXT): unplaced, with a wish;
- s6, s7 (EXT): linked, both in T3; s7 off its list;
- s8 (EXT): E in the morning, D in the afternoon of Friday.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from maillage.matching.entities import (
    Conflict,
    HistoryLine,
    Lock,
    Offer,
    OfferPart,
    Presence,
    Programme,
    Quota,
    Site,
    Student,
    Supervisor,
    Territory,
    TravelTime,
    Wish,
)
from maillage.matching.halfdays import HALF_DAYS
from maillage.matching.semester import Semester
from maillage.matching.settings import Settings
from maillage.matching.verify import Report, verify

COLUMNS = (
    "student_id,programme_id,status,offer_id,wish_rank,part,supervisor_id,site_id,territory_id,"
    "half_days,half_day_count,weeks,minutes,housed,reason"
)
LINES = """\
s1,N1,placed,,1.5,1,A,L1,T1,mon_am mon_pm,2,,10,,
s1,N1,placed,,1.5,2,B,C1,T1,tue_am tue_pm,2,,13,,
s2,N1,placed,,1,1,D,L2,T2,mon_am mon_pm,2,,50,L2,
s2,N1,placed,,1,2,E,C2,T2,tue_am tue_pm,2,,50,L2,
s3,EXT,locked,,,1,D,L2,T2,wed_am wed_pm,2,,20,,
s4,SAS,placed,O1,1,1,A,L1,T1,thu_am thu_pm,2,1-13,5,,
s4,SAS,placed,O1,1,2,B,C1,T1,fri_am fri_pm,2,,5,,
s5,EXT,unplaced,,,,,,,,,,,,no-capacity
s6,EXT,placed,,,1,F,C3,T3,mon_am mon_pm,2,,7,,
s7,EXT,placed,,2,1,F,C3,T3,tue_am tue_pm,2,,7,,
s8,EXT,placed,,1,1,E,C2,T2,fri_am,1,,5,,
s8,EXT,placed,,1,2,D,L2,T2,fri_pm,1,,5,,
"""

TO_THURSDAY = "mon_am mon_pm tue_am tue_pm wed_am wed_pm thu_am thu_pm"
WEEK = TO_THURSDAY + " fri_am fri_pm"


def timetable(site: str, names: str = WEEK, away: str = "") -> tuple[Presence | None, ...]:
    """Return a week at one site."""
    return tuple(
        Presence(site, away=name in away.split()) if name in (names + " " + away).split() else None
        for name in HALF_DAYS
    )


def supervisor(supervisor_id: str, site: str, **columns: Any) -> Supervisor:
    """Return a supervisor of all programmes, at one site all week."""
    defaults: dict[str, Any] = {
        "max_students": 2,
        "programmes": ("EXT", "N1", "SAS"),
        "timetable": timetable(site),
    }
    return Supervisor(supervisor_id, supervisor_id, "gp", site, **(defaults | columns))


def market() -> Semester:
    """Return the semester."""
    return Semester(
        settings=Settings(semester="2027-05"),
        territories=(
            Territory("T1", "T1", lat=48.60, lon=2.4, zone="ZIP", qpv=True, need=Fraction(9, 10)),
            Territory("T2", "T2", lat=48.65, lon=2.4, zone="ZAC", apl=Fraction(34, 10)),
            Territory("T3", "T3", lat=49.10, lon=2.4),
        ),
        sites=(
            Site("C1", "C1", "health_centre", "centre", "T1", rooms=1),
            Site("C2", "C2", "health_centre", "centre", "T2"),
            Site("C3", "C3", "health_centre", "centre", "T3"),
            Site("L1", "L1", "liberal_practice", "liberal", "T1"),
            Site("L2", "L2", "group_practice", "liberal", "T2", housing_places=1),
        ),
        supervisors=(
            supervisor("A", "L1"),
            supervisor("B", "C1", timetable=timetable("C1", TO_THURSDAY, "fri_am fri_pm")),
            supervisor("D", "L2", max_students=3),
            supervisor("E", "C2"),
            supervisor("F", "C3", max_students=3, limits={"EXT": 2}, timetable=timetable("C3")),
            supervisor("G", "L2", programmes=("SAS",)),
            supervisor("H", "C2", accreditation_end=date(2027, 9, 30)),
        ),
        programmes=(
            Programme("EXT", "Externs", "gp", 2, min_part=1),
            Programme(
                "N1",
                "Level 1",
                "gp",
                4,
                min_liberal=2,
                min_centre=2,
                whole_days=True,
                max_run_days=1,
                max_km=20,
                no_repeat="supervisor",
            ),
            Programme(
                "SAS",
                "Autonomous",
                "gp",
                4,
                presence="reachable",
                needs_room=True,
                whole_days=True,
                composition="offers",
            ),
        ),
        students=_students(),
        offers=(
            Offer(
                "O1",
                "SAS",
                1,
                min_seats=2,
                min_if_open=1,
                parts=(
                    OfferPart("O1", "A", "L1", (6, 7), frozenset(range(1, 14)), "1-13"),
                    OfferPart("O1", "B", "C1", 2),
                ),
            ),
        ),
        wishes=(
            Wish("s1", 1, "A", "supervisor"),
            Wish("s1", 2, "C1", "site"),
            Wish("s2", 1, "T2", "territory"),
            Wish("s3", None, "T2", "territory", refused=True),
            Wish("s4", 1, "O1", "offer"),
            Wish("s4", 2, "F", "supervisor"),
            Wish("s5", 1, "F", "supervisor"),
            Wish("s6", None, "E", "supervisor", refused=True),
            Wish("s7", 1, "L1", "site"),
            Wish("s8", 1, "T2", "territory"),
        ),
        quotas=(
            Quota("Q1", "zone", ("ZIP",), min_count=2),
            Quota("Q2", "territory", ("T3",), max_count=4, unit="half_days"),
            Quota("Q3", "setting", ("centre",), min_count=6, hard_min=True),
            Quota("Q4", "territory", ("T2",), max_count=2, hard_max=False),
            Quota("Q5", "qpv", ("true",), programme_id="EXT", max_count=0),
        ),
        locks=(Lock("s3", supervisor_ids=("D",), half_days=(4, 5)),),
        conflicts=(Conflict("s1", supervisor_id="E"), Conflict("s1", site_id="C3")),
        history=(HistoryLine("s2", "2026-11", supervisor_id="B", site_id="C1"),),
        travel=(
            TravelTime("s1", "L1", Fraction(10)),
            TravelTime("C1", "s1", Fraction(25, 2)),
            TravelTime("s2", "T2", Fraction(50)),
            TravelTime("T1", "L2", Fraction(20)),
            TravelTime("T3", "T3", Fraction(7)),
        ),
        fingerprints={"students": "ab" * 32, "wishes": "cd" * 32},
    )


def _students() -> tuple[Student, ...]:
    return (
        Student("s1", "Ana", "N1", territory_id="T1", max_minutes=13),
        Student(
            "s2",
            "Bo",
            "N1",
            territory_id="T1",
            max_minutes=30,
            needs_housing=True,
            credit=Fraction(1, 2),
        ),
        Student("s3", "Cy", "EXT", territory_id="T1", max_minutes=5, shortage_only=True),
        Student("s4", "Di", "SAS", lat=48.60, lon=2.4),
        Student("s5", "Ed", "EXT", territory_id="T3"),
        Student("s6", "Flo", "EXT", territory_id="T3", link_id="k"),
        Student("s7", "Gil", "EXT", territory_id="T3", link_id="k"),
        Student("s8", "Hal", "EXT", territory_id="T2", shortage_only=True),
    )


def tier(name: str, value: Any, tolerance: float = 0.0) -> dict[str, Any]:
    """Return a tier of the summary, proven."""
    return {
        "name": name,
        "order": None,
        "value": value,
        "bound": value,
        "gap": 0.0,
        "tolerance": tolerance,
    }


def summary() -> dict[str, Any]:
    """Return the content of ``summary.json``."""
    return {
        "format_version": 1,
        "semester": "2027-05",
        "input_sha256": {"students": "ab" * 32, "wishes": "cd" * 32},
        "program_version": "0.1.0",
        "seed": 0,
        "mechanisms": {"EXT": "optimal", "N1": "optimal", "SAS": "optimal"},
        "status": "optimal",
        "tiers": [
            tier("placed", 7),
            tier("floors", 2),  # one seat of O1, one student too many in T2
            tier("worst_off", [1, "off", 1]),
            tier("value", 1_650_000 + 2_000_000 + 500_000 + 1_900_000 + 1_500_000),
            tier("travel", 46 + 200 + 40 + 20 + 28 + 10, 0.01),
            tier("balance", 4 + 4 + 9 + 4 + 4, 0.01),
        ],
        "counts": {
            "students": 8,
            "placed": 7,
            "unplaced": 1,
            "locked": 1,
            "by_wish_rank": {"1": 3, "2": 1, "off": 1, "none": 2},
            "by_zone": {"ZIP": 2, "ZAC": 3, "none": 2},
            "by_setting": {"liberal": 1, "centre": 2, "mixed": 4},
            "by_programme": {
                "EXT": {"students": 5, "placed": 4},
                "N1": {"students": 2, "placed": 2},
                "SAS": {"students": 1, "placed": 1},
            },
        },
        "needs": {
            "gp": {
                "counts": {"given": 1, "zone": 1, "none": 1},
                "territories": {
                    "T1": {"need": 0.9, "source": "given"},
                    "T2": {
                        "need": 0.5,
                        "source": "zone",
                        "zone": "ZAC",
                        "floor": 0.5,
                        "apl": 3.4,
                        "accessible": 3.4,
                        "shortage": 0.4,
                    },
                    "T3": {"need": 0, "source": "none"},
                },
            }
        },
    }


@dataclass
class Result:
    """A semester with a result, to be changed by a test, then written and verified."""

    semester: Semester
    rows: list[dict[str, str]]
    summary: dict[str, Any]

    @classmethod
    def correct(cls) -> Result:
        """Return the result that keeps every rule."""
        rows = csv.DictReader([COLUMNS, *LINES.splitlines()])
        return cls(market(), [dict(row) for row in rows], summary())

    def line(self, student_id: str, part: int = 1) -> dict[str, str]:
        """Return one line of a student."""
        return [row for row in self.rows if row["student_id"] == student_id][part - 1]

    def move(self, student_id: str, part: int, where: str, half_days: str = "") -> None:
        """Put a part elsewhere; ``where`` is ``supervisor site territory``."""
        line = self.line(student_id, part)
        cells = zip(("supervisor_id", "site_id", "territory_id"), where.split(), strict=True)
        line.update(cells)
        if half_days:
            line["half_days"] = half_days
            line["half_day_count"] = str(len(half_days.split()))

    def place_s5(self, where: str, half_days: str, minutes: str = "7") -> None:
        """Give the unplaced student a place."""
        self.line("s5").update(status="placed", reason="", part="1", minutes=minutes)
        self.move("s5", 1, where, half_days)

    def change(self, table: str, identifier: str, **columns: Any) -> None:
        """Change one line of the input, found by its identifier."""
        rows = getattr(self.semester, table)
        key = fields(rows[0])[0].name
        changed = tuple(
            replace(row, **columns) if getattr(row, key) == identifier else row for row in rows
        )
        assert changed != rows
        self.semester = replace(self.semester, **{table: changed})

    def tier(self, name: str) -> dict[str, Any]:
        """Return a tier of the summary."""
        return next(item for item in self.summary["tiers"] if item["name"] == name)

    def write(self, folder: Path) -> None:
        """Write the two files."""
        with (folder / "placements.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS.split(","), lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
        (folder / "summary.json").write_text(json.dumps(self.summary), encoding="utf-8")

    def verify(self, folder: Path) -> Report:
        """Write and verify."""
        self.write(folder)
        return verify(self.semester, folder)


def test_the_correct_result_keeps_every_rule(tmp_path: Path) -> None:
    report = Result.correct().verify(tmp_path)
    assert [str(violation) for violation in report.violations] == []
    assert report.ok
    assert report.summary == "Verified: 8 students, 7 placed, every rule is kept."


def test_lines_in_memory_are_verified_too() -> None:
    result = Result.correct()
    assert verify(result.semester, result.rows).ok
    assert verify(result.semester, result.rows, result.summary).ok
    result.tier("value")["value"] += 1
    report = verify(result.semester, result.rows, result.summary)
    assert report.codes == {"tier-value": 1, "tier-bound": 1, "tier-gap": 1}
    assert report.summary == (
        "Not verified: 8 students, 7 placed, 3 violations (tier-value 1, tier-bound 1, tier-gap 1)."
    )
