"""Mechanisms side by side: what each costs, counted again in other ways."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import Any

import maillage
import pytest
from cli_example import example, run, workbook
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from maillage.matching import comparison as comparing
from maillage.matching.blocking import blocking_of
from maillage.matching.bundles import market
from maillage.matching.comparison import Compared, Comparison, compare
from maillage.matching.costs import costs_of
from maillage.matching.envy import Envy, justified_envy
from maillage.matching.language import Sentence, sentence
from maillage.matching.outputs.comparison_files import comparison_csv, comparison_files
from maillage.matching.outputs.comparison_terminal import print_comparison
from maillage.matching.result import Placement, StudentPlacement
from maillage.matching.semester import Semester
from rich.console import Console

from .effort import EXAMPLES
from .oracle import bundles_of
from .oracle.grading import rank_and_class, ranks_of
from .stable_semesters import drawn
from .strategies import Tables, semesters, to_semester
from .test_profile_tiers import market as offers_of_one_seat

many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
seeds = st.integers(0, 2**32 - 1)


# -- justified envy -------------------------------------------------------------------------


def envy_by_listing(semester: Semester, placement: Placement) -> Envy:
    """Count justified envy by looking through all bundles of each student."""
    pairs = [
        (one.student_id, other.student_id)
        for one in placement.students
        for other in placement.students
        if "locked" not in (one.status, other.status)
        and one.student_id != other.student_id
        and one.programme_id == other.programme_id
        and other.status == "placed"
        and wants(semester, one, other)
        and is_listed(semester, one.student_id, other)
        and key(semester, placement.seed, one.student_id, other)
        < key(semester, placement.seed, other.student_id, other)
    ]
    return Envy(len({one for one, _ in pairs}), len(pairs))


def wants(semester: Semester, one: StudentPlacement, other: StudentPlacement) -> bool:
    """Say whether a bundle of the one, not housed, is the other's place, and better."""
    student = semester.student[one.student_id]
    named = ranks_of(semester, student)
    if not named:
        return False
    present = one.wish_rank
    if present is None:
        present = Fraction(len(set(named.values())) + 1)
    there = sorted((p.supervisor_id, p.site_id, p.half_days) for p in other.parts)
    for bundle in bundles_of(semester, student):
        own = sorted((p.supervisor_id, p.site_id, p.half_days) for p in bundle.parts)
        if own == there and bundle.offer_id == other.offer_id and bundle.housed is None:
            rank, _ = rank_and_class(semester, student, bundle)
            return rank is not None and rank < present
    return False


def is_listed(semester: Semester, name: str, place: StudentPlacement) -> bool:
    """Say whether the host of a place has a student on its list, if it has one."""
    return place.offer_id is None or not key(semester, 0, name, place)[0]


def key(semester: Semester, seed: int, name: str, place: StudentPlacement) -> tuple[object, ...]:
    """Return a student's place in the order at somebody's place; infinite where not listed."""
    student = semester.student[name]
    drawn_number = sha256(f"{seed}:{name}".encode()).digest()
    merit = (-(student.seniority or 0), inf if student.rank is None else student.rank)
    if place.offer_id is None:
        return (*merit, drawn_number)
    offer = semester.offer[place.offer_id]
    foreign = offer.subdivision is not None and student.subdivision != offer.subdivision
    hosts = [("offer", offer.offer_id), *(("supervisor", p.supervisor_id) for p in offer.parts)]
    for kind, host in hosts:
        lines = {
            line.student_id: line
            for line in semester.host_rankings
            if (line.offer_id if kind == "offer" else line.supervisor_id) == host
        }
        if lines:
            if any(line.rank is not None for line in lines.values()):
                own = lines.get(name)
                listed = own is not None and own.rank is not None and not own.refused
                return (not listed, foreign, own.rank if listed else 0, 0, drawn_number)
            return (name in lines, foreign, *merit, drawn_number)
    return (False, foreign, *merit, drawn_number)


@many
@given(semesters())
def test_envy_equals_looking_through_all_bundles(tables: Tables) -> None:
    semester = to_semester(tables)
    # Where an offer leaves the choice of half-days, another student would have others.
    assume(all(isinstance(p.half_days, tuple) for o in semester.offers for p in o.parts))
    try:
        placement = maillage.place(semester, tiers=("placed", "travel"))
    except maillage.CannotBeMet:
        return
    assert justified_envy(market(semester), placement) == envy_by_listing(semester, placement)


@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_envy_by_the_lists_of_hosts(seed: int) -> None:
    semester = drawn(seed)
    assume(semester is not None)
    assert semester is not None
    assume(all(isinstance(p.half_days, tuple) for o in semester.offers for p in o.parts))
    placement = maillage.place(semester, mechanism="optimal", tiers=("placed", "travel"))
    assert justified_envy(market(semester), placement) == envy_by_listing(semester, placement)


def test_envy_by_hand():
    # b has what a wants; a comes first by rank, so a's envy is justified, and c's is not.
    semester = offers_of_one_seat({"a": ("x", "y"), "b": ("x",), "c": ("x", "z")}, ("x", "y", "z"))
    ranked = replace(
        semester,
        students=tuple(
            replace(s, rank=rank) for s, rank in zip(semester.students, (1, 2, 3), strict=True)
        ),
    )
    placement = maillage.place(ranked, tiers=("placed",))
    assert {s.student_id: s.offer_id for s in placement.students} == {"a": "y", "b": "x", "c": "z"}
    assert justified_envy(market(ranked), placement) == Envy(students=1, pairs=1)
    # The host would rather have c, then a, and does not know b.
    lines = [{"offer_id": "x", "student_id": s, "rank": r} for s, r in (("c", "1"), ("a", "2"))]
    listed = replace(ranked, host_rankings=tuple(_ranking(line) for line in lines))
    assert justified_envy(market(listed), placement) == Envy(students=2, pairs=2)


def _ranking(line: Mapping[str, str]):
    from maillage.matching.entities import HostRanking

    return HostRanking(line["student_id"], int(line["rank"]), offer_id=line["offer_id"])


# -- blocking pairs -------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(seed=seeds)
def test_blocking_pairs_of_a_stable_matching_are_its_own(seed: int) -> None:
    semester = drawn(seed)
    assume(semester is not None)
    assert semester is not None
    try:
        placement = maillage.place(semester)
    except (maillage.InputError, maillage.CannotBeMet):
        assume(False)
        raise
    assert blocking_of(semester, placement) == placement.blocking_pairs


@settings(max_examples=80, deadline=None)
@given(seed=seeds)
def test_blocking_pairs_of_an_optimum_are_those_that_verification_finds(seed: int) -> None:
    semester = drawn(seed)
    assume(semester is not None)
    assert semester is not None
    placement = maillage.place(semester, mechanism="optimal", tiers=("placed", "wishes"))
    found = blocking_of(semester, placement)
    assume(not isinstance(found, Sentence))
    wished = {
        s.student_id
        for s in placement.students
        if s.wish_rank is not None and s.wish_rank < _beyond(semester, s.student_id)
    }
    assume(all(s.status == "unplaced" or s.student_id in wished for s in placement.students))
    told = replace(
        placement, mechanisms={"P": "stable"}, blocking_pairs=tuple(found), options={}, lottery=()
    )
    codes = maillage.verify(semester, told).codes
    assume("acceptable" not in codes)
    assert "blocking-pair" not in codes
    if found:
        fewer = replace(told, blocking_pairs=tuple(found[1:]))
        assert "blocking-pair" in maillage.verify(semester, fewer).codes


def _beyond(semester: Semester, student_id: str) -> int:
    ranks = {w.rank for w in semester.wishes_of.get(student_id, ()) if w.rank is not None}
    return len(ranks) + 1


def test_composed_places_have_no_blocking_pairs(tmp_path: Path):
    tables = example()
    assert all(p.get("composition") != "offers" for p in tables["programmes"])
    semester = maillage.read_semester(workbook(tmp_path / "semester.xlsx"))
    bare = replace(
        semester, programmes=tuple(replace(p, composition="composed") for p in semester.programmes)
    )
    placement = maillage.place(semester, tiers=("placed",))
    reason = blocking_of(bare, placement)
    assert isinstance(reason, Sentence)
    assert "no programme takes its places from offers" in str(reason)
    assert costs_of(market(bare), placement).blocking_pairs == reason


# -- the comparison -------------------------------------------------------------------------

SEMESTER = offers_of_one_seat({"a": ("x", "y"), "b": ("x",), "c": ("x",)}, ("x", "y"))


def by_hand(semester: Semester, *, mechanism: str, **options) -> Placement:
    """Stand in for `place`: a mechanism by name, the first student left out under serial."""
    placement = maillage.place(semester, tiers=("placed", "wishes"))
    if mechanism == "stable":
        raise maillage.CannotBeMet((sentence("limits that do not nest"),))
    if mechanism == "serial":
        first, *others = placement.students
        gone = replace(first, status="unplaced", offer_id=None, wish_rank=None, parts=())
        placement = replace(placement, students=(replace(gone, reason="no-capacity"), *others))
    return placement


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "place", by_hand)


def lines(comparison: Comparison) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(comparison_csv(comparison))))


def test_a_line_per_mechanism(fake):
    serial, stable, optimal = lines(compare(SEMESTER, ["serial", "stable", "optimal"]))
    assert [serial["status"], stable["status"], optimal["status"]] == [
        "optimal",
        "impossible",
        "optimal",
    ]
    assert (optimal["students"], optimal["placed"], optimal["unplaced"]) == ("3", "2", "1")
    assert (serial["placed"], serial["unplaced_with_wishes"]) == ("1", "2")
    assert (optimal["wish_1"], optimal["wish_2"], optimal["off"]) == ("1", "1", "0")
    assert (optimal["worst_class"], serial["worst_class"]) == ("2", "1")
    # Left out, the student blocks with both offers at least as long as its seat is free.
    assert int(serial["blocking_pairs"]) >= 1
    assert stable["placed"] == ""


def test_sums_are_those_of_the_tiers():
    semester = to_semester_of_demonstration()
    placement = maillage.place(semester, tiers=("shortage", "travel"))
    costs = costs_of(market(semester), placement)
    values = {tier.name: tier.value for tier in placement.tiers}
    assert costs.travel == values["travel"]
    assert abs(costs.need * 10**6 - values["shortage"]) < len(placement.students)
    assert costs.half_days == sum(len(p.half_days) for s in placement.students for p in s.parts)
    assert 0 < costs.shortage_half_days <= costs.half_days


def to_semester_of_demonstration() -> Semester:
    return maillage.read_rows({name: list(rows) for name, rows in example().items()})


def test_reasons_and_numbers_on_the_terminal(fake):
    comparison = compare(SEMESTER, ["serial", "stable", "optimal"])
    for lang, said in (
        ("en", ("students with justified envy", "Not possible (stable): limits that do not nest")),
        ("fr", ("étudiants avec envie justifiée", "Impossible (appariement) : limits that")),
    ):
        stream = io.StringIO()
        print_comparison(comparison, Console(file=stream, width=100), lang)
        text = stream.getvalue()
        assert all(words in text for words in said)
        assert "\x1b" not in text
        assert all(line == line.rstrip() for line in text.splitlines())


def test_without_any_mechanism_that_works_its_error_is_raised(fake):
    with pytest.raises(maillage.CannotBeMet, match="do not nest"):
        compare(SEMESTER, ["stable"])


@pytest.mark.parametrize("names", [[], ["optimal", "optimal"], ["best"]])
def test_wrong_names(names):
    with pytest.raises(ValueError, match="mechanism"):
        compare(SEMESTER, names)


def test_an_interruption_leaves_out_what_has_not_begun(monkeypatch):
    stop = threading.Event()

    def place(semester: Semester, **options) -> Placement:
        placement = by_hand(semester, **options)
        stop.set()
        return replace(placement, status="interrupted")

    monkeypatch.setattr(comparing, "place", place)
    comparison = compare(SEMESTER, ["serial", "optimal"], stop=stop)
    assert comparison.interrupted
    assert [run.mechanism for run in comparison.runs] == ["serial"]


def test_different_tiers_cost_differently():
    """The same mechanism with other tiers: what one of them gains the other loses."""
    wishes = {"a": ("x", "y"), "b": ("y", "z"), "c": ("x",)}
    semester = offers_of_one_seat(wishes, ("x", "y", "z"))
    runs = []
    for tiers in (("placed", "greedy"), ("placed", "generous")):
        (own,) = compare(semester, ["optimal"], tiers=tiers).runs
        runs.append(own.costs)
    assert all(costs is not None and costs.placed == 3 for costs in runs)


def test_files(fake, tmp_path: Path):
    comparison = compare(SEMESTER, ["serial", "stable", "optimal"])
    target = tmp_path / "compared"
    maillage.write_comparison(SEMESTER, comparison, target)
    maillage.write_comparison(SEMESTER, comparison, target)  # replaces an earlier one
    found = sorted(str(p.relative_to(target)) for p in target.rglob("*") if p.is_file())
    names = ["placements.csv", "placements.xlsx", "reasons.csv", "report.html", "summary.json"]
    folders = [f"{folder}/{name}" for folder in ("optimal", "serial") for name in names]
    assert found == sorted(["comparison.csv", "comparison.json", *folders])
    told = json.loads((target / "comparison.json").read_text("utf-8"))
    assert [m["mechanism"] for m in told["mechanisms"]] == ["serial", "stable", "optimal"]
    assert told["mechanisms"][1]["reasons"] == ["limits that do not nest"]
    assert maillage.verify(SEMESTER, target / "optimal").codes.keys() <= {"tiers"}


def test_folders_of_others_are_left_alone(fake, tmp_path: Path):
    comparison = compare(SEMESTER, ["optimal"])
    maillage.write_results(SEMESTER, by_hand(SEMESTER, mechanism="optimal"), tmp_path / "result")
    (tmp_path / "own" / "serial").mkdir(parents=True)
    (tmp_path / "own" / "serial" / "thesis.docx").write_text("mine")
    (tmp_path / "own" / "comparison.json").write_text('{"format_version": 1}')
    for name in ("result", "own"):
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(maillage.OutputError):
            maillage.write_comparison(SEMESTER, comparison, tmp_path / name)
        assert sorted(tmp_path.rglob("*")) == before


def test_the_same_input_gives_the_same_bytes(fake):
    names = ["optimal", "serial"]
    one, other = (comparison_files(SEMESTER, compare(SEMESTER, names), "en") for _ in range(2))
    for name in (n for n in one if n.endswith(".csv")):
        assert one[name] == other[name]


# -- the command ----------------------------------------------------------------------------


def test_the_command(tmp_path: Path):
    semester = workbook(tmp_path / "semester.xlsx")
    target = tmp_path / "out"
    answer = run("place", semester, "-o", target, "--compare", "optimal", "--lang", "en")
    assert answer.exit_code == 0, answer.output
    assert "students with justified envy" in answer.output
    assert (target / "comparison.csv").is_file()
    assert run("verify", semester, target / "optimal").exit_code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--compare", "optimal,best"], "no mechanism 'best'"),
        (["--compare", "optimal,optimal"], "only once"),
        (["--compare", "optimal", "--mechanism", "optimal"], "exclude each other"),
    ],
)
def test_wrong_usage(options, said, tmp_path: Path):
    semester = workbook(tmp_path / "semester.xlsx")
    answer = run("place", semester, "-o", tmp_path / "out", *options)
    assert answer.exit_code == 2
    assert said in answer.output + answer.stderr
    assert not (tmp_path / "out").exists()


def test_a_compared_run_is_frozen():
    compared: Any = Compared("optimal", None, None)
    with pytest.raises(AttributeError):
        compared.mechanism = "serial"
