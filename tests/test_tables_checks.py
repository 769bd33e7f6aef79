"""One faulty example per check over several rows, and one where it must stay silent."""

from collections.abc import Callable
from datetime import date

import pytest

from .tables_example import Tables, example, findings_of

Spoil = Callable[[Tables], object]


def put(table: str, row: int, **cells: object) -> Spoil:
    """Return what changes cells of one row."""
    return lambda tables: tables[table][row].update(cells)


def add(table: str, **cells: object) -> Spoil:
    """Return what adds a row."""
    return lambda tables: tables[table].append(cells)


def both(*spoils: Spoil) -> Spoil:
    """Return what does one thing after the other."""
    return lambda tables: [spoil(tables) for spoil in spoils]


def student(**cells: object) -> Spoil:
    row = {"student_id": "E9", "name": "Ève Le Gall", "programme_id": "N1", **cells}
    return add("students", **row)


def supervisor(**cells: object) -> Spoil:
    row = {"supervisor_id": "M9", "name": "X Y", "profession": "gp", "site_id": "S1",
           "programmes": "N1", "max_students": 1, "mon_am": "x", **cells}  # fmt: skip
    return add("supervisors", **row)


def site(**cells: object) -> Spoil:
    row = {"site_id": "S9", "name": "Pôle", "kind": "health_centre", "setting": "centre",
           "territory_id": "93005", **cells}  # fmt: skip
    return add("sites", **row)


def region(**odd: object) -> Spoil:
    """Return what makes a dozen territories around Paris, and one more."""

    def spoil(tables: Tables) -> None:
        put("territories", 0, lat=48.7, lon=2.2)(tables)
        for k in range(12):
            add("territories", territory_id=f"T{k}", name=f"t{k}", lat=48.8 + k / 50, lon=2.3)(
                tables
            )
        add("territories", **{"territory_id": "TX", "name": "tx", **odd})(tables)

    return spoil


WARNINGS = {
    # The same people and places
    "student in another order of words": (
        both(student(name="Marie-Ève Dupont"), student(student_id="F1", name="DUPONT Marie Eve")),
        "students[4]: student 'F1' (DUPONT Marie Eve) looks the same as 'E9' (Marie-Ève Dupont) "
        "at students[3]; leave one of them if they are. [likely-duplicate]",
    ),
    "student with the same address": (
        student(email=" B@o.fr", name="Boris Vian"),
        "students[3]: student 'E9' (Boris Vian) looks the same as 'E3' (@Bo) at students[2]; "
        "leave one of them if they are. [likely-duplicate]",
    ),
    "student one letter off at the same home": (
        both(
            student(name="Julien Lefebvre", territory_id="Q1"),
            student(student_id="F1", name="Julien Lefevbre", territory_id="Q1"),
        ),
        "students[4]: student 'F1' (Julien Lefevbre) looks the same as 'E9' (Julien Lefebvre) at "
        "students[3]; leave one of them if they are. [likely-duplicate]",
    ),
    "an address of many": (
        lambda t: [student(student_id=f"F{k}", name=f"A{k} B{k}", email="s@u.fr")(t)
                   for k in range(5)],
        "students[3]: 5 students have the e-mail address s@u.fr, the first are F0, F1, F2. "
        "[shared-email]",
    ),
    "supervisor under two titles": (
        supervisor(name="Pr NOËL Élise", site_id="S1"),
        "supervisors[2]: supervisor 'M9' (Pr NOËL Élise) looks the same as 'M1' (Dr Élise Noël) "
        "at supervisors[0]; leave one of them if they are, or their capacity counts twice. "
        "[likely-duplicate]",
    ),
    "supervisor by surname at the same site": (
        supervisor(name="Dr Noël"),
        "supervisors[2]: supervisor 'M9' (Dr Noël) looks the same as 'M1' (Dr Élise Noël) at "
        "supervisors[0]; leave one of them if they are, or their capacity counts twice. "
        "[likely-duplicate]",
    ),
    "supervisor by initial at the same site": (
        supervisor(name="Dr É. Noël"),
        "supervisors[2]: supervisor 'M9' (Dr É. Noël) looks the same as 'M1' (Dr Élise Noël) at "
        "supervisors[0]; leave one of them if they are, or their capacity counts twice. "
        "[likely-duplicate]",
    ),
    "site with and without hyphens": (
        both(site(name="AP-HP Saint-Antoine"), site(site_id="T9", name="APHP Saint Antoine")),
        "sites[4]: site 'T9' (APHP Saint Antoine) looks the same as 'S9' (AP-HP Saint-Antoine) "
        "at sites[3]; leave one of them if they are. [likely-duplicate]",
    ),
    "site misspelt": (
        both(site(name="Centre Jaurès"), site(site_id="T9", name="Centre Jaurés")),
        "sites[4]: site 'T9' (Centre Jaurés) looks the same as 'S9' (Centre Jaurès) at sites[3]; "
        "leave one of them if they are. [likely-duplicate]",
    ),
    "site at the same point": (
        both(
            site(name="Centre de santé Zola", lat=48.94001, lon=2.51),
            site(site_id="T9", name="CDS Émile Zola", lat=48.94, lon=2.51),
        ),
        "sites[4]: site 'T9' (CDS Émile Zola) looks the same as 'S9' (Centre de santé Zola) at "
        "sites[3]; leave one of them if they are. [likely-duplicate]",
    ),
    # Coordinates
    "site exchanged": (
        put("sites", 1, lat=2.5, lon=48.94),
        "sites[1]: the latitude and the longitude of site 'S2' look exchanged. Is it lat 48.94, "
        "lon 2.5? [swapped-coordinates]",
    ),
    "home exchanged": (
        put("students", 1, second_lat=2.3, second_lon=48.9),
        "students[1]: the latitude and the longitude of the second home of student 'E2' look "
        "exchanged. Is it lat 48.9, lon 2.3? [swapped-coordinates]",
    ),
    "campus exchanged": (
        put("settings", 1, key="Campus", value="2,4 48,9"),
        "settings[1]: the latitude and the longitude of the campus look exchanged. Is it "
        "lat 48.9, lon 2.4? [swapped-coordinates]",
    ),
    "nowhere": (
        put("students", 0, lat=0, lon=0),
        "students[0]: the coordinates of student 'E1' are 0 and 0; leave them empty if they are "
        "not known. [implausible-coordinates]",
    ),
    "abroad": (
        put("students", 0, lat=10.5),
        "students[0]: student 'E1' lies far from France: lat 10.5, lon 5.2. "
        "[implausible-coordinates]",
    ),
    "far from its territory": (
        put("sites", 1, lat=47.94),
        "sites[1]: site 'S2' lies 111 km from its territory '93005'. [implausible-coordinates]",
    ),
    "far from all others": (
        region(lat=43.3, lon=5.4),
        "territories[15]: territory 'TX' lies 669 km from the middle of all territories and "
        "sites. [implausible-coordinates]",
    ),
    # Rules of a programme
    "too many parts": (
        put("programmes", 0, min_parts=3, max_parts=3),
        "programmes[0]: no placement is possible: 3 supervisors (min_parts) with at least 1 "
        "half-days each make more than half_days 2. [contradiction]",
    ),
    "too many sites": (
        put("programmes", 0, min_sites=3),
        "programmes[0]: no placement is possible: 3 sites (min_sites) with at least 1 half-days "
        "each make more than half_days 2. [contradiction]",
    ),
    "more sites than parts": (
        put("programmes", 0, min_sites=2, max_parts=1),
        "programmes[0]: min_sites 2 is more than max_parts 1: only supervisors with several "
        "sites can make up a placement. [contradiction]",
    ),
    "half a day": (
        put("programmes", 0, whole_days=True, half_days=3),
        "programmes[0]: no placement is possible: half_days 3 is odd, but the programme asks "
        "whole days. [contradiction]",
    ),
    "mix at one site": (
        put("programmes", 0, min_liberal=1, min_centre=1, max_sites=1),
        "programmes[0]: no placement is possible: min_liberal and min_centre need two sites, but "
        "max_sites is 1. [contradiction]",
    ),
    "mix of short parts": (
        put("programmes", 0, min_liberal=1, min_centre=1, min_part=2),
        "programmes[0]: no placement is possible: a part for min_liberal and one for min_centre "
        "make 4 half-days, more than half_days 2. [contradiction]",
    ),
    # Supervisors
    "takes no one": (
        put("supervisors", 0, max_students=0, limits=None),
        "supervisors[0]: supervisor 'M1' takes no one: max_students is 0. [takes-no-one]",
    ),
    "no one at once": (
        put("supervisors", 0, max_at_once=0),
        "supervisors[0]: supervisor 'M1' takes no one: max_at_once is 0. [takes-no-one]",
    ),
    "limit above all": (
        put("supervisors", 0, limits="EXT:4"),
        "supervisors[0]: the limit 4 of supervisor 'M1' for programme 'EXT' is more than "
        "max_students 3. [useless-limit]",
    ),
    "limit of a programme not taken": (
        put("supervisors", 0, limits="SAS:1"),
        "supervisors[0]: supervisor 'M1' has a limit for programme 'SAS', but does not take it. "
        "[useless-limit]",
    ),
    "programme left out": (
        put("supervisors", 1, programmes="SAS, N1, EXT"),
        "supervisors[1]: supervisor 'M2' takes no one of the programmes EXT, N1: the lines of "
        "accreditations for it or its site replace its programmes and leave these out. "
        "[programmes-replaced]",
    ),
    "one accreditation ends": (
        add("accreditations", supervisor_id="M2", programme_id="N1", end=date(2027, 8, 1)),
        "accreditations[0]: no accreditation of supervisor 'M2' or its site for programme 'N1' "
        "holds on every day of the semester; it takes no one of it. [accreditation]",
    ),
    # Offers
    "more seats than students at once": (
        put("offers", 0, seats=2),
        "offers[0]: offer 'O1' has 2 seats, but supervisor 'M2' can take only 1 of its students. "
        "[seats-out-of-reach]",
    ),
    "more seats than rooms": (
        both(
            put("supervisors", 1, max_at_once=2),
            put("sites", 1, rooms=1),
            put("offers", 0, seats=2),
        ),
        "offers[0]: offer 'O1' has 2 seats, but site 'S2' has rooms for only 1 of its students. "
        "[seats-out-of-reach]",
    ),
}  # fmt: skip

SILENT = {
    "figures in names": both(
        student(name="Le Gall 12", territory_id="Q1"),
        student(student_id="F1", name="Le Gall 13", territory_id="Q1"),
    ),
    "homonyms with homes and addresses of their own": both(
        student(email="a@u.fr", territory_id="Q1"),
        student(student_id="F1", email="b@u.fr", territory_id="93005"),
    ),
    "one letter off, homes apart": both(
        student(name="Julien Lefebvre", territory_id="Q1"),
        student(student_id="F1", name="Julien Lefebvra", territory_id="93005"),
    ),
    "first names only": both(
        student(name="Ève", territory_id="Q1"),
        student(student_id="F1", name="Ève", territory_id="Q1"),
    ),
    "other initials at the same site": both(
        supervisor(name="Dr A. Petit"), supervisor(supervisor_id="N9", name="Dr B. Petit")
    ),
    "surnames at other sites": supervisor(name="Dr Noël", site_id="12"),
    "homonyms 350 km apart": supervisor(name="Élise Noël", site_id="S2"),
    "homonyms of other professions": supervisor(name="Élise Noël", profession="nurse"),
    "same name in another territory": both(
        site(name="Centre Jaurès"), site(site_id="T9", name="Centre Jaurès", territory_id="Q1")
    ),
    "same name two kilometres away": both(
        site(name="Centre Jaurès", lat=48.94, lon=2.5),
        site(site_id="T9", name="Centre Jaurès", lat=48.96, lon=2.5),
    ),
    "sites that are numbered": both(site(name="Cabinet 1"), site(site_id="T9", name="Cabinet 2")),
    "departments of one hospital": both(
        site(name="CHU Jean, pédiatrie", lat=48.94, lon=2.5),
        site(site_id="T9", name="CHU Jean, urgences", lat=48.94, lon=2.5),
    ),
    "overseas": region(territory_id="97411", lat=-20.9, lon=55.5),
    "abroad as all of them": lambda t: [
        row.update(lat=row["lat"] + 8, lon=row["lon"] + 15)
        for table in ("territories", "sites", "students")
        for row in t[table]
        if row.get("lat")
    ] and both(
        put("students", 1, second_lat=56.9, second_lon=17.3),
        put("requests", 0, anchors="56.9 17.4; 01053"),
    )(t),
    "rules that can just be kept": put(
        "programmes", 0, half_days=4, min_part=2, min_parts=2, min_sites=2, min_liberal=2,
        min_centre=2, whole_days=True,
    ),
    "a limit of none": put("supervisors", 0, limits="EXT:0, N1:3"),
    "an accreditation of long ago": add(
        "accreditations", supervisor_id="M2", programme_id="N1", end=date(2025, 8, 1)
    ),
    "as many seats as students": both(
        put("supervisors", 1, max_at_once=2), put("offers", 0, seats=2)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WARNINGS)
def test_warning(name):
    spoil, message = WARNINGS[name]
    findings = findings_of(spoil)
    assert message in map(str, findings)
    assert all(finding.severity == "warning" for finding in findings)


@pytest.mark.parametrize("name", SILENT)
def test_no_false_alarm(name):
    assert [str(finding) for finding in findings_of(SILENT[name])] == []


def test_many_likely_duplicates_are_counted():
    def spoil(tables: Tables) -> None:
        for k in range(60):
            student(student_id=f"F{k:02d}", name=f"Ada Love{'abcdefghij'[k % 30 // 3]}lace"
                    f"{'klm'[k % 3]}")(tables)  # fmt: skip

    messages = [str(f) for f in findings_of(spoil) if f.code == "likely-duplicate"]
    assert len(messages) == 21
    # The first pair that is not told is that of F20 and F50, below the example's own students.
    row = len(example()["students"]) + 50
    assert messages[-1] == (
        f"students[{row}]: 10 more pairs of students look the same. [likely-duplicate]"
    )


def test_many_exchanged_coordinates_are_counted():
    def spoil(tables: Tables) -> None:
        for k in range(30):
            student(student_id=f"F{k}", name=f"Ada{k} Byron{k}", lat=2.3, lon=48.8)(tables)
        for k in range(70):
            student(student_id=f"G{k}", name=f"Ida{k} Baron{k}", lat=48.8, lon=2.3)(tables)

    messages = [str(f) for f in findings_of(spoil) if f.code == "swapped-coordinates"]
    assert len(messages) == 21
    assert messages[-1].endswith(
        ": the latitudes and the longitudes of 10 more rows look exchanged. [swapped-coordinates]"
    )
