"""Small semesters of practitioners, drawn at random."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Tables = dict[str, list[dict[str, Any]]]

FIRST_DAY = date(2027, 5, 1)
PROFESSIONS = ("gp", "nurse")

TERRITORIES: list[dict[str, Any]] = [
    {
        "territory_id": f"T{k}",
        "name": f"Town {k}",
        "population": population,
        "lat": 46.5 + 0.06 * k,
        "lon": 0.3,
        "department": "86" if k < 2 else "37",
        "zone": zone,
        "qpv": k == 1,
        "gp_fte": fte,
    }
    for k, (population, zone, fte) in enumerate(
        [(800, "ZIP", 0.5), (12_000, "ZAC", 9), (40_000, None, 60), (None, "ZIP", 0)]
    )
]

days = st.one_of(st.none(), st.integers(-200, 600).map(lambda n: FIRST_DAY + timedelta(days=n)))
places = st.sampled_from([t["territory_id"] for t in TERRITORIES])


@st.composite
def request_rows(draw: st.DrawFn, number: int) -> dict[str, Any]:
    anchors = draw(st.lists(st.one_of(places, st.just("46.55 0.31")), max_size=2))
    return {
        "request_id": f"R{number}",
        "name": f"Dr {number}",
        "profession": draw(st.sampled_from(PROFESSIONS)),
        "mode": draw(st.sampled_from(["liberal", "salaried", "mixed", "any", "any"])),
        "practice": draw(st.sampled_from(["solo", "group", "any", "any"])),
        "team_id": draw(st.sampled_from([None, None, "A", "B"])),
        "anchors": "; ".join(anchors) or None,
        "max_minutes": draw(st.sampled_from([None, None, 12, 25, 40])),
        "fte": draw(st.sampled_from([0.5, 1.0])),
        "wants_premises_m2": draw(st.sampled_from([None, None, 30, 60])),
        "accessible": draw(st.sampled_from([None, None, True])),
        "shortage_only": draw(st.sampled_from([None, None, True])),
        "available_from": draw(days),
        "status": draw(st.sampled_from([None, "visit", "settled", "withdrawn", "visit"])),
    }


@st.composite
def opening_rows(draw: st.DrawFn, number: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(["liberal_practice", "group_practice", "health_centre", "other"]))
    return {
        "opening_id": f"O{number}",
        "name": f"Place {number}",
        "territory_id": draw(places),
        "kind": kind,
        "setting": draw(st.sampled_from(["liberal", "centre"])),
        "profession": draw(st.sampled_from(PROFESSIONS)),
        "seats": draw(st.sampled_from([0, 1, 1, 2])),
        "rent_month": draw(st.sampled_from([None, 300, 2000])),
        "m2": draw(st.sampled_from([None, 40, 80])),
        "accessible": draw(st.sampled_from([None, True])),
        "available_from": draw(days),
        "team": draw(st.sampled_from([None, "physio", "physio, nurse, gp"])),
        "practice_size": draw(st.sampled_from([None, 600, 1200])),
        "leaver_date": draw(days),
    }


@st.composite
def aid_rows(draw: st.DrawFn, number: int) -> dict[str, Any]:
    scope = draw(
        st.sampled_from(
            [
                (None, None),
                ("zone", "ZIP"),
                ("zone", "ZIP, ZAC"),
                ("department", "86"),
                ("qpv", "true"),
                ("setting", "liberal"),
                ("kind", "health_centre"),
                ("territory", "T1"),
            ]
        )
    )
    return {
        "aid_id": f"A{number}",
        "name": f"Aid {number}",
        "profession": draw(st.sampled_from([None, "gp", "nurse"])),
        "scope": scope[0],
        "value": scope[1],
        "audience": draw(st.sampled_from([None, "installation", "studies", "staying"])),
        "amount": draw(st.sampled_from([1000, 1000, 2500.5])),
        "period": draw(st.sampled_from(["once", "month", "year"])),
        "duration_months": draw(st.sampled_from([None, 6, 24])),
        "group": draw(st.sampled_from([None, "G"])),
        "start": draw(days),
        "end": draw(days),
        "commitment_months": draw(st.sampled_from([None, 36])),
    }


@st.composite
def tables(draw: st.DrawFn, requests: int = 4, openings: int = 5, aids: int = 3) -> Tables:
    n, m, a = (draw(st.integers(0, most)) for most in (requests, openings, aids))
    made: Tables = {
        "territories": TERRITORIES,
        "requests": [draw(request_rows(k)) for k in range(n)],
        "openings": [draw(opening_rows(k)) for k in range(m)],
        "aids": [draw(aid_rows(k)) for k in range(a)],
        "zones": [
            {"territory_id": "T2", "profession": "nurse", "zone": "ZIP", "start": date(2026, 1, 1)}
        ],
        "settings": [{"key": "semester", "value": "2027-05"}],
    }
    for aid in made["aids"]:
        if aid["start"] and aid["end"] and aid["end"] < aid["start"]:
            aid["end"] = None
    return made
