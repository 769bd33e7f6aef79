"""A faculty whose wish lists are drawn from a known law."""

from __future__ import annotations

from typing import Any

import numpy as np

Tables = dict[str, list[dict[str, Any]]]
HALF_DAYS = ["mon_am", "mon_pm"]
PER_HALF_HOUR, LIBERAL = -1.2, 0.7
"""The law: what half an hour more, and private practice, add to the utility."""


def faculty(
    n_students: int = 60,
    n_offers: int = 25,
    *,
    mechanism: str = "serial",
    known: float = 0.6,
    length: int = 5,
    seats: int = 2,
    seed: int = 0,
) -> Tables:
    """Return a semester of one programme; a share of the students has given its wishes."""
    dice = np.random.default_rng(seed)
    sites = [_site(k, dice) for k in range(n_offers)]
    students = [_student(k, dice) for k in range(n_students)]
    wishes = [
        {"student_id": student["student_id"], "rank": rank, "target": f"O{k:02d}"}
        for student in students
        if dice.random() < known
        for rank, k in enumerate(_list(student, sites, dice)[:length], start=1)
    ]
    return {
        "settings": [{"key": "campus", "value": "48.9 2.4"}],
        "territories": [{"territory_id": "T", "name": "T"}],
        "sites": sites,
        "supervisors": [_supervisor(k, seats) for k in range(n_offers)],
        "programmes": [
            {"programme_id": "P", "name": "P", "profession": "gp", "half_days": 2,
             "mechanism": mechanism}
        ],
        "offers": [
            {"offer_id": f"O{k:02d}", "programme_id": "P", "seats": seats} for k in range(n_offers)
        ],
        "offer_parts": [
            {"offer_id": f"O{k:02d}", "supervisor_id": f"H{k:02d}", "half_days": "mon_am mon_pm"}
            for k in range(n_offers)
        ],
        "students": students,
        "wishes": wishes,
    }  # fmt: skip


def _site(k: int, dice: np.random.Generator) -> dict[str, Any]:
    return {"site_id": f"S{k:02d}", "name": f"S{k}", "kind": "other", "territory_id": "T",
            "setting": "liberal" if k % 2 else "centre",
            "lat": 48.7 + dice.random() / 2, "lon": 2.2 + dice.random() / 2}  # fmt: skip


def _supervisor(k: int, seats: int) -> dict[str, Any]:
    return {"supervisor_id": f"H{k:02d}", "name": f"H{k}", "profession": "gp",
            "site_id": f"S{k:02d}", "programmes": "P", "max_students": seats,
            "max_at_once": seats, **dict.fromkeys(HALF_DAYS, "x")}  # fmt: skip


def _student(k: int, dice: np.random.Generator) -> dict[str, Any]:
    return {"student_id": f"E{k:02d}", "name": f"Élève {k}", "programme_id": "P", "rank": k + 1,
            "lat": 48.7 + dice.random() / 2, "lon": 2.2 + dice.random() / 2}  # fmt: skip


def _list(student: dict[str, Any], sites: list[dict[str, Any]], dice: np.random.Generator) -> Any:
    """Return the offers (numbers) in the order of a draw from the law."""
    utility = [
        PER_HALF_HOUR * _minutes(student, site) / 30 + LIBERAL * (site["setting"] == "liberal")
        for site in sites
    ]
    return np.argsort(-(np.array(utility) + dice.gumbel(size=len(sites)))).tolist()


def _minutes(student: dict[str, Any], site: dict[str, Any]) -> float:
    """Return minutes by the flat-earth rule, near enough to the exact ones."""
    north = 111.2 * (student["lat"] - site["lat"])
    east = 111.2 * np.cos(np.radians(48.95)) * (student["lon"] - site["lon"])
    return float(np.hypot(north, east)) * 1.3 / 40 * 60 + 5
