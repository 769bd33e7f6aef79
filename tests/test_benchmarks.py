"""The benchmark: its instances, its peer, its comparison, its command."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from maillage.matching.placement import place
from maillage.matching.settings import DEFAULT_TIERS
from maillage.matching.tables.reading import read_rows

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


@pytest.fixture(scope="module", autouse=True)
def _benchmarks_on_the_path() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


def fingerprint(tables: object) -> str:
    return hashlib.sha256(json.dumps(tables).encode()).hexdigest()


# -- the instances --


@pytest.mark.parametrize("variant", ["everyone", "short"])
def test_the_same_arguments_give_the_same_tables(variant: str) -> None:
    generate = module("instances").generate
    assert generate(30, seed=4, variant=variant) == generate(30, seed=4, variant=variant)
    assert generate(30, seed=4, variant=variant) != generate(30, seed=5, variant=variant)


def test_another_process_with_another_hash_seed_gives_the_same_tables() -> None:
    code = (
        "import hashlib, json, instances;"
        "t = json.dumps(instances.generate(30, seed=4));"
        "print(hashlib.sha256(t.encode()).hexdigest())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": str(FOLDER)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == fingerprint(module("instances").generate(30, seed=4))


@pytest.mark.parametrize("variant", ["everyone", "short"])
@pytest.mark.parametrize("students", [4, 30])
def test_it_reads_without_errors(students: int, variant: str) -> None:
    tables = module("instances").generate(students, seed=2, variant=variant)
    semester = read_rows(tables)
    assert len(semester.students) == students
    assert len(semester.supervisors) == round(0.85 * students)
    assert not semester.warnings


@pytest.mark.parametrize("seed", range(20))
def test_small_semesters_of_many_seeds_read(seed: int) -> None:
    for students in (6, 30):
        for variant in ("everyone", "short"):
            read_rows(module("instances").generate(students, seed=seed, variant=variant))


def test_it_has_everything_that_makes_a_semester_hard() -> None:
    semester = read_rows(module("instances").generate(120, seed=1))
    per_programme = Counter(s.programme_id for s in semester.students)
    assert per_programme["MIX"] == pytest.approx(72, abs=3)
    assert all(6 <= len(w) <= 10 for w in semester.wishes_of.values())
    assert Counter(s.setting for s in semester.sites).keys() == {"liberal", "centre"}
    assert all(s.rooms for s in semester.sites)
    assert any(s.housing_places for s in semester.sites)
    assert any(s.needs_housing for s in semester.students)
    links = Counter(s.link_id for s in semester.students if s.link_id)
    assert links
    assert set(links.values()) == {2}
    assert any(q.min_count and not q.hard_min for q in semester.quotas)
    assert any(q.max_count is not None and q.hard_max for q in semester.quotas)
    cells = [c for s in semester.supervisors for c in s.timetable]
    assert any(c is not None and c.away for c in cells)
    assert any(
        (s.timetable[2 * d] is None) != (s.timetable[2 * d + 1] is None)
        for s in semester.supervisors
        for d in range(5)
    )


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no variant 'plenty'"):
        module("instances").generate(10, variant="plenty")


# -- the peer --


@pytest.mark.parametrize(
    ("students", "seed", "variant"),
    [(8, 1, "everyone"), (8, 2, "everyone"), (8, 3, "short"), (10, 4, "short")],
)
def test_the_peer_and_the_program_agree(students: int, seed: int, variant: str) -> None:
    semester = read_rows(module("instances").generate(students, seed=seed, variant=variant))
    peer = module("descent").solve(semester, DEFAULT_TIERS, seconds=120, workers=1)
    assert all(tier.proven for tier in peer.tiers)
    placement = place(semester)
    assert [(t.name, _listed(t.value)) for t in placement.tiers] == [
        (t.name, list(t.value)) for t in peer.tiers
    ]


@pytest.mark.parametrize("variant", ["everyone", "short"])
def test_both_forms_of_the_full_model_agree(variant: str) -> None:
    tables = module("instances").generate(8, seed=5, variant=variant)
    mixed = {s["student_id"] for s in tables["students"] if s["programme_id"] == "MIX"}
    for name in ("students", "wishes", "conflicts", "history"):
        tables[name] = [row for row in tables[name] if row["student_id"] in mixed]
    solve, semester = module("descent").solve, read_rows(tables)
    forms = [
        solve(semester, ("placed", "worst_off", "value", "travel"), workers=1, form=form)
        for form in ("half-days", "bundles")
    ]
    assert all(tier.proven for result in forms for tier in result.tiers)
    assert [t.value for t in forms[0].tiers] == [t.value for t in forms[1].tiers]


def test_the_peer_says_what_it_does_not_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    full_model, tables = module("full_model"), module("instances").generate(8, seed=5)
    monkeypatch.setattr(full_model, "MOST_BOOLEANS", 10)
    with pytest.raises(full_model.TooLargeError, match="more than 10 bundles"):
        full_model.build(read_rows(tables), "bundles")
    tables["programmes"][0]["weeks"] = "odd"
    with pytest.raises(full_model.NotCoveredError, match="whole semester"):
        full_model.build(read_rows(tables), "half-days")


def test_the_peer_reads_its_tiers_off_where_time_is_up() -> None:
    semester = read_rows(module("instances").generate(8, seed=1))
    descent = module("descent")
    run = descent.Descent(module("full_model").build(semester, "half-days"), 60, 1)
    reached = [run.tier(name) for name in ("placed", "value")]
    run.deadline = 0.0
    late = [run.tier(name) for name in ("placed", "floors", "worst_off", "value", "balance")]
    assert [t.bound for t in late] == [None] * 5
    assert [late[0].value, late[3].value] == [t.value for t in reached]
    assert None not in [t.value for t in late]


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, tuple) else [value]


# -- the comparison and the command --


def tier(name: str, value: list[object] | None, bound: list[object] | None) -> dict[str, object]:
    return {"name": name, "value": value, "bound": bound, "gap": 0.0, "seconds": 0.1}


@pytest.mark.parametrize(
    ("own", "peer", "contradiction"),
    [
        (tier("value", [10], [10]), tier("value", [9], [12]), False),
        (tier("value", [10], [10]), tier("value", [11], [12]), True),
        (tier("value", [10], [10]), tier("value", [8], [9]), True),
        (tier("travel", [10], [10]), tier("travel", [9], [8]), True),
        (tier("travel", [10], [10]), tier("travel", [12], [7]), False),
        (tier("worst_off", [0, "off", 3], [0, "off", 3]), tier("worst_off", [0, 4, 1], None), True),
        (tier("worst_off", [0, 4, 1], [0, 4, 1]), tier("worst_off", [0, "off", 3], None), False),
    ],
)
def test_contradictions_are_seen(
    own: dict[str, object], peer: dict[str, object], contradiction: bool
) -> None:
    found = module("comparison").disagreements({"tiers": [own]}, {"tiers": [peer]})
    assert bool(found) == contradiction


def test_tiers_after_a_difference_are_not_compared() -> None:
    own = {"tiers": [tier("placed", [5], [5]), tier("value", [10], [10])]}
    peer = {"tiers": [tier("placed", [4], [6]), tier("value", [11], [11])]}
    assert module("comparison").disagreements(own, peer) == []


def test_what_a_run_misses() -> None:
    comparison = module("comparison")
    run = {
        "tiers": [tier("placed", [5], [5]), {**tier("value", [10], [11]), "gap": 0.1}],
        "seconds": 4.9,
        "phases": {"read": 0.2},
        "peak_mb": 300.0,
        "faults": [],
    }
    target = comparison.Target(5.0, 512.0)
    assert comparison.missed(run, target) == ["gap of value", "seconds"]
    assert comparison.missed({**run, "phases": {}, "peak_mb": 600.0}, target) == [
        "gap of value",
        "memory",
    ]


def test_the_command_shows_a_table_and_writes_json(tmp_path: Path) -> None:
    output = tmp_path / "results" / "tiny.json"
    command = [sys.executable, str(FOLDER / "run.py"), "faculty", "--students", "6"]
    answer = subprocess.run(
        [*command, "--seeds", "1", "--variants", "everyone", "--output", str(output)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "everyone, seed 1: 6 students, 5 supervisors" in answer.stdout
    (run,) = json.loads(output.read_text(encoding="utf-8"))["runs"]
    assert [t["name"] for t in run["place"]["tiers"]] == list(DEFAULT_TIERS)
    assert run["place"]["faults"] == []
    assert run["place"]["peak_mb"] > 0
    assert [t["value"] for t in run["peer"]["tiers"]] == [t["value"] for t in run["place"]["tiers"]]
