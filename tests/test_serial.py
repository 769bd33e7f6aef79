"""Choice by rank against every completion of every pick, on small random semesters."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import permutations
from threading import Event
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from maillage.matching.earlier import place_of
from maillage.matching.outputs.placement_rows import rows_of
from maillage.matching.outputs.placements_csv import placements_csv
from maillage.matching.outputs.summary import summary
from maillage.matching.placement import CannotBeMet, EndedEarly, place
from maillage.matching.result import Placement, Withheld
from maillage.matching.semester import Semester
from maillage.matching.verify import verify

from .effort import EXAMPLES
from .oracle.bundles import Bundle
from .oracle.serial import Chosen, choice_by_rank
from .serial_example import serial_semesters
from .strategies import Row, Tables, to_semester
from .test_exhaustive import bundle_of

many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def orders_of(semester: Semester) -> list[int | None]:
    return sorted({p.order for p in semester.programmes}, key=lambda o: (o is None, o or 0))


def lines_of(semester: Semester, placement: Placement | None) -> list[tuple[set[str], Chosen]]:
    """Let the oracle choose line after line, after what the program settled before each."""
    bundles: dict[str, Bundle | None] = {}
    if placement is not None:
        bundles = {s.student_id: bundle_of(semester, s) for s in placement.students}
    found = []
    before: set[str] = set()
    used = {s.programme_id for s in semester.students}
    for order in orders_of(semester):
        now = {p.programme_id for p in semester.programmes if p.order == order}
        serial = {n for n in now if semester.programme[n].mechanism == "serial"} & used
        if serial:
            settled = {
                s.student_id: bundles.get(s.student_id)
                for s in semester.students
                if s.programme_id in before
            }
            chosen = choice_by_rank(semester, serial, settled, last=used <= before | serial)
            bundles = chosen.taken | bundles
            found.append((serial, chosen))
        before |= now
    return found


def assert_as_by_hand(tables: Tables) -> None:
    semester = to_semester(tables)
    try:
        placement = place(semester)
    except CannotBeMet:
        # A lock cannot hold, or a hard minimum is missed after all have chosen.
        lines = [chosen for _, chosen in lines_of(semester, None)]
        assert any(not chosen.locks_hold or chosen.lacks[1] for chosen in lines)
        return
    lines = lines_of(semester, placement)
    assert placement.serial_order == tuple(chosen.line for _, chosen in lines)
    withheld: dict[str, set[str]] = {}
    for pick in placement.withheld:
        withheld.setdefault(pick.student_id, set()).add(pick.target)
    for _, chosen in lines:
        assert chosen.locks_hold
        assert not chosen.lacks[0]
        for name, bundle in chosen.taken.items():
            found = next(s for s in placement.students if s.student_id == name)
            assert bundle_of(semester, found) == bundle
            if name not in semester.lock and semester.student[name].link_id is None:
                assert withheld.get(name, set()) == chosen.withheld[name]
                assert bundle is not None or (found.reason == "withheld") == bool(
                    chosen.withheld[name]
                )


@many
@given(serial_semesters())
def test_choices_are_those_made_by_hand(tables: Tables) -> None:
    assert_as_by_hand(tables)


@many
@given(serial_semesters(mixed=True))
def test_choices_beside_other_mechanisms(tables: Tables) -> None:
    assert_beside(tables)


def assert_beside(tables: Tables) -> None:
    semester = to_semester(tables)
    try:
        placement = place(semester)
    except CannotBeMet:
        return
    for _, chosen in lines_of(semester, placement):
        for name, bundle in chosen.taken.items():
            found = next(s for s in placement.students if s.student_id == name)
            assert bundle_of(semester, found) == bundle


@many
@given(serial_semesters())
def test_verify_accepts_every_choice(tables: Tables) -> None:
    semester = to_semester(tables)
    try:
        placement = place(semester)
    except CannotBeMet:
        return
    lines = csv.DictReader(io.StringIO(placements_csv(rows_of(semester, placement))))
    report = verify(semester, list(lines), summary(semester, placement))
    assert report.ok, [str(violation) for violation in report.violations]


# -- semesters of a few offers, made by hand ------------------------------------------------------


def offers_semester(
    wishes: Mapping[str, Sequence[str]],
    *,
    offers: Mapping[str, Mapping[str, str]],
    students: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    **tables: list[Row],
) -> Tables:
    """Make a semester of offers with a supervisor each, and students in the order of their rank.

    A wish for ``-O`` refuses the offer O.
    """
    town = {"territory_id": "T", "name": "Town", "lat": "48.7", "lon": "2.4"}
    site = {"site_id": "S", "name": "Site", "kind": "other", "setting": "centre"}
    host = {"profession": "gp", "site_id": "S", "programmes": "P", "max_students": "9"}
    return {
        "territories": [town],
        "sites": [{**site, "territory_id": "T"}],
        "supervisors": [
            {**host, "supervisor_id": f"M{o}", "name": o, "max_at_once": "9", "mon_am": "x"}
            for o in offers
        ],
        "programmes": [
            {
                "programme_id": "P",
                "name": "Programme",
                "profession": "gp",
                "half_days": "1",
                "mechanism": "serial",
            }
        ],
        "offers": [
            {"offer_id": name, "programme_id": "P", "seats": "1", **columns}
            for name, columns in offers.items()
        ],
        "offer_parts": [
            {"offer_id": name, "supervisor_id": f"M{name}", "half_days": "mon_am"}
            for name in offers
        ],
        "students": [
            {
                "student_id": name,
                "name": name,
                "programme_id": "P",
                "territory_id": "T",
                "rank": str(number),
                **students.get(name, {}),
            }
            for number, name in enumerate(wishes, start=1)
        ],
        "wishes": [
            {
                "student_id": name,
                "target": target.removeprefix("-"),
                "rank": "" if target.startswith("-") else str(rank),
                "refused": "true" if target.startswith("-") else "",
            }
            for name, own in wishes.items()
            for rank, target in enumerate(own, start=1)
        ],
        **tables,
    }


def received(tables: Tables) -> dict[str, str | None]:
    return {s.student_id: s.offer_id for s in place(to_semester(tables)).students}


OFFERS = {"A": {}, "B": {}, "C": {}}
NOBODY_WANTS = {"A": {}, "B": {}, "Z": {"min_seats": "1"}}


def test_order_is_by_seniority_then_rank_then_lottery() -> None:
    students = {
        "a": {"seniority": "", "rank": "1"},
        "b": {"seniority": "2", "rank": ""},
        "c": {"seniority": "2", "rank": "7"},
        "d": {"seniority": "0", "rank": "1"},
        "e": {"seniority": "1", "rank": "9"},
    }
    tables = offers_semester(dict.fromkeys("abcde", ("A",)), offers=OFFERS, students=students)
    by_lot = sorted("ad", key=lambda name: sha256(f"5:{name}".encode()).digest())
    placement = place(to_semester(tables), seed=5)
    assert placement.serial_order == (("c", "b", "e", *by_lot),)


def test_the_last_takes_what_has_to_be_filled() -> None:
    tables = offers_semester({"a": "AB", "b": "AB"}, offers=NOBODY_WANTS)
    placement = place(to_semester(tables))
    assert [s.offer_id for s in placement.students] == ["A", "Z"]
    assert placement.withheld == (Withheld("b", "B", "min_seats:Z"),)


def test_who_refuses_it_goes_without_and_those_before_are_not_bound() -> None:
    tables = offers_semester({"a": "AB", "b": ("B", "-Z")}, offers=NOBODY_WANTS)
    placement = place(to_semester(tables))
    assert [s.offer_id for s in placement.students] == ["A", None]
    assert placement.students[1].reason == "withheld"


def test_an_offer_for_several_counts_on_those_only_who_may_take_it() -> None:
    offers = {"A": {"seats": "2", "min_if_open": "2"}, "B": {}}
    assert received(offers_semester({"a": "AB", "b": "BA"}, offers=offers)) == {"a": "A", "b": "A"}
    refusing = offers_semester({"a": "AB", "b": ("B", "-A")}, offers=offers)
    assert received(refusing) == {"a": "B", "b": None}


@pytest.mark.parametrize("kind", ["validating", "non_validating"])
def test_who_is_above_the_list_takes_no_seat_and_fills_none(kind: str) -> None:
    tables = offers_semester(
        {"a": "ZA", "b": "ZA", "c": "A"},
        offers=NOBODY_WANTS,
        students={"a": {"surnombre": kind}},
    )
    assert received(tables) == {"a": "Z", "b": "Z", "c": "A"}


def test_everyone_has_a_place_where_that_is_asked() -> None:
    tables = offers_semester({"a": "AB", "b": ("A", "B")}, offers={"A": {}, "B": {}})
    tables["conflicts"] = [{"student_id": "b", "supervisor_id": "MB"}]
    assert received(tables) == {"a": "A", "b": None}
    tables["programmes"][0]["everyone"] = "true"
    placement = place(to_semester(tables))
    assert [s.offer_id for s in placement.students] == ["B", "A"]
    assert placement.withheld == (Withheld("a", "A", "everyone:P"),)


def test_who_kept_a_place_is_not_one_of_those_who_have_to_get_one() -> None:
    tables = offers_semester({"k": "C", "a": "AB", "b": ("A", "B")}, offers=OFFERS)
    tables["conflicts"] = [{"student_id": "b", "supervisor_id": host} for host in ("MB", "MC")]
    tables["programmes"][0]["everyone"] = "true"
    semester = to_semester(tables)
    kept = place_of(next(s for s in place(semester).students if s.student_id == "k"))
    placement = place(semester, after=[kept])
    assert {s.student_id: s.offer_id for s in placement.students} == {"k": "C", "a": "B", "b": "A"}


def test_a_lock_comes_first_and_one_that_cannot_hold_ends_the_run() -> None:
    locks = [{"student_id": "b", "offer_id": "A"}]
    tables = offers_semester({"a": "AB", "b": "AB"}, offers=OFFERS, locks=locks)
    assert received(tables) == {"a": "B", "b": "A"}
    locks.append({"student_id": "a", "offer_id": "A"})
    semester = to_semester(tables)
    with pytest.raises(CannotBeMet, match=r"lock of student [ab]"):
        place(semester)


def test_linked_students_choose_at_the_turn_of_the_last() -> None:
    link = {"link_id": "L"}
    tables = offers_semester(
        {"a": "AB", "b": "AB", "c": "ABC"}, offers=OFFERS, students={"a": link, "c": link}
    )
    assert received(tables) == {"a": "B", "b": "A", "c": "C"}


def test_a_stopped_run_settles_nobody() -> None:
    tables = offers_semester({"a": "AB", "b": "AB"}, offers=OFFERS)
    stop = Event()
    stop.set()
    semester = to_semester(tables)
    with pytest.raises(EndedEarly):
        place(semester, stop=stop)


lists = st.permutations("ABC").flatmap(lambda own: st.integers(0, 3).map(lambda n: tuple(own[:n])))
minimums = st.dictionaries(st.sampled_from("ABC"), st.just({"min_seats": "1"}))


@settings(max_examples=max(1, EXAMPLES // 10), deadline=None)
@given(st.tuples(lists, lists, lists), minimums)
def test_nobody_gains_by_other_wishes(true: tuple[tuple[str, ...], ...], asked: Any) -> None:
    offers = OFFERS | asked
    honest = dict(zip("abc", true, strict=True))
    outcome = received(offers_semester(honest, offers=offers))

    def liking(name: str, offer: str | None) -> int:
        own = honest[name]
        return own.index(offer) if offer in own else len(own) + (offer is None)

    for name in "abc":
        for said in (p for n in range(4) for p in permutations("ABC", n)):
            for refusals in ((), tuple(f"-{o}" for o in "ABC" if o not in said)):
                tables = offers_semester({**honest, name: (*said, *refusals)}, offers=offers)
                told = received(tables)[name]
                assert liking(name, told) >= liking(name, outcome[name])


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(lists, min_size=1, max_size=6), st.integers(0, 3))
def test_without_requirements_it_is_plain_choice_by_hand(
    wishes: list[tuple[str, ...]], seed: int
) -> None:
    tables = offers_semester(dict(zip("abcdef", wishes, strict=False)), offers=OFFERS)
    placement = place(to_semester(tables), seed=seed)
    left = list("ABC")
    for student, own in zip(placement.students, wishes, strict=True):
        best = next((o for o in (*own, *sorted(left)) if o in left), None)
        assert student.offer_id == best
        left = [offer for offer in left if offer != best]
    assert placement.withheld == ()


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(lists, min_size=1, max_size=5), minimums)
def test_what_has_to_be_filled_is_filled(wishes: list[tuple[str, ...]], asked: Any) -> None:
    tables = offers_semester(dict(zip("abcde", wishes, strict=False)), offers=OFFERS | asked)
    filled = {offer for offer in received(tables).values() if offer}
    assert len(filled & asked.keys()) == min(len(asked), len(wishes))
