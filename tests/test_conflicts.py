"""Conflicts of small random semesters: exactly minimal, and their changes exactly enough.

An exhaustive search that shares no code with the program judges each claim. What is dropped or
changed is dropped and changed in the rows of the tables, which are then read again.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Collection, Iterable
from typing import NamedTuple

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from maillage import CannotBeMet, InputError, place
from maillage.matching.conflicts.explanation import Change, Conflict, Member
from maillage.solvers.conflicts import (
    Answers,
    smallest_amount,
    smallest_conflict,
    smallest_correction,
)
from maillage.solvers.limits import Limits

from .effort import EXAMPLES
from .oracle import bundles_of, exhaustive
from .strategies import Row, Tables, semesters, to_semester

MANY = "99"

slowly = settings(
    max_examples=max(1, EXAMPLES // 5),
    deadline=None,
    print_blob=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


class Key(NamedTuple):
    """Which demand: what members and changes have in common."""

    kind: str
    identifier: str
    other: str


def key(named: Member | Change) -> Key:
    return Key(named.kind, named.identifier, named.other)


CAPACITIES = {
    "seats": ("offers", "offer_id", "seats"),
    "housing": ("sites", "site_id", "housing_places"),
    "rooms": ("sites", "site_id", "rooms"),
    "students": ("supervisors", "supervisor_id", "max_students"),
    "at_once": ("supervisors", "supervisor_id", "max_at_once"),
}


def limits_in(cell: str) -> dict[str, str]:
    """Read a cell like ``N1:1, EXT:2``."""
    return {
        name.strip(): number.strip()
        for name, _, number in (part.partition(":") for part in cell.split(",") if part)
    }


def demands_of(tables: Tables) -> set[Key]:
    """Return everything that may give way."""
    found = {Key("lock", row["student_id"], "") for row in tables.get("locks", [])}
    for row in tables.get("quotas", []):
        found |= {Key(f"quota_{end}", row["quota_id"], "") for end in ("min", "max")}
    links = {row.get("link_id", "") for row in tables["students"]} - {""}
    found |= {Key("link", link, "") for link in links}
    for row in tables.get("conflicts", []):
        found |= {
            Key("conflict", row["student_id"], f"{column}:{row[column]}")
            for column in ("supervisor_id", "site_id")
            if row.get(column)
        }
    for kind, (table, name, column) in CAPACITIES.items():
        found |= {Key(kind, row[name], "") for row in tables.get(table, []) if column in row}
    found |= {Key("min_if_open", row["offer_id"], "") for row in tables.get("offers", [])}
    for row in tables["supervisors"]:
        found |= {Key("limit", row["supervisor_id"], p) for p in limits_in(row["limits"])}
    return found


def without(tables: Tables, dropped: Collection[Key]) -> Tables:
    """Return the tables with some demands dropped."""
    tables = copy.deepcopy(tables)
    gone = set(dropped)
    tables["locks"] = [
        row for row in tables.get("locks", []) if Key("lock", row["student_id"], "") not in gone
    ]
    quotas = []
    for row in tables.get("quotas", []):
        for end in ("min", "max"):
            if Key(f"quota_{end}", row["quota_id"], "") in gone:
                row[end] = ""
        quotas += [row] if row.get("min") or row.get("max") else []
    tables["quotas"] = quotas
    for row in tables["students"]:
        if Key("link", row.get("link_id", ""), "") in gone:
            row["link_id"] = ""
    lines = []
    for row in tables.get("conflicts", []):
        for column in ("supervisor_id", "site_id"):
            if Key("conflict", row["student_id"], f"{column}:{row.get(column)}") in gone:
                row[column] = ""
        lines += [row] if row.get("supervisor_id") or row.get("site_id") else []
    tables["conflicts"] = lines
    drop_capacities(tables, gone)
    return {name: rows for name, rows in tables.items() if rows}


def drop_capacities(tables: Tables, gone: set[Key]) -> None:
    for kind, (table, name, column) in CAPACITIES.items():
        for row in tables.get(table, []):
            # Where there is no housing at all, none may be made.
            if Key(kind, row[name], "") in gone and row.get(column, "") not in ("", "0"):
                row[column] = MANY
            elif Key(kind, row[name], "") in gone and kind != "housing" and column in row:
                row[column] = "" if kind == "rooms" else MANY
    for row in tables.get("offers", []):
        if Key("min_if_open", row["offer_id"], "") in gone:
            row["min_if_open"] = ""
    for row in tables["supervisors"]:
        kept = {
            programme: number
            for programme, number in limits_in(row["limits"]).items()
            if Key("limit", row["supervisor_id"], programme) not in gone
        }
        row["limits"] = ",".join(f"{programme}:{number}" for programme, number in kept.items())


def changed(tables: Tables, change: Change, after: int | None) -> Tables:
    """Return the tables with one number changed, or one line gone."""
    if after is None:
        return without(tables, [key(change)])
    tables = copy.deepcopy(tables)
    if change.kind.startswith("quota"):
        row = row_of(tables["quotas"], "quota_id", change.identifier)
        row[change.kind.removeprefix("quota_")] = str(after)
    elif change.kind == "min_if_open":
        row_of(tables["offers"], "offer_id", change.identifier)["min_if_open"] = str(after)
    elif change.kind == "limit":
        row = row_of(tables["supervisors"], "supervisor_id", change.identifier)
        limits = limits_in(row["limits"]) | {change.other: str(after)}
        row["limits"] = ",".join(f"{programme}:{n}" for programme, n in limits.items())
    else:
        table, name, column = CAPACITIES[change.kind]
        row_of(tables[table], name, change.identifier)[column] = str(after)
    return tables


def row_of(rows: list[Row], column: str, identifier: str) -> Row:
    return next(row for row in rows if row[column] == identifier)


def possible(tables: Tables) -> bool:
    return not exhaustive(to_semester(tables)).infeasible


@st.composite
def demanding(draw: st.DrawFn) -> Tables:
    """Draw a small semester of one order whose quotas are all hard, with further locks."""
    tables = draw(semesters(most_students=4, most_supervisors=3))
    tables["settings"] = [row for row in tables["settings"] if row["key"] != "tiers"]
    tables["settings"].append({"key": "tiers", "value": "placed"})
    for row in tables["programmes"]:
        row["order"] = ""
    for row in tables.get("quotas", []):
        row["hard"] = "true"
        if draw(st.booleans()):
            row["min"] = str(draw(st.integers(1, 3)))
    for row in tables["supervisors"]:
        if draw(st.booleans()):
            row["max_students"] = "1"
    add_locks(draw, tables)
    return {name: rows for name, rows in tables.items() if rows}


def add_locks(draw: st.DrawFn, tables: Tables) -> None:
    """Lock students to placements that each could have alone."""
    try:
        semester = to_semester({name: rows for name, rows in tables.items() if rows})
    except InputError:
        return
    locks = list(tables.get("locks", []))
    for student in semester.students:
        if student.student_id in semester.lock or not draw(st.booleans()):
            continue
        own = bundles_of(semester, student)[:20]
        if own:
            bundle = draw(st.sampled_from(own))
            hosts = ",".join(sorted({part.supervisor_id for part in bundle.parts}))
            lock = {"student_id": student.student_id}
            if bundle.offer_id:
                lock["offer_id"] = bundle.offer_id
            else:
                lock["supervisor_ids"] = hosts
            locks.append(lock)
    tables["locks"] = locks


def refusal(tables: Tables) -> CannotBeMet | None:
    try:
        semester = to_semester(tables)
    except InputError:
        return None
    try:
        place(semester)
    except CannotBeMet as error:
        return error
    return None


@slowly
@given(demanding())
def test_conflicts_are_minimal_and_changes_are_enough(tables: Tables):
    error = refusal(tables)
    assume(error is not None)
    assert error is not None
    assert error.conflicts
    assert error.examined
    everything = demands_of(tables)
    members = [{key(member) for member in conflict.members} for conflict in error.conflicts]
    for conflict, own in zip(error.conflicts, members, strict=True):
        assert conflict.minimal
        assert own <= everything
        assert_minimal(tables, everything, own)
        lifted = set().union(*members) - own
        assert_changes(without(tables, lifted), conflict)
    assert sum(map(len, members)) == len(set().union(*members))
    assert len(members) == 3 or possible(without(tables, set().union(*members)))
    assert_together(tables, error)


def assert_minimal(tables: Tables, everything: set[Key], members: set[Key]) -> None:
    assert not possible(without(tables, everything - members))
    for member in members:
        assert possible(without(tables, everything - members | {member}))


def assert_changes(tables: Tables, conflict: Conflict) -> None:
    """Each change is enough and none is larger than needed; no other member's change is."""
    assert [c.cost for c in conflict.changes] == sorted(c.cost for c in conflict.changes)
    named = {key(change) for change in conflict.changes}
    for change in conflict.changes:
        assert possible(changed(tables, change, change.after))
        if change.after is not None:
            assert change.before is not None
            assert change.cost == abs(change.after - change.before)
            nearer = change.after + (1 if change.after < change.before else -1)
            assert nearer == change.before or not possible(changed(tables, change, nearer))
    for member in conflict.members:
        assert key(member) in named or not possible(without(tables, [key(member)]))


def assert_together(tables: Tables, error: CannotBeMet) -> None:
    """Changes together are enough; with one of them left out they are not."""
    needed = len(error.conflicts) > 1 or not error.conflicts[0].changes
    assert bool(error.together) == needed
    if needed:
        assert possible(all_changed(tables, error.together))
        for position in range(len(error.together)):
            rest = error.together[:position] + error.together[position + 1 :]
            assert not possible(all_changed(tables, rest))


def all_changed(tables: Tables, changes: Iterable[Change]) -> Tables:
    for change in changes:
        tables = changed(tables, change, change.after)
    return tables


# -- the search itself ----------------------------------------------------------------------


@given(st.lists(st.frozensets(st.integers(0, 7), min_size=1, max_size=4), min_size=1, max_size=4))
def test_smallest_sets_by_brute_force(conflicts: list[frozenset[int]]):
    """Some sets of numbers conflict: every answer is minimal, as trying all subsets shows."""

    def fits(numbers: frozenset[int]) -> bool:
        return not any(conflict <= numbers for conflict in conflicts)

    answers, numbers = Answers(fits, Limits()), tuple(range(8))
    found = smallest_conflict(answers, numbers)
    assert found.minimal
    subsets = [
        frozenset(some)
        for size in range(len(found.demands) + 1)
        for some in itertools.combinations(found.demands, size)
    ]
    assert [s for s in subsets if not fits(s)] == [frozenset(found.demands)]
    dropped = smallest_correction(answers, numbers, numbers)
    assert fits(frozenset(numbers) - set(dropped.demands))
    for number in dropped.demands:
        assert not fits(frozenset(numbers) - set(dropped.demands) | {number})


@given(st.integers(1, 40), st.integers(1, 45))
def test_smallest_amount_by_counting(most: int, threshold: int):
    found = smallest_amount(lambda n: n >= threshold, most)
    assert found == (threshold if threshold <= most else None)


def test_an_unknown_answer_proves_nothing():
    answers = Answers[int](lambda _: None, Limits())
    assert smallest_conflict(answers, (1, 2)).demands == (1, 2)
    assert smallest_amount(lambda _: None, 5) is None
