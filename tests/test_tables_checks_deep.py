"""One faulty example per check of the whole semester, and one where it must stay silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import maillage
import pytest
from maillage.matching.checking import deep_checks
from maillage.matching.demonstration import demonstration_tables
from maillage.matching.tables.reading import read_rows

from . import cli_example
from .cli_example import Tables, student, supervisor

Spoil = Callable[[Tables], object]


def put(table: str, row: int, **cells: object) -> Spoil:
    """Return what changes cells of one row."""
    return lambda tables: tables[table][row].update(cells)


def add(table: str, **cells: object) -> Spoil:
    """Return what adds a row."""
    return lambda tables: tables.setdefault(table, []).append(cells)


def both(*spoils: Spoil) -> Spoil:
    """Return what does one thing after the other."""
    return lambda tables: [spoil(tables) for spoil in spoils]


def sound() -> Tables:
    """Return a semester of which there is nothing to say: with one more supervisor in a centre."""
    tables = cli_example.example()
    tables["supervisors"].append({**supervisor(4, "CDS", "mon tue thu fri"), "max_students": 4})
    return tables


def offers(mechanism: str = "optimal") -> Tables:
    """Return the same with offers for the externs, enough of them."""
    tables = sound()
    tables["programmes"][1] |= {"composition": "offers", "mechanism": mechanism}
    tables["offers"] = [
        {"offer_id": name, "programme_id": "EXT", "seats": seats}
        for name, seats in (("O1", 1), ("O2", 2), ("O3", 2))
    ]
    tables["supervisors"][1]["max_at_once"] = tables["supervisors"][2]["max_at_once"] = 2
    tables["offer_parts"] = [
        {"offer_id": "O1", "supervisor_id": "M1", "half_days": "mon_am mon_pm"},
        {"offer_id": "O2", "supervisor_id": "M2", "half_days": "wed_am wed_pm"},
        {"offer_id": "O3", "supervisor_id": "M3", "half_days": "fri_am fri_pm"},
    ]
    return tables


def stable() -> Tables:
    return offers("stable")


def quota(**cells: object) -> Spoil:
    row = {"quota_id": "QX", "scope": "territory", "value": "93005", **cells}
    return add("quotas", **row)


def lock(**cells: object) -> Spoil:
    return add("locks", **{"student_id": "03", "supervisor_ids": "M1", **cells})


def found(base: Callable[[], Tables], spoil: Spoil | None = None) -> list[str]:
    tables = base()
    if spoil is not None:
        spoil(tables)
    return [str(finding) for finding in deep_checks(read_rows(tables))]


Case = tuple[Callable[[], Tables], Spoil, str]
WARNINGS: dict[str, Case] = {
    # Capacity
    "half-days": (
        sound,
        lambda t: [t["students"].append(student(f"1{k}", "N1", 48.9)) for k in range(9)],
        "programmes[0]: programme 'N1' needs 48 half-days a week for its students (12); the "
        "supervisors who take it have 20. [capacity]",
    ),
    "no one of the programme": (
        sound,
        lambda t: [row.update(limits="EXT:0") for row in t["supervisors"]],
        "programmes[1]: programme 'EXT' needs 8 half-days a week for its students (4); the "
        "supervisors who take it have 0. [capacity]",
    ),
    "supervisors": (
        sound,
        lambda t: [row.update(max_students=1) for row in t["supervisors"]],
        "programmes[0]: the students of programme 'N1' (3) need 2 supervisors each (min_parts); "
        "those who take it can take 4 together. [capacity]",
    ),
    "supervisors of all programmes": (
        sound,
        put("supervisors", 3, max_students=2),
        "programmes[1]: the students of the programmes EXT, N1 need 10 places with supervisors "
        "(min_parts); those who take them can take 8 students together. [capacity]",
    ),
    "half-days in centres": (
        sound,
        lambda t: t["supervisors"].pop(),
        "programmes[0]: programme 'N1' needs 6 half-days a week in centres (min_centre) for its "
        "students (3); its supervisors have 4. [capacity]",
    ),
    "half-days in practices": (
        sound,
        both(put("supervisors", 2, programmes="EXT"), put("supervisors", 1, max_students=3)),
        "programmes[0]: programme 'N1' needs 6 half-days a week in private practice "
        "(min_liberal) for its students (3); its supervisors have 4. [capacity]",
    ),
    "rooms": (
        sound,
        both(
            put("programmes", 0, needs_room=True, min_liberal=0, min_centre=0, min_parts=1),
            put("sites", 0, rooms=1),
            put("sites", 2, rooms=0),
            put("sites", 1, rooms=0),
        ),
        "programmes[0]: programme 'N1' needs a consulting room for 12 half-days a week; the "
        "rooms of its sites give 4. [capacity]",
    ),
    "all programmes together": (
        sound,
        lambda t: [t["students"].append(student(f"1{k}", "EXT", 48.9)) for k in range(4)],
        "programmes[1]: the programmes EXT, N1 together need 28 half-days a week; the "
        "supervisors who take them have 20. [capacity]",
    ),
    "seats": (
        offers,
        lambda t: [row.update(seats=1) for row in t["offers"]],
        "programmes[1]: programme 'EXT' has 4 students, but its open offers have seats for 3. "
        "[capacity]",
    ),
    "seats beyond the students": (
        offers,
        put("offers", 2, seats=1),
        "programmes[1]: programme 'EXT': students 4, open seats 4; the setting opened_ratio "
        "(1.07) asks for 5 seats. [few-seats]",
    ),
    "minimum seats": (
        offers,
        lambda t: [row.update(min_seats=row["seats"]) for row in t["offers"]],
        "offers[0]: the offers of programme 'EXT' ask that 5 seats be filled (min_seats), but "
        "it has 4 students. [min-seats]",
    ),
    # Quotas
    "more than the students": (
        sound,
        quota(min=4, scope="setting", value="liberal, centre", programme_id="N1"),
        "quotas[1]: quota 'QX' asks for 4 students, but there are only 3. [quota-out-of-reach]",
    ),
    "more than the site takes": (
        sound,
        quota(min=3, scope="site", value="CAB", programme_id="N1", hard=True),
        "quotas[1]: quota 'QX' asks for 3 students, but its sites can take only 2. It is hard: "
        "placing ends without a result. [quota-out-of-reach]",
    ),
    "more half-days than there are": (
        sound,
        quota(
            min=13, scope="setting", value="liberal, centre", unit="half_days", programme_id="N1"
        ),
        "quotas[1]: quota 'QX' asks for 13 half-days, but the students have only 12. [quota-"
        "out-of-reach]",
    ),
    "more half-days than the site has": (
        sound,
        quota(min=9, unit="half_days", programme_id="N1"),
        "quotas[1]: quota 'QX' asks for 9 half-days, but its sites can take only 4. [quota-out-"
        "of-reach]",
    ),
    "scope without a site": (
        sound,
        both(
            add("territories", territory_id="T", name="t", lat=48.8, lon=2.3),
            quota(value="T", min=1),
        ),
        "quotas[1]: quota 'QX' asks for 1, but nobody can be placed within its scope. [quota-"
        "without-site]",
    ),
    "scope without a site, maximum": (
        sound,
        both(
            add("territories", territory_id="T", name="t", lat=48.8, lon=2.3),
            quota(value="T", max=1),
        ),
        "quotas[1]: quota 'QX': nobody can be placed within its scope; it has no effect. "
        "[quota-without-site]",
    ),
    "minimum within a smaller maximum": (
        sound,
        both(
            quota(min=2, hard=True), quota(quota_id="QY", scope="setting", value="liberal", max=1)
        ),
        "quotas[1]: quota 'QX' asks for 2 within the scope of quota 'QY', which allows 1. It is "
        "hard: placing ends without a result. [quota-contradiction]",
    ),
    "minimums side by side": (
        sound,
        both(
            quota(min=7, unit="half_days", programme_id="N1", hard=True),
            quota(
                quota_id="QY", value="93066", min=7, unit="half_days", programme_id="N1", hard=True
            ),
        ),
        "quotas[1]: quotas QX, QY ask together for 14 in scopes that do not overlap; the "
        "students can make up 12 at the most. It is hard: placing ends without a result. "
        "[quota-contradiction]",
    ),
    # Links
    "link": (
        sound,
        lambda t: (
            [row.update(link_id="L") for row in t["students"][2:6]]
            and [row.update(limits="EXT:1") for row in t["supervisors"]]
        ),
        "students[2]: link 'L' joins 4 students, but no territory can take more than 2 of them. "
        "[link-too-large]",
    ),
    # Wishes
    "supervisor of another programme": (
        sound,
        both(put("supervisors", 2, programmes="EXT"), put("students", 0, wish_3="M3")),
        "supervisors[2]: supervisor 'M3' cannot take students of programme 'N1', but 2 of them "
        "wish for it, the first is '01'. [useless-wish]",
    ),
    "site of another programme": (
        sound,
        both(put("supervisors", 2, programmes="EXT"), put("students", 0, wish_3="LAC")),
        "sites[2]: nobody at site 'LAC' can take students of programme 'N1', but 2 of them wish "
        "for it, the first is '01'. [useless-wish]",
    ),
    "territory of another programme": (
        sound,
        both(put("supervisors", 2, programmes="N1"), put("students", 4, wish_1="94028")),
        "territories[2]: nobody in territory '94028' can take students of programme 'EXT', but "
        "'05' wishes for it. [useless-wish]",
    ),
    "offer of another programme": (
        offers,
        both(put("students", 0, wish_3="O1"), put("students", 1, wish_3="O1")),
        "offers[0]: offer 'O1' belongs to programme 'EXT', but 2 students of programme 'N1' "
        "wish for it, the first is '01'. [useless-wish]",
    ),
    # Locks
    "lock without accreditation": (
        sound,
        both(put("supervisors", 0, programmes="N1"), lock()),
        "locks[0]: the lock of student '03' cannot hold: supervisor 'M1' is not accredited for "
        "programme 'EXT' on every day of the semester. [lock-cannot-hold]",
    ),
    "lock against a conflict": (
        sound,
        both(add("conflicts", student_id="03", supervisor_id="M1"), lock()),
        "locks[0]: the lock of student '03' cannot hold: a conflict excludes supervisor 'M1'. "
        "[lock-cannot-hold]",
    ),
    "lock on a place of before": (
        sound,
        both(
            put("programmes", 1, no_repeat="site"),
            add("history", student_id="03", semester="2026-11", site_id="CAB"),
            lock(),
        ),
        "locks[0]: the lock of student '03' cannot hold: the student has been at supervisor "
        "'M1' or its site before (no_repeat). [lock-cannot-hold]",
    ),
    "lock on someone away": (
        sound,
        both(
            lambda t: t["supervisors"][0].update(mon_am="", mon_pm="", tue_am="", tue_pm=""), lock()
        ),
        "locks[0]: the lock of student '03' cannot hold: supervisor 'M1' has no half-day. "
        "[lock-cannot-hold]",
    ),
    "lock on other half-days": (
        sound,
        lock(half_days="wed_am wed_pm"),
        "locks[0]: the lock of student '03' cannot hold: no placement that the rules allow has "
        "exactly what it asks. [lock-cannot-hold]",
    ),
    "lock over a refusal": (
        sound,
        both(
            put("students", 2, wish_1=None),
            add("wishes", student_id="03", target="CAB", refused=True),
            lock(),
        ),
        "locks[0]: the lock of student '03' overrides a refusal. [lock-overrides]",
    ),
    "lock over a zone": (
        sound,
        both(put("students", 2, shortage_only=True), lock(supervisor_ids="M3")),
        "locks[0]: the lock of student '03' overrides shortage_only: not all of it lies in "
        "zones short of practitioners. [lock-overrides]",
    ),
    "lock far away": (
        sound,
        both(put("students", 2, max_minutes=6), lock(supervisor_ids="M3")),
        "locks[0]: the lock of student '03' overrides max_minutes 6: it is farther from home. "
        "[lock-overrides]",
    ),
    "locks over a maximum": (
        sound,
        both(lock(), lock(student_id="04"), quota(max=1)),
        "quotas[1]: locks place 2 students within quota 'QX', more than its max 1; nobody else "
        "can be placed there. [lock-overrides]",
    ),
    "locks at one supervisor": (
        sound,
        both(put("supervisors", 0, max_students=1), lock(), lock(student_id="04")),
        "locks[0]: 2 students are locked to supervisor 'M1', who takes 1 at a time. [locks-"
        "over-capacity]",
    ),
    "locks of one programme": (
        sound,
        both(put("supervisors", 0, limits="EXT:1"), lock(), lock(student_id="04")),
        "locks[0]: 2 students of programme 'EXT' are locked to supervisor 'M1', who takes 1 of "
        "them at a time. [locks-over-capacity]",
    ),
    "locks on one offer": (
        offers,
        both(
            add("locks", student_id="03", offer_id="O1"),
            add("locks", student_id="04", offer_id="O1"),
        ),
        "locks[0]: 2 students are locked to offer 'O1', which has 1 seat. [locks-over-capacity]",
    ),
    # Rankings
    "ranking of another programme's student": (
        stable,
        lambda t: t.update(host_rankings=[{"offer_id": "O1", "student_id": "01", "rank": 1}]),
        "offers[0]: 'O1' ranks student '01', for whose programme it has no offer; the line has "
        "no effect. [useless-ranking]",
    ),
}

ERRORS: dict[str, Case] = {
    "minimum of an offer that opens": (
        stable,
        put("offers", 1, min_if_open=1),
        "offers[1]: offer 'O2' has min_if_open, which the mechanism stable cannot keep; leave "
        "it empty. [stable-minimum]",
    ),
    "caps of quotas that cross": (
        stable,
        both(
            quota(value="93005, 93066", max=2),
            quota(quota_id="QY", value="93066, 94028", max=2),
        ),
        "quotas[2]: quota 'QY' and quota 'QX' share offer O2, but neither limit lies within the "
        "other; the mechanism stable needs limits that nest. [crossing-caps]",
    ),
    "a supervisor's cap that crosses a quota": (
        stable,
        both(
            quota(value="93005, 93066", max=2),
            add("offer_parts", offer_id="O2", supervisor_id="M3", half_days="mon_am"),
            put("supervisors", 2, max_students=3),
        ),
        "supervisors[2]: supervisor 'M3' and quota 'QX' share offer O2, but neither limit lies "
        "within the other; the mechanism stable needs limits that nest. [crossing-caps]",
    ),
    "seats at one half-day": (
        stable,
        put("offers", 0, seats=2),
        "supervisors[0]: supervisor 'M1' is in open offers with 2 seats at one half-day, but "
        "hosts 1 student at once; the mechanism stable needs seats that can all be used. "
        "[seats-not-together]",
    ),
    "seats in one week": (
        stable,
        lambda t: t["offer_parts"][0].update(half_days=3) or t["offers"][0].update(seats=2),
        "supervisors[0]: the seats of the open offers of supervisor 'M1' need 6 half-days a "
        "week, it has 4; the mechanism stable needs seats that can all be used. [seats-not-"
        "together]",
    ),
    "seats in one room": (
        stable,
        put("programmes", 1, needs_room=True),
        "sites[1]: site 'CDS' has 1 room, too few for all the seats of its open offers; the "
        "mechanism stable needs seats that can all be used. [seats-not-together]",
    ),
    "two supervisors who rank": (
        stable,
        lambda t: (
            t["offer_parts"].append(
                {"offer_id": "O1", "supervisor_id": "M4", "half_days": "tue_am"}
            )
            or t.update(
                host_rankings=[
                    {"supervisor_id": "M1", "student_id": "03", "rank": 1},
                    {"supervisor_id": "M4", "student_id": "03", "rank": 1},
                ]
            )
        ),
        "offers[0]: supervisors M1, M4 of offer 'O1' each rank students; the offer needs a "
        "ranking of its own. [missing-ranking]",
    ),
}

NOBODY: dict[str, Case] = {
    "offers closed": (
        offers,
        lambda t: [row.update(open=False) for row in t["offers"]],
        "programmes[1]: no placement fits any of the 4 students of programme 'EXT': all its "
        "offers are closed. [no-bundle]",
    ),
    "no one takes it": (
        sound,
        lambda t: [row.update(programmes="EXT") for row in t["supervisors"]],
        "programmes[0]: no placement fits any of the 3 students of programme 'N1': no "
        "supervisor and no offer takes it. [no-bundle]",
    ),
    "no accreditation holds": (
        sound,
        lambda t: [row.update(accreditation_end="2027-06-30") for row in t["supervisors"]],
        "programmes[1]: no placement fits any of the 4 students of programme 'EXT': no "
        "accreditation for it holds on every day of the semester. [no-bundle]",
    ),
    "no one long enough": (
        sound,
        put("programmes", 1, half_days=10, min_part=10),
        "programmes[1]: no placement fits any of the 4 students of programme 'EXT': nobody has "
        "enough half-days in the week. [no-bundle]",
    ),
    "no mix": (
        sound,
        lambda t: [row.update(programmes="EXT") for row in t["supervisors"][1::2]],
        "programmes[0]: no placement fits any of the 3 students of programme 'N1': private "
        "practice or centres are missing for the mix (min_liberal, min_centre). [no-bundle]",
    ),
    "no combination": (
        sound,
        put("programmes", 1, half_days=9, max_parts=1),
        "programmes[1]: no placement fits any of the 4 students of programme 'EXT': no "
        "combination of supervisors and sites gives the half-days demanded. [no-bundle]",
    ),
    "too far from each other": (
        sound,
        put("programmes", 0, max_km=2),
        "programmes[0]: no placement fits any of the 3 students of programme 'N1': all sites "
        "are too far from each other (max_km). [no-bundle]",
    ),
    "change at noon": (
        sound,
        lambda t: (
            t["programmes"][0].update(
                half_days=2, min_part=1, min_liberal=1, min_centre=1, whole_days=False
            ),
            [row.update(programmes="EXT") for row in t["supervisors"][2:]],
            t["supervisors"][0].update(mon_pm="", tue_am="", tue_pm=""),
            t["supervisors"][1].update(wed_am="", wed_pm="", thu_am="", thu_pm="", mon_pm="x"),
            t["settings"].append({"key": "noon_minutes", "value": 5}),
        ),
        "programmes[0]: no placement fits any of the 3 students of programme 'N1': all need a "
        "change of site at noon that is too long (noon_minutes). [no-bundle]",
    ),
    "no room": (
        sound,
        both(put("programmes", 0, needs_room=True), put("sites", 1, rooms=0)),
        "programmes[0]: no placement fits any of the 3 students of programme 'N1': consulting "
        "rooms for trainees are missing (rooms). [no-bundle]",
    ),
    "refused": (
        sound,
        lambda t: (
            t["students"][2].update(wish_1=None),
            [
                add("wishes", student_id="03", target=s, refused=True)(t)
                for s in ("CAB", "CDS", "LAC")
            ],
        ),
        "students[2]: no placement fits student '03': each touches what the student refuses. "
        "[no-bundle]",
    ),
    "conflict": (
        sound,
        lambda t: [add("conflicts", student_id="03", site_id=s)(t) for s in ("CAB", "CDS", "LAC")],
        "students[2]: no placement fits student '03': each that is left touches a conflict of "
        "interest. [no-bundle]",
    ),
    "been there": (
        sound,
        lambda t: (
            t["programmes"][1].update(no_repeat="site"),
            [
                add("history", student_id="03", semester="2026-11", site_id=s)(t)
                for s in ("CAB", "CDS", "LAC")
            ],
        ),
        "students[2]: no placement fits student '03': each that is left is where the student "
        "has been before (no_repeat). [no-bundle]",
    ),
    "no zone": (
        sound,
        both(
            put("territories", 0, zone=None),
            put("students", 0, shortage_only=True),
        ),
        "students[0]: no placement fits student '01': none that is left lies in zones short of "
        "practitioners (ZIP, ZAC), as the student asks. [no-bundle]",
    ),
    "too far": (
        sound,
        put("students", 2, max_minutes=6),
        "students[2]: no placement fits student '03': each that is left is farther than 6 "
        "minutes from home. [no-bundle]",
    ),
    "too far, no housing": (
        sound,
        put("students", 2, max_minutes=6, needs_housing=True),
        "students[2]: no placement fits student '03': each that is left is farther than 6 "
        "minutes from home, and no site of it has housing. [no-bundle]",
    ),
}

SILENT: dict[str, tuple[Callable[[], Tables], Spoil]] = {
    "as it is": (sound, both()),
    "offers": (offers, both()),
    "stable": (stable, both()),
    "as many seats as the ratio asks": (
        offers,
        both(put("settings", 1, key="opened_ratio", value=1.25)),
    ),
    "above the list": (
        offers,
        both(put("offers", 2, seats=1), put("students", 5, surnombre="validating")),
    ),
    "a programme without students": (
        sound,
        add(
            "programmes",
            programme_id="Z",
            name="z",
            profession="gp",
            half_days=9,
            mechanism="optimal",
        ),
    ),
    "quotas that just hold": (
        sound,
        both(
            quota(min=2, programme_id="N1"),
            quota(quota_id="QY", min=4, unit="half_days", programme_id="N1", hard=True),
        ),
    ),
    "a maximum that locks fill": (sound, both(lock(), quota(max=1))),
    "a student counts in several scopes": (
        sound,
        both(
            quota(min=2, programme_id="N1", hard=True),
            quota(quota_id="QY", value="93066", min=3, programme_id="N1", hard=True),
        ),
    ),
    "a link that fits": (sound, lambda t: [row.update(link_id="L") for row in t["students"][2:4]]),
    "refused, though nobody is there": (
        sound,
        both(
            put("supervisors", 2, programmes="N1"),
            put("students", 4, wish_1=None),
            add("wishes", student_id="05", target="94028", refused=True),
        ),
    ),
    "a wish for a closed offer is told elsewhere": (
        offers,
        both(
            put("offers", 0, open=False),
            put("offers", 1, seats=3),
            put("students", 2, wish_1="O1"),
            put("students", 3, wish_1="93066"),
            put("supervisors", 1, max_at_once=3),
        ),
    ),
    "a lock that keeps every rule": (
        sound,
        both(
            put("students", 2, max_minutes=60, shortage_only=True), lock(half_days="mon_am mon_pm")
        ),
    ),
    "housed": (
        sound,
        both(
            put("students", 2, max_minutes=6, needs_housing=True), put("sites", 2, housing_places=1)
        ),
    ),
    "caps that nest": (
        stable,
        both(
            quota(value="93005, 93066", max=2),
            quota(quota_id="QY", value="93066", max=2),
            quota(quota_id="QZ", value="94028", max=2),
        ),
    ),
    "caps that cross under another mechanism": (
        offers,
        both(
            quota(value="93005, 93066", max=2),
            quota(quota_id="QY", value="93066, 94028", max=2),
        ),
    ),
    "a soft cap that crosses": (
        stable,
        both(
            quota(value="93005, 93066", max=2),
            quota(quota_id="QY", value="93066, 94028", max=2, hard=False),
        ),
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_warning(name):
    base, spoil, message = WARNINGS[name]
    tables = base()
    spoil(tables)
    findings = deep_checks(read_rows(tables))
    assert message in map(str, findings)
    assert all(finding.severity == "warning" for finding in findings)


@pytest.mark.parametrize("name", ERRORS)
def test_what_the_stable_mechanism_refuses(name):
    base, spoil, message = ERRORS[name]
    tables = base()
    spoil(tables)
    errors = [f for f in deep_checks(read_rows(tables)) if f.severity == "error"]
    assert list(map(str, errors)) == [message]


@pytest.mark.parametrize("name", NOBODY)
def test_no_placement_at_all(name):
    base, spoil, message = NOBODY[name]
    assert message in found(base, spoil)


@pytest.mark.parametrize("name", SILENT)
def test_no_false_alarm(name):
    assert found(*SILENT[name]) == []


def test_locks_may_exceed_a_maximum_that_a_minimum_needs():
    quotas = quota(min=1, hard=True), quota(quota_id="QY", scope="setting", value="liberal", max=0)
    assert any("quota-contradiction" in line for line in found(sound, both(*quotas)))
    assert found(sound, both(*quotas, lock())) == [
        "quotas[2]: locks place 1 student within quota 'QY', more than its max 0; nobody else can "
        "be placed there. [lock-overrides]"
    ]


def test_a_lock_on_supervisors_is_held_by_an_offer_of_theirs():
    """Of the offers only O1 is with M1 alone; with M1 and M2 together there is none."""
    extern = next(s["student_id"] for s in offers()["students"] if s["programme_id"] == "EXT")
    assert found(offers, lock(student_id=extern, supervisor_ids="M1")) == []
    (line,) = found(offers, lock(student_id=extern, supervisor_ids="M1, M2"))
    assert "lock-cannot-hold" in line


def test_the_demonstration_has_two_true_warnings():
    assert [str(finding) for finding in deep_checks(read_rows(demonstration_tables()))] == [
        "programmes[3]: programme 'PHYSIO' needs 252 half-days a week for its students (42); the "
        "supervisors who take it have 246. [capacity]",
        "territories[83]: the catchments of 13 territories with a site (such as "
        "'Dangé-Saint-Romain') reach beyond the territories of the table; what supply and people "
        "there are is missing from their accessibility. Add the territories within 21 km. "
        "[supply-beyond-edge]",
    ]


def test_many_useless_wishes_are_counted():
    tables = sound()
    for k in range(25):
        add("territories", territory_id=f"T{k:02d}", name=f"t{k}", lat=48.8, lon=2.3)(tables)
        add("wishes", student_id="06", rank=k + 1, target=f"T{k:02d}")(tables)
    messages = [str(f) for f in deep_checks(read_rows(tables))]
    assert len(messages) == 21
    assert messages[-1] == (
        "territories[23]: 5 more targets are wished for by students whose programme nobody there "
        "takes. [useless-wish]"
    )


def test_the_library_says_what_reading_and_the_whole_say(tmp_path):
    tables = sound()
    quota(min=4, programme_id="N1")(tables)
    lock(half_days="mon_am")(tables)
    path = cli_example.workbook(tmp_path / "semester.xlsx", tables)
    codes = [finding.code for finding in maillage.check(path)]
    assert codes == ["lock-target", "quota-out-of-reach", "lock-cannot-hold"]
    assert [finding.code for finding in maillage.check(read_rows(tables))] == codes


def test_the_command_says_it_too_and_ends_with_the_code_of_errors(tmp_path):
    tables = stable()
    put("offers", 1, min_if_open=1)(tables)
    path = cli_example.workbook(tmp_path / "semester.xlsx", tables, "en")
    answer = cli_example.run("check", path)
    assert answer.exit_code == 3
    assert "[stable-minimum]" in answer.output


def test_a_semester_that_was_not_read_has_no_cells():
    from dataclasses import replace

    semester: Any = read_rows(sound())
    programmes = tuple(replace(p, half_days=11) for p in semester.programmes)
    findings = deep_checks(replace(semester, programmes=programmes, cells={}))
    assert {finding.where for finding in findings} == {""}
