"""One faulty example per rule of the tables: its code, its cell and its message."""

from collections.abc import Callable
from datetime import date, time

import pytest
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.reading import read_rows, read_semester
from maillage.matching.tables.writing import write_csv_folder

from .tables_example import Tables, example, findings_of


def put(table: str, row: int, **cells: object) -> Callable[[Tables], None]:
    """Return what changes cells of one row."""

    def spoil(tables: Tables) -> None:
        tables[table][row].update(cells)

    return spoil


def add(table: str, **cells: object) -> Callable[[Tables], None]:
    """Return what adds a row."""
    return lambda tables: tables[table].append(cells)


def without(table: str, column: str | None = None) -> Callable[[Tables], None]:
    """Return what removes a table, or a column of it."""

    def spoil(tables: Tables) -> None:
        if column is None:
            del tables[table]
        else:
            tables[table] = [{k: v for k, v in r.items() if k != column} for r in tables[table]]

    return spoil


ERRORS = {
    "table missing": (
        without("sites"),
        "the table 'sites' is missing; it is required. [missing-table]",
    ),
    "column missing": (
        without("programmes", "mechanism"),
        "programmes: programmes has no column 'mechanism' (or 'mecanisme'); it is required. "
        "[missing-column]",
    ),
    "column misspelt": (
        lambda t: t["students"].__setitem__(
            slice(None),
            [{("nmae" if k == "name" else k): v for k, v in r.items()} for r in t["students"]],
        ),
        "students: students has no column 'name' (or 'nom'); it is required. Is it 'nmae'? "
        "[missing-column]",
    ),
    "wishes without targets": (
        without("wishes", "target"),
        "wishes: wishes has no column 'target' (or 'cible'), nor 'wish_1' (or 'voeu_1'). "
        "[missing-column]",
    ),
    "value missing": (
        put("students", 1, name=" \u00a0"),
        "students[1]: name is empty; it is required. [missing-value]",
    ),
    "wish without rank": (
        put("wishes", 0, rank=None),
        "wishes[0]: rank is empty; it is required. [missing-value]",
    ),
    "wish without target": (
        put("wishes", 0, target=None),
        "wishes[0]: target is empty; it is required. [missing-value]",
    ),
    "half a place": (
        put("students", 0, lon=None),
        "students[0]: lon is empty although the other coordinate is given. [missing-value]",
    ),
    "no programmes": (
        put("supervisors", 0, programmes=None),
        "supervisors[0]: supervisor 'M1' has neither programmes nor a line of accreditations. "
        "[missing-value]",
    ),
    "ranking without rank": (
        put("host_rankings", 0, rank=None),
        "host_rankings[0]: rank is empty; it is required. [missing-value]",
    ),
    "empty conflict": (
        put("conflicts", 0, supervisor_id=None),
        "conflicts[0]: the conflict names neither a supervisor nor a site. [missing-value]",
    ),
    "provider nowhere": (
        put("providers", 0, territory_id=None),
        "providers[0]: neither a territory nor coordinates are given. [missing-value]",
    ),
    "not a number": (
        put("students", 0, max_minutes="une heure"),
        "students[0]: max_minutes 'une heure' is not a number. [not-a-number]",
    ),
    "thousands or decimals": (
        put("territories", 0, population="41,365"),
        "territories[0]: population '41,365' may mean 41365 or a number with decimals; write it "
        "without a separator. [ambiguous-number]",
    ),
    "whole thousands or decimals": (
        put("sites", 0, rooms="1.000"),
        "sites[0]: rooms '1.000' may mean 1000 or a number with decimals; write it without a "
        "separator. [ambiguous-number]",
    ),
    "not whole": (
        put("sites", 0, rooms=1.5),
        "sites[0]: rooms '1.5' is not a whole number. [not-a-number]",
    ),
    "amount not whole": (
        put("quotas", 2, max=2.5),
        "quotas[2]: max '2.5' is not a whole number. [not-a-number]",
    ),
    "out of range": (
        put("territories", 0, need=70),
        "territories[0]: need '70' is not between 0 and 1. [out-of-range]",
    ),
    "below range": (
        put("offers", 0, seats=-1),
        "offers[0]: seats '-1' is not 0 or more. [out-of-range]",
    ),
    "more than all": (
        put("quotas", 0, min="130 %"),
        "quotas[0]: min '130 %' is more than 100 %. [out-of-range]",
    ),
    "too many half-days": (
        put("offer_parts", 1, half_days=12),
        "offer_parts[1]: half_days '12' is not between 1 and 11. [out-of-range]",
    ),
    "weeks after the semester": (
        put("programmes", 0, weeks="30-32"),
        "programmes[0]: weeks '30-32' go beyond the 27 weeks of the semester. [out-of-range]",
    ),
    "unknown choice": (
        put("programmes", 0, mechanism="optimum"),
        "programmes[0]: mechanism 'optimum' is not one of optimal, serial (classement), "
        "stable (appariement). Did you mean 'optimal'? [unknown-choice]",
    ),
    "no flag": (
        put("territories", 0, qpv="peut-être"),
        "territories[0]: qpv 'peut-être' is neither true nor false; write x, yes or oui, or "
        "leave the cell empty. [unknown-choice]",
    ),
    "no setting of a site": (
        put("quotas", 1, value="hopitaux"),
        "quotas[1]: value 'hopitaux' is not one of liberal, centre (salarié). [unknown-choice]",
    ),
    "qpv false": (
        put("quotas", 2, value="non"),
        "quotas[2]: the value of a quota on qpv must be true. [unknown-choice]",
    ),
    "unknown tier": (
        put("settings", 3, value="placed, wish"),
        "settings[3]: tier 'wish' is not one of placed, floors, worst_off, value, travel, "
        "balance, shortage, wishes, greedy, generous. Did you mean 'wishes'? [unknown-choice]",
    ),
    "not a date": (
        put("supervisors", 0, accreditation_end="31/02/2028"),
        "supervisors[0]: accreditation_end '31/02/2028' is not a date; write it as 2027-05-31 "
        "or 31/05/2027. [not-a-date]",
    ),
    "no half-day": (
        put("offer_parts", 0, half_days="wed_am sam_apm"),
        "offer_parts[0]: half_days 'sam_apm' is not a half-day; the names are mon_am, mon_pm … "
        "sat_am, or lun_matin, lun_apm … sam_matin. [not-half-days]",
    ),
    "no weeks": (
        put("programmes", 0, weeks="13-1"),
        "programmes[0]: weeks '13-1' is not weeks; write 1-13, odd, even, or a list. [not-weeks]",
    ),
    "weeks made a date": (
        put("programmes", 0, weeks=date(2027, 1, 13)),
        "programmes[0]: weeks: the spreadsheet has made a date of the weeks; format the cell as "
        "text and write them again. [not-weeks]",
    ),
    "bad limit": (
        put("supervisors", 0, limits="N1 1"),
        "supervisors[0]: limits 'N1 1' is not a limit; write it as N1:1, EXT:2. [bad-limit]",
    ),
    "limit twice": (
        put("supervisors", 0, limits="N1:1, N1:2"),
        "supervisors[0]: limits gives two limits for 'N1'. [bad-limit]",
    ),
    "error of a spreadsheet": (
        put("students", 0, name="#N/A"),
        "students[0]: the cell holds the spreadsheet error #N/A. [error-cell]",
    ),
    "table twice": (
        lambda t: t.update({"Étudiants": t["students"]}),
        "Étudiants: the same table is given twice: 'students' and 'Étudiants'. [duplicate-table]",
    ),
    "column twice": (
        put("students", 0, nom="Zoé"),
        "students: the same column is given twice: 'name' and 'nom'. [duplicate-column]",
    ),
    "identifier twice": (
        add("sites", site_id="12.0", name="n", kind="pmi", setting="centre", territory_id="Q1"),
        "sites[3]: '12' is there twice, the first time at sites[2]. [duplicate-identifier]",
    ),
    "line twice": (
        add("travel", origin="1053", destination="S2", minutes=3),
        "travel[1]: '01053 S2' is there twice, the first time at travel[0]. [duplicate-identifier]",
    ),
    "two locks": (
        add("locks", student_id="E3", supervisor_ids="M1"),
        "locks[1]: student 'E3' has two locks, the first at locks[0]. [two-locks]",
    ),
    "unknown programme": (
        put("students", 0, programme_id="N11"),
        "students[0]: programme 'N11' does not exist. Did you mean 'N1'? [unknown-reference]",
    ),
    "name instead of an identifier": (
        put("supervisors", 0, site_id="Cabinet de l\u2019oeuvre"),
        "supervisors[0]: site 'Cabinet de l'oeuvre' does not exist. Did you mean 'S1' "
        "(Cabinet de l'Œuvre)? [unknown-reference]",
    ),
    "identifier in other letters": (
        put("students", 0, programme_id="n-1"),
        "students[0]: programme 'n-1' does not exist. Did you mean 'N1'? [unknown-reference]",
    ),
    "identifier made a date": (
        put("students", 0, programme_id=date(2027, 1, 1)),
        "students[0]: programme_id: the spreadsheet has made a date or a time of the identifier "
        "(2027-01-01); format the cell as text and write it again. [not-an-identifier]",
    ),
    "identifier made true": (
        put("students", 0, student_id=True),
        "students[0]: student_id holds true or false, not an identifier; format the cell as text "
        "and write it again. [not-an-identifier]",
    ),
    "identifier rounded": (
        put("students", 0, student_id="1,23457E+11"),
        "students[0]: student_id '1,23457E+11': the spreadsheet has rounded this number; format "
        "the cell as text and write all its digits. [not-an-identifier]",
    ),
    "identifier without letters": (
        put("students", 0, link_id="-"),
        "students[0]: link_id '-' has neither letter nor digit; where nothing is meant, leave "
        "the cell empty. [not-an-identifier]",
    ),
    "identifier of another program": (
        put("students", 0, link_id="nan"),
        "students[0]: link_id 'nan' is what other programs write for nothing; leave the cell "
        "empty. [not-an-identifier]",
    ),
    "limits made a time": (
        put("supervisors", 0, limits=time(1, 1)),
        "supervisors[0]: limits: the spreadsheet has made a date or a time of the limits; format "
        "the cell as text and write them again. [bad-limit]",
    ),
    "date without its format": (
        put("supervisors", 0, accreditation_end=46538.0),
        "supervisors[0]: accreditation_end '46538' is not a date; write it as 2027-05-31 or "
        "31/05/2027. Is it 2027-05-31? Then format the cell as a date. [not-a-date]",
    ),
    "year of two digits": (
        put("supervisors", 0, accreditation_end="31/05/28"),
        "supervisors[0]: accreditation_end '31/05/28' has a year of two digits; write it with "
        "four. [not-a-date]",
    ),
    "unclear half-day": (
        put("offer_parts", 0, half_days="mer am"),
        "offer_parts[0]: half_days 'mer am' can mean the morning or the afternoon (après-midi); "
        "write lun_matin or lun_apm, with its day. [not-half-days]",
    ),
    "too large": (
        put("students", 0, max_minutes=1e13),
        "students[0]: max_minutes '10000000000000' is too large. [out-of-range]",
    ),
    "too long": (
        put("students", 0, name="x" * 10_001),
        "students[0]: the cell holds 10001 characters; at most 10000 are read. [too-long]",
    ),
    "control character": (
        put("students", 0, name="Zo\x07é"),
        "students[0]: the cell holds a character that cannot be shown (U+0007); write its text "
        "again. [control-character]",
    ),
    "form answered twice": (
        lambda t: t.update(
            wishes=[
                {"student_id": "E2", "voeu_1": "O1"},
                {"student_id": "E2", "voeu_1": "Bourg"},
            ]
        ),
        "wishes[1]: the wishes of 'E2' stand both here and at wishes[0]; leave one. [wishes-twice]",
    ),
    "setting twice": (
        add("settings", key="Detour", value=2),
        "settings[4]: 'detour' is there twice, the first time at settings[2]. "
        "[duplicate-identifier]",
    ),
    "unknown site of a timetable": (
        put("supervisors", 0, mon_am="S3"),
        "supervisors[0]: site 'S3' does not exist. Write x at the usual site, or the identifier "
        "of another site. [unknown-reference]",
    ),
    "word in a timetable": (
        put("supervisors", 0, mon_am="présent"),
        "supervisors[0]: site 'présent' does not exist. Write x at the usual site, or the "
        "identifier of another site. [unknown-reference]",
    ),
    "unknown reachable site": (
        put("supervisors", 0, mon_am="a: S99"),
        "supervisors[0]: site 'S99' does not exist. Write x at the usual site, or the identifier "
        "of another site. [unknown-reference]",
    ),
    "unknown programme of a supervisor": (
        put("supervisors", 0, programmes="N1; EX"),
        "supervisors[0]: programme 'EX' does not exist. Did you mean 'EXT'? [unknown-reference]",
    ),
    "unknown programme of a limit": (
        put("supervisors", 0, limits="EXT1:2"),
        "supervisors[0]: programme 'EXT1' does not exist. Did you mean 'EXT'? [unknown-reference]",
    ),
    "unknown supervisor of a part": (
        put("offer_parts", 0, supervisor_id="M4"),
        "offer_parts[0]: supervisor 'M4' does not exist. [unknown-reference]",
    ),
    "unknown supervisor of a lock": (
        put("locks", 0, supervisor_ids="M1 M2"),
        "locks[0]: supervisor 'M1 M2' does not exist. Did you mean 'M2'? [unknown-reference]",
    ),
    "unknown target": (
        put("wishes", 0, target="Dr Ba e"),
        "wishes[0]: offer, supervisor, site or territory 'Dr Ba e' does not exist. "
        "Did you mean 'Dr Bâ'? [unknown-reference]",
    ),
    "target of another kind": (
        put("wishes", 0, target="M1", target_kind="territory"),
        "wishes[0]: 'M1' is not a territory, but a supervisor. [unknown-reference]",
    ),
    "unknown territory of a quota": (
        put("quotas", 0, scope="territory", value="01053, 93006"),
        "quotas[0]: territory '93006' does not exist. Did you mean '93005'? [unknown-reference]",
    ),
    "unknown zone of a quota": (
        put("quotas", 0, value="ZIP, ZUP"),
        "quotas[0]: zone 'ZUP' does not exist. Did you mean 'ZIP'? [unknown-reference]",
    ),
    "unknown region of a quota": (
        put("quotas", 0, scope="region", value="48"),
        "quotas[0]: region '48' does not exist. [unknown-reference]",
    ),
    "ambiguous identifier": (
        lambda t: (
            add("offers", offer_id="M2", programme_id="SAS", seats=1)(t),
            add("offer_parts", offer_id="M2", supervisor_id="M2", half_days=2)(t),
            put("wishes", 0, target="M2")(t),
        ),
        "wishes[0]: 'M2' can mean offer M2, supervisor M2; write the identifier, or say which "
        "in target_kind. [ambiguous-target]",
    ),
    "ambiguous name": (
        lambda t: (put("sites", 0, name="Bourg")(t), put("wishes", 0, target="BOURG")(t)),
        "wishes[0]: 'BOURG' can mean site S1, territory 01053; write the identifier, or say "
        "which in target_kind. [ambiguous-target]",
    ),
    "wishes in two places": (
        add("wishes", student_id="E1", rank=1, target="S1"),
        "students[0]: the wishes of 'E1' stand both here and at wishes[4]; leave one. "
        "[wishes-twice]",
    ),
    "lock of both": (
        put("locks", 0, offer_id="O1"),
        "locks[0]: the line names both of offer_id and supervisor_ids; name one of them. "
        "[lock-target]",
    ),
    "lock of neither": (
        put("locks", 0, supervisor_ids=None),
        "locks[0]: the line names neither of offer_id and supervisor_ids; name one of them. "
        "[lock-target]",
    ),
    "lock on another programme": (
        put("locks", 0, offer_id="O1", supervisor_ids=None),
        "locks[0]: offer 'O1' belongs to programme 'SAS', student 'E3' to 'EXT'. [lock-target]",
    ),
    "lock on a closed offer": (
        put("locks", 0, student_id="E2", offer_id="O2", supervisor_ids=None),
        "locks[0]: offer 'O2' is closed; a lock cannot use it. [lock-target]",
    ),
    "accreditation of nobody": (
        put("accreditations", 0, supervisor_id=None),
        "accreditations[0]: the line names neither of supervisor_id and site_id; name one of "
        "them. [unclear-line]",
    ),
    "link over orders": (
        put("programmes", 2, order=2),
        "students[0]: link 'L' joins programmes of different order: EXT, N1. [link-order]",
    ),
    "site nowhere": (
        put("territories", 0, lat=None, lon=None),
        "sites[0]: site 'S1' has no coordinates and neither has its territory '01053'; "
        "journeys there cannot be computed. [no-coordinates]",
    ),
    "home nowhere": (
        lambda t: (put("students", 1, territory_id=None)(t), put("settings", 1, value=" ")(t)),
        "students[1]: student 'E2' has no home (coordinates, or a territory that has them), and "
        "the setting campus is empty. [no-home]",
    ),
    "unknown setting": (
        put("settings", 2, key="detours"),
        "settings[2]: setting 'detours' does not exist. Did you mean 'detour'? [unknown-setting]",
    ),
    "bad setting": (
        put("settings", 2, value=-1),
        "settings[2]: detour '-1' is not more than 0. [bad-setting]",
    ),
    "setting too large": (
        add("settings", key="need_zip", value="1,5"),
        "settings[4]: need_zip '1.5' is not 1 or less. [bad-setting]",
    ),
    "setting too small": (
        add("settings", key="semester_months", value=0),
        "settings[4]: semester_months '0' is not 1 or more. [bad-setting]",
    ),
    "setting not one of its words": (
        add("settings", key="lang", value="de"),
        "settings[4]: lang 'de' is not one of en, fr. [bad-setting]",
    ),
    "no month": (
        put("settings", 0, value="mai 2027"),
        "settings[0]: semester 'mai 2027' is not a month; write it as 2027-05. [bad-setting]",
    ),
    "bad campus": (
        put("settings", 1, value="Bobigny"),
        "settings[1]: campus 'Bobigny' is not a place; write latitude and longitude: 48.9 2.4. "
        "[bad-setting]",
    ),
    "setting not a number": (
        put("settings", 2, value="beaucoup"),
        "settings[2]: detour 'beaucoup' is not a number. [not-a-number]",
    ),
    "percentage of half-days": (
        put("quotas", 1, max="20%"),
        "quotas[1]: max: a percentage is of students, not of half-days. [percent-of-half-days]",
    ),
    "quota upside down": (
        put("quotas", 2, min=3, hard=True),
        "quotas[2]: quota 'QQ': min 3 is more than max 2. [contradiction]",
    ),
    "rules upside down": (
        put("programmes", 0, min_parts=3, max_parts=2),
        "programmes[0]: min_parts 3 is more than max_parts 2. [contradiction]",
    ),
    "mix too large": (
        put("programmes", 0, min_liberal=2, min_centre=1),
        "programmes[0]: min_liberal and min_centre make 3 half-days, more than the 2 of the "
        "placement. [contradiction]",
    ),
    "dates upside down": (
        put("zones", 0, end=date(2026, 1, 1)),
        "zones[0]: start 2027-01-01 is after end 2026-01-01. [contradiction]",
    ),
    "minimum above seats": (
        put("offers", 0, min_seats=3),
        "offers[0]: min_seats 3 is more than the 1 seat. [contradiction]",
    ),
    "offer without parts": (
        add("offers", offer_id="O3", programme_id="SAS", seats=1),
        "offers[2]: offer 'O3' has no parts; no one can be placed there. [no-parts]",
    ),
    "site called x": (
        put("sites", 2, site_id="X"),
        "sites[2]: 'X' cannot be a site's identifier: it has a meaning in timetables. "
        "[reserved-identifier]",
    ),
}

WARNINGS = {
    "unknown table": (
        lambda t: t.update(studnets=[]),
        "studnets: 'studnets' is no table of a semester and is not read. "
        "Did you mean 'students'? [unknown-table]",
    ),
    "unknown column": (
        put("students", 0, rangs=3),
        "students: 'rangs' is no column of students and is not read. Did you mean 'rang'? "
        "[unknown-column]",
    ),
    "column without heading": (
        lambda t: t["students"][0].update({"": "?"}),
        "students: a column of students without a heading is not read. [unknown-column]",
    ),
    "unknown place of a journey": (
        add("travel", origin="E1", destination="S22", minutes=3),
        "travel[1]: site, student or territory 'S22' does not exist; this has no effect. "
        "Did you mean 'S2'? [unknown-reference]",
    ),
    "students who left": (
        lambda t: [add("history", student_id=s, semester="2026-05")(t) for s in "XY"],
        "history[1]: student 'X' does not exist (2 such cells); this has no effect. "
        "[unknown-reference]",
    ),
    "weeks cut": (
        put("programmes", 0, weeks="14-30"),
        "programmes[0]: weeks '14-30' go beyond the 27 weeks of the semester and are cut there. "
        "[weeks-cut]",
    ),
    "no half-days": (
        put("supervisors", 0, mon_am=None, mon_pm="non", tue_am="-", tue_pm=""),
        "supervisors[0]: supervisor 'M1' has no half-day and takes no one. [no-half-days]",
    ),
    "accreditation ends": (
        put("supervisors", 0, accreditation_end=date(2027, 10, 30)),
        "supervisors[0]: the accreditation of supervisor 'M1' ends on 2027-10-30, before the "
        "semester does (2027-10-31); it takes no one. [accreditation]",
    ),
    "accreditation begins late": (
        put("accreditations", 0, start=date(2027, 6, 1)),
        "supervisors[1]: no accreditation of supervisor 'M2' or its site holds on every day of "
        "the semester. [accreditation]",
    ),
    "no need known": (
        put("programmes", 2, profession="nurse"),
        "programmes[2]: no need of any territory is known for 'nurse'; it counts as 0. [no-need]",
    ),
    "general practice by another name": (
        put("programmes", 2, profession="Médecine générale"),
        "programmes[2]: no need of any territory is known for 'Médecine générale'; it counts as "
        "0. If it is general practice, write gp in all tables. [no-need]",
    ),
    "closed offer wished": (
        put("wishes", 0, target="O2"),
        "offers[1]: offer 'O2' is closed, but student 'E2' wishes for it. [closed-offer]",
    ),
    "home at the campus": (
        put("students", 1, territory_id=None),
        "students[1]: student 'E2' has no home; minutes count from the campus. [campus-used]",
    ),
    "quota of nothing": (
        put("quotas", 2, max=None),
        "quotas[2]: quota 'QQ' has neither min nor max. [empty-quota]",
    ),
    "one among percentages": (
        lambda t: (put("quotas", 0, max="0,5")(t), put("quotas", 2, max=1.0)(t)),
        "quotas[2]: max 1 is read as one, among percentages; if all are meant, write 100% as "
        "text. [ambiguous-amount]",
    ),
    "soft quota upside down": (
        put("quotas", 2, min=3),
        "quotas[2]: quota 'QQ': min 3 is more than max 2. [contradiction]",
    ),
    "lonely link": (
        put("students", 0, link_id=None),
        "students[2]: link 'L' has one student only. [lonely-link]",
    ),
    "link that names the other student": (
        put("students", 2, link_id="E1"),
        "students[2]: link 'E1' has one student only. Write one and the same code at both "
        "students. [lonely-link]",
    ),
    "wished twice": (
        put("wishes", 1, target="O1", target_kind="offre"),
        "wishes[1]: 'O1' is there twice for 'E2'. [repeated-wish]",
    ),
    "wished and refused": (
        put("wishes", 1, target="O1", target_kind=None, refused=True),
        "wishes[1]: 'O1' is both wished and refused by 'E2'. [wished-and-refused]",
    ),
    "lock of other half-days": (
        put("locks", 0, half_days="lun_matin lun_apm"),
        "locks[0]: the lock fixes 2 half-days, programme 'EXT' asks 1. [lock-target]",
    ),
    "no rows": (
        lambda t: t.update(
            students=[], wishes=[], host_rankings=[], locks=[], conflicts=[], history=[]
        ),
        "students: the table has no rows. [empty-table]",
    ),
}

OFFERS = {
    "half-days": ({"half_days": 3}, {}, "3 half-days per week, the programme asks 2"),
    "absent": (
        {"half_days": "mon_am mon_pm"},
        {},
        "supervisor 'M2' at site 'S2' is not there on mon_am, mon_pm",
    ),
    "seldom there": (
        {"site_id": "S1", "half_days": 2},
        {},
        "supervisor 'M2' at site 'S1' is there 0 half-days, the part asks 2",
    ),
    "supervisors": ({}, {"min_parts": 2}, "1 supervisor, the programme asks 2 to 2"),
    "sites": ({}, {"min_sites": 2}, "1 site, the programme asks at least 2"),
    "mix": ({}, {"min_liberal": 1}, "0 half-days in setting liberal, the least is 1"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_error(name):
    spoil, message = ERRORS[name]
    errors = [f for f in findings_of(spoil) if f.severity == "error"]
    assert message in map(str, errors)


@pytest.mark.parametrize("name", WARNINGS)
def test_warning(name):
    spoil, message = WARNINGS[name]
    findings = findings_of(spoil)
    assert message in map(str, findings)
    assert all(f.severity == "warning" for f in findings)


@pytest.mark.parametrize("name", OFFERS)
def test_offer_that_misses_a_rule(name):
    part, programme, message = OFFERS[name]
    findings = findings_of(
        lambda t: (put("offer_parts", 0, **part)(t), put("programmes", 1, **programme)(t))
    )
    assert f"offers[0]: offer 'O1': {message}. [offer-rules]" in map(str, findings)
    assert all(f.severity == "warning" for f in findings)


def test_offer_whose_parts_meet_no_rule_between_them():
    def spoil(tables: Tables) -> None:
        put("programmes", 1, max_sites=1, max_km=0.5, whole_days=True)(tables)
        put("offer_parts", 0, half_days="wed_am")(tables)
        add("offer_parts", offer_id="O1", supervisor_id="M2", site_id="12", half_days="wed_am")(
            tables
        )

    messages = "\n".join(map(str, findings_of(spoil)))
    for part in (
        "2 sites, the programme allows at most 1",
        "a part of 1 half-day, the least is 2",
        "13.9 km between sites '12' and 'S2', the programme allows 0.5",
        "a day is used by half, the programme asks whole days",
        "two parts share the half-days wed_am",
    ):
        assert part in messages


def test_half_days_are_named_as_the_reader_names_them():
    def spoil(tables: Tables) -> None:
        add("offer_parts", offer_id="O1", supervisor_id="M2", half_days="wed_am wed_pm")(tables)

    (said,) = (f.said("fr") for f in findings_of(spoil) if "share" in str(f))
    assert "mer_matin, mer_apm" in said


def test_parts_with_errors_of_their_own_are_not_said_to_be_absent():
    findings = findings_of(put("offer_parts", 0, half_days="wednesday"))
    assert [f.code for f in findings] == ["not-half-days"]


def test_parts_that_follow_each_other_are_not_added_up():
    def spoil(tables: Tables) -> None:
        put("offer_parts", 0, weeks="1-13")(tables)
        add("offer_parts", offer_id="O1", supervisor_id="M2", half_days="wed_am wed_pm",
            weeks="14-27")(tables)  # fmt: skip

    assert findings_of(spoil) == ()


def test_all_errors_at_once():
    def spoil(tables: Tables) -> None:
        for name in ("unknown programme", "not a number", "no half-day", "two locks"):
            ERRORS[name][0](tables)

    errors = [str(f) for f in findings_of(spoil) if f.severity == "error"]
    for name in ("unknown programme", "not a number", "no half-day", "two locks"):
        assert ERRORS[name][1] in errors
    tables = example()
    spoil(tables)
    with pytest.raises(InputError, match="not-half-days"):
        read_rows(tables)


def test_a_missing_table_is_not_reported_at_each_reference():
    errors = findings_of(without("programmes"))
    assert [f.code for f in errors if f.severity == "error"] == ["missing-table"]


def test_a_file_that_cannot_be_read_is_not_said_to_be_absent(tmp_path):
    write_csv_folder(example(), tmp_path, "en")
    with (tmp_path / "students.csv").open("a", encoding="utf-8") as file:
        file.write('E9,"Zoé\n')
    with pytest.raises(InputError) as refused:
        read_semester(tmp_path)
    assert [f.code for f in refused.value.errors] == ["unreadable-line"]


def test_a_missing_identifier_is_not_reported_at_each_reference():
    errors = findings_of(without("students", "student_id"))
    assert [f.code for f in errors if f.severity == "error"] == ["missing-column"]
