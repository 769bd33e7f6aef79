"""A semester of many faculties side by side, for the benchmark of loading.

Faculties of 300 students are drawn by `instances` and laid beside each other over a grid, each
with identifiers and names of its own; every student gives twelve wishes. It is made to be read,
not placed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from random import Random

from ground import Row, Tables
from instances import generate
from maillage.matching.halfdays import HALF_DAYS

FACULTY = 300
WISHES = 12
_DRAWN = 4  # different faculties; more are copies of these, elsewhere and under other names
_WEST, _SOUTH, _WIDTH, _HEIGHT = -3.0, 43.5, 9.0, 6.0
_ONSETS = tuple("bcdfglmnprstv")
_VOWELS = ("a", "e", "i", "o", "ou", "an", "on", "é")
_PLAIN = (None, "", "x", "a")
_IDENTIFIERS = ("territory_id", "site_id", "supervisor_id", "student_id", "link_id", "epci")


def country(students: int, seed: int = 1) -> Tables:
    """Return the tables of a semester with so many students, a multiple of 300."""
    number = max(1, students // FACULTY)
    random = Random(f"maillage:country:{number}:{seed}")
    drawn = [generate(FACULTY, seed=seed * _DRAWN + k) for k in range(min(_DRAWN, number))]
    tables: Tables = {name: list(drawn[0][name]) for name in ("settings", "programmes", "quotas")}
    tables["quotas"][1] |= {"value": "0W"}
    side = math.ceil(math.sqrt(number))
    for k in range(number):
        north, east = divmod(k, side)
        at = (_SOUTH + _HEIGHT * north / side, _WEST + _WIDTH * east / side)
        for name, rows in _faculty(random, drawn[k % len(drawn)], k, at).items():
            tables.setdefault(name, []).extend(rows)
    return tables


def _faculty(random: Random, drawn: Tables, k: int, at: tuple[float, float]) -> Tables:
    """Return the tables of one faculty, moved and renamed."""
    least = [min(row[axis] for row in drawn["territories"]) for axis in ("lat", "lon")]
    moves = {"lat": at[0] - least[0], "lon": at[1] - least[1]}
    new = {
        name: [_renamed(random, row, k, moves) for row in drawn[name]]
        for name in ("territories", "sites", "supervisors", "students", "conflicts", "history")
    }
    supervisors = [row["supervisor_id"] for row in new["supervisors"]]
    new["wishes"] = _wishes(random, drawn["wishes"], new["students"], supervisors, k)
    return new


def _renamed(random: Random, row: Row, k: int, moves: dict[str, float]) -> Row:
    changed = dict(row)
    for name in (*_IDENTIFIERS, *HALF_DAYS):
        if row.get(name) not in _PLAIN:
            changed[name] = _code(row[name], k)
    for axis, move in moves.items():
        if axis in row:
            changed[axis] = round(row[axis] + move, 5)
    if "name" in row:
        changed["name"] = f"{_word(random)} {_word(random)}"
    if "department" in row:
        changed["department"] = f"{k}{row['department']}"
    return changed


def _code(code: str, k: int) -> str:
    """Return the identifier of a copy; territories keep five digits, as INSEE codes have."""
    if code[0].isdigit():
        town, village = divmod(int(code), 10)
        return f"{k:03d}{town * 5 + village:02d}"
    return f"{code[0]}{k:03d}{code[1:]}"


def _word(random: Random) -> str:
    parts = [random.choice(_ONSETS) + random.choice(_VOWELS) for _ in range(random.randint(2, 4))]
    return "".join(parts).capitalize()


def _wishes(
    random: Random, drawn: list[Row], students: list[Row], supervisors: list[str], k: int
) -> list[Row]:
    """Return twelve lines per student; the kind of target is seldom given, as people do."""
    of_student: dict[str, list[Row]] = defaultdict(list)
    for wish in drawn:
        row = {"student_id": _code(wish["student_id"], k), "rank": wish["rank"]}
        kind = wish["target_kind"] if random.random() < 0.1 else ""
        row |= {"target": _code(wish["target"], k), "target_kind": kind}
        of_student[row["student_id"]].append({**row, "refused": wish["refused"]})
    rows: list[Row] = []
    for student in students:
        own = of_student[student["student_id"]]
        last = max((wish["rank"] for wish in own if wish["rank"] != ""), default=0)
        known = {wish["target"] for wish in own}
        others = [code for code in random.sample(supervisors, 2 * WISHES) if code not in known]
        for rank, code in enumerate(others[: WISHES - len(own)], start=last + 1):
            row = {"student_id": student["student_id"], "rank": rank, "target": code}
            own.append({**row, "target_kind": "", "refused": ""})
        rows += own
    return rows
