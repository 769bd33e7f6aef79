"""A semester in which one rule at a time stands against a wish, and what relaxes it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Tables = dict[str, list[dict[str, Any]]]
Change = Callable[[Tables], None]

BASE: Tables = {
    "settings": [{"key": "semester", "value": "2027-05"}, {"key": "noon_minutes", "value": 45}],
    "territories": [
        {"territory_id": "93005", "name": "Aulnay", "lat": 48.938, "lon": 2.494, "zone": "ZIP"},
        {"territory_id": "93066", "name": "Saint-Denis", "lat": 48.936, "lon": 2.357, "zone": "HV"},
    ],
    "sites": [
        {"site_id": "SA", "name": "Cabinet A", "kind": "liberal_practice", "setting": "liberal",
         "territory_id": "93005", "rooms": 2},
        {"site_id": "SB", "name": "Centre B", "kind": "health_centre", "setting": "centre",
         "territory_id": "93066"},
    ],
    "supervisors": [
        {"supervisor_id": "M1", "name": "Dr Un", "profession": "gp", "site_id": "SA",
         "programmes": "P", "max_students": 2, "accreditation_end": "",
         "mon_am": "x", "mon_pm": "x", "tue_am": "x", "tue_pm": "x"},
        {"supervisor_id": "M2", "name": "Dr Deux", "profession": "gp", "site_id": "SB",
         "programmes": "P", "max_students": 2, "accreditation_end": "",
         "wed_am": "x", "wed_pm": "x", "thu_am": "x", "thu_pm": "x"},
    ],
    "programmes": [
        {"programme_id": "P", "name": "Programme", "profession": "gp", "half_days": 4,
         "min_part": 2, "max_parts": 2, "min_liberal": "", "min_centre": "", "max_km": "",
         "no_repeat": "none", "needs_room": "", "composition": "composed",
         "mechanism": "optimal"},
        {"programme_id": "Q", "name": "Autre", "profession": "gp", "half_days": 2,
         "mechanism": "optimal"},
    ],
    "students": [
        {"student_id": "X1", "name": "Alix Xavier", "programme_id": "P", "lat": 48.9, "lon": 2.4,
         "max_minutes": "", "shortage_only": ""},
        {"student_id": "X2", "name": "Zoé Zidane", "programme_id": "P", "lat": 48.9, "lon": 2.4},
    ],
    "wishes": [{"student_id": "X1", "rank": 1, "target": "M1", "refused": ""}],
    "offers": [],
    "offer_parts": [],
}  # fmt: skip


def put(table: str, identifier: str, **values: Any) -> Change:
    """Return a change of cells of the row that its first column names."""

    def change(tables: Tables) -> None:
        row = next(r for r in tables[table] if next(iter(r.values())) == identifier)
        row.update(values)

    return change


def add(table: str, **values: Any) -> Change:
    """Return a change that adds a row."""
    return lambda tables: tables.setdefault(table, []).append(dict(values))


def both(*changes: Change) -> Change:
    """Return several changes as one."""

    def change(tables: Tables) -> None:
        for one in changes:
            one(tables)

    return change


def nothing(_: Tables) -> None:
    """Change nothing."""


OFFER = both(
    put("programmes", "P", composition="offers"),
    add("offers", offer_id="O1", programme_id="P", seats=1, open=""),
    add("offer_parts", offer_id="O1", supervisor_id="M1", half_days="mon_am mon_pm"),
    add("offers", offer_id="O2", programme_id="P", seats=2, open=""),
    add("offer_parts", offer_id="O2", supervisor_id="M2", half_days="wed_am wed_pm"),
)
NOON_DAYS = both(
    put("supervisors", "M1", mon_pm="", tue_pm=""),
    put("supervisors", "M2", wed_am="", wed_pm="", thu_am="", thu_pm="", mon_pm="x", tue_pm="x"),
)


@dataclass(frozen=True)
class Case:
    """A rule: what makes it bind, what relaxes it alone, the fact and the cell's content."""

    rule: str
    bind: Change
    relax: Change
    fact: str
    cell: object
    values: dict[str, object]
    setting: Change = nothing


CASES = [
    Case("closed", put("offers", "O1", open="non"), put("offers", "O1", open=""), "closed",
         "non", {}, OFFER),
    Case("programme", put("supervisors", "M1", programmes="Q"),
         put("supervisors", "M1", programmes="P"), "not-taken", "Q", {"programme": "P"}),
    Case("accreditation", put("supervisors", "M1", accreditation_end="2027-06-30"),
         put("supervisors", "M1", accreditation_end="2027-10-31"), "accredited-until",
         "2027-06-30", {"end": "2027-06-30", "last": "2027-10-31"}),
    Case("refused", add("wishes", student_id="X1", rank="", target="SA", refused="x"),
         lambda t: t["wishes"].pop(), "refused", "x", {}),
    Case("conflict", add("conflicts", student_id="X1", supervisor_id="M1", reason="secret"),
         lambda t: t["conflicts"].pop(), "conflict", "M1", {}),
    Case("no-repeat", put("programmes", "P", no_repeat="supervisor"),
         put("programmes", "P", no_repeat="none"), "history", "M1", {"semester": "2026-05"},
         add("history", student_id="X1", semester="2026-05", supervisor_id="M1", site_id="SA",
             programme_id="Q")),
    Case("shortage-only", put("territories", "93005", zone="HV"),
         put("territories", "93005", zone="ZAC"), "zone", "HV", {"zone": "HV"},
         put("students", "X1", shortage_only="oui")),
    Case("distance", put("students", "X1", max_minutes=15),
         put("students", "X1", max_minutes=90), "minutes", 15, {"limit": 15}),
    Case("presence", put("supervisors", "M1", mon_am="", mon_pm="", tue_am=""),
         put("supervisors", "M1", tue_am="x"), "half-days", None, {"count": 1, "needed": 2}),
    Case("mix", put("programmes", "P", min_centre=2), put("programmes", "P", min_centre=""), "mix",
         2, {"centre": 2, "half_days": 4}, put("supervisors", "M2", programmes="Q")),
    Case("parts", put("programmes", "P", max_parts=1), put("programmes", "P", max_parts=2),
         "placement", 6, {"half_days": 6, "most": 1}, put("programmes", "P", half_days=6)),
    Case("between-parts", put("programmes", "P", max_km=9.5), put("programmes", "P", max_km=20),
         "km", 9.5, {"limit": 9.5}, put("programmes", "P", half_days=6)),
    Case("noon", put("settings", "noon_minutes", value=10),
         put("settings", "noon_minutes", value=60), "noon-minutes", 10, {"limit": 10},
         NOON_DAYS),
    Case("room", put("sites", "SA", rooms=0), put("sites", "SA", rooms=1), "rooms", 0, {"rooms": 0},
         put("programmes", "P", needs_room="oui")),
    Case("lock", add("locks", student_id="X1", supervisor_ids="M2", reason="secret"),
         lambda t: t["locks"].pop(), "lock", "M2", {}),
]  # fmt: skip


def bound(case: Case) -> Tables:
    """Return the tables in which a rule binds."""
    tables = copy.deepcopy(BASE)
    case.setting(tables)
    case.bind(tables)
    return tables


def relaxed(case: Case) -> Tables:
    """Return the same tables with that rule alone relaxed."""
    tables = bound(case)
    case.relax(tables)
    return tables
