"""Small random semesters matched stably."""

from __future__ import annotations

import numpy as np
from maillage.matching.semester import Semester
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.reading import read_rows

Row = dict[str, object]
Tables = dict[str, list[Row]]
HALF_DAYS = ["mon_am", "mon_pm", "tue_am", "tue_pm", "wed_am", "wed_pm"]


class Draw:
    """One semester: offers of one or two parts, rankings, quotas, all sorts of wishes."""

    def __init__(self, seed: int, n_students: int = 4, n_offers: int = 3) -> None:
        self.dice = np.random.default_rng(seed)
        self.n_students, self.n_offers = n_students, n_offers

    def chance(self, share: float) -> bool:
        return bool(self.dice.random() < share)

    def number(self, low: int, high: int) -> int:
        return int(self.dice.integers(low, high))

    def tables(self) -> Tables:
        students = [f"E{k}" for k in range(self.n_students)]
        offers = [f"O{k}" for k in range(self.n_offers)]
        hosts = [f"H{k}" for k in range(self.n_offers)]
        return {
            "settings": [
                {"key": "campus", "value": "48.9 2.4"},
                {"key": "seed", "value": self.number(0, 5)},
                {"key": "reserve", "value": "true" if self.chance(0.5) else "false"},
            ],
            "territories": [
                {"territory_id": f"T{k}", "name": f"T{k}", "department": "D" if k < 2 else "F"}
                for k in range(3)
            ],
            "sites": [
                {
                    "site_id": f"S{k}",
                    "name": f"S{k}",
                    "kind": "other",
                    "setting": "centre",
                    "territory_id": f"T{k}",
                    "lat": 48.9 + k / 10,
                    "lon": 2.4,
                    "housing_places": self.number(0, 3),
                }
                for k in range(3)
            ],
            "supervisors": [self.host(k, name) for k, name in enumerate(hosts)],
            "programmes": [
                {
                    "programme_id": "P",
                    "name": "P",
                    "profession": "gp",
                    "half_days": 2,
                    "mechanism": "stable",
                }
            ],
            "offers": [
                {
                    "offer_id": name,
                    "programme_id": "P",
                    "seats": self.number(0, 3),
                    "min_seats": self.number(0, 2) if self.chance(0.2) else 0,
                    "subdivision": "A" if self.chance(0.2) else None,
                }
                for name in offers
            ],
            "offer_parts": self.parts(offers, hosts),
            "students": [self.student(name) for name in students],
            "wishes": self.wishes(students, offers, hosts),
            "host_rankings": self.rankings(students, offers),
            "quotas": self.quotas(),
            "conflicts": [
                {"student_id": name, "supervisor_id": hosts[0]}
                for name in students
                if self.chance(0.1)
            ],
        }

    def host(self, k: int, name: str) -> Row:
        return {
            "supervisor_id": name,
            "name": name,
            "profession": "gp",
            "site_id": f"S{k % 3}",
            "programmes": "P",
            "max_students": self.number(1, 4),
            "max_at_once": 3,
            **dict.fromkeys(HALF_DAYS, "x"),
        }

    def parts(self, offers: list[str], hosts: list[str]) -> list[Row]:
        found: list[Row] = []
        for k, offer in enumerate(offers):
            own = HALF_DAYS[2 * k : 2 * k + 2]
            if self.chance(0.2) and k:
                found.append({"offer_id": offer, "supervisor_id": hosts[0], "half_days": own[0]})
                found.append({"offer_id": offer, "supervisor_id": hosts[k], "half_days": own[1]})
            else:
                at = hosts[k] if self.chance(0.7) else hosts[0]
                given = " ".join(own) if self.chance(0.8) else 2
                found.append({"offer_id": offer, "supervisor_id": at, "half_days": given})
        return found

    def student(self, name: str) -> Row:
        return {
            "student_id": name,
            "name": name,
            "programme_id": "P",
            "rank": self.number(1, 4) if self.chance(0.7) else None,
            "seniority": self.number(0, 2),
            "lat": 48.9,
            "lon": 2.4,
            "max_minutes": 20 if self.chance(0.2) else None,
            "needs_housing": "x" if self.chance(0.5) else None,
            "subdivision": "A" if self.chance(0.4) else None,
            "surnombre": "validating" if self.chance(0.1) else None,
            "link_id": "L" if name in ("E0", "E1") and self.links else None,
        }

    links = False

    def wishes(self, students: list[str], offers: list[str], hosts: list[str]) -> list[Row]:
        targets = [*((o, "offer") for o in offers), ("T0", "territory"), (hosts[0], "supervisor")]
        found: list[Row] = []
        for name in students:
            for k in self.dice.permutation(len(targets))[: self.number(1, 5)].tolist():
                target, kind = targets[k]
                refused = self.chance(0.1)
                rank = None if refused else self.number(1, 5)
                found.append(
                    {
                        "student_id": name,
                        "rank": rank,
                        "target": target,
                        "target_kind": kind,
                        "refused": "x" if refused else None,
                    }
                )
        return found

    def rankings(self, students: list[str], offers: list[str]) -> list[Row]:
        found: list[Row] = []
        for offer in offers:
            if self.chance(0.5):
                found += [
                    {"offer_id": offer, "student_id": name, "rank": self.number(1, 4)}
                    for name in students
                    if self.chance(0.8)
                ]
        return found

    def quotas(self) -> list[Row]:
        found: list[Row] = []
        if self.chance(0.4):
            found.append({"quota_id": "Q1", "scope": "department", "value": "D", "max": 2})
        if self.chance(0.3):
            found.append({"quota_id": "Q2", "scope": "territory", "value": "T0", "max": 1})
        if self.chance(0.2):
            found.append({"quota_id": "Q3", "scope": "territory", "value": "T1", "min": 1})
        return found


def drawn(seed: int, *, links: bool = False, n_students: int = 4) -> Semester | None:
    """Return a semester, or ``None`` where its tables contradict each other."""
    draw = Draw(seed, n_students)
    draw.links = links
    try:
        return read_rows(draw.tables())
    except InputError:
        return None
