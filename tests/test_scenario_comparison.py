"""Comparisons held against records made up here: sums by hand, maps, pictures, the page."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from itertools import product
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import Visit
from maillage.scenarios import compare, write_compared

TERRITORIES = [
    ["93005", "Aulnay", 48.93, 2.49, 86_000.0, 0.8],
    ["93066", "Saint-Denis", 48.93, 2.35, 113_000.0, 0.5],
    ["94028", "Créteil <i>", 48.79, 2.45, 92_000.0, 0.1],
    ["94999", "nowhere", None, None, None, 0.0],
]
CODES = [row[0] for row in TERRITORIES]
SEEDS = (1, 2)
GRID = [{"km": km, "quota": quota} for km, quota in product(("10", "20", "30"), ("5%", "10%"))]
BROKEN = "broken $x^{2}$ <script>"

Json = dict[str, Any]


def made_up(folder: Path) -> list[Json]:
    """Write the folder of a run with made-up records; return them."""
    rng = Random(5)
    heads = [{"variant": "base", "sweep": "", "on": "", "values": {}}]
    heads += [{"variant": name, "sweep": "", "on": "", "values": {}} for name in ("more", BROKEN)]
    heads += [
        {"variant": f"s [{number}]", "sweep": "s", "on": "base", "values": values}
        for number, values in enumerate(GRID)
    ]
    records = []
    for number, (head, seed) in enumerate(product(heads, SEEDS)):
        common = {**head, "repetition": seed, "key": f"{number:064d}", "job": "place"}
        records.append({**common, **content(rng, broken=head["variant"] == BROKEN)})
    (folder / "records").mkdir(parents=True)
    for record in records[:-1]:  # the last one was never run
        path = folder / "records" / f"{record['key']}.json"
        path.write_text(json.dumps(record), encoding="utf-8")
    kept = ("variant", "sweep", "on", "values", "repetition", "key")
    index = {
        "format_version": 1, "title": "Made up", "plan": "plan.yaml", "job": "place",
        "program_version": "0", "base_sha256": {"students": "00"}, "territories": TERRITORIES,
        "trials": [{name: record[name] for name in kept} for record in records],
    }  # fmt: skip
    (folder / "scenario.json").write_text(json.dumps(index), encoding="utf-8")
    return records[:-1]


def content(rng: Random, *, broken: bool) -> Json:
    if broken:
        return {"status": "error", "error": "input", "said": ["The cell <b>."],
                "said_fr": ["La cellule <b>."], "seconds": 0.1}  # fmt: skip
    students: dict[str, list[str]] = {}
    for k in range(6):
        where = sorted(rng.sample(CODES[:3], rng.randint(1, 2)))
        students[f"S{k}"] = [str(rng.randint(1, 3)), rng.choice("AB"), " ".join(where)]
    if rng.random() < 0.5:
        students[f"S{rng.randint(0, 5)}"] = []
    need = rng.choice([None, round(rng.random(), 3)])
    return {
        "status": "optimal", "seed": 1, "seconds": 1.0, "students": students,
        "measures": {"placed": rng.randint(3, 6), "need": need, "worst_class": "off"},
        "tiers": [{"name": "placed", "order": None, "value": 3, "bound": 4}],
        "territories": {code: rng.randint(0, 9) for code in CODES},
    }  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("made") / "runs"


@pytest.fixture(scope="module")
def records(folder: Path) -> list[Json]:
    return made_up(folder)


@pytest.fixture(scope="module")
def done(records: list[Json]) -> dict[tuple[str, int], Json]:
    """Return the records without an error by variant and seed."""
    return {(r["variant"], r["repetition"]): r for r in records if r["status"] != "error"}


def test_differences_are_those_to_the_base_of_the_same_repetition(folder, done):
    found = compare(folder).differences
    wanted = {}
    for variant, measure in product({v for v, _ in done}, ("placed", "need")):
        apart, base, here = [], [], []
        for seed in SEEDS:
            pair = [done.get((v, seed), {}).get("measures", {}) for v in ("base", variant)]
            before, after = (one.get(measure) for one in pair)
            if before is not None and after is not None:
                apart.append(after - before)
                base.append(before)
                here.append(after)
        if apart:
            wanted[variant, measure] = (
                len(apart), fmean(base), fmean(here), fmean(apart), min(apart), max(apart),
            )  # fmt: skip
    rows = {(r[0], r[1]): r[2:] for r in found.itertuples(index=False, name=None)}
    assert rows.keys() == wanted.keys()
    for key, row in rows.items():
        assert row == pytest.approx(wanted[key], abs=2e-6)


def test_main_effects_are_means_over_the_points_with_one_value(folder, done):
    points = [r for (v, _), r in done.items() if v.startswith("s [")]
    rows = compare(folder).effects
    seen = 0
    for row in rows.itertuples():
        known = [r for r in points if r["measures"][row.measure] is not None]
        own = [r["measures"][row.measure] for r in known if r["values"][row.parameter] == row.value]
        whole = fmean(r["measures"][row.measure] for r in known)
        assert (row.sweep, row.runs) == ("s", len(own))
        assert row.mean == pytest.approx(fmean(own), abs=2e-6)
        assert row.effect == pytest.approx(fmean(own) - whole, abs=3e-6)
        seen += 1
    assert seen >= 5  # three values and two of `placed`


def test_students_who_change_and_how(folder, done):
    wanted = {}
    for (variant, seed), record in done.items():
        base = done["base", seed]["students"]
        for student, here in record["students"].items():
            before = base[student]
            if here == before:
                continue
            if not here or not before:
                change = "placed" if here else "unplaced"
            elif here[2] != before[2]:
                change = "territory"
            else:
                change = "host" if here[1] != before[1] else "wish"
            wanted[variant, seed, student] = change
    rows = compare(folder).students
    keys = zip(rows["variant"], rows["repetition"], rows["student_id"], strict=True)
    assert dict(zip(keys, rows["change"], strict=True)) == wanted
    assert set(wanted.values()) >= {"territory", "placed", "unplaced"}


def test_territories_are_compared_over_the_repetitions_that_both_have(folder, done):
    sums: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for (variant, seed), record in done.items():
        for code in CODES:
            before = done["base", seed]["territories"][code]
            sums[variant, code].append((before, record["territories"][code]))
    wanted = {
        key: (fmean(a for a, _ in pairs), fmean(b for _, b in pairs))
        for key, pairs in sums.items()
        if sum(a for a, _ in pairs) != sum(b for _, b in pairs)
    }
    found = compare(folder)
    rows = found.territories
    got = {(r.variant, r.territory_id): (r.base, r.mean) for r in rows.itertuples()}
    assert got.keys() == wanted.keys()
    assert all(got[key] == pytest.approx(wanted[key]) for key in wanted)
    assert dict(zip(found.ground["name"], found.ground["base"], strict=True)) == pytest.approx(
        {row[1]: fmean(done["base", s]["territories"][row[0]] for s in SEEDS)
         for row in TERRITORIES}
    )  # fmt: skip


def test_the_tidy_table_is_the_same_in_csv_and_parquet(folder, records):
    target = write_compared(compare(folder), folder, pictures=False)
    plain, packed = pd.read_csv(target / "runs.csv"), pd.read_parquet(target / "runs.parquet")
    assert list(plain.columns) == list(packed.columns)
    assert list(plain["variant"]) == list(packed["variant"]) == [r["variant"] for r in records]
    for name in ("placed", "need", "tier_placed", "bound_placed"):
        wanted = [r.get("measures", {}).get(name) for r in records]
        if name.endswith("_placed"):
            wanted = [{"tier_placed": 3, "bound_placed": 4}[name] if "tiers" in r else None
                      for r in records]  # fmt: skip
        for table in (plain, packed):
            numbers = pd.to_numeric(table[name]).astype(float)
            assert [None if v != v else v for v in numbers] == wanted
    values = [r["values"].get("km") for r in records]
    for table in (plain, packed):
        numbers = pd.to_numeric(table["value_km"]).astype(float)
        assert [None if v != v else f"{v:g}" for v in numbers] == values


def test_each_chart_and_map_is_a_picture_too(folder, records):
    target = write_compared(compare(folder), folder, "fr")
    pictures = sorted((target / "pictures").iterdir())
    page = (target / "report.html").read_text(encoding="utf-8")
    drawn = page.count('<figure class="chart-block"') + page.count('<figure class="map-block"')
    assert len(pictures) == drawn >= 5
    for path in pictures:
        raw = path.read_bytes()
        assert raw[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(raw[16:20], "big") > 1000
    first = {path.name: path.read_bytes() for path in pictures}
    write_compared(compare(folder), folder, "fr")
    assert {p.name: p.read_bytes() for p in (target / "pictures").iterdir()} == first


def test_without_matplotlib_a_sentence_says_how_to_get_pictures(folder, records):
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from maillage.cli import main\n"
        f"sys.argv = ['maillage', 'scenario', 'compare', {str(folder)!r}]\n"
        "main()"
    )
    answer = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert "pip install 'maillage[pictures]'" in answer.stderr
    assert not (folder / "comparison" / "pictures").exists()
    assert (folder / "comparison" / "report.html").is_file()


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("fr", 360)])
def test_the_page_in_a_browser(browser: Any, folder: Path, records, lang, width: int):
    target = write_compared(compare(folder), folder, lang, pictures=False)
    with Visit(browser, target / "report.html", width=width, lang=lang) as visit:
        visit.see_all()
        page = visit.page
        assert (visit.said, visit.asked) == ([], [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        maps = page.evaluate("""[...document.querySelectorAll("[data-part=map]")].map((figure) => {
            const series = page.maps.get(figure.id).chart.getOption().series;
            return series[0].data.length;
        })""")
        assert maps == [3] * (1 + 6)  # one territory has no place
        text = page.locator("body").inner_text()
        assert ("La cellule <b>." if lang == "fr" else "The cell <b>.") in text
        assert ("Territoires" if lang == "fr" else "Territories") in text
        faults = [
            (fault["id"], fault["impact"])
            for fault in Axe().run(page).response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert faults == []
