"""Seeded generator of a semester that is matched stably: offers in departments of regions.

Two variants: ``strict`` (every host ranks its applicants, without ties) and ``tied`` (hosts rank in
few grades; departments and regions have maximum quotas that nest).
"""

from __future__ import annotations

from random import Random

from ground import Row, Tables

VARIANTS = ("strict", "tied")
OFFERS_PER_STUDENT = 1 / 3
WISHES = 10
_DEPARTMENTS_OF_REGION = 6
_OFFERS_OF_DEPARTMENT = 100
_GRADES = 6


def tables_of_matching(students: int, seed: int, variant: str) -> Tables:
    """Return the tables: 10 wishes each, three students per offer, about as many seats."""
    random = Random(f"maillage:stable:{students}:{seed}:{variant}")
    n_offers = max(3, round(OFFERS_PER_STUDENT * students))
    n_departments = max(2, n_offers // _OFFERS_OF_DEPARTMENT)
    home = [random.randrange(n_departments) for _ in range(n_offers)]
    seats = [random.randint(1, 5) for _ in range(n_offers)]
    wishes = [_wishes(random, home, n_departments) for _ in range(students)]
    return {
        "settings": [{"key": "campus", "value": "48.9 2.4"}],
        "territories": [_territory(d) for d in range(n_departments)],
        "sites": [_site(d) for d in range(n_departments)],
        "supervisors": [_host(k, home[k], seats[k]) for k in range(n_offers)],
        "programmes": [_PROGRAMME],
        "offers": [_offer(k, seats[k]) for k in range(n_offers)],
        "offer_parts": [_offer_part(k) for k in range(n_offers)],
        "students": [_student(k) for k in range(students)],
        "wishes": [
            _wish(k, rank, offer)
            for k, own in enumerate(wishes)
            for rank, offer in enumerate(own, 1)
        ],
        "host_rankings": list(_rankings(random, wishes, n_offers, variant)),
        "quotas": _quotas(home, seats) if variant == "tied" else [],
    }


_PROGRAMME: Row = {
    "programme_id": "DJ",
    "name": "DJ",
    "profession": "gp",
    "half_days": 2,
    "mechanism": "stable",
}


def _territory(d: int) -> Row:
    return {
        "territory_id": f"T{d:04d}",
        "name": f"T{d:04d}",
        "department": f"D{d:04d}",
        "region": f"R{d // _DEPARTMENTS_OF_REGION:03d}",
    }


def _site(d: int) -> Row:
    return {
        "site_id": f"S{d:04d}",
        "name": f"S{d:04d}",
        "kind": "health_centre",
        "setting": "centre",
        "territory_id": f"T{d:04d}",
        "lat": 47.0 + d % 20 / 10,
        "lon": 2.0 + d // 20 / 10,
    }


def _host(k: int, department: int, seats: int) -> Row:
    return {
        "supervisor_id": f"H{k:05d}",
        "name": f"Host {k}",
        "profession": "gp",
        "site_id": f"S{department:04d}",
        "programmes": "DJ",
        "max_students": seats,
        "max_at_once": seats,
        "mon_am": "x",
        "mon_pm": "x",
    }


def _offer(k: int, seats: int) -> Row:
    return {"offer_id": f"O{k:05d}", "programme_id": "DJ", "seats": seats}


def _offer_part(k: int) -> Row:
    return {
        "offer_id": f"O{k:05d}",
        "supervisor_id": f"H{k:05d}",
        "half_days": "mon_am mon_pm",
    }


def _student(k: int) -> Row:
    return {"student_id": f"E{k:05d}", "name": f"Student {k}", "programme_id": "DJ", "rank": k + 1}


def _wish(student: int, rank: int, offer: int) -> Row:
    return {
        "student_id": f"E{student:05d}",
        "rank": rank,
        "target": f"O{offer:05d}",
        "target_kind": "offer",
    }


def _wishes(random: Random, home: list[int], n_departments: int) -> list[int]:
    """Draw wishes: most in one department, popular offers more often."""
    at = random.randrange(n_departments)
    found: dict[int, None] = {}
    for _ in range(60):
        offer = int(len(home) * random.random() ** 1.3)
        if home[offer] == at or random.random() < 0.5:
            found.setdefault(offer)
        if len(found) == WISHES:
            break
    return list(found)


def _rankings(random: Random, wishes: list[list[int]], n_offers: int, variant: str) -> list[Row]:
    applicants: list[list[int]] = [[] for _ in range(n_offers)]
    for student, own in enumerate(wishes):
        for offer in own:
            applicants[offer].append(student)
    rows: list[Row] = []
    for offer, students in enumerate(applicants):
        order = random.sample(students, len(students))
        for place, student in enumerate(order, 1):
            rank = place if variant == "strict" else random.randint(1, _GRADES)
            pair = {"offer_id": f"O{offer:05d}", "student_id": f"E{student:05d}"}
            rows.append({**pair, "rank": rank})
    return rows


def _quotas(home: list[int], seats: list[int]) -> list[Row]:
    """Return maximums for departments and regions, a tenth below the seats there."""
    rows: list[Row] = []
    for scope, size in (("department", 1), ("region", _DEPARTMENTS_OF_REGION)):
        total: dict[int, int] = {}
        for k, department in enumerate(home):
            total[department // size] = total.get(department // size, 0) + seats[k]
        for number, places in sorted(total.items()):
            name = f"D{number:04d}" if scope == "department" else f"R{number:03d}"
            share = 0.9 if scope == "department" else 0.85
            rows.append(
                {
                    "quota_id": f"Q-{name}",
                    "scope": scope,
                    "value": name,
                    "max": max(1, int(share * places)),
                }
            )
    return rows
