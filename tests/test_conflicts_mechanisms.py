"""Conflicts where students choose, are matched, or are placed in several orders."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from maillage import CannotBeMet, place

from .strategies import Tables, to_semester
from .test_conflicts import (
    demanding,
    refusal,
    row_of,
    slowly,
)


@st.composite
def choosing(draw: st.DrawFn) -> Tables:
    """Draw a small semester of hard quotas and locks in which students choose by rank.

    None of its offers opens for several only, and nobody is linked: that is
    not explained in a line of choice.
    """
    tables = draw(demanding())
    for row in tables["students"]:
        row["link_id"] = ""
    for row in tables["programmes"]:
        row["mechanism"] = "serial"
    for row in tables.get("offers", []):
        row["min_if_open"] = ""
    return tables


def refused(tables: Tables) -> bool:
    return refusal(tables) is not None


@slowly
@given(choosing())
def test_nothing_is_claimed_of_a_line_of_choice(tables: Tables):
    error = refusal(tables)
    assume(error is not None)
    assert error is not None
    assert error.conflicts == ()


def small(mechanism: str, **quota: str) -> Tables:
    """Return two students, two supervisors of one student each, and perhaps a quota."""
    days = {"mon_am": "x", "mon_pm": "x", "tue_am": "x", "tue_pm": "x"}
    tables: Tables = {
        "settings": [{"key": "semester", "value": "2027-05"}, {"key": "campus", "value": "48 2"}],
        "territories": [{"territory_id": "T", "name": "Town", "lat": "48", "lon": "2"}],
        "sites": [
            {
                "site_id": name,
                "name": f"Practice {name}",
                "kind": "liberal_practice",
                "setting": "liberal",
                "territory_id": "T",
            }
            for name in ("S1", "S2")
        ],
        "supervisors": [
            {
                "supervisor_id": f"M{n}",
                "name": f"Doctor {n}",
                "profession": "gp",
                "site_id": f"S{n}",
                "programmes": "P",
                "max_students": "1",
                "limits": "",
                **days,
            }
            for n in (1, 2)
        ],
        "programmes": [
            {
                "programme_id": "P",
                "name": "Programme",
                "profession": "gp",
                "half_days": "2",
                "mechanism": mechanism,
                "composition": "offers" if mechanism == "stable" else "composed",
            }
        ],
        "students": [{"student_id": n, "name": n, "programme_id": "P"} for n in ("a", "b")],
    }
    if mechanism == "stable":
        tables["offers"] = [{"offer_id": "O", "programme_id": "P", "seats": "1"}]
        tables["offer_parts"] = [{"offer_id": "O", "supervisor_id": "M1", "half_days": "2"}]
    if quota:
        tables["quotas"] = [{"quota_id": "Q", "scope": "site", "hard": "true", **quota}]
    return tables


def kinds(error: CannotBeMet) -> list[list[tuple[str, str]]]:
    """Return the members of each conflict, by kind and identifier."""
    return [[(m.kind, m.identifier) for m in conflict.members] for conflict in error.conflicts]


def told(tables: Tables, **options: bool) -> CannotBeMet:
    with pytest.raises(CannotBeMet) as caught:
        place(to_semester(tables), **options)
    return caught.value


@pytest.mark.parametrize("mechanism", ["optimal"])
def test_two_locks_on_one_place(mechanism: str):
    tables = small(mechanism)
    tables["locks"] = [{"student_id": n, "supervisor_ids": "M1"} for n in ("a", "b")]
    error = told(tables)
    assert kinds(error) == [[("lock", "a"), ("lock", "b"), ("students", "M1")]]
    changes = [(c.kind, c.identifier, c.before, c.after) for c in error.conflicts[0].changes]
    assert changes[0] == ("students", "M1", 1, 2)
    assert changes[1:] == [("lock", "a", None, None), ("lock", "b", None, None)]


def test_two_locks_on_one_seat_of_a_matching():
    tables = small("stable")
    tables["locks"] = [{"student_id": n, "offer_id": "O"} for n in ("a", "b")]
    error = told(tables)
    assert kinds(error) == [[("lock", "a"), ("lock", "b"), ("seats", "O")]]
    # A second seat alone is of no use: the supervisor takes one student.
    assert [c.kind for c in error.conflicts[0].changes] == ["lock", "lock"]


@pytest.mark.parametrize("mechanism", ["optimal"])
def test_a_minimum_beyond_what_a_supervisor_takes(mechanism: str):
    error = told(small(mechanism, value="S1", min="2"))
    assert kinds(error) == [[("quota_min", "Q"), ("students", "M1")]]
    changes = [(c.kind, c.before, c.after) for c in error.conflicts[0].changes]
    assert changes == [("quota_min", 2, 1), ("students", 1, 2)]


def test_a_maximum_against_a_minimum():
    tables = small("optimal", value="S1", min="1")
    tables["quotas"].append({"quota_id": "R", "scope": "territory", "value": "T", "max": "0"})
    error = told(tables)
    assert kinds(error) == [[("quota_min", "Q"), ("quota_max", "R")]]


def test_linked_students_locked_apart():
    tables = small("optimal")
    tables["territories"].append({"territory_id": "U", "name": "Other", "lat": "48", "lon": "2"})
    row_of(tables["sites"], "site_id", "S2")["territory_id"] = "U"
    for row in tables["supervisors"]:
        row["max_students"] = row["max_at_once"] = "2"
    for row in tables["students"]:
        row["link_id"] = "L"
    tables["locks"] = [
        {"student_id": "a", "supervisor_ids": "M1"},
        {"student_id": "b", "supervisor_ids": "M2"},
    ]
    assert kinds(told(tables)) == [[("lock", "a"), ("lock", "b"), ("link", "L")]]


def test_a_conflict_of_interest_against_a_lock():
    tables = small("optimal")
    tables["locks"] = [{"student_id": "a", "supervisor_ids": "M1"}]
    tables["conflicts"] = [{"student_id": "a", "supervisor_id": "M1"}]
    error = told(tables)
    assert kinds(error) == [[("lock", "a"), ("conflict", "a")]]
    assert [c.kind for c in error.conflicts[0].changes] == ["lock", "conflict"]


def test_a_lock_that_cannot_hold_by_itself_tells_the_rule():
    tables = small("optimal")
    half_days = "mon_am mon_pm"
    tables["locks"] = [{"student_id": "a", "supervisor_ids": "M1, M2", "half_days": half_days}]
    row_of(tables["supervisors"], "supervisor_id", "M2").update(mon_am="", mon_pm="")
    error = told(tables)
    assert kinds(error) == [[("lock", "a")]]
    assert "cannot hold" in str(error.conflicts[0].why)


def test_partial_leaves_the_locks_to_explain():
    tables = small("optimal", value="S2", min="2")
    tables["locks"] = [{"student_id": n, "supervisor_ids": "M1"} for n in ("a", "b")]
    error = told(tables, partial=True)
    assert kinds(error) == [[("lock", "a"), ("lock", "b"), ("students", "M1")]]
    # Without it, lowering the quota alone does not help; both are told.
    both = told(tables)
    assert len(both.conflicts) == 2
    assert {c.kind for c in both.together} >= {"quota_min"}


def test_an_earlier_order_stands_fast():
    """What the first order has taken is no member: the second one's lock alone is left."""
    tables = small("optimal")
    tables["programmes"].append({**tables["programmes"][0], "programme_id": "R", "name": "Second"})
    for order, row in enumerate(tables["programmes"], start=1):
        row["order"] = str(order)
    for row in tables["supervisors"]:
        row["programmes"] = "P, R"
    tables["students"][1]["programme_id"] = "R"
    tables["locks"] = [{"student_id": n, "supervisor_ids": "M1"} for n in ("a", "b")]
    error = told(tables)
    assert kinds(error) == [[("lock", "b"), ("students", "M1")]]
