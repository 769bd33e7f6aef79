"""The students of a generated semester: homes, limits, wishes, links, what they refuse."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from random import Random

import numpy as np
from ground import Row, Spot, coordinates
from numpy.typing import NDArray
from reach import (
    LIMITS,
    PROGRAMME_SHARES,
    Crowd,
    Field,
    Reach,
    near_together,
    pairs_among,
)

FEWEST_PAIRS, MOST_PAIRS = 40, 200
MOST_TO_BE_HOUSED = 30
"""Each has all bundles of all sites with housing, wherever they are."""

_DRAWS = 40  # of a home with enough supervisors within reach


@dataclass(frozen=True)
class Learner:
    """One student with what the other tables need of it."""

    row: Row
    home: Spot
    within_reach: NDArray[np.int64]


def learners(
    random: Random, places: list[Spot], field: Field, number: int, crowding: float
) -> list[Learner]:
    """Draw the students: most live where supervisors are, a few far from all."""
    home_of = {spot.code: spot for spot in places}
    crowd = Crowd(field, crowding)
    housed = min(0.03, MOST_TO_BE_HOUSED / max(1, number))
    found = [
        _learner(random, home_of, crowd, k, programme_at(k, number), housed) for k in range(number)
    ]
    _send_far(random, field, found)
    return found


def _learner(
    random: Random,
    home_of: dict[str, Spot],
    crowd: Crowd,
    k: int,
    programme: str,
    share_housed: float,
) -> Learner:
    field = crowd.field
    car = random.random() < 0.9
    for _ in range(_DRAWS):
        usual = home_of[random.choice(field.hosts).territory]
        at = (usual.x + random.gauss(0, 3.5), usual.y + random.gauss(0, 3.5))
        reach = Reach(field, programme, at, car)
        limit = _limit(random, reach)
        near = reach.within(limit)
        if reach.pairs(limit) >= FEWEST_PAIRS and crowd.has_room(programme, near):
            break
    crowd.add(programme, near)
    in_shortage = _pairs_of(field, programme, near[field.shortage[near]]) >= FEWEST_PAIRS
    row = {
        "student_id": f"E{k:05d}",
        "name": f"Student {k}",
        "programme_id": programme,
        "seniority": random.randint(1, 5),
        "rank": k + 1,
        **coordinates(*at),
        "car": car,
        "max_minutes": limit,
        "shortage_only": in_shortage and random.random() < 0.05,
        "needs_housing": random.random() < share_housed,
        "credit": random.choice((0.1, 0.25, 0.5)) if random.random() < 0.1 else "",
        "link_id": "",
    }
    return Learner(row, usual, reach.nearest_first(limit))


def _pairs_of(field: Field, programme: str, hosts: NDArray[np.int64]) -> int:
    """Count the pairs among a few supervisors that a student may combine."""
    if programme != "MIX":
        return len(hosts) * (len(hosts) - 1) // 2
    liberal = field.liberal[hosts]
    return int(near_together(field.xy[hosts[liberal]], field.xy[hosts[~liberal]]).sum())


def _send_far(random: Random, field: Field, drawn: list[Learner]) -> None:
    """Move some who need housing too far from every site, half as many as can be housed."""
    left = sum({h.site: h.housing for h in field.hosts}.values()) // 2
    able = {name: _can_be_housed(field, name) for name in PROGRAMME_SHARES}
    for learner in drawn:
        if learner.row["needs_housing"] and left and able[learner.row["programme_id"]]:
            learner.row["lon"] = round(learner.row["lon"] + random.choice((-2.0, 2.0)), 5)
            left -= 1


def _can_be_housed(field: Field, programme: str) -> bool:
    """Say whether a programme's students have a choice of pairs with a site that houses."""
    able = field.able[programme]
    without = pairs_among(field, programme, able & ~field.housing)
    return pairs_among(field, programme, able) - without >= FEWEST_PAIRS


def programme_at(position: int, number: int) -> str:
    """Spread the programmes evenly over the students, so that every size has the same mix."""
    share = ((position * 0.6180339887) % 1.0) if number > 20 else (position + 0.5) / number
    for name, part in PROGRAMME_SHARES.items():
        if share < part:
            return name
        share -= part
    return "SAS"


def _limit(random: Random, reach: Reach) -> int:
    """Draw a longest journey that leaves a student some tens of pairs of supervisors."""
    position = random.randrange(LIMITS.index(30), LIMITS.index(60) + 1)
    while position < len(LIMITS) - 1 and reach.pairs(LIMITS[position]) < FEWEST_PAIRS:
        position += 1
    while position > 0 and reach.pairs(LIMITS[position]) > MOST_PAIRS:
        position -= 1
    return LIMITS[position]


def link_neighbours(random: Random, drawn: list[Learner]) -> None:
    """Link some pairs of students of one programme and one home (2 % of all)."""
    groups: dict[tuple[str, str], list[Learner]] = defaultdict(list)
    for learner in drawn:
        row = learner.row
        if row["programme_id"] != "SAS" and not (row["needs_housing"] or row["shortage_only"]):
            groups[row["programme_id"], learner.home.code].append(learner)
    pairs = [group[:2] for _, group in sorted(groups.items()) if len(group) > 1]
    wanted = min(len(pairs), max(1, math.ceil(0.01 * len(drawn))))
    for number, (one, other) in enumerate(random.sample(pairs, wanted)):
        one.row["link_id"] = other.row["link_id"] = f"L{number:04d}"
        other.row["max_minutes"] = one.row["max_minutes"] = max(
            one.row["max_minutes"], other.row["max_minutes"]
        )


def wishes(random: Random, field: Field, drawn: list[Learner]) -> list[Row]:
    """Return 6 to 10 wishes per student, nearer ones more likely; a tie or refusal at times."""
    rows: list[Row] = []
    for learner in drawn:
        wanted = random.randint(6, 10)
        targets: dict[tuple[str, str], None] = {}
        for _ in range(60):
            if len(targets) == wanted or not len(learner.within_reach):
                break
            # The minimum of two draws prefers the near half of those within reach.
            position = min(random.randrange(len(learner.within_reach)) for _ in range(2))
            host = field.hosts[int(learner.within_reach[position])]
            kind = random.choices(("supervisor", "site", "territory"), (0.55, 0.3, 0.15))[0]
            target = {"supervisor": host.code, "site": host.site, "territory": host.territory}
            targets.setdefault((target[kind], kind))
        rows += ranked(random, learner.row["student_id"], list(targets))
    return rows


def ranked(random: Random, student: str, targets: list[tuple[str, str]]) -> list[Row]:
    """Return the wishes for some targets, first to last; a tie or a last refusal at times."""
    rows: list[Row] = []
    rank = 0
    for position, (target, kind) in enumerate(targets):
        rank += 0 if position and random.random() < 0.05 else 1
        row: Row = {"student_id": student, "rank": rank, "target": target, "target_kind": kind}
        rows.append({**row, "refused": ""})
    if len(rows) > 5 and rows[-1]["target_kind"] == "supervisor" and random.random() < 0.25:
        rows[-1] |= {"rank": "", "refused": True}
    return rows


def conflicts(random: Random, field: Field, drawn: list[Learner]) -> list[Row]:
    """Return a conflict of interest for 3 % of the students, with a supervisor within reach."""
    return [
        {
            "student_id": learner.row["student_id"],
            "supervisor_id": field.hosts[int(random.choice(learner.within_reach.tolist()))].code,
            "reason": "own doctor",
        }
        for learner in drawn
        if len(learner.within_reach) and random.random() < 0.03
    ]


def history(random: Random, field: Field, drawn: list[Learner]) -> list[Row]:
    """Return an earlier placement near home for a fifth of the mixed programme's students."""
    rows = []
    for learner in drawn:
        if learner.row["programme_id"] == "MIX" and random.random() < 0.2:
            if not len(learner.within_reach):
                continue
            host = field.hosts[int(random.choice(learner.within_reach[:20].tolist()))]
            rows.append(
                {
                    "student_id": learner.row["student_id"],
                    "semester": "2026-11",
                    "supervisor_id": host.code,
                    "site_id": host.site,
                    "programme_id": "EXT",
                    "validated": True,
                }
            )
    return rows
