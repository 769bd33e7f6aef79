"""A small semester of offers with fees, and the result in which students have them."""

from datetime import date, timedelta

import hypothesis.strategies as st
from maillage.matching.halfdays import HALF_DAYS
from maillage.matching.result import PlacedPart, Placement, StudentPlacement
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows

Tables = dict[str, list[dict[str, object]]]
WEEKS = {"": range(1, 28), "1-13": range(1, 14), "14-26": range(14, 27), "odd": range(1, 28, 2)}
"""A semester from May has 184 days in 27 weeks."""
PLACES = {"T1": (46.5, 0.3), "T2": (46.6, 0.5), "T3": (47.2, 0.9)}
HOME, CAMPUS = (46.5, 0.3), (46.6, 0.5)


def tables() -> Tables:
    """Return three supervisors: in a ZIP quarter, in a ZAC, in no zone and far away."""
    return {
        "settings": [
            {"key": "semester", "value": "2027-05"},
            {"key": "campus", "value": "46.6 0.5"},
        ],
        "territories": [
            {"territory_id": "T1", "name": "Un", "lat": 46.5, "lon": 0.3, "zone": "ZIP",
             "qpv": True, "department": "86"},
            {"territory_id": "T2", "name": "Deux", "lat": 46.6, "lon": 0.5, "zone": "ZAC",
             "department": "86"},
            {"territory_id": "T3", "name": "Trois", "lat": 47.2, "lon": 0.9, "department": "37"},
        ],
        "sites": [
            {"site_id": f"S{k}", "name": f"Lieu {k}", "territory_id": f"T{k}",
             "kind": "liberal_practice" if k < 3 else "health_centre",
             "setting": "liberal" if k < 3 else "centre"}
            for k in (1, 2, 3)
        ],
        "supervisors": [
            {"supervisor_id": f"M{k}", "name": f"Dr {k}", "profession": "gp", "site_id": f"S{k}",
             "programmes": "A, B", "max_students": 9, "max_at_once": 9,
             **dict.fromkeys(HALF_DAYS, "x")}
            for k in (1, 2, 3)
        ],
        "programmes": [
            {"programme_id": name, "name": name, "profession": "gp", "half_days": 4,
             "max_parts": 3, "min_part": 1, "mechanism": "optimal", "composition": "offers"}
            for name in "AB"
        ],
        "offers": [], "offer_parts": [], "students": [], "fees": [],
    }  # fmt: skip


def add_student(made: Tables, programme: str, parts: list[tuple[int, list[int], str]]) -> str:
    """Add a student with an offer of its own: parts (supervisor, half-days, weeks)."""
    number = len(made["students"])
    name, offer = f"E{number}", f"O{number}"
    made["students"].append(
        {"student_id": name, "name": name, "programme_id": programme,
         "lat": HOME[0], "lon": HOME[1]}
    )  # fmt: skip
    made["offers"].append({"offer_id": offer, "programme_id": programme, "seats": 1})
    for host, half_days, weeks in parts:
        made["offer_parts"].append(
            {"offer_id": offer, "supervisor_id": f"M{host}", "weeks": weeks,
             "half_days": " ".join(HALF_DAYS[h] for h in half_days)}
        )  # fmt: skip
    return name


def placed(made: Tables) -> tuple[Semester, Placement]:
    """Read the tables; every student has its own offer."""
    semester = read_rows(made)
    students = []
    for number, student in enumerate(semester.students):
        offer = semester.offer[f"O{number}"]
        parts = tuple(
            PlacedPart(p.supervisor_id, p.site_id, p.half_days, p.weeks_text, 0)
            for p in offer.parts
        )
        students.append(
            StudentPlacement(
                student.student_id, student.programme_id, "placed", offer.offer_id, None, parts
            )
        )
    mechanisms = {p.programme_id: "optimal" for p in semester.programmes}
    return semester, Placement("optimal", tuple(students), (), mechanisms, 0)


FIRST = date(2027, 5, 1)
DAYS = [FIRST + timedelta(days=k) for k in range(184)]


@st.composite
def fee_rows(draw: st.DrawFn, number: int) -> dict[str, object]:
    """Draw a fee that may replace those after it (so there is no circle)."""
    day = st.none() | st.dates(date(2027, 3, 1), date(2027, 12, 31))
    start, end = draw(day), draw(day)
    if start and end and start > end:
        start, end = end, start
    scope, value = draw(
        st.sampled_from(
            [("", ""), ("zone", "ZIP"), ("zone", "ZIP, ZAC"), ("qpv", "true"), ("site", "S2"),
             ("setting", "liberal"), ("department", "86"), ("territory", "T3")]
        )
    )  # fmt: skip
    payee = "student" if number % 2 else "supervisor"
    others = [f"F{k}" for k in range(number + 2, 6, 2)]
    return {
        "fee_id": f"F{number}", "name": f"Barème {number}", "payee": payee,
        "programme_id": draw(st.sampled_from(["", "", "A"])),
        "scope": scope, "value": value,
        "min_km_home": draw(st.sampled_from([None, None, 15, 60])),
        "min_km_campus": draw(st.sampled_from([None, None, 15])),
        "amount": str(draw(st.integers(0, 99999)) / 100),
        "period": draw(st.sampled_from(["", "once", "month", "year"])),
        "shared": draw(st.sampled_from(["", "half_days"])),
        "excludes": ", ".join(draw(st.sets(st.sampled_from(others)))) if others else "",
        "start": start, "end": end,
    }  # fmt: skip


@st.composite
def semesters(draw: st.DrawFn) -> Tables:
    """Draw tables with two students and up to six fees."""
    made = tables()
    for _ in range(2):
        weeks = st.sampled_from(list(WEEKS))
        free = list(range(11))
        parts = []
        for host in draw(st.permutations([1, 2, 3]))[: draw(st.integers(1, 3))]:
            size = draw(st.integers(1, 3))
            parts.append((host, free[:size], draw(weeks)))
            free = free[size:]
        add_student(made, draw(st.sampled_from("AB")), parts)
    made["fees"] = [draw(fee_rows(number)) for number in range(draw(st.integers(1, 6)))]
    there = {fee["fee_id"] for fee in made["fees"]}
    for fee in made["fees"]:
        fee["excludes"] = ", ".join(f for f in str(fee["excludes"]).split(", ") if f in there)
    return made
