"""The ranking against plain recomputation: filters, aids, joint values, teams, order of rows."""

from __future__ import annotations

import calendar
import csv
import io
import itertools
import math
from collections import Counter
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maillage import InputError, read_rows
from maillage.matching.outputs.ranking_csv import aids_csv, excluded_csv, ranking_csv
from maillage.matching.practitioners import CRITERIA
from maillage.matching.settling import joint
from maillage.matching.settling.ranking import rank

from .rank_example import FIRST_DAY, TERRITORIES, tables

TERRITORY = {t["territory_id"]: t for t in TERRITORIES}


def km(one: tuple[float, float], other: tuple[float, float]) -> float:
    a, b = ([math.radians(x) for x in point] for point in (one, other))
    h = math.sin((a[0] - b[0]) / 2) ** 2
    h += math.cos(a[0]) * math.cos(b[0]) * math.sin((a[1] - b[1]) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def minutes(request: dict[str, Any], opening: dict[str, Any]) -> int | None:
    home = TERRITORY[opening["territory_id"]]
    found = []
    for anchor in (request["anchors"] or "").split("; "):
        if anchor in TERRITORY:
            start = TERRITORY[anchor]["lat"], TERRITORY[anchor]["lon"]
        elif anchor:
            lat, lon = anchor.split()
            start = float(lat), float(lon)
        else:
            continue
        away = km(start, (home["lat"], home["lon"])) * 1.3 / 40 * 60 + 5
        found.append(math.floor(away + 0.5))
    return max(found) if found else None


def zone(opening: dict[str, Any]) -> str | None:
    if opening["profession"] == "gp":
        return TERRITORY[opening["territory_id"]]["zone"]
    return "ZIP" if opening["territory_id"] == "T2" else None


def waits_until(day: date) -> date:
    year, month = day.year + (day.month + 5) // 12, (day.month + 5) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_group(opening: dict[str, Any]) -> bool:
    return opening["kind"] in ("group_practice", "health_centre")


def is_alone(opening: dict[str, Any]) -> bool:
    small = opening["seats"] <= 1 and not opening["team"]
    return opening["kind"] == "liberal_practice" and small


def rule(request: dict[str, Any], opening: dict[str, Any]) -> str | None:
    """The first rule that a pair breaks, written out one by one."""
    if request["profession"] != opening["profession"]:
        return "profession"
    if not opening["seats"]:
        return "seats"
    if (request["mode"], opening["setting"]) in (("liberal", "centre"), ("salaried", "liberal")):
        return "mode"
    if request["practice"] == "solo" and is_group(opening):
        return "practice"
    if request["practice"] == "group" and is_alone(opening):
        return "practice"
    if request["shortage_only"] and zone(opening) not in ("ZIP", "ZAC"):
        return "shortage"
    start = request["available_from"] or FIRST_DAY
    if (opening["available_from"] or FIRST_DAY) > waits_until(start):
        return "date"
    if opening["m2"] and opening["m2"] < (request["wants_premises_m2"] or 0):
        return "premises"
    if request["accessible"] and not opening["accessible"]:
        return "accessible"
    away = minutes(request, opening)
    if request["max_minutes"] is not None and away is not None and away > request["max_minutes"]:
        return "distance"
    return None


def looking(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [r for r in made["requests"] if r["status"] not in ("settled", "withdrawn")]


def teams(made: dict[str, Any]) -> list[list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for r in looking(made):
        if r["team_id"]:
            groups.setdefault(r["team_id"], []).append(r)
    return [own for own in groups.values() if len(own) > 1]


def allowed(made: dict[str, Any]) -> dict[tuple[str, str], str | None]:
    """The rule each pair breaks, teams by trying all ways to seat them."""
    found = {
        (r["request_id"], o["opening_id"]): rule(r, o)
        for r in looking(made)
        for o in made["openings"]
    }
    territory = {o["opening_id"]: o["territory_id"] for o in made["openings"]}
    seats = {o["opening_id"]: o["seats"] for o in made["openings"]}
    for team in teams(made):
        names = [r["request_id"] for r in team]
        options = [[k for k in seats if found[name, k] is None] for name in names]
        fine = set()
        for chosen in itertools.product(*options):
            taken = Counter(chosen)
            if len({territory[k] for k in chosen}) == 1 and all(
                taken[k] <= seats[k] for k in taken
            ):
                fine |= set(zip(names, chosen, strict=True))
        for name, own in zip(names, options, strict=True):
            for k in own:
                if (name, k) not in fine:
                    found[name, k] = "team"
    return found


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@settings(max_examples=150, deadline=None)
@given(tables())
def test_each_pair_is_ranked_or_excluded_by_the_first_rule_it_breaks(made):
    ranking = rank(read_rows(made, job="rank"))
    wanted = allowed(made)
    ranked = {(r["request_id"], r["opening_id"]) for r in rows(ranking_csv(ranking))}
    excluded = {
        (r["request_id"], r["opening_id"]): r["code"] for r in rows(excluded_csv(ranking, "en"))
    }
    assert ranked == {pair for pair, why in wanted.items() if why is None}
    assert excluded == {pair: why for pair, why in wanted.items() if why is not None}
    assert all(r["text"] for r in rows(excluded_csv(ranking, "fr")))
    settled = {r["request_id"] for r in made["requests"]} - {r["request_id"] for r in looking(made)}
    assert {r.request_id for r in ranking.market.left_out} == settled


@settings(max_examples=80, deadline=None)
@given(tables())
def test_the_columns_are_what_they_say(made):
    ranking = rank(read_rows(made, job="rank"))
    weights = dict(zip(CRITERIA, ranking.weights.tolist(), strict=True))
    assert sum(weights.values()) == pytest.approx(1)
    request = {r["request_id"]: r for r in made["requests"]}
    opening = {o["opening_id"]: o for o in made["openings"]}
    for line in rows(ranking_csv(ranking)):
        value = {c: float(line["need_gain_share" if c == "need_gain" else c]) for c in CRITERIA}
        assert all(0 <= v <= 1 for v in value.values())
        public = sum(weights[c] * value[c] for c in ("need", "need_gain", "aids"))
        fit = sum(weights[c] * value[c] for c in CRITERIA)
        assert float(line["fit"]) == pytest.approx(fit, abs=3e-6)
        assert float(line["own_fit"]) == pytest.approx(fit - public, abs=3e-6)
        away = minutes(request[line["request_id"]], opening[line["opening_id"]])
        assert line["minutes"] == ("" if away is None else str(away))
    by_request = itertools.groupby(rows(ranking_csv(ranking)), lambda r: r["request_id"])
    for _, group in by_request:
        own = list(group)
        assert [int(r["rank"]) for r in own] == list(range(1, len(own) + 1))
        assert [r["fit"] for r in own] == sorted((r["fit"] for r in own), reverse=True)
        assert sum(float(r["first_share"]) for r in own) == pytest.approx(1, abs=1e-4)
        for one in own:
            worse = [
                all(a >= b for a, b in zip(point(o), point(one), strict=True))
                and point(o) != point(one)
                for o in own
            ]
            assert one["pareto"] == ("false" if any(worse) else "true")


def point(line: dict[str, str]) -> tuple[float, ...]:
    return float(line["own_fit"]), float(line["need_gain"]), -float(line["aids_total"])


def best_totals(made: dict[str, Any], lines: list[dict[str, str]]) -> dict[Any, int]:
    """The best total in all, and with each pair: by trying every assignment."""
    fit = {(r["request_id"], r["opening_id"]): round(float(r["fit"]) * 1e6) for r in lines}
    names = [r["request_id"] for r in looking(made)]
    seats = {o["opening_id"]: o["seats"] for o in made["openings"]}
    territory = {o["opening_id"]: o["territory_id"] for o in made["openings"]}
    together = [[r["request_id"] for r in team] for team in teams(made)]
    options = [[None, *(k for k in seats if (name, k) in fit)] for name in names]
    best: dict[Any, int] = {}
    for chosen in itertools.product(*options):
        at = dict(zip(names, chosen, strict=True))
        taken = Counter(k for k in chosen if k is not None)
        if any(taken[k] > seats[k] for k in taken):
            continue
        places = [{at[n] and territory[at[n]] for n in team} for team in together]
        if any(len(place) > 1 for place in places):
            continue
        total = sum(fit[n, k] for n, k in at.items() if k is not None)
        for key in (None, *at.items()):
            best[key] = max(best.get(key, total), total)
    return best


@settings(max_examples=150, deadline=None)
@given(tables())
def test_joint_values_are_those_of_all_assignments_tried(made):
    ranking = rank(read_rows(made, job="rank"))
    lines = rows(ranking_csv(ranking))
    best = best_totals(made, lines)
    assert ranking.pairs.joint.best == ranking.pairs.joint.bound == best.get(None, 0)
    for line in lines:
        pair = line["request_id"], line["opening_id"]
        assert line["exact"] == "true"
        if pair not in best:  # the seats that its team needs are there for others of it only
            assert line["joint_value"] == ""
            continue
        assert round(float(line["joint_value"]) * 1e6) == best[pair]
        assert round(float(line["regret"]) * 1e6) == best[None] - best[pair]
    shown = {(r["request_id"], r["opening_id"]) for r in lines if r["assigned"] == "true"}
    value = {(r["request_id"], r["opening_id"]): round(float(r["fit"]) * 1e6) for r in lines}
    assert sum(value[pair] for pair in shown) == best.get(None, 0)


@settings(max_examples=100, deadline=None)
@given(tables(), st.integers(0, 3))
def test_where_teams_leave_intervals_they_hold_the_value_and_asking_makes_it_exact(made, asked):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joint, "FEW_PAIRS", -1)
        ranking = rank(read_rows(made, job="rank"), request=f"R{asked}")
    lines, found = rows(ranking_csv(ranking)), ranking.pairs.joint
    best = best_totals(made, lines)
    for row, line in enumerate(lines):
        value = best.get((line["request_id"], line["opening_id"]))
        low, high = int(found.low[row]), int(found.high[row])
        if value is not None:
            assert low <= value <= high
        if line["exact"] == "true":
            assert value is None or low == value == high
        if line["request_id"] == f"R{asked}":
            assert line["exact"] == "true"


@settings(max_examples=40, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(made, rng):
    mixed = {name: rng.sample(lines, len(lines)) for name, lines in made.items()}
    one, other = (rank(read_rows(each, job="rank")) for each in (made, mixed))
    for text in (ranking_csv, aids_csv, lambda r: excluded_csv(r, "fr")):
        assert text(one) == text(other)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_sorted_by_joint_value_the_largest_comes_first(made):
    ranking = rank(read_rows(made, job="rank"), order="joint")
    for position in range(len(ranking.market.requests)):
        values = [ranking.line(row).joint_value or 0 for row in ranking.rows(position)]
        assert values == sorted(values, reverse=True)


def total_of(aid: dict[str, Any]) -> float:
    each = {"once": None, "month": 1, "year": 12}[aid["period"]]
    if each is None:
        return aid["amount"]
    months = aid["duration_months"] or aid["commitment_months"] or each
    return aid["amount"] * months / each


def eligible(aid: dict[str, Any], request: dict[str, Any], opening: dict[str, Any]) -> bool:
    territory = TERRITORY[opening["territory_id"]]
    here = {
        None: None,
        "zone": zone(opening),
        "department": territory["department"],
        "qpv": "true" if territory["qpv"] else "",
        "setting": opening["setting"],
        "kind": opening["kind"],
        "territory": opening["territory_id"],
    }[aid["scope"]]
    day = max(request["available_from"] or FIRST_DAY, opening["available_from"] or FIRST_DAY)
    return (
        aid["profession"] in (None, request["profession"])
        and (aid["scope"] is None or here in aid["value"].split(", "))
        and (aid["start"] is None or aid["start"] <= day)
        and (aid["end"] is None or aid["end"] >= day)
    )


@settings(max_examples=100, deadline=None)
@given(tables(requests=2, openings=3, aids=5))
def test_aids_add_up_and_of_a_group_the_highest_counts(made):
    ranking = rank(read_rows(made, job="rank"))
    request = {r["request_id"]: r for r in made["requests"]}
    opening = {o["opening_id"]: o for o in made["openings"]}
    listed = {(r["request_id"], r["opening_id"], r["aid_id"]): r for r in rows(aids_csv(ranking))}
    expected = set()
    for line in rows(ranking_csv(ranking)):
        pair = line["request_id"], line["opening_id"]
        aids = [a for a in made["aids"] if eligible(a, request[pair[0]], opening[pair[1]])]
        expected |= {(*pair, a["aid_id"]) for a in aids}
        paid = [a for a in aids if a["audience"] in (None, "installation")]
        alone = [total_of(a) for a in paid if a["group"] is None]
        grouped = [total_of(a) for a in paid if a["group"] is not None]
        assert float(line["aids_total"]) == pytest.approx(sum(alone) + max(grouped, default=0))
        counted = [
            float(listed[(*pair, a["aid_id"])]["amount"])
            for a in aids
            if listed[(*pair, a["aid_id"])]["state"] == "counted"
        ]
        assert sum(counted) == pytest.approx(float(line["aids_total"]))
    assert set(listed) == expected


@settings(max_examples=60, deadline=None)
@given(tables(requests=2, openings=5), st.lists(st.integers(0, 5), min_size=11, max_size=11))
def test_the_weight_said_makes_it_first_and_no_smaller_change_does(made, weights):
    if not any(weights):
        weights[0] = 1
    table = [{"criterion": c, "weight": w} for c, w in zip(CRITERIA, weights, strict=True)]
    ranking = rank(read_rows(made | {"criteria": table}, job="rank"))
    pairs, today = ranking.pairs, ranking.weights
    for position in range(len(ranking.market.requests)):
        own = ranking.rows(position)
        table_of = pairs.criteria[own.start : own.stop]
        for row in own[1:]:
            k, c, to = row - own.start, int(pairs.change[row]), float(pairs.change_to[row])
            if c >= 0:
                score = table_of @ changed(today, c, to)
                assert score[k] >= score.max() - 1e-9
            least = abs(to - today[c]) if c >= 0 else math.inf
            for other in range(len(CRITERIA)):
                for step in np.linspace(0, 1, 41):
                    if today[other] < 1 and abs(step - today[other]) < least - 1e-6:
                        score = table_of @ changed(today, other, float(step))
                        assert score[k] <= score.max() + 1e-9
                        assert not score[k] > np.delete(score, k).max() + 1e-9


def changed(weights: np.ndarray, criterion: int, to: float) -> np.ndarray:
    found = weights * (1 - to) / (1 - weights[criterion])
    found[criterion] = to
    return found


BAD = [
    ({"criteria": [{"criterion": "traval", "weight": 1}]}, "unknown-reference", "criteria[0]"),
    ({"criteria": [{"criterion": "beauty", "weight": 1}]}, "unknown-reference", "criteria[0]"),
    ({"criteria": [{"criterion": "travel", "weight": 0}]}, "no-weight", "criteria[0]"),
    ({"criteria": [{"criterion": "travel", "weight": -1}]}, "out-of-range", "criteria[0]"),
]


@pytest.mark.parametrize(("more", "code", "where"), BAD)
def test_wrong_criteria_are_refused_with_their_cell(more, code, where):
    made = {"territories": TERRITORIES, "requests": [], "openings": []}
    with pytest.raises(InputError) as caught:
        read_rows(made | more, job="rank")
    assert [(f.code, f.where) for f in caught.value.errors] == [(code, where)]
    if more["criteria"][0]["criterion"] == "traval":
        assert "Did you mean 'travel'?" in str(caught.value)


def test_odd_requests_are_pointed_out():
    requests = [
        {"request_id": "R", "name": "x", "profession": "gp", "team_id": "T", "max_minutes": 9}
    ]
    made = {"territories": TERRITORIES, "requests": requests, "openings": []}
    found = {(f.code, f.where) for f in read_rows(made, job="rank").warnings}
    assert {("lonely-team", "requests[0]"), ("no-anchor", "requests[0]")} <= found


def test_an_order_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="order"):
        rank(read_rows({"territories": TERRITORIES, "requests": [], "openings": []}, job="rank"),
             order="best")  # fmt: skip
