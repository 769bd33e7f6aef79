"""The exhaustive search itself, against cases computed by hand.

Unless a test says otherwise there is one student E1 of programme P (two half-days a week, parts
of one half-day or more, at most two supervisors) and two supervisors:

======  ====================  ===================================  ==============
who     half-days             site                                 minutes from E1
======  ====================  ===================================  ==============
A       Monday am (0), pm (1)  S1, private practice, T1 (ZIP, 0.8)  10
B       Monday pm (1), Tue am (2)  S2, health centre, T2 (HV, 0.2)  30
======  ====================  ===================================  ==============

The two sites are 20 minutes apart, so that noon allows a change. E1's bundles are therefore
A01, A0 B1, A0 B2, A1 B2 and B12.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from maillage.matching.entities import (
    Accreditation,
    Conflict,
    HistoryLine,
    Lock,
    Need,
    Offer,
    OfferPart,
    Presence,
    Programme,
    Quota,
    Site,
    Student,
    Supervisor,
    TargetKind,
    Territory,
    TravelTime,
    Wish,
    Zone,
)
from maillage.matching.semester import Semester
from maillage.matching.settings import Settings

from .oracle import Answer, Bundle, bundles_of, exhaustive
from .oracle.geography import Atlas, kilometres
from .strategies import Tables, semesters, to_semester

EVERYTHING = {"A01", "A0 B1", "A0 B2", "A1 B2", "B12"}


def a_run(**values: Any) -> Settings:
    """Make settings that differ from the defaults in some values."""
    return Settings.model_validate(values)


def timetable(**cells: str) -> tuple[Presence | None, ...]:
    """Read ``h0="S1", h2="a:S1"`` as the cells of the half-days 0 and 2."""
    row: list[Presence | None] = [None] * 11
    for name, text in cells.items():
        row[int(name[1:])] = Presence(text.removeprefix("a:"), text.startswith("a:"))
    return tuple(row)


def supervisor(name: str, usual: str, **cells: str) -> Supervisor:
    """Make a supervisor of programmes P and Q who takes nine students, one at a time."""
    return Supervisor(
        name, name, "gp", usual, 9, programmes=("P", "Q"), timetable=timetable(**cells)
    )


A = supervisor("A", "S1", h0="S1", h1="S1")
B = supervisor("B", "S2", h1="S2", h2="S2")
P = Programme("P", "P", "gp", half_days=2, min_part=1)
E1 = Student("E1", "E1", "P")
E2 = Student("E2", "E2", "P")
T1 = Territory("T1", "T1", lat=48.0, lon=2.0, zone="ZIP", need=Fraction(4, 5), department="91")
T2 = Territory("T2", "T2", lat=48.2, lon=2.0, zone="HV", need=Fraction(1, 5), department="94")
S1 = Site("S1", "S1", "liberal_practice", "liberal", "T1")
S2 = Site("S2", "S2", "health_centre", "centre", "T2")
MINUTES = (
    TravelTime("T1", "S1", Fraction(10)),
    TravelTime("T1", "S2", Fraction(30)),
    TravelTime("S1", "S2", Fraction(20)),
)


def make(**changes: Any) -> Semester:
    """Make the semester described above, with some tables changed."""
    tables: dict[str, Any] = {
        "settings": a_run(),
        "territories": (T1, T2),
        "sites": (S1, S2),
        "supervisors": (A, B),
        "programmes": (P,),
        "students": (E1,),
        "travel": MINUTES,
    }
    tables |= changes
    tables["students"] = tuple(
        s if s.territory_id or s.lat else replace(s, territory_id="T1") for s in tables["students"]
    )
    return Semester(**tables)


def show(bundle: Bundle) -> str:
    """Write a bundle as ``A01 B2``, with the offer before and the housing site behind."""
    parts = [part.supervisor_id + "".join(map(str, part.half_days)) for part in bundle.parts]
    offer = [] if bundle.offer_id is None else [f"{bundle.offer_id}:"]
    housed = [] if bundle.housed is None else [f"({bundle.housed})"]
    return " ".join([*offer, *parts, *housed])


def bundles(semester: Semester, name: str = "E1") -> set[str]:
    """Return a student's bundles, written short."""
    found = [show(bundle) for bundle in bundles_of(semester, semester.student[name])]
    assert len(found) == len(set(found))
    return set(found)


def with_programme(**rules: Any) -> Semester:
    """Make the semester with other rules of programme P."""
    return make(programmes=(replace(P, **rules),))


def tiers(answer: Answer, order: int | None = None) -> dict[str, Any]:
    """Return the tiers by name."""
    return dict(answer.tiers[order])


def chosen(answer: Answer) -> dict[str, str | None]:
    """Return the placements found, written short."""
    return {s: None if b is None else show(b) for s, b in answer.placements.items()}


def supervisor_wish(rank: int | None, target: str, student: str = "E1") -> Wish:
    """Make a wish, or without a rank a refusal."""
    return Wish(student, rank, target, "supervisor", refused=rank is None)


# --- composing -----------------------------------------------------------------------------


def test_all_choices_of_half_days() -> None:
    assert bundles(make()) == EVERYTHING


def test_number_of_supervisors() -> None:
    assert bundles(with_programme(max_parts=1)) == {"A01", "B12"}
    assert bundles(with_programme(min_parts=2)) == {"A0 B1", "A0 B2", "A1 B2"}


def test_number_of_sites() -> None:
    assert bundles(with_programme(max_sites=1)) == {"A01", "B12"}
    assert bundles(with_programme(min_sites=2)) == {"A0 B1", "A0 B2", "A1 B2"}


def test_one_supervisor_at_two_sites_makes_two_parts() -> None:
    # A at S1 on Monday morning and at S2 on Tuesday morning: one supervisor, two parts.
    both = make(
        supervisors=(supervisor("A", "S1", h0="S1", h2="S2"),),
        programmes=(replace(P, max_parts=1),),
    )
    assert bundles(both) == {"A0 A2"}
    # Each of the two parts must then have min_part half-days.
    assert bundles(replace(both, programmes=(replace(P, min_part=2),))) == set()


def test_min_part() -> None:
    assert bundles(with_programme(min_part=2)) == {"A01", "B12"}


def test_mix_counts_half_days_of_each_setting() -> None:
    assert bundles(with_programme(min_liberal=1, min_centre=1)) == EVERYTHING - {"A01", "B12"}
    assert bundles(with_programme(min_liberal=2)) == {"A01"}
    assert bundles(with_programme(min_centre=2)) == {"B12"}


def test_whole_days_lie_in_one_part() -> None:
    # A0 B1 uses the whole of Monday, but in two parts.
    assert bundles(with_programme(whole_days=True)) == {"A01"}


def test_saturday_is_never_a_whole_day() -> None:
    saturday = make(
        supervisors=(supervisor("A", "S1", h10="S1"),),
        programmes=(replace(P, half_days=1, whole_days=True),),
    )
    assert bundles(saturday) == set()


def test_run_of_days_of_one_part() -> None:
    # B is there on Monday afternoon and Tuesday morning: a run of two days.
    assert bundles(with_programme(max_run_days=1)) == EVERYTHING - {"B12"}
    assert bundles(with_programme(max_run_days=2)) == EVERYTHING
    # Friday and Monday are not consecutive; Friday and Saturday are.
    week = make(
        supervisors=(supervisor("A", "S1", h0="S1", h8="S1", h10="S1"),),
        programmes=(replace(P, max_run_days=1),),
    )
    assert bundles(week) == {"A08", "A010"}


def test_km_between_parts() -> None:
    # 0.2 degrees of latitude are 22.2 km.
    assert abs(kilometres((48.0, 2.0), (48.2, 2.0)) - 22.239) < 0.001
    assert bundles(with_programme(max_km=23)) == EVERYTHING
    assert bundles(with_programme(max_km=22)) == {"A01", "B12"}


def test_noon_change() -> None:
    # 46 minutes from S1 to S2: A0 B1 changes on Monday at noon. The way back does not count.
    far = (*MINUTES[:2], TravelTime("S1", "S2", Fraction(46)))
    assert bundles(make(travel=far)) == EVERYTHING - {"A0 B1"}
    assert bundles(make(travel=(*far, TravelTime("S2", "S1", Fraction(1))))) == (
        EVERYTHING - {"A0 B1"}
    )
    reverse = (*MINUTES[:2], TravelTime("S2", "S1", Fraction(46)))
    assert bundles(make(travel=reverse)) == EVERYTHING - {"A0 B1"}
    # Without a line: 22.24 km x 1.3 / 40 x 60 = 43.4 minutes by car, 86.7 without.
    assert bundles(make(travel=MINUTES[:2])) == EVERYTHING
    on_foot = make(travel=MINUTES[:2], students=(replace(E1, car=False),))
    assert bundles(on_foot) == EVERYTHING - {"A0 B1"}
    # A line between the territories comes before the kilometres.
    between = (*MINUTES[:2], TravelTime("T1", "T2", Fraction(50)))
    assert bundles(make(travel=between)) == EVERYTHING - {"A0 B1"}


def test_away_counts_only_where_reachable() -> None:
    away = (replace(A, timetable=timetable(h0="S1", h1="a:S1")), B)
    assert bundles(make(supervisors=away)) == {"A0 B1", "A0 B2", "B12"}
    reachable = make(supervisors=away, programmes=(replace(P, presence="reachable"),))
    assert bundles(reachable) == EVERYTHING


# --- eligibility ---------------------------------------------------------------------------


def test_programmes_and_accreditation_end() -> None:
    assert bundles(make(supervisors=(replace(A, programmes=("Q",)), B))) == {"B12"}
    # The semester ends on 31 October 2027.
    for last, found in ((date(2027, 10, 30), {"B12"}), (date(2027, 10, 31), EVERYTHING)):
        assert bundles(make(supervisors=(replace(A, accreditation_end=last), B))) == found


def test_accreditation_lines_replace_the_supervisor_s_programmes() -> None:
    lines: list[tuple[Accreditation, set[str]]] = [
        (Accreditation("P", supervisor_id="A"), EVERYTHING),
        (Accreditation("Q", supervisor_id="A"), {"B12"}),
        (Accreditation("P", site_id="S1"), EVERYTHING),
        (Accreditation("Q", site_id="S1"), {"B12"}),
        (Accreditation("P", supervisor_id="A", start=date(2027, 5, 2)), {"B12"}),
        (Accreditation("P", supervisor_id="A", start=date(2027, 5, 1)), EVERYTHING),
        (Accreditation("P", supervisor_id="A", end=date(2027, 10, 30)), {"B12"}),
    ]
    for line, found in lines:
        assert bundles(make(accreditations=(line,))) == found


def test_conflicts() -> None:
    assert bundles(make(conflicts=(Conflict("E1", supervisor_id="A"),))) == {"B12"}
    assert bundles(make(conflicts=(Conflict("E1", site_id="S2"),))) == {"A01"}
    assert bundles(make(conflicts=(Conflict("E2", site_id="S2"),))) == EVERYTHING


def test_refused_wishes() -> None:
    named: dict[TargetKind, str] = {"supervisor": "A", "site": "S1", "territory": "T1"}
    for kind, target in named.items():
        refusal = Wish("E1", None, target, kind, refused=True)
        assert bundles(make(wishes=(refusal,))) == {"B12"}


def test_no_repeat() -> None:
    history = (HistoryLine("E1", "2026-11", supervisor_id="A"),)
    assert bundles(make(history=history)) == EVERYTHING
    supervisor_rule = (replace(P, no_repeat="supervisor"),)
    assert bundles(make(history=history, programmes=supervisor_rule)) == {"B12"}
    # Only the column of the rule counts: the line names no site.
    site_rule = (replace(P, no_repeat="site"),)
    assert bundles(make(history=history, programmes=site_rule)) == EVERYTHING
    history = (HistoryLine("E1", "2025-11", site_id="S1", validated=True),)
    assert bundles(make(history=history, programmes=site_rule)) == {"B12"}


def test_shortage_only() -> None:
    assert bundles(make(students=(replace(E1, shortage_only=True),))) == {"A01"}
    # A dated zoning comes before the territory's own: T2 becomes ZAC, T1 loses its zone.
    zones = (Zone("T1", "gp", "HV"), Zone("T2", "gp", "ZAC", end=date(2027, 5, 1)))
    student = replace(E1, shortage_only=True)
    assert bundles(make(students=(student,), zones=zones)) == {"B12"}
    # A zoning that ended before the semester, or of another profession, does not count.
    zones = (Zone("T2", "gp", "ZAC", end=date(2027, 4, 30)), Zone("T2", "dentist", "ZIP"))
    assert bundles(make(students=(student,), zones=zones)) == {"A01"}


def test_max_minutes_and_housing() -> None:
    assert bundles(make(students=(replace(E1, max_minutes=30),))) == EVERYTHING
    near = replace(E1, max_minutes=29)
    assert bundles(make(students=(near,))) == {"A01"}
    # With housing at S2, every bundle that is too far houses its student there.
    needy = replace(near, needs_housing=True)
    assert bundles(make(students=(needy,))) == {"A01"}
    housing = (S1, replace(S2, housing_places=1))
    assert bundles(make(students=(needy,), sites=housing)) == {
        "A01",
        "A0 B1 (S2)",
        "A0 B2 (S2)",
        "A1 B2 (S2)",
        "B12 (S2)",
    }
    assert bundles(make(students=(near,), sites=housing)) == {"A01"}


# --- minutes and need ----------------------------------------------------------------------


def test_minutes_from_home() -> None:
    # No line: 22.239 km x 1.3 / 40 x 60 + 5 = 48.37 minutes, 91.73 without a car.
    plain = Atlas(make(travel=()))
    student = replace(E1, territory_id="T1")
    assert plain.minutes(student, S2) == 48
    assert plain.minutes(student, S1) == 5
    assert plain.minutes(replace(student, car=False), S2) == 92
    # A second home at S2: the smaller counts; a line replaces both.
    second = replace(student, second_lat=48.2, second_lon=2.0)
    assert plain.minutes(second, S2) == 5
    assert Atlas(make()).minutes(second, S2) == 30
    # The student's own line comes first; halves go upwards; the reverse line serves.
    own = (*MINUTES, TravelTime("S2", "E1", Fraction(25, 2)))
    assert Atlas(make(travel=own)).minutes(student, S2) == 13
    # Own coordinates before the territory's, the territory's before the campus.
    assert plain.minutes(replace(student, lat=48.2, lon=2.0), S2) == 5
    campus = Atlas(make(travel=(), settings=a_run(campus=(48.2, 2.0))))
    assert campus.minutes(replace(student, territory_id=None), S2) == 5


def test_need() -> None:
    # apl 3 x (1 - 0.4 x 0.5) = 2.4 is full need; 3.25 lies half-way between 4 and 2.5.
    def need(profession: str = "gp", **facts: Any) -> Fraction:
        territory = Territory("T", "T", lat=48.0, lon=2.0, **facts)
        needs = (Need("T", "dentist", Fraction(1, 3)),)
        return Atlas(make(territories=(T1, T2, territory), needs=needs)).need("T", profession)

    assert need() == 0
    assert need(zone="ZIP") == Fraction(4, 5)
    assert need(zone="ZAC") == Fraction(1, 2)
    assert need(apl=Fraction("3.25")) == Fraction(1, 2)
    assert need(apl=Fraction("3.25"), zone="ZIP") == Fraction(4, 5)
    assert need(apl=Fraction(3), gp_over_60=Fraction("0.4"), zone="ZAC") == 1
    assert need(apl=Fraction(5)) == 0
    assert need(need=Fraction(0), zone="ZIP") == 0
    assert need("dentist", need=Fraction(1), zone="ZIP") == Fraction(1, 3)
    assert need("physio", need=Fraction(1), zone="ZIP") == 0


# --- offers --------------------------------------------------------------------------------


def offers_semester(*parts: OfferPart, **changes: Any) -> Semester:
    """Make a semester where P uses the offer O with these parts."""
    rules = replace(P, composition="offers", **changes.pop("rules", {}))
    offer = Offer("O", "P", seats=1, parts=parts, **changes.pop("offer", {}))
    return make(programmes=(rules,), offers=(offer,), **changes)


def test_offer_of_fixed_half_days_is_taken_as_composed() -> None:
    rules = {"max_parts": 1, "half_days": 3, "whole_days": True, "max_km": 1.0}
    parts = (OfferPart("O", "A", "S1", (0,)), OfferPart("O", "B", "S2", (1,)))
    far = (*MINUTES[:2], TravelTime("S1", "S2", Fraction(46)))
    assert bundles(offers_semester(*parts, rules=rules, travel=far)) == {"O: A0 B1"}


def test_offer_needs_presence_at_its_site_and_accreditation() -> None:
    assert bundles(offers_semester(OfferPart("O", "A", "S1", (0, 2)))) == set()
    assert bundles(offers_semester(OfferPart("O", "A", "S2", (0,)))) == set()
    part = OfferPart("O", "A", "S1", (0,))
    assert bundles(offers_semester(part)) == {"O: A0"}
    assert bundles(offers_semester(part, offer={"open": False})) == set()
    elsewhere = (replace(A, programmes=("Q",)),)
    assert bundles(offers_semester(part, supervisors=elsewhere)) == set()
    away = (replace(A, timetable=timetable(h0="a:S1")),)
    assert bundles(offers_semester(part, supervisors=away)) == set()
    reachable = {"presence": "reachable"}
    assert bundles(offers_semester(part, supervisors=away, rules=reachable)) == {"O: A0"}


def test_offer_with_numbers_of_half_days() -> None:
    parts = (OfferPart("O", "A", "S1", 1), OfferPart("O", "B", "S2", 1))
    split = {"O: A0 B1", "O: A0 B2", "O: A1 B2"}
    assert bundles(offers_semester(*parts)) == split
    far = (*MINUTES[:2], TravelTime("S1", "S2", Fraction(46)))
    assert bundles(offers_semester(*parts, travel=far)) == split - {"O: A0 B1"}
    # One fixed part, one to choose: noon is still tested, and no half-day is used twice.
    mixed = (OfferPart("O", "A", "S1", (0, 1)), OfferPart("O", "B", "S2", 1))
    assert bundles(offers_semester(*mixed)) == {"O: A01 B2"}
    one = OfferPart("O", "B", "S2", 2)
    assert bundles(offers_semester(one, rules={"max_run_days": 1})) == set()
    assert bundles(offers_semester(one, rules={"whole_days": True})) == set()


def test_offer_parts_one_after_the_other() -> None:
    # In other weeks the same half-day may be used again, and noon is no change of site.
    first, second = frozenset({1, 2}), frozenset({3, 4})
    parts = (
        OfferPart("O", "A", "S1", (1,), first, "1-2"),
        OfferPart("O", "B", "S2", 1, second, "3-4"),
    )
    assert bundles(offers_semester(*parts)) == {"O: A1 B1", "O: A1 B2"}


def test_seats_and_surnombre() -> None:
    part = OfferPart("O", "A", "S1", (0,))
    two = (replace(A, max_at_once=2),)
    both = offers_semester(part, students=(E1, E2), supervisors=two)
    assert tiers(exhaustive(both))["placed"] == 1
    above = (E1, replace(E2, surnombre="validating"))
    assert tiers(exhaustive(replace(both, students=make(students=above).students)))["placed"] == 2
    # Supervisors' capacity holds for a surnombre too.
    alone = offers_semester(part, students=above)
    assert tiers(exhaustive(alone))["placed"] == 1


def test_min_seats_are_owed_by_open_offers_only() -> None:
    part = OfferPart("O", "A", "S1", (0,))
    for open_, missing in ((True, 2), (False, 0)):
        offer = {"min_seats": 2, "open": open_}
        only_surnombre = (replace(E1, surnombre="validating"),)
        semester = offers_semester(part, offer=offer, students=only_surnombre)
        assert tiers(exhaustive(semester))["floors"] == missing
    semester = offers_semester(part, offer={"min_seats": 2})
    assert tiers(exhaustive(semester))["floors"] == 1


def test_min_if_open() -> None:
    part = OfferPart("O", "A", "S1", (0,))
    semester = offers_semester(part, offer={"min_if_open": 2})
    assert tiers(exhaustive(semester))["placed"] == 0
    two = (replace(A, max_at_once=2),)
    pair = (E1, replace(E2, surnombre="validating"))
    semester = offers_semester(part, offer={"min_if_open": 2}, students=pair, supervisors=two)
    assert tiers(exhaustive(semester))["placed"] == 2


# --- capacity ------------------------------------------------------------------------------


def both_students(**changes: Any) -> Semester:
    """Make the semester with two students."""
    return make(students=(E1, E2), **changes)


def placed(semester: Semester) -> int:
    """Return the number of students placed in a best placement."""
    value = tiers(exhaustive(semester))["placed"]
    assert isinstance(value, int)
    return value


def test_one_student_at_a_half_day() -> None:
    # A01 and B12 leave each half-day of each supervisor to one student.
    assert placed(both_students()) == 2
    only_a = both_students(supervisors=(A,))
    assert placed(only_a) == 1
    assert placed(replace(only_a, supervisors=(replace(A, max_at_once=2),))) == 2


def test_max_students_and_limits() -> None:
    wide = replace(A, max_at_once=2)
    assert placed(both_students(supervisors=(replace(wide, max_students=1),))) == 1
    assert placed(both_students(supervisors=(replace(wide, limits={"P": 1}),))) == 1
    assert placed(both_students(supervisors=(replace(wide, limits={"Q": 1}),))) == 2
    assert placed(both_students(supervisors=(replace(wide, limits={"P": 0}),))) == 0


def test_capacity_is_shared_by_programmes_of_the_same_weeks() -> None:
    first, second = frozenset(range(1, 14)), frozenset(range(14, 28))
    for weeks, expected in ((first, 1), (second, 2)):
        programmes = (
            replace(P, weeks=first, weeks_text="1-13"),
            replace(P, programme_id="Q", weeks=weeks, weeks_text="…"),
        )
        students = (E1, replace(E2, programme_id="Q"))
        semester = make(programmes=programmes, students=students, supervisors=(A,))
        assert placed(semester) == expected
        one = replace(A, max_students=1, max_at_once=2)
        assert placed(replace(semester, supervisors=(one,))) == expected


def test_rooms() -> None:
    wide = (replace(A, max_at_once=2),)
    room = (replace(S1, rooms=1), S2)
    assert placed(both_students(supervisors=wide, sites=room)) == 2
    needed = (replace(P, needs_room=True),)
    assert placed(both_students(supervisors=wide, sites=room, programmes=needed)) == 1
    none = (replace(S1, rooms=0), S2)
    assert placed(both_students(supervisors=wide, sites=none, programmes=needed)) == 0


def test_housing_places_last_for_the_whole_placement() -> None:
    students = (
        replace(E1, max_minutes=5, needs_housing=True),
        replace(E2, max_minutes=5, needs_housing=True),
    )
    for places in (0, 1, 2):
        sites = (replace(S1, housing_places=places), S2)
        wide = (replace(A, max_at_once=2),)
        assert placed(make(students=students, sites=sites, supervisors=wide)) == places


def test_linked_students_have_the_same_territories_or_no_place() -> None:
    linked = (replace(E1, link_id="L"), replace(E2, link_id="L"))
    # A01 and B12 lie in different territories, but A0 B1 and A1 B2 both in T1 and T2.
    assert placed(make(students=linked)) == 2
    # Without the change at noon A0 B2 and A1 B2 are left, and B takes one at a time.
    far = (*MINUTES[:2], TravelTime("S1", "S2", Fraction(46)))
    assert placed(make(students=linked, travel=far)) == 0
    assert placed(make(students=(E1, E2), travel=far)) == 2


# --- quotas --------------------------------------------------------------------------------


def quota(scope: str, value: str, **limits: Any) -> Quota:
    """Make a quota on one value."""
    return Quota("X", scope, (value,), **limits)


def test_hard_maximum_by_scope() -> None:
    sites = (S1, replace(S2, kind="hospital"))
    territories = (replace(T1, qpv=True, epci="X1", region="11"), replace(T2, frr=True))
    scopes = {
        ("territory", "T1"): "B12",
        ("zone", "ZIP"): "B12",
        ("department", "91"): "B12",
        ("epci", "X1"): "B12",
        ("region", "11"): "B12",
        ("setting", "liberal"): "B12",
        ("kind", "liberal_practice"): "B12",
        ("site", "S1"): "B12",
        ("qpv", "true"): "B12",
        ("frr", "true"): "A01",
    }
    for (scope, value), expected in scopes.items():
        quotas = (quota(scope, value, max_count=0),)
        answer = exhaustive(make(quotas=quotas, sites=sites, territories=territories))
        assert chosen(answer) == {"E1": expected}, scope


def test_quota_units() -> None:
    # One half-day in T1 at most, two in T2 at most: A0 B2 and the like, or B12. Both count one
    # student of T2; the mixed ones have the greater need (0.5 against 0.2).
    half_days = (quota("territory", "T1", max_count=1, unit="half_days"),)
    assert tiers(exhaustive(make(quotas=half_days)))["value"] == 500_000
    students = (quota("territory", "T1", max_count=1, unit="students"),)
    assert tiers(exhaustive(make(quotas=students)))["value"] == 800_000


def test_soft_and_hard_minimum() -> None:
    # E1 prefers T1 (need 0.8), but a minimum in T2 comes first.
    soft = (quota("territory", "T2", min_count=2, unit="half_days"),)
    answer = exhaustive(make(quotas=soft))
    assert (tiers(answer)["floors"], chosen(answer)) == (0, {"E1": "B12"})
    high = (quota("territory", "T2", min_count=5, unit="half_days"),)
    assert tiers(exhaustive(make(quotas=high)))["floors"] == 3
    hard = (replace(soft[0], hard_min=True),)
    assert chosen(exhaustive(make(quotas=hard))) == {"E1": "B12"}
    impossible = (replace(high[0], hard_min=True),)
    assert exhaustive(make(quotas=impossible)).infeasible


def test_soft_maximum_counts_its_excess() -> None:
    soft = (quota("setting", "liberal", max_count=0, hard_max=False, unit="half_days"),)
    only_a = make(quotas=soft, supervisors=(A,))
    # Being placed comes before the floors: two half-days too many.
    assert tiers(exhaustive(only_a)) | {"placed": 1, "floors": 2} == tiers(exhaustive(only_a))


def test_quota_of_another_programme() -> None:
    other = (quota("territory", "T1", max_count=0, programme_id="Q"),)
    programmes = (P, replace(P, programme_id="Q"))
    assert chosen(exhaustive(make(quotas=other, programmes=programmes))) == {"E1": "A01"}


# --- locks ---------------------------------------------------------------------------------


def test_lock_fixes_supervisors_and_half_days() -> None:
    assert bundles(make(locks=(Lock("E1", supervisor_ids=("A", "B")),))) == {
        "A0 B1",
        "A0 B2",
        "A1 B2",
    }
    both = Lock("E1", supervisor_ids=("A", "B"), half_days=(0, 2))
    assert bundles(make(locks=(both,))) == {"A0 B2"}
    part = OfferPart("O", "A", "S1", (0,))
    assert bundles(offers_semester(part, locks=(Lock("E1", offer_id="O"),))) == {"O: A0"}


def test_lock_overrides_the_student_s_own_limits() -> None:
    student = replace(E1, max_minutes=1, shortage_only=True)
    lock = (Lock("E1", supervisor_ids=("B",)),)
    refusal = (supervisor_wish(None, "B"),)
    assert bundles(make(students=(student,), locks=lock, wishes=refusal)) == {"B12"}


def test_lock_does_not_override_the_rest() -> None:
    lock = (Lock("E1", supervisor_ids=("B",)),)
    conflict = make(locks=lock, conflicts=(Conflict("E1", supervisor_id="B"),))
    assert exhaustive(conflict).infeasible
    history = (HistoryLine("E1", "2026-11", supervisor_id="B"),)
    repeat = make(locks=lock, history=history, programmes=(replace(P, no_repeat="supervisor"),))
    assert exhaustive(repeat).infeasible
    closed = offers_semester(
        OfferPart("O", "A", "S1", (0,)), offer={"open": False}, locks=(Lock("E1", offer_id="O"),)
    )
    assert exhaustive(closed).infeasible
    # A linked student must follow, and cannot: B has no other half-days.
    linked = (replace(E1, link_id="L"), replace(E2, link_id="L"))
    assert exhaustive(make(students=linked, locks=lock)).infeasible


def test_lock_and_maximum_quota() -> None:
    # E1 is locked at A although nobody may be in T1; E2 may not add to it.
    wide = (replace(A, max_at_once=2), B)
    lock = (Lock("E1", supervisor_ids=("A",)),)
    zero = (quota("territory", "T1", max_count=0),)
    answer = exhaustive(both_students(supervisors=wide, locks=lock, quotas=zero))
    assert chosen(answer) == {"E1": "A01", "E2": "B12"}
    two = (quota("territory", "T1", max_count=2),)
    answer = exhaustive(both_students(supervisors=wide, locks=lock, quotas=two))
    assert chosen(answer) == {"E1": "A01", "E2": "A01"}


# --- the tiers -----------------------------------------------------------------------------


def test_tiers_of_one_student() -> None:
    # A01: rank 1, need 0.8, 2 x 10 minutes, one student at one supervisor.
    answer = exhaustive(make(wishes=(supervisor_wish(1, "A"),)))
    assert chosen(answer) == {"E1": "A01"}
    assert answer.tiers == {
        None: [
            ("placed", 1),
            ("floors", 0),
            ("worst_off", (0, 1, 1)),
            ("value", 1_800_000),
            ("travel", 20),
            ("balance", 1),
        ]
    }


def test_rank_class_and_value_of_a_mixed_bundle() -> None:
    # Only mixed bundles: A at rank 1, B unnamed at rank 2 of K = 1: (1 + 2) / 2 = 3/2, class 2,
    # satisfaction 1 - 1/2 = 1/2; need (0.8 + 0.2) / 2 = 1/2; 10 + 30 minutes.
    mixed = (replace(P, min_parts=2),)
    answer = exhaustive(make(programmes=mixed, wishes=(supervisor_wish(1, "A"),)))
    assert tiers(answer) == {
        "placed": 1,
        "floors": 0,
        "worst_off": (0, 2, 1),
        "value": 1_000_000,
        "travel": 40,
        "balance": 2,
    }
    # With credit 1/3 and weights 2 and 3: 2 x 1/2 + 3 x 4/3 x 1/2 = 3.
    weighted = make(
        programmes=mixed,
        wishes=(supervisor_wish(1, "A"),),
        students=(replace(E1, credit=Fraction(1, 3)),),
        settings=a_run(shortage_weight=Fraction(2), wish_weight=Fraction(3)),
    )
    assert tiers(exhaustive(weighted))["value"] == 3_000_000


def test_rounding_of_the_value_is_half_up_per_student() -> None:
    # Need 1/3 and 1/6: 0.333333 and, half up, 0.166667; the sum is not rounded again.
    territories = (replace(T1, need=Fraction(1, 3)), replace(T2, need=Fraction(1, 6)))
    answer = exhaustive(both_students(territories=territories))
    assert tiers(answer)["value"] == 500_000
    half = (replace(T1, need=Fraction(1, 2_000_000)), T2)
    assert tiers(exhaustive(make(territories=half, supervisors=(A,))))["value"] == 1


def test_ranks_of_site_territory_and_offer() -> None:
    only_b = {"supervisors": (B,)}
    wishes = (
        Wish("E1", 1, "T1", "territory"),
        Wish("E1", 2, "S2", "site"),
        Wish("E1", 2, "A", "supervisor"),
        Wish("E1", 3, "T2", "territory"),
    )
    # B12 is at S2 (rank 2) in T2 (rank 3): rank 2 of K = 3, satisfaction 2/3.
    answer = exhaustive(make(wishes=wishes, **only_b))
    assert tiers(answer)["worst_off"] == (0, 2, 1)
    assert tiers(answer)["value"] == 866_667
    # The offer's own rank counts where it is smaller than its parts'.
    part = OfferPart("O", "B", "S2", (1,))
    named = offers_semester(part, wishes=(*wishes, Wish("E1", 1, "O", "offer")))
    assert tiers(exhaustive(named))["worst_off"] == (0, 1, 1)
    named = offers_semester(part, wishes=(*wishes, Wish("E1", 3, "O", "offer")))
    assert tiers(exhaustive(named))["worst_off"] == (0, 2, 1)


def test_class_off_and_min_wishes() -> None:
    wishes = (supervisor_wish(1, "A"),)
    only_b = make(wishes=wishes, supervisors=(A, B), conflicts=(Conflict("E1", "A"),))
    assert tiers(exhaustive(only_b))["worst_off"] == (0, "off", 1)
    # Too few wishes: class K + 1 = 2. Refused rows do not make them more.
    few = replace(only_b, programmes=(replace(P, min_wishes=2),))
    assert tiers(exhaustive(few))["worst_off"] == (0, 2, 1)
    refused = replace(few, wishes=(*wishes, supervisor_wish(None, "A")))
    assert tiers(exhaustive(refused))["worst_off"] == (0, 2, 1)
    enough = replace(few, wishes=(*wishes, Wish("E1", 1, "T1", "territory")))
    assert tiers(exhaustive(enough))["worst_off"] == (0, "off", 1)


def test_students_without_wishes_are_in_no_class() -> None:
    only_refused = (supervisor_wish(None, "B"),)
    assert tiers(exhaustive(make(wishes=only_refused)))["worst_off"] == (0,)
    assert tiers(exhaustive(make(wishes=only_refused)))["value"] == 800_000


def test_worst_off_looks_below_the_worst_class() -> None:
    # E1 wishes A, B; E2 wishes A: E2 gets A and E1 its second wish, not the other way round.
    wishes = (
        supervisor_wish(1, "A"),
        supervisor_wish(2, "B"),
        supervisor_wish(1, "A", "E2"),
    )
    for depth, expected in ((0, (0,)), (1, (0, 2, 1)), (2, (0, 2, 1, 1, 1))):
        single = (replace(P, max_parts=1),)
        semester = both_students(
            wishes=wishes, programmes=single, settings=a_run(worst_off_depth=depth)
        )
        assert tiers(exhaustive(semester))["worst_off"] == expected
    assert tiers(exhaustive(replace(semester, settings=a_run(worst_off_depth=5))))["worst_off"] == (
        0,
        2,
        1,
        1,
        1,
    )


def test_unplaced_with_wishes_count_even_without_everyone() -> None:
    # One place; E1 (everyone false) has a wish, E2 has none: the place goes to E1 by worst_off.
    programmes = (replace(P, everyone=False),)
    semester = both_students(
        programmes=programmes, supervisors=(A,), wishes=(supervisor_wish(1, "B"),)
    )
    answer = exhaustive(semester)
    assert tiers(answer)["placed"] == 0
    assert tiers(answer)["worst_off"] == (0, "off", 1)
    assert chosen(answer) == {"E1": "A01", "E2": None}


def test_tiers_in_another_order() -> None:
    # Travel first: nobody travels least. Then balance would stay at zero too.
    semester = make(settings=a_run(tiers=("travel", "placed")))
    answer = exhaustive(semester)
    assert answer.tiers == {None: [("travel", 0), ("placed", 0)]}


def test_travel_chooses_among_those_who_want_one_place() -> None:
    # One place at A for two students of equal value: the nearer one takes 2 x 10, not 2 x 15.
    for far, near in (("E1", "E2"), ("E2", "E1")):
        semester = both_students(
            supervisors=(A,), travel=(*MINUTES, TravelTime(far, "S1", Fraction(15)))
        )
        answer = exhaustive(semester)
        assert tiers(answer)["travel"] == 20
        assert chosen(answer) == {far: None, near: "A01"}


def test_balance_counts_distinct_students() -> None:
    # Balance alone after placed: A01 and B12 make 1 + 1, not 2 x 2 for mixed bundles.
    semester = both_students(settings=a_run(tiers=("placed", "balance")))
    assert tiers(exhaustive(semester)) == {"placed": 2, "balance": 2}


# --- orders --------------------------------------------------------------------------------


def test_lower_orders_are_settled_first_and_keep_their_places() -> None:
    # Only A01: the student of order 1 takes it, whatever the later one would have been worth.
    programmes = (replace(P, order=None), replace(P, programme_id="Q", order=1))
    students = (E1, replace(E2, programme_id="Q"))
    least = (quota("territory", "T1", min_count=3, unit="half_days"),)
    semester = make(
        programmes=programmes,
        students=students,
        supervisors=(A,),
        quotas=least,
        wishes=(supervisor_wish(1, "A"),),
    )
    answer = exhaustive(semester)
    assert list(answer.tiers) == [1, None]
    # A minimum without a programme binds at the last order only.
    assert tiers(answer, 1) | {"placed": 1, "floors": 0} == tiers(answer, 1)
    assert tiers(answer) | {"placed": 1, "floors": 1} == tiers(answer)
    assert tiers(answer)["worst_off"] == (1,)


def test_fixed_placements_are_judged() -> None:
    semester = make()
    worse = next(b for b in bundles_of(semester, semester.students[0]) if show(b) == "B12")
    assert tiers(exhaustive(semester, {"E1": worse}))["value"] == 200_000
    assert tiers(exhaustive(semester, {"E1": None}))["placed"] == 0
    foreign = replace(worse, offer_id="O")
    assert exhaustive(semester, {"E1": foreign}).infeasible


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(semesters(most_students=4, most_supervisors=3))
def test_cutting_branches_changes_nothing(tables: Tables) -> None:
    semester = to_semester(tables)
    assume(math.prod(1 + len(bundles_of(semester, s)) for s in semester.students) < 20_000)
    quick, slow = exhaustive(semester), exhaustive(semester, pruned=False)
    assert (quick.infeasible, quick.tiers) == (slow.infeasible, slow.tiers)
