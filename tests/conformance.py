"""Published matching markets as semesters of tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from maillage.matching.result import Placement
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_rows

CASES: Mapping[str, Mapping[str, Any]] = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parent / "data" / "matching_cases.json").read_text("utf-8")
    )
}

Row = dict[str, object]
HALF_DAYS = "mon_am mon_pm"


def market_of(case: Mapping[str, Any], **settings: object) -> Semester:
    """Return a case as a semester: an offer per hospital or project."""
    hosts: Mapping[str, Mapping[str, Any]] = case.get("hospitals") or case["projects"]
    lecturers: Mapping[str, Mapping[str, Any]] = case.get("lecturers") or {}
    names = [
        *case["students"],
        *(name for pair in case.get("couples", {}) for name in pair.split("+")),
    ]
    links = {name: pair for pair in case.get("couples", {}) for name in pair.split("+")}
    supervisors = lecturers or hosts
    seats = {
        name: sum(h["capacity"] for key, h in hosts.items() if h.get("lecturer", key) == name)
        for name in supervisors
    }
    regions = {name: host.get("region") for name, host in hosts.items()}
    return read_rows(
        {
            "settings": [
                {"key": key, "value": value}
                for key, value in {"campus": "48.9 2.4", **settings}.items()
            ],
            "territories": [
                {"territory_id": f"t-{name}", "name": name, "region": regions.get(name)}
                for name in hosts
            ],
            "sites": [
                {
                    "site_id": f"site-{name}",
                    "name": name,
                    "kind": "other",
                    "setting": "centre",
                    "territory_id": f"t-{name}",
                    "lat": 48.9,
                    "lon": 2.4,
                }
                for name in hosts
            ],
            "supervisors": [
                {
                    "supervisor_id": f"sup-{name}",
                    "name": name,
                    "profession": "gp",
                    "site_id": f"site-{usual_site(hosts, name)}",
                    "programmes": "P",
                    "max_students": host["capacity"],
                    "max_at_once": seats[name],
                    "mon_am": "x",
                    "mon_pm": "x",
                }
                for name, host in supervisors.items()
            ],
            "programmes": [programme(case)],
            "offers": [
                {
                    "offer_id": name,
                    "programme_id": "P",
                    "seats": host["capacity"],
                    "min_seats": host.get("lower", 0),
                }
                for name, host in hosts.items()
            ],
            "offer_parts": [
                {
                    "offer_id": name,
                    "supervisor_id": f"sup-{host.get('lecturer', name)}",
                    "half_days": HALF_DAYS,
                }
                for name, host in hosts.items()
            ],
            "students": [
                {"student_id": name, "name": name, "programme_id": "P", "link_id": links.get(name)}
                for name in names
            ],
            "wishes": list(wishes(case)),
            "host_rankings": list(rankings(supervisors, of_offers=not lecturers)),
            "quotas": [
                {"quota_id": f"cap-{name}", "scope": "region", "value": name, "max": cap}
                for name, cap in case.get("regional_caps", {}).items()
            ],
        }
    )


def programme(case: Mapping[str, Any]) -> Row:
    return {
        "programme_id": "P",
        "name": "P",
        "profession": "gp",
        "half_days": 2,
        "mechanism": "optimal" if case["kind"] == "SPA-one-sided" else "stable",
    }


def wishes(case: Mapping[str, Any]) -> Iterable[Row]:
    for name, hosts in case["students"].items():
        for rank, host in enumerate(hosts, 1):
            yield {"student_id": name, "rank": rank, "target": host, "target_kind": "offer"}
    for pair, joint in case.get("couples", {}).items():
        for rank, hosts in enumerate(joint, 1):
            for name, host in zip(pair.split("+"), hosts, strict=True):
                if host is not None:
                    yield {"student_id": name, "rank": rank, "target": host, "target_kind": "offer"}


def rankings(hosts: Mapping[str, Mapping[str, Any]], *, of_offers: bool) -> Iterable[Row]:
    for host, given in hosts.items():
        for rank, tied in enumerate(given.get("prefs", []), 1):
            for name in tied if isinstance(tied, list) else [tied]:
                line: Row = {"student_id": name, "rank": rank}
                if of_offers:
                    yield {"offer_id": host, **line}
                else:
                    yield {"supervisor_id": f"sup-{host}", **line}


def matching_of(placement: Placement) -> dict[str, str]:
    """Return the offer of each placed student."""
    return {s.student_id: s.offer_id for s in placement.students if s.offer_id is not None}


def of_kind(*kinds: str) -> Sequence[str]:
    """Return the names of the cases of some kinds."""
    return [name for name, case in CASES.items() if case["kind"] in kinds]


def usual_site(hosts: Mapping[str, Mapping[str, Any]], lecturer: str) -> str:
    return next(name for name, host in hosts.items() if host.get("lecturer", name) == lecturer)
