"""Need by territory, against the definition worked out anew for each territory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import asin, cos, isclose, radians, sin, sqrt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage import need, read_rows, read_semester
from maillage.matching.checking.supply import check_supply
from maillage.matching.entities import (
    Need,
    Programme,
    Provider,
    Site,
    Student,
    Territory,
    TravelTime,
    Zone,
)
from maillage.matching.need import NeedSource, needs
from maillage.matching.semester import Semester
from maillage.matching.settings import Settings
from maillage.matching.tables.bands import read_bands
from maillage.matching.territories.census import census
from maillage.matching.territories.percentiles import percentiles
from maillage.matching.verify.facts import Facts

LEFT = date(2027, 4, 30)
"""The day before the semester of these tests begins."""


# -- the definition, plainly ----------------------------------------------------------------


def km(a: Territory | Provider, b: Territory | Provider) -> float | None:
    if None in (a.lat, a.lon, b.lat, b.lon):
        return None
    lat_a, lon_a, lat_b, lon_b = map(radians, (a.lat, a.lon, b.lat, b.lon))
    h = sin((lat_a - lat_b) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_a - lon_b) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(min(1, h)))


def minutes(semester: Semester, a: Territory, b: Territory) -> float | None:
    """Return the minutes from a territory to another: given, given the other way, or by km."""
    for start, end in ((a, b), (b, a)):
        for line in semester.travel:
            if (line.origin, line.destination) == (start.territory_id, end.territory_id):
                return float(line.minutes)
    if a is b:
        return 0
    apart = km(a, b)
    settings = semester.settings
    return None if apart is None else apart * float(settings.detour / settings.car_kmh) * 60


def weight(semester: Semester, a: Territory, b: Territory) -> float:
    there = minutes(semester, a, b)
    for end, band in semester.settings.bands if there is not None else ():
        if there <= float(end) + 1e-9:
            return float(band)
    return 0.0


def plain_supply(
    semester: Semester, profession: str
) -> tuple[bool, dict[str, float], dict[str, float]]:
    """Return whether supply is known, the fte and the share over 60 of each territory."""
    there = {t.territory_id: t for t in semester.territories}
    fte, old = dict.fromkeys(there, 0.0), {}
    if profession == "gp":
        old = {c: float(t.gp_over_60) for c, t in there.items() if t.gp_over_60 is not None}
    lines = [p for p in semester.providers if p.profession == profession]
    if not lines:
        known = profession == "gp" and any(t.gp_fte is not None for t in there.values())
        return known, {c: (t.gp_fte or 0.0) if known else 0.0 for c, t in there.items()}, old
    at: dict[str, list[tuple[float, bool | None]]] = {}
    for provider in lines:
        if provider.leaver_date is not None and provider.leaver_date <= LEFT:
            continue
        code = provider.territory_id
        if code is None:
            apart = [(km(provider, t), c) for c, t in there.items() if t.lat is not None]
            if not apart:
                continue
            nearest = min(apart)[0]
            code = min(c for far, c in apart if far <= nearest + 1e-9)
        work = 1.0 if provider.fte is None else provider.fte
        fte[code] += work
        aged = None if provider.birth_year is None else provider.birth_year <= 2027 - 60
        at.setdefault(code, []).append((work, aged))
    for code, people in at.items():
        total = sum(work for work, aged in people if aged is not None)
        if total:
            old[code] = sum(work for work, aged in people if aged) / total
    return True, fte, old


def plain_needs(semester: Semester, profession: str) -> dict[str, tuple[float, str]]:
    """Return the need of each territory and its source, straight from the definition."""
    territories, settings = semester.territories, semester.settings
    known, fte, old = plain_supply(semester, profession)
    stays = {
        t.territory_id: 1 - old.get(t.territory_id, 0) * float(settings.leaver_share)
        for t in territories
    }
    known = known and any(t.population for t in territories)
    reached = {}
    for one in territories:
        total = 0.0
        for place in territories:
            comers = sum((t.population or 0) * weight(semester, t, place) for t in territories)
            if comers:
                total += weight(semester, one, place) * fte[place.territory_id] / comers
        journeys = any(one.territory_id in (x.origin, x.destination) for x in semester.travel)
        if one.lat is not None or journeys or fte[one.territory_id]:
            reached[one.territory_id] = total * stays[one.territory_id]
    found = {}
    for t in territories:
        code = t.territory_id
        given_need = next(
            (
                n.need
                for n in semester.needs
                if (n.territory_id, n.profession) == (code, profession)
            ),
            None,
        )
        if profession == "gp" and t.need is not None:
            given_need = t.need
        if given_need is not None:
            found[code] = (float(given_need), "given")
            continue
        label = t.zone if profession == "gp" else None
        for line in semester.zones:
            if (line.territory_id, line.profession) == (code, profession):
                label = line.zone
        candidates = []
        if label is not None:
            candidates.append(({"ZIP": 0.8, "ZAC": 0.5}.get(label, 0.0), "zone"))
        if profession == "gp" and t.apl is not None:
            candidates.append((linear(float(t.apl) * stays[code]), "apl"))
        elif known and profession == "gp" and code in reached:
            candidates.append((linear(reached[code] * 5400), "accessibility"))
        elif known and code in reached:
            mine = reached[code]
            same = [c for c, v in reached.items() if isclose(v, mine, rel_tol=1e-9)]
            below = [c for c, v in reached.items() if v < mine and c not in same]
            share = (len(below) + len(same) / 2) / len(reached)
            candidates.append((1 - share, "accessibility"))
        found[code] = max(candidates, key=lambda c: c[0], default=(0.0, "none"))
    return found


def linear(accessible: float) -> float:
    return min(1.0, max(0.0, (4 - accessible) / 1.5))


# -- random tables --------------------------------------------------------------------------

CODES = ("A", "B", "C", "D", "E")
tenths = st.integers(0, 10).map(lambda n: Fraction(n, 10))
degrees = st.sampled_from([47.0, 47.03, 47.05, 47.09, 47.2])


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


@st.composite
def territory(draw: st.DrawFn, code: str) -> Territory:
    lat, lon = draw(st.none() | st.tuples(degrees, degrees.map(lambda d: d - 45))) or (None, None)
    return Territory(
        code,
        code,
        population=draw(maybe(st.sampled_from([0.0, 7.0, 850.0, 1300.0, 2000.5]))),
        lat=lat,
        lon=lon,
        zone=draw(maybe(st.sampled_from(["ZIP", "ZAC", "HV"]))),
        apl=draw(maybe(st.integers(15, 45).map(lambda n: Fraction(n, 10)))),
        gp_fte=draw(maybe(st.sampled_from([0.0, 0.3, 0.85, 1.0, 2.5]))),
        gp_over_60=draw(maybe(tenths)),
        need=draw(st.none() | st.none() | tenths),
    )


@st.composite
def provider(draw: st.DrawFn, number: int) -> Provider:
    code = draw(maybe(st.sampled_from(CODES)))
    return Provider(
        f"P{number}",
        draw(st.sampled_from(["gp", "nurse"])),
        territory_id=code,
        lat=None if code else draw(degrees),
        lon=None if code else draw(degrees) - 45,
        fte=draw(maybe(st.sampled_from([0.0, 0.4, 1.1, 3.0]))),
        birth_year=draw(maybe(st.sampled_from([1950, 1967, 1968, 1990]))),
        leaver_date=draw(maybe(st.sampled_from([LEFT, date(2027, 5, 1), date(2030, 1, 1)]))),
    )


@st.composite
def tables(draw: st.DrawFn) -> Semester:
    pairs = draw(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), unique=True))
    zoned = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=2))
    return Semester(
        settings=Settings(
            semester="2027-05",
            catchment_bands=draw(st.sampled_from([("10:1", "15:0.3", "20:0.1"), ("7.5:0.5",)])),
        ),
        territories=tuple(draw(territory(code)) for code in CODES),
        providers=tuple(draw(provider(k)) for k in range(draw(st.integers(0, 6)))),
        travel=tuple(
            TravelTime(a, b, draw(st.integers(0, 25).map(Fraction))) for a, b in sorted(pairs)
        ),
        zones=tuple(Zone(code, "nurse", "ZAC") for code in sorted(zoned)),
        needs=(Need("B", "nurse", Fraction(1, 3)),) if draw(st.booleans()) else (),
    )


def near_tie(found: NeedSource) -> bool:
    """Say whether zone and computed shortage are the same but for rounding."""
    return (
        found.accessibility is not None
        and found.floor is not None
        and found.shortage is not None
        and abs(found.floor - found.shortage) < 1e-9
    )


@given(tables(), st.sampled_from(["gp", "nurse"]))
def test_the_definition(semester: Semester, profession: str) -> None:
    expected = plain_needs(semester, profession)
    found = needs(semester, profession)
    assert list(found) == list(expected)
    for code, one in found.items():
        assert float(one.need) == pytest.approx(expected[code][0], rel=1e-9, abs=1e-9)
        assert near_tie(one) or one.source == expected[code][1]


@given(tables(), st.sampled_from(["gp", "nurse"]))
def test_verify_derives_the_same(semester: Semester, profession: str) -> None:
    facts = Facts(semester)
    for code, one in needs(semester, profession).items():
        derived = facts.needs.of(code, profession)
        assert float(derived.need) == pytest.approx(float(one.need), rel=1e-9, abs=1e-9)
        if one.accessibility is not None and one.source != "given":
            own = derived.parts["accessibility"]
            assert own == pytest.approx(one.accessibility, rel=1e-9)
            facts.needs.record(code, profession, one.accessibility)
            assert facts.need(code, profession) == one.need
        else:
            assert derived.need == one.need


@given(tables(), st.randoms(use_true_random=False))
def test_row_order_is_irrelevant(semester: Semester, random) -> None:
    def rows(shuffled: bool) -> dict[str, list[dict[str, object]]]:
        found = {
            "territories": [
                {
                    column: getattr(t, column)
                    for column in ("territory_id", "name", "lat", "lon", "population", "gp_fte")
                }
                for t in semester.territories
            ],
            "providers": [
                {
                    column: getattr(p, column)
                    for column in ("provider_id", "profession", "territory_id", "fte")
                }
                for p in semester.providers
                if p.territory_id
            ],
        }
        if shuffled:
            for table in found.values():
                random.shuffle(table)
        return {name: table for name, table in found.items() if table}

    one, other = (read_rows(rows(shuffled), job="diagnose") for shuffled in (False, True))
    assert needs(one, "gp") == needs(other, "gp")
    assert needs(one, "nurse") == needs(other, "nurse")


@given(tables(), st.integers(0, 4), st.sampled_from([0.1, 1.0, 5.0]))
def test_more_supply_raises_no_need(semester: Semester, where: int, fte: float) -> None:
    plain = tuple(replace(t, gp_fte=t.gp_fte or 0.0) for t in semester.territories)
    before = replace(semester, providers=(), territories=plain)
    more = tuple(
        replace(t, gp_fte=(t.gp_fte or 0.0) + fte) if k == where else t for k, t in enumerate(plain)
    )
    after = needs(replace(before, territories=more), "gp")
    for code, one in needs(before, "gp").items():
        # Where nothing was known, the first supply makes something known, and a need.
        if one.accessible is not None or one.source == "given":
            assert after[code].need <= one.need + Fraction(1, 10**9)
        else:
            assert code == plain[where].territory_id or after[code] == one


# -- single rules ---------------------------------------------------------------------------


def one_territory(providers: tuple[Provider, ...] = (), **columns: object) -> Semester:
    town = Territory("A", "A", population=1000.0, **columns)
    return Semester(Settings(semester="2027-05"), territories=(town,), providers=providers)


def test_the_worked_number_of_the_french_agency():
    """56 full-time equivalents per 100,000 inhabitants are 3.024 consultations a year."""
    town = Territory("A", "A", population=100_000.0, gp_fte=56.0)
    found = needs(Semester(Settings(), territories=(town,)), "gp")["A"]
    assert found.accessibility == pytest.approx(3.024, rel=1e-12)
    assert (found.source, found.unit, found.supply) == ("accessibility", "consultations", "gp_fte")
    assert float(found.need) == pytest.approx((4 - 3.024) / 1.5, rel=1e-12)


def test_the_page_is_right():
    """The example of docs/need.md."""
    semester = read_rows(
        {
            "territories": [
                {"territory_id": "A", "name": "A", "lat": 46.5, "lon": 0.3, "population": 3000},
                {"territory_id": "B", "name": "B", "lat": 46.5, "lon": 0.4, "population": 1000},
                {"territory_id": "C", "name": "C", "lat": 47.5, "lon": 0.3, "zone": "ZIP"},
                {"territory_id": "D", "name": "D", "apl": 3.4},
            ],
            "providers": [
                {"provider_id": "P1", "profession": "gp", "territory_id": "A", "birth_year": 1960},
                {"provider_id": "P2", "profession": "gp", "territory_id": "A", "birth_year": 1985},
            ],
        },
        job="diagnose",
    )
    table = need(semester).set_index("territory_id")
    assert table["accessibility"].round(4).tolist()[:3] == [2.9455, 1.9636, 0.0]
    assert table["accessible"].round(4).tolist()[:2] == [2.2091, 1.9636]
    assert table["need"].round(4).tolist() == [1.0, 1.0, 1.0, 0.4]
    assert table["source"].tolist() == ["accessibility"] * 3 + ["apl"]


def test_who_has_left_does_not_count():
    providers = tuple(
        Provider(name, "gp", territory_id="A", fte=fte, leaver_date=day, birth_year=born)
        for name, fte, day, born in (
            ("P1", 0.5, LEFT, 1990),
            ("P2", 0.25, date(2027, 5, 1), 1967),
            ("P3", None, None, None),
            ("P4", 0.75, None, 1968),
        )
    )
    found = census(one_territory(providers, gp_fte=9.0, gp_over_60=Fraction(9, 10)), "gp")
    assert found.source == "providers"
    assert found.fte == {"A": 2}
    assert found.over_60 == {"A": Fraction(1, 4)}


def test_the_column_of_age_stands_in_where_no_year_is_given():
    known = one_territory((Provider("P", "gp", territory_id="A"),), gp_over_60=Fraction(2, 5))
    assert census(known, "gp").over_60 == {"A": Fraction(2, 5)}


def test_the_columns_count_for_general_practice_only():
    semester = one_territory((Provider("P", "nurse", territory_id="A"),), gp_fte=1.5)
    assert census(semester, "gp").source == "gp_fte"
    assert census(semester, "nurse").fte == {"A": 1}
    assert census(semester, "midwife").source is None


def test_a_provider_counts_at_the_nearest_territory():
    places = (Territory("A", "A", lat=47.0, lon=2.0), Territory("B", "B", lat=47.1, lon=2.0))
    there = tuple(
        Provider(name, "gp", lat=lat, lon=2.0)
        for name, lat in (("P1", 47.04), ("P2", 47.06), ("P3", 47.05))
    )
    found = census(Semester(Settings(), territories=places, providers=there), "gp")
    assert found.fte == {"A": 2, "B": 1}
    nowhere = tuple(replace(place, lat=None, lon=None) for place in places)
    found = census(Semester(Settings(), territories=nowhere, providers=there), "gp")
    assert found.nowhere == ("P1", "P2", "P3")


def test_percentiles():
    assert percentiles({}) == {}
    assert percentiles({"a": 5.0}) == {"a": Fraction(1, 2)}
    # What differs by rounding alone is equal.
    found = percentiles({"a": 0.3, "b": 0.1 + 0.2, "c": 0.0, "d": 1.0})
    assert found == {
        "c": Fraction(1, 8),
        "a": Fraction(1, 2),
        "b": Fraction(1, 2),
        "d": Fraction(7, 8),
    }


@given(st.dictionaries(st.text("abcdef", min_size=1), st.sampled_from([0.0, 1.0, 2.0, 3.5])))
def test_percentiles_by_counting(numbers: Mapping[str, float]) -> None:
    for name, found in percentiles(numbers).items():
        below = sum(other < numbers[name] for other in numbers.values())
        equal = sum(other == numbers[name] for other in numbers.values())
        assert found == Fraction(2 * below + equal, 2 * len(numbers))


@pytest.mark.parametrize(
    ("text", "bands"),
    [
        ("10:1, 15:0.3, 20:0.1", ("10:1", "15:0.3", "20:0.1")),
        ("10:1, 15:2/3, 20:1/3", ("10:1", "15:2/3", "20:1/3")),
        ("10:1 15:1/2", ("10:1", "15:0.5")),
        ("10:1; 15:0,3; 20:0,1", ("10:1", "15:0.3", "20:0.1")),
        ("10:1,15:0,3,20:0,1", ("10:1", "15:0.3", "20:0.1")),
        ("7,5 : 1 | 12.25:0.125", ("7.5:1", "12.25:0.125")),
        ("61:1", ("61:1",)),
        ("", None),
        ("10", None),
        ("10:1, 10:0.5", None),
        ("20:1, 10:0.5", None),
        ("10:0", None),
        ("10:-1", None),
        ("ten:1", None),
    ],
)
def test_bands(text, bands):
    assert read_bands(text) == bands


# -- the table ------------------------------------------------------------------------------


def test_the_table_names_the_cells(tmp_path):
    (tmp_path / "territories.csv").write_text(
        "territory_id,name,zone,apl,need\nA,A,ZIP,3.1,0.25\nB,B,ZAC,,\nC,C,,2.9,\n"
    )
    (tmp_path / "needs.csv").write_text("territory_id,profession,need\nB,nurse,0.4\nB,physio,0.7\n")
    (tmp_path / "zones.csv").write_text(
        "territory_id,profession,zone,end\nC,physio,ZIP,\nA,physio,ZIP,2026-12-31\n"
    )
    table = need(tmp_path)
    assert table["source"].tolist() == ["given", "zone", "apl"]
    assert table["need"].tolist() == [0.25, 0.5, pytest.approx(1.1 / 1.5)]
    assert table["need_cell"].tolist() == ["territories.csv:2", pd.NA, pd.NA]
    assert table["apl_cell"].isna().tolist() == [False, True, False]
    physio = need(read_semester(tmp_path, job="diagnose"), "physio")
    assert physio["source"].tolist() == ["none", "given", "zone"]
    assert physio["need_cell"].tolist()[1].startswith("needs.csv:3")
    assert physio["zone_cell"].tolist()[2].startswith("zones.csv:2")
    assert pd.isna(physio["zone_cell"].tolist()[0])


def test_the_table_is_there_for_any_profession():
    table = need(one_territory(), "sophrologist")
    assert table["need"].tolist() == [0.0]
    assert table["source"].tolist() == ["none"]


# -- warnings -------------------------------------------------------------------------------


def grid(size: int, at: str, **columns: object) -> Semester:
    """Return territories 3 km apart, with a site in one of them and a student."""
    territories = tuple(
        Territory(
            f"T{row}{column}",
            f"T{row}{column}",
            population=1000.0,
            lat=47 + row * 0.027,
            lon=2 + column * 0.0395,
            **({"gp_fte": 0.5} | columns),
        )
        for row in range(size)
        for column in range(size)
    )
    return Semester(
        Settings(),
        territories=territories,
        sites=(Site("S", "S", "liberal_practice", "liberal", at),),
        programmes=(Programme("N1", "N1", "gp", 2),),
        students=(Student("s", "s", "N1"),),
    )


def codes(semester: Semester) -> list[str]:
    return [finding.code for finding in check_supply(semester)]


def test_the_edge_is_told_once_and_only_where_it_matters():
    assert codes(grid(10, "T44")) == []
    assert codes(grid(10, "T00")) == ["supply-beyond-edge"]
    assert codes(grid(10, "T40")) == ["supply-beyond-edge"]
    assert codes(grid(2, "T11")) == ["supply-beyond-edge"]
    # Nothing is computed where the need is given or the official accessibility known.
    assert codes(grid(2, "T11", apl=Fraction(3))) == []
    assert codes(grid(2, "T11", need=Fraction(1, 2))) == []


def test_unknown_supply_is_told():
    semester = grid(10, "T44")
    first = replace(semester.territories[0], gp_fte=None)
    semester = replace(semester, territories=(first, *semester.territories[1:]))
    assert codes(semester) == ["supply-unknown"]


def test_providers_who_count_nowhere_are_told():
    semester = grid(2, "T11")
    nowhere = tuple(replace(t, lat=None, lon=None) for t in semester.territories)
    semester = replace(semester, territories=nowhere)
    providers = (Provider("P", "gp", lat=47.0, lon=2.0),)
    assert codes(replace(semester, providers=providers)) == ["provider-nowhere"]


def test_of_a_territory_without_a_point_and_supply_nothing_is_known():
    territories = [
        {
            "territory_id": "A",
            "name": "A",
            "lat": 46.5,
            "lon": 0.3,
            "population": 3000,
            "gp_fte": 2,
        },
        {"territory_id": "B", "name": "B", "population": 1000},
        {"territory_id": "C", "name": "C", "population": 1000, "gp_fte": 0.5},
        {"territory_id": "D", "name": "D", "population": 1000},
    ]
    travel = [{"origin": "D", "destination": "A", "minutes": 5}]
    semester = read_rows({"territories": territories, "travel": travel}, job="diagnose")
    sources = need(semester).set_index("territory_id")["source"]
    assert sources.to_dict() == {
        "A": "accessibility",
        "B": "none",
        "C": "accessibility",
        "D": "accessibility",
    }


def test_of_several_lines_of_zoning_the_latest_decides():
    zones = [
        {"territory_id": "A", "profession": "nurse", "zone": "ZAC"},
        {"territory_id": "A", "profession": "nurse", "zone": "HV", "start": "2024-01-01"},
        {"territory_id": "A", "profession": "nurse", "zone": "ZIP", "start": "2026-01-01"},
        {"territory_id": "A", "profession": "nurse", "zone": "ZV", "start": "2030-01-01"},
    ]
    territories = [{"territory_id": "A", "name": "A"}]
    semester = read_rows({"territories": territories, "zones": zones}, job="diagnose")
    assert needs(semester, "nurse")["A"].need == semester.settings.need_zip
    assert Facts(semester).zone("A", "nurse") == "ZIP"
