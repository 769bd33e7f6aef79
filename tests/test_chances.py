"""Chances before the deadline: likelihood, draws, mechanisms, the check, files."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections import Counter
from dataclasses import replace
from math import ceil, exp, log, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from maillage.matching.chances.calibration import answer, dealt
from maillage.matching.chances.choice import FEATURES
from maillage.matching.chances.drawing import Drawer
from maillage.matching.chances.estimate import NothingToForecast, chances
from maillage.matching.chances.forecast import Forecast
from maillage.matching.chances.result import Chances
from maillage.matching.chances.share import NORMAL_95, Share
from maillage.matching.entities import Wish
from maillage.matching.infeasible import CannotBeMet, EndedEarly
from maillage.matching.outputs.chances_files import chances_files
from maillage.matching.placement import place
from maillage.matching.semester import Semester
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.reading import read_rows
from maillage.solvers.exploded_logit import ABSENT, Rankings, fit, log_likelihood

from .chances_example import LIBERAL, PER_HALF_HOUR, faculty
from .cli_example import folder, run, shuffled
from .effort import EXAMPLES
from .serial_example import serial_semesters
from .stable_semesters import drawn
from .strategies import Tables, to_semester


def rankings(seed: int, n: int = 4, width: int = 6, features: int = 3) -> Rankings:
    """Return random rankings, some with ties, some with fewer alternatives."""
    dice = np.random.default_rng(seed)
    level = np.zeros((n, width), np.int64)
    for row in level:
        there = int(dice.integers(1, width + 1))
        row[there:] = ABSENT
        ranked = int(dice.integers(0, there + 1))
        row[:ranked] = np.sort(dice.integers(1, 4, ranked))
    return Rankings(dice.normal(size=(n, width, features)), level)


def by_hand(given_: Rankings, beta: np.ndarray) -> float:
    """Multiply the probabilities choice by choice."""
    total = 0.0
    for features, level in zip(given_.features, given_.level, strict=True):
        weight = [exp(float(x @ beta)) for x in features]
        for j, own in enumerate(level):
            if own > 0:
                rest = sum(
                    w for w, other in zip(weight, level, strict=True) if other == 0 or other >= own
                )
                total += log(weight[j] / rest)
    return total


seeds = st.integers(0, 10**6)


@given(seeds)
def test_the_likelihood_is_the_product_of_the_choices(seed: int):
    given_ = rankings(seed)
    beta = np.random.default_rng(seed + 1).normal(size=3)
    assert log_likelihood(given_, beta).value == pytest.approx(by_hand(given_, beta), abs=1e-9)


@given(seeds)
def test_gradient_and_curvature_are_those_of_finite_differences(seed: int):
    given_ = rankings(seed)
    beta = np.random.default_rng(seed + 1).normal(size=3)
    exact = log_likelihood(given_, beta)
    step = 1e-5
    for k in range(3):
        move = step * np.eye(3)[k]
        up, down = log_likelihood(given_, beta + move), log_likelihood(given_, beta - move)
        slope = (by_hand(given_, beta + move) - by_hand(given_, beta - move)) / (2 * step)
        assert exact.gradient[k] == pytest.approx(slope, abs=1e-5)
        bend = (up.gradient - down.gradient) / (2 * step)
        assert exact.curvature[k] == pytest.approx(bend, abs=1e-5)


def simulated(n: int, beta: np.ndarray, seed: int) -> Rankings:
    """Rank five of twelve alternatives by repeated choice, without Gumbel noise."""
    dice = np.random.default_rng(seed)
    features = dice.normal(size=(n, 12, len(beta)))
    level = np.zeros((n, 12), np.int64)
    for row, own in zip(level, features, strict=True):
        for rank in range(1, 6):
            weight = np.exp(own @ beta) * (row == 0)
            row[dice.choice(12, p=weight / weight.sum())] = rank
    return Rankings(features, level)


def test_the_fit_finds_the_coefficients_again():
    beta = np.array([-1.0, 0.6, 0.0])
    found = fit(simulated(400, beta, 1), 3.0)
    assert (np.abs(found.coefficients - beta) < 4 * found.errors).all()
    assert (found.errors < 0.1).all()
    assert found.likelihood > found.blind


def test_standard_errors_are_the_spread_of_repeated_fits():
    beta = np.array([-0.8, 0.5])
    fits = [fit(simulated(60, beta, seed), 3.0) for seed in range(60)]
    spread = np.std([f.coefficients for f in fits], axis=0)
    said = np.mean([f.errors for f in fits], axis=0)
    assert said == pytest.approx(spread, rel=0.35)


def test_one_list_that_separates_does_not_explode():
    one = Rankings(np.array([[[1.0], [0.0], [-1.0]]]), np.array([[1, 2, 0]]))
    found = fit(one, 3.0)
    assert 0 < found.coefficients[0] < 6
    assert 0 < found.errors[0] <= 3.0


@given(st.integers(1, 500), st.data())
def test_wilson_ends_are_where_the_share_is_just_credible(n: int, data: st.DataObject):
    share = Share(data.draw(st.integers(0, n)), n)
    low, high = share.interval
    assert 0 <= low <= share.share <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            away = abs(share.share - end)
            assert away == pytest.approx(NORMAL_95 * sqrt(end * (1 - end) / n), abs=1e-9)
    assert share.error == pytest.approx(sqrt(share.share * (1 - share.share) / n))


def test_lists_are_drawn_as_the_model_of_plackett_and_luce_says():
    utility = np.array([0.3, -0.5, 1.0])
    names = (("offer", "a"), ("offer", "b"), ("offer", "c"))
    drawer = Drawer("E1", names, utility, (), (2,), 0)
    n = 4000
    counts = Counter(tuple(w.target for w in drawer.wishes(7, d)) for d in range(n))
    weight = dict(zip("abc", np.exp(utility), strict=True))
    for first in "abc":
        for second in set("abc") - {first}:
            total = sum(weight.values())
            p = weight[first] / total * weight[second] / (total - weight[first])
            assert abs(counts[first, second] / n - p) < 4 * sqrt(p * (1 - p) / n)


def test_a_list_that_is_begun_goes_on():
    own = (Wish("E1", 1, "z", "site"), Wish("E1", 2, "a", "offer"))
    drawer = Drawer("E1", (("offer", "b"), ("offer", "c")), np.zeros(2), own, (1, 3), 3)
    for draw in range(20):
        wishes = drawer.wishes(0, draw)
        assert tuple(wishes[:2]) == own
        assert [w.rank for w in wishes] == [1, 2, 3]


def compare_with_placements(semester: Semester) -> None:
    """Hold three draws in a row, and the chances of one of them, to `place`."""
    forecast = Forecast(semester, 5)
    assume(len(forecast.students))
    guess = forecast.guess()
    for draw in range(3):
        market = forecast.market(guess, draw)
        try:
            expected = {s.student_id: s for s in place(market.semester).students}
        except CannotBeMet:
            assume(False)
        got = forecast.days.placed(market).placements
        for number in forecast.students.tolist():
            name = semester.students[number].student_id
            if expected[name].status == "unplaced":
                assert name not in got
            else:
                assert got[name] == expected[name]
    found = chances(replace(market.semester, fingerprints={}), draws=20, folds=0)
    if all(s.knowledge in ("known", "decided") for s in found.students):
        hold_certain(found, market.semester)


def hold_certain(found: Chances, semester: Semester) -> None:
    """Hold chances to the placement, which is certain where all wishes are known."""
    placed = {s.student_id: s for s in place(semester).students}
    for student in found.students:
        own = placed[student.student_id]
        assert student.placed == Share(20 if own.status != "unplaced" else 0, 20)
        for name, share in student.classes:
            assert share.share == 1
            if name.isdigit():
                assert own.wish_rank is not None
                assert int(name) == ceil(own.wish_rank)
        for one in student.targets:
            sites = {semester.site[p.site_id] for p in own.parts}
            there = {
                "offer": {own.offer_id},
                "supervisor": {p.supervisor_id for p in own.parts},
                "site": {s.site_id for s in sites},
                "territory": {s.territory_id for s in sites},
            }[one.kind]
            assert one.chance.share == (one.target in there)
            assert one.chance.error == 0


@settings(max_examples=max(1, EXAMPLES // 2))  # each holds three draws to as many placements
@given(serial_semesters(mixed=True))
def test_each_draw_is_the_placement_by_rank(tables: Tables):
    semester = to_semester(tables)
    assume(semester.students)
    try:
        compare_with_placements(semester)
    except CannotBeMet:
        assume(False)


@given(st.integers(0, 10**6), st.booleans())
def test_each_draw_is_the_stable_matching(seed: int, links: bool):
    semester = drawn(seed, links=links)
    assume(semester is not None)
    assert semester is not None
    some = {s.student_id for s in semester.students[::2]}
    half = tuple(w for w in semester.wishes if w.student_id not in some)
    try:
        compare_with_placements(replace(semester, wishes=half))
    except (CannotBeMet, InputError):
        assume(False)


def two(mechanism: str = "serial") -> Tables:
    """Two students, two offers alike; the first in line has not said what it wants."""
    tables = faculty(2, 2, mechanism=mechanism, seats=1)
    for site in tables["sites"]:
        site |= {"lat": 48.9, "lon": 2.4, "setting": "liberal"}
    tables["wishes"] = [
        {"student_id": "E01", "rank": 1, "target": "O00"},
        {"student_id": "E01", "rank": 2, "target": "O01"},
    ]
    return tables


@pytest.mark.parametrize("mechanism", ["serial", "stable"])
def test_two_students_and_two_offers_alike(mechanism: str):
    found = chances(read_rows(two(mechanism)), draws=400, folds=0)
    first, second = found.students
    assert (first.knowledge, second.knowledge) == ("unknown", "known")
    # E00 goes first and takes either with chance 1/2: nothing tells them apart.
    for student in (first, second):
        for one in student.targets:
            assert abs(one.chance.share - 0.5) < 4 * sqrt(0.25 / 400)
            assert one.chance.error == pytest.approx(0.025, abs=0.001)
    assert dict(first.classes) == {"1": Share(400, 400)}
    assert first.placed == second.placed == Share(400, 400)
    for offer in found.offers:
        assert offer.applicants == 2
        assert offer.full == Share(400, 400)
    if mechanism == "serial":
        turns = found.offers[0].full_at
        assert turns is not None
        assert (turns[0], turns[2]) == (1, 2)


def test_the_unequal_case_follows_the_fitted_model():
    tables = faculty(30, 2, known=0.9, length=2, seats=20)
    tables["offers"][0]["seats"] = tables["offers"][1]["seats"] = 30
    for row in tables["supervisors"]:
        row["max_students"] = row["max_at_once"] = 30
    semester = read_rows(tables)
    forecast = Forecast(semester, 0)
    guess = forecast.guess()
    found = chances(semester, draws=400, folds=0)
    for drawer in guess.drawers:
        weight = np.exp(drawer.utilities)
        student = next(s for s in found.students if s.student_id == drawer.student_id)
        for one, p in zip(student.targets, weight / weight.sum(), strict=True):
            # There is room for all: everybody has its first wish.
            assert abs(one.chance.share - p) < 4 * sqrt(p * (1 - p) / 400) + 1e-9


def test_the_law_of_the_wishes_is_found_again():
    found = chances(read_rows(faculty(300, 25, known=1.0, seats=12)), draws=1, folds=0)
    values = {c.name: c for c in found.models[0].coefficients}
    for name, truth in (("minutes", PER_HALF_HOUR), ("popularity", 0.0), ("liberal", LIBERAL)):
        one = values[name]
        assert one.error is not None
        assert abs(one.value - truth) < 4 * one.error
    assert values["shortage"].error is None
    assert set(values) == set(FEATURES)
    assert "All wishes are known" in str(found.notes[0])


@pytest.mark.parametrize("mechanism", ["serial", "stable"])
def test_chances_from_the_true_law_are_calibrated(mechanism: str):
    tables = faculty(80, 30, mechanism=mechanism, known=0.6)
    found = chances(read_rows(tables), draws=60, folds=3)
    assert found.check is not None
    for one in found.check.answers:
        if one.question != "placed":
            off = sum(b.events * abs(b.predicted - b.observed) for b in one.bins) / one.events
            assert off < 0.04
            assert one.brier < 1.1 * one.base
    wishes = next(a for a in found.check.answers if a.question == "wishes")
    assert wishes.brier < 0.6 * wishes.base


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 5)), min_size=1))
def test_the_score_of_brier_is_the_mean_over_all_outcomes(pairs: list[tuple[int, int]]):
    events = [(p / 10, k / 5) for p, k in pairs]
    one = answer("wishes", events)
    squares = [(p - (draw < round(5 * o))) ** 2 for p, o in events for draw in range(5)]
    assert one.brier == pytest.approx(sum(squares) / len(squares))
    assert sum(b.events for b in one.bins) == len(events)
    for b in one.bins:
        assert b.low - 1e-9 <= b.predicted <= b.high + 1e-9


@given(st.sets(st.text("abc", min_size=1), min_size=4), st.integers(2, 4), st.randoms())
def test_folds_deal_everybody_once(names: set[str], folds: int, order: object):
    ordered = sorted(names)
    found = dealt(ordered, folds, 1)
    assert dealt(ordered[::-1], folds, 1) == found
    assert sorted(name for fold in found for name in fold) == ordered
    assert max(map(len, found)) - min(map(len, found)) <= 1


def contents(tables: Tables, seed: int = 3) -> dict[str, bytes]:
    semester = read_rows(tables)
    return chances_files(semester, chances(semester, draws=12, folds=2, seed=seed))


@pytest.mark.parametrize("mechanism", ["serial", "stable"])
def test_the_same_input_gives_the_same_bytes_in_any_order_of_rows(mechanism: str):
    tables = faculty(25, 12, mechanism=mechanism)
    expected = contents(tables)
    assert contents(shuffled(tables, 1)) == expected
    assert contents(tables, seed=4) != expected


def test_the_noise_of_a_student_is_its_own():
    """Another student who comes in changes nobody else's draws, only what they lead to."""
    semester = read_rows(faculty(20, 10))
    forecast = Forecast(semester, 0)
    guess = forecast.guess()
    alone = guess.drawers[3].wishes(0, 2)
    together = forecast.market(guess, 2).semester.wishes
    assert [w for w in together if w.student_id == guess.drawers[3].student_id] == alone


def test_an_interruption_keeps_what_was_drawn():
    stop = threading.Event()

    class Third:
        def phase(self, name: str) -> None:
            pass

        def tier(self, name: str, value: object, bound: object) -> None:
            pass

        def advance(self, name: str, value: object, bound: object) -> None:
            if value == 3:
                stop.set()

    semester = read_rows(faculty(15, 8))
    found = chances(semester, draws=50, stop=stop, progress=Third())
    assert found.interrupted
    assert (found.draws, found.check) == (3, None)
    full = chances(semester, draws=3, folds=0)
    assert found.students == full.students
    with pytest.raises(EndedEarly):
        chances(semester, draws=50, stop=stop)


def test_seats_and_turns_of_an_offer_are_those_of_the_placement():
    semester = read_rows(faculty(40, 12, known=1.0))
    found = chances(semester, draws=5, folds=0)
    placement = place(semester)
    for offer in found.offers:
        holders = [s.student_id for s in placement.students if s.offer_id == offer.offer_id]
        assert offer.full.share == (len(holders) >= offer.seats)
        asking = {w.student_id for w in semester.wishes if w.target == offer.offer_id}
        assert offer.applicants == offer.applicants_known == len(asking)
        if offer.full_at is not None:
            last = max(semester.student[name].rank or 0 for name in holders)
            assert offer.full_at == (last, last, last)


def test_lists_shorter_than_min_wishes_are_continued():
    tables = faculty(20, 10, known=1.0, length=4)
    tables["programmes"][0]["min_wishes"] = 4
    tables["wishes"] = [w for w in tables["wishes"] if w["student_id"] != "E03" or w["rank"] < 3]
    found = chances(read_rows(tables), draws=5)
    assert [s.student_id for s in found.students if s.knowledge == "partial"] == ["E03"]
    assert any("shorter than min_wishes" in str(note) for note in found.notes)


def test_programmes_that_are_optimised_have_no_chances():
    with pytest.raises(NothingToForecast):
        chances(read_rows(faculty(5, 5, mechanism="optimal")))
    with pytest.raises(ValueError, match="two folds"):
        chances(read_rows(faculty(5, 5)), folds=1)


# -- the command ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def semester(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("chances") / "tables", faculty(24, 12))


def test_the_command_writes_its_files_and_prints(semester: Path, tmp_path: Path):
    done = run("chances", semester, "--draws", 10, "--folds", 2, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    names = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert names == ["calibration.csv", "chances.csv", "chances.json", "chances_offers.csv"]
    assert "Brier" in done.stdout
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out" / "chances.csv").read_text())))
    assert {row["student_id"] for row in rows} == {f"E{k:02d}" for k in range(24)}
    for row in rows:
        assert float(row["low"]) <= float(row["chance"]) <= float(row["high"])
        assert float(row["chance"]) == int(row["times"]) / int(row["draws"])
    again = run("chances", semester, "--draws", 10, "--folds", 2, "-o", tmp_path / "out")
    assert again.exit_code == 0


def test_json_holds_what_the_files_hold(semester: Path, tmp_path: Path):
    done = run("chances", semester, "--draws", 6, "--folds", 0, "--json", "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert done.stdout == (tmp_path / "out" / "chances.json").read_text(encoding="utf-8")
    content = json.loads(done.stdout)
    assert (content["draws"], content["status"], content["check"]) == (6, "done", None)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_one_student_sees_nobody_else(semester: Path, lang: str):
    done = run("chances", semester, "--draws", 6, "--student", "E07", "--lang", lang)
    assert done.exit_code == 0
    assert "E07" in done.stdout
    assert not any(f"E{k:02d}" in done.stdout for k in range(24) if k != 7)


def test_wrong_usage_is_said(semester: Path, tmp_path: Path):
    assert run("chances", semester, "--folds", 1).exit_code == 2
    assert run("chances", semester, "--student", "nobody").exit_code == 2
    (tmp_path / "mine.txt").write_text("mine")
    assert run("chances", semester, "-o", tmp_path).exit_code == 2
    optimal = folder(tmp_path / "optimal", faculty(4, 4, mechanism="optimal"))
    done = run("chances", optimal)
    assert done.exit_code == 2
    assert "--mechanism" in done.stderr
    assert run("chances", optimal, "--mechanism", "serial", "--draws", 2).exit_code == 0


def test_errors_of_the_input_end_with_3(tmp_path: Path):
    tables = faculty(4, 4)
    tables["wishes"] = [{"student_id": "E00", "rank": 1, "target": "nowhere"}]
    assert run("chances", folder(tmp_path / "wrong", tables)).exit_code == 3
