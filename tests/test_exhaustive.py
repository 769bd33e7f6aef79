"""`place` against an exhaustive search written apart from it, on small random semesters.

``MAILLAGE_EXAMPLES`` says how many semesters each property tries (see effort.py).
The deep run, for changes of the core, takes some minutes on two cores::

    MAILLAGE_EXAMPLES=5000 python -m pytest tests/test_exhaustive.py -n 2
"""

from __future__ import annotations

import csv
import io
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from maillage.matching.outputs.placement_rows import rows_of
from maillage.matching.outputs.placements_csv import placements_csv
from maillage.matching.outputs.summary import summary
from maillage.matching.placement import CannotBeMet, place
from maillage.matching.result import Placement, StudentPlacement
from maillage.matching.semester import Semester
from maillage.matching.verify import verify

from .effort import EXAMPLES
from .oracle import Bundle, bundles_of, exhaustive
from .strategies import Row, Tables, semesters, to_semester

many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def placed_by_program(semester: Semester) -> Placement | None:
    """Return what the program finds, ``None`` where it says that nothing can be found."""
    try:
        return place(semester)
    except CannotBeMet:
        return None


def bundle_of(semester: Semester, found: StudentPlacement) -> Bundle | None:
    """Return a student's placement as one of the bundles that the rules allow it."""
    if found.status == "unplaced":
        return None
    parts = sorted((p.supervisor_id, p.site_id, p.half_days) for p in found.parts)
    for bundle in bundles_of(semester, semester.student[found.student_id]):
        same_parts = sorted((p.supervisor_id, p.site_id, p.half_days) for p in bundle.parts)
        if same_parts == parts and (bundle.offer_id, bundle.housed) == (
            found.offer_id,
            found.housed,
        ):
            return bundle
    raise AssertionError(f"the rules do not allow this placement: {found}")


def assert_as_exhaustive_search(tables: Tables) -> None:
    """Compare what the program finds with an exhaustive search, tier by tier."""
    semester = to_semester(tables)
    placement = placed_by_program(semester)
    if placement is None:
        assert exhaustive(semester).infeasible
        return
    bundles = {s.student_id: bundle_of(semester, s) for s in placement.students}
    assert placement.status == "optimal"
    # Which best placement an order takes binds those after it: they are searched given it.
    orders = list(dict.fromkeys(tier.order for tier in placement.tiers))
    earlier: dict[str, Bundle | None] = {}
    for order in orders:
        answer = exhaustive(semester, earlier)
        assert not answer.infeasible
        found = [(tier.name, tier.value) for tier in placement.tiers if tier.order == order]
        assert found == answer.tiers[order]
        earlier |= {
            s.student_id: bundles[s.student_id]
            for s in semester.students
            if semester.programme[s.programme_id].order == order
        }
    # The placement handed over has the values that it claims.
    judged = exhaustive(semester, bundles)
    assert [(order, *tier) for order, tiers in judged.tiers.items() for tier in tiers] == [
        (tier.order, tier.name, tier.value) for tier in placement.tiers
    ]
    for tier in placement.tiers:
        assert (tier.bound, tier.gap) == (tier.value, 0)


@many
@given(semesters())
def test_tiers_equal_exhaustive_search(tables: Tables) -> None:
    assert_as_exhaustive_search(tables)


def plain(**tables: list[Row]) -> Tables:
    """Make a semester of one supervisor for P1, with one half-day, and of student E1."""
    named = {"name": "Name"}
    town = {"territory_id": "T1", "lat": "48.7", "lon": "2.4", **named}
    site = {"site_id": "S1", "kind": "other", "setting": "centre", "territory_id": "T1", **named}
    doctor = {"supervisor_id": "M1", "profession": "gp", "site_id": "S1", "programmes": "P1"}
    programme = {"profession": "gp", "mechanism": "optimal", **named}
    return {
        "territories": [town],
        "sites": [site],
        "supervisors": [{**doctor, **named, "max_students": "1", "mon_am": "x"}],
        "programmes": [
            {"programme_id": "P1", "half_days": "1", **programme},
            {"programme_id": "P2", "half_days": "2", "order": "1", **programme},
        ],
        "students": [{"student_id": "E1", "programme_id": "P1", "territory_id": "T1", **named}],
        **tables,
    }


NOBODY_CAN = [{"student_id": "E1", "name": "Name", "programme_id": "P2", "territory_id": "T1"}]
"""P2 asks two half-days where there is one: its student has no bundle."""

MINIMUM = {"quota_id": "Q", "scope": "site", "value": "S1", "programme_id": "P2", "min": "1"}

KNOWN = {
    "soft minimum of a programme without bundles": plain(students=NOBODY_CAN, quotas=[MINIMUM]),
    "hard minimum of a programme without bundles": plain(
        students=NOBODY_CAN, quotas=[{**MINIMUM, "hard": "true"}]
    ),
    "unplaced student with wishes of an earlier order": plain(
        students=NOBODY_CAN, wishes=[{"student_id": "E1", "rank": "1", "target": "M1"}]
    ),
    "linked students at one supervisor, in other weeks": plain(
        programmes=[
            {
                "programme_id": name,
                "name": "Name",
                "profession": "gp",
                "mechanism": "optimal",
                "half_days": "1",
                "weeks": weeks,
            }
            for name, weeks in (("P1", "odd"), ("P2", "even"))
        ],
        supervisors=[
            {
                "supervisor_id": "M1",
                "name": "Name",
                "profession": "gp",
                "site_id": "S1",
                "programmes": "P1,P2",
                "max_students": "1",
                "mon_am": "x",
            }
        ],
        students=[
            {
                "student_id": f"E{number}",
                "name": "Name",
                "programme_id": f"P{number}",
                "territory_id": "T1",
                "link_id": "L",
            }
            for number in (1, 2)
        ],
    ),
    "second home, the first being the campus": plain(
        settings=[{"key": "campus", "value": "48.7 2.5"}],
        students=[
            {
                "student_id": "E1",
                "name": "Name",
                "programme_id": "P1",
                "second_lat": "48.9",
                "second_lon": "2.3",
            }
        ],
    ),
}


@pytest.mark.parametrize("case", KNOWN)
def test_known_cases(case: str) -> None:
    assert_as_exhaustive_search(KNOWN[case])


@many
@given(semesters(), st.randoms(use_true_random=False))
def test_order_of_rows_never_matters(tables: Tables, shuffler: random.Random) -> None:
    semester = to_semester(tables)
    mixed: Tables = {}
    for name in shuffler.sample(sorted(tables), len(tables)):
        rows = tables[name]
        mixed[name] = shuffler.sample(rows, len(rows))
    placement, again = placed_by_program(semester), placed_by_program(to_semester(mixed))
    if placement is None or again is None:
        assert placement is again
        return
    assert again.students == placement.students
    assert again.tiers == placement.tiers
    assert again.refusals == placement.refusals


@many
@given(semesters())
def test_verify_accepts_every_placement(tables: Tables) -> None:
    semester = to_semester(tables)
    placement = placed_by_program(semester)
    if placement is None:
        return
    lines = csv.DictReader(io.StringIO(placements_csv(rows_of(semester, placement))))
    report = verify(semester, list(lines), summary(semester, placement))
    assert report.ok, [str(violation) for violation in report.violations]
