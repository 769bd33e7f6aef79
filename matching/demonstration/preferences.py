"""Wishes and refusals: near home, crowded on what is liked, of all four kinds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from .grounds import Ground
from .learners import LINKED, LOCKED, Learner
from .places import Place
from .postings import Posting
from .reach import Part, minutes_from_home

Row = dict[str, object]

COUNT = {"N1": (4, 8), "SASPAS": (4, 7), "EXT": (3, 5), "PHYSIO": (3, 5)}
"""Fewest and most wishes of a student."""

KINDS = {
    "N1": ("site", "site", "supervisor", "territory"),
    "SASPAS": ("offer", "offer", "offer", "offer", "territory", "supervisor"),
    "EXT": ("site", "supervisor", "territory"),
    "PHYSIO": ("site", "site", "supervisor"),
}
"""What students of a programme name, the more usual kinds repeated."""

NO_WISHES = ("E077", "K030", "A020")
"""Students who did not answer."""

FEW_WISHES = "N045"
"""A resident who names fewer targets than the programme asks for."""

TOO_FAR_FACTOR = 1.15
"""Some wishes lie a little beyond the student's own limit."""


@dataclass(frozen=True)
class Target:
    """Something a student may name, with how tempting it is."""

    kind: str
    target: str
    weight: float


@dataclass(frozen=True)
class Scene:
    """All that wishes are drawn from."""

    parts: Mapping[str, Sequence[Part]]
    postings: Sequence[Posting]
    grounds: Mapping[str, Ground]
    places: Mapping[str, Place]


def wish_rows(students: Sequence[Learner], scene: Scene, rng: Random) -> list[Row]:
    """Return the table ``wishes``."""
    rows: list[Row] = []
    for learner in students:
        student_id = learner.student.student_id
        if student_id == LINKED[1]:
            rows += [{**row, "student_id": student_id} for row in rows if _of(row, LINKED[0])]
        elif student_id not in NO_WISHES:
            rows += _wishes_of(learner, scene, rng)
    return rows


def _of(row: Row, student_id: str) -> bool:
    return row["student_id"] == student_id


def _wishes_of(learner: Learner, scene: Scene, rng: Random) -> list[Row]:
    student = learner.student
    programme = student.programme_id
    tempting = _targets(learner, scene)
    wanted = 2 if student.student_id == FEW_WISHES else rng.randint(*COUNT[programme])
    chosen: list[Target] = []
    for _ in range(wanted):
        kind = rng.choice(KINDS[programme])
        left = [t for t in tempting if t.kind == kind and t not in chosen]
        if left:
            chosen.append(rng.choices(left, weights=[t.weight for t in left])[0])
    # Broad wishes come last, as they do on paper: first the practice, then the town.
    chosen.sort(key=lambda t: t.kind == "territory")
    rows = _ranked(student.student_id, chosen, scene, rng)
    refused = [t for t in tempting if t not in chosen and t.kind != "offer"]
    if rng.random() < 0.08 and refused and student.student_id not in LOCKED.values():
        row = _row(student.student_id, None, rng.choice(refused), scene, rng)
        rows.append({**row, "refused": True})
    return rows


def _ranked(student_id: str, chosen: Sequence[Target], scene: Scene, rng: Random) -> list[Row]:
    """Number the wishes from 1; one student in six holds two of them equal."""
    ranks = list(range(1, len(chosen) + 1))
    if len(chosen) > 2 and rng.random() < 1 / 6:
        tie = rng.randrange(1, len(chosen))
        ranks = [rank if rank <= tie else rank - 1 for rank in ranks]
    return [
        _row(student_id, rank, target, scene, rng)
        for rank, target in zip(ranks, chosen, strict=True)
    ]


def _row(student_id: str, rank: int | None, target: Target, scene: Scene, rng: Random) -> Row:
    """Write a target by identifier, or now and then a town by name, as people do."""
    by_name = target.kind == "territory" and rng.random() < 0.3
    name = scene.places[target.target].territory.name if by_name else target.target
    return {
        "student_id": student_id,
        "rank": rank,
        "target": name,
        "target_kind": target.kind if rng.random() < 0.5 else None,
        "refused": None,
    }


def _targets(learner: Learner, scene: Scene) -> list[Target]:
    """Return what lies within reach, or hardly beyond it, nearer and liked ones weighing more."""
    programme = learner.student.programme_id
    if programme == "SASPAS":
        return _offer_targets(learner, scene)
    sites: dict[str, float] = {}
    found: list[Target] = []
    for part in scene.parts[programme]:
        weight = _weight(learner, part.ground)
        if weight:
            sites[part.ground.site.site_id] = weight
            found.append(Target("supervisor", part.supervisor.supervisor_id, weight))
    return _once([*found, *_towns(sites, scene)])


def _offer_targets(learner: Learner, scene: Scene) -> list[Target]:
    sites: dict[str, float] = {}
    found: list[Target] = []
    for posting in scene.postings:
        parts = [scene.grounds[part.site_id] for part in posting.offer.parts]
        weights = [_weight(learner, ground) for ground in parts]
        if all(weights):
            found.append(Target("offer", posting.offer.offer_id, sum(weights) / len(weights)))
            for part, ground, weight in zip(posting.offer.parts, parts, weights, strict=True):
                sites[ground.site.site_id] = weight
                found.append(Target("supervisor", part.supervisor_id, weight))
    return _once([*found, *_towns(sites, scene)])


def _towns(sites: Mapping[str, float], scene: Scene) -> list[Target]:
    """Return the sites as targets, and their territories as liked as their best site."""
    towns: dict[str, float] = {}
    for site_id, weight in sites.items():
        town = scene.grounds[site_id].site.territory_id
        towns[town] = max(weight, towns.get(town, 0))
    return [Target("site", site, w) for site, w in sites.items()] + [
        Target("territory", town, w) for town, w in towns.items()
    ]


def _once(targets: Sequence[Target]) -> list[Target]:
    return list({(t.kind, t.target): t for t in targets}.values())


def _weight(learner: Learner, ground: Ground) -> float:
    limit = learner.student.max_minutes or 0
    away = minutes_from_home(learner.student, ground.point)
    reach = limit * (2 if learner.student.needs_housing else TOO_FAR_FACTOR)
    if away > reach:
        return 0.0
    # Who asks for housing has somewhere in mind; everybody else prefers the shorter way.
    housing = 8.0 if learner.student.needs_housing and ground.site.housing_places else 1.0
    return housing * ground.popularity * math.sqrt(ground.popularity) * (30 / (15 + away))
