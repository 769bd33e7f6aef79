"""Fronts between two tiers, against all placements of small random semesters."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import maillage
import pytest
from cli_example import run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from maillage.matching.tables.reading import read_rows
from maillage.matching.tables.writing import write_csv_folder
from maillage.scenarios.front import CannotTrade, front, held_before
from maillage.scenarios.front_search import search

from .oracle import Bundle
from .oracle.search import Search
from .oracle.states import State
from .strategies import Tables, semesters, to_semester

PAIRS = [
    ("value", "travel"),
    ("travel", "value"),
    ("placed", "travel"),
    ("floors", "value"),
    ("value", "balance"),
    ("balance", "travel"),
]


class Everything(Search):
    """All placements that keep the rules, with what they cost."""

    def run(self) -> None:
        self.pruned = False
        self.costs: set[tuple[Any, ...]] = set()
        self.names: tuple[str, ...] = ()
        super().run()

    def finish(self, state: State) -> None:
        self.best_state = None
        super().finish(state)
        if self.best_state is not None:
            depth = len(self.students)
            self.costs.add(tuple(self.cost(name, state, depth) for name in self.tiers_asked))

    tiers_asked: tuple[str, ...] = ()


def by_enumeration(
    semester: maillage.Semester, held: tuple[str, ...], pair: tuple[str, str]
) -> list[tuple[int, int]]:
    """Return the efficient pairs of costs, the best of the first at the head."""
    fixed: dict[str, Bundle | None] = {}
    found = Everything(semester, [None], fixed)
    found.tiers_asked = (*held, *pair)
    found.run()
    if not found.costs:
        return []
    best: Any = min(cost[:-2] for cost in found.costs)
    pairs = {cost[-2:] for cost in found.costs if cost[:-2] == best}
    return sorted(
        p for p in pairs if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in pairs)
    )


def costs_of(found: Any, pair: tuple[str, str], everyone: int) -> list[tuple[int, ...]]:
    turn = {"placed": lambda v: everyone - v, "value": lambda v: -v}
    return [
        tuple(turn.get(name, lambda v: v)(v) for name, v in zip(pair, p.values, strict=True))
        for p in found.points
    ]


def plain(tables: Tables) -> maillage.Semester:
    """Return the semester with all programmes in one order, so that one choice decides."""
    rows = {name: [dict(row) for row in lines] for name, lines in tables.items()}
    for row in rows["programmes"]:
        row.pop("order", None)
    return to_semester(rows)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(semesters(most_students=4, most_supervisors=3), st.sampled_from(PAIRS), st.booleans())
def test_front_is_that_of_all_placements(
    tables: Tables, pair: tuple[str, str], protected: bool
) -> None:
    semester = plain(tables)
    held = tuple(t for t in ("placed", "worst_off") if protected and t not in pair)
    expected = by_enumeration(semester, held, pair)
    if not expected:
        with pytest.raises(maillage.CannotBeMet):
            front(semester, pair, before=held)
        return
    found = front(semester, pair, before=held, points=200)
    everyone = sum(semester.programme[s.programme_id].everyone for s in semester.students)
    assert costs_of(found, pair, everyone) == expected
    assert found.complete
    assert found.proven
    if len(expected) > 2:
        some = front(semester, pair, before=held, points=len(expected) - 1)
        assert not some.complete
        assert len(some.points) == len(expected) - 1
        assert set(costs_of(some, pair, everyone)) <= set(expected)


@dataclass(frozen=True)
class Pair:
    first: int
    second: int
    proven: bool = True


class Listed:
    """A trade between given pairs."""

    def __init__(self, pairs: set[tuple[int, int]]) -> None:
        self.pairs = pairs
        self.asked = 0

    def best(self, *, first: bool) -> Pair:
        return Pair(*max(self.pairs, key=lambda p: p if first else p[::-1]))

    def near(self, *, first: bool) -> Pair | None:
        return None

    def between(self, left: Pair, right: Pair) -> Pair | None:
        raise AssertionError("nothing can be weighed here")

    def at_least(self, second: int, known: Pair) -> Pair:
        assert known.second >= second
        self.asked += 1
        return Pair(*max(p for p in self.pairs if p[1] >= second))


class Weighed(Listed):
    """A trade between given pairs that can be weighed, at prices that are not quite exact."""

    def heaviest(self, worth: float) -> Pair:
        self.asked += 1
        return Pair(*max(self.pairs, key=lambda p: (worth * p[0] + p[1], p)))

    def near(self, *, first: bool) -> Pair:
        return self.heaviest(300.0 if first else 0.1)

    def between(self, left: Pair, right: Pair) -> Pair:
        worth = (right.second - left.second) / (left.first - right.first)
        return self.heaviest(round(worth, 1) or 0.1)


PAIRS_OF_NUMBERS = st.sets(
    st.tuples(st.integers(0, 60), st.integers(0, 10**6)), min_size=1, max_size=40
)


@given(PAIRS_OF_NUMBERS, st.integers(2, 40))
def test_weighing_finds_no_other_points(pairs: set[tuple[int, int]], wanted: int) -> None:
    every = [(p.first, p.second) for p in search(Listed(pairs), 1000).points]
    trade = Weighed(pairs)
    whole = search(trade, 1000)
    assert [(p.first, p.second) for p in whole.points] == every
    assert whole.complete
    assert trade.asked <= 6 * len(every) + 4
    some = search(Weighed(pairs), wanted)
    assert len(some.points) <= wanted
    assert {(p.first, p.second) for p in some.points} <= set(every)
    assert len(some.points) == min(wanted, len(every))


def test_weighed_points_come_first_and_are_spread() -> None:
    curve = {(k, 10_000 - k * k) for k in range(101)}
    below = {(k, 10_000 - k * k - 50) for k in range(1, 100)}
    trade = Weighed(curve | below)
    found = search(trade, 9)
    assert len(found.points) == 9
    assert trade.asked <= 14
    firsts = [p.first for p in found.points]
    assert max(a - b for a, b in pairwise(firsts)) <= 40


def test_what_is_not_proven_when_stopped_is_left_out() -> None:
    class Slow(Weighed):
        def heaviest(self, worth: float) -> Pair:
            found = super().heaviest(worth)
            return Pair(found.first, found.second, proven=self.asked < 4)

    trade = Slow({(k, 10_000 - k * k) for k in range(101)})
    stopped = search(trade, 9, lambda: trade.asked >= 4, is_stopped=lambda: trade.asked >= 4)
    assert len(stopped.points) == 3
    assert all(p.proven for p in stopped.points)
    assert not stopped.complete


@given(PAIRS_OF_NUMBERS)
def test_search_finds_every_pair_and_asks_little(pairs: set[tuple[int, int]]) -> None:
    expected = sorted(
        (p for p in pairs if not any(q != p and q[0] >= p[0] and q[1] >= p[1] for q in pairs)),
        reverse=True,
    )
    trade = Listed(pairs)
    found = search(trade, 1000)
    assert [(p.first, p.second) for p in found.points] == expected
    assert found.complete
    assert trade.asked <= 3 * len(expected)


def test_a_few_points_are_spread() -> None:
    found = search(Listed({(k, 100 - k) for k in range(101)}), 5)
    assert [p.first for p in found.points] == [100, 74, 49, 24, 0] or [
        p.first for p in found.points
    ] == [100, 75, 50, 25, 0]
    assert not found.complete


def test_points_not_proven_leave_the_front_open() -> None:
    class Doubtful(Listed):
        def at_least(self, second: int, known: Pair) -> Pair:
            found = super().at_least(second, known)
            return Pair(found.first, found.second, proven=False)

    assert not search(Doubtful({(0, 9), (5, 5), (9, 0)}), 100).complete


def test_what_is_held() -> None:
    default = maillage.matching.settings.DEFAULT_TIERS
    assert held_before(default, ("shortage", "wishes")) == ("placed", "floors", "worst_off")
    assert held_before(default, ("travel", "floors")) == ("placed",)
    assert held_before(("placed", "travel"), ("shortage", "wishes")) == ("placed",)


def hungry() -> maillage.Semester:
    """Return two students who both wish to stay in town, and a shortage zone without wishes."""
    return read_rows(tables())


def tables() -> dict[str, list[dict[str, Any]]]:
    named = {"name": "Name"}
    places = [("TOWN", "", 0.0), ("FAR", "ZIP", 0.8)]
    return {
        "territories": [
            {"territory_id": t, "lat": 48.7, "lon": 2.4 + k, "zone": zone, "need": need, **named}
            for k, (t, zone, need) in enumerate(places)
        ],
        "sites": [
            {"site_id": f"S-{t}", "kind": "other", "setting": "centre", "territory_id": t, **named}
            for t, _, _ in places
        ],
        "supervisors": [
            {"supervisor_id": f"M-{t}", "profession": "gp", "site_id": f"S-{t}",
             "programmes": "P", "max_students": 2, "max_at_once": 2, "mon_am": "x",
             "mon_pm": "x", **named}
            for t, _, _ in places
        ],
        "programmes": [{"programme_id": "P", "profession": "gp", "half_days": 2,
                        "mechanism": "optimal", **named}],
        "students": [{"student_id": f"E{k}", "programme_id": "P", "territory_id": "TOWN", **named}
                     for k in (1, 2)],
        "wishes": [{"student_id": f"E{k}", "rank": r, "target": t}
                   for k in (1, 2) for r, t in ((1, "M-TOWN"), (2, "M-FAR"))],
    }  # fmt: skip


def test_shortage_against_wishes() -> None:
    found = front(hungry(), ("shortage", "wishes"), before=("placed",))
    assert [p.values for p in found.points] == [
        (1_600_000, 1_000_000), (800_000, 1_500_000), (0, 2_000_000)
    ]  # fmt: skip
    assert [p.amounts["half_days_zip"] for p in found.points] == [4, 2, 0]
    assert [p.amounts["wish_ranks"] for p in found.points] == [4, 3, 2]
    assert found.complete


def test_refusals() -> None:
    for between, word in (
        (("shortage", "nothing"), "there is no tier 'nothing'"),
        (("worst_off", "travel"), "list of classes"),
        (("travel", "travel"), "two different"),
        (("travel",), "two different"),
    ):
        with pytest.raises(CannotTrade, match=word):
            front(hungry(), between)
    with pytest.raises(CannotTrade, match="two points"):
        front(hungry(), ("travel", "value"), points=1)
    with pytest.raises(CannotTrade, match="held and traded"):
        front(hungry(), ("travel", "value"), before=("travel",))


def test_the_command_writes_what_it_says(tmp_path: Path) -> None:
    write_csv_folder(tables(), tmp_path / "in")
    done = run(
        "scenario", "front", str(tmp_path / "in"), "--between", "shortage,wishes",
        "--before", "placed", "-o", str(tmp_path / "out"), "--lang", "en",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "One more half-day in ZIP costs 0.5 wish ranks." in done.output
    assert "3 points: the whole front, proven" in done.output
    rows = list(csv.DictReader((tmp_path / "out" / "front.csv").open(encoding="utf-8")))
    assert [(r["shortage"], r["wishes"], r["proven"], r["price"]) for r in rows] == [
        ("1600000", "1000000", "true", "0.625"),
        ("800000", "1500000", "true", "0.625"),
        ("0", "2000000", "true", ""),
    ]
    content = json.loads((tmp_path / "out" / "front.json").read_text(encoding="utf-8"))
    assert content["complete"]
    assert content["points"][0]["bounds"] == {"shortage": 1_600_000, "wishes": 1_000_000}
    assert "half-day in ZIP" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_the_command_refuses_lists(tmp_path: Path) -> None:
    write_csv_folder(tables(), tmp_path / "in")
    done = run("scenario", "front", str(tmp_path / "in"), "--between", "worst_off,travel")
    assert done.exit_code == 2
    assert "list of classes" in done.output or "list of classes" in done.stderr
