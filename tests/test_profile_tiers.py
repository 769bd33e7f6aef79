"""The tiers `greedy` and `generous`: published case, cases by hand, exhaustive search."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import maillage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from maillage.matching.outputs.placement_rows import rows_of
from maillage.matching.outputs.placements_csv import placements_csv
from maillage.matching.outputs.summary import summary
from maillage.matching.verify import verify
from maillage.matching.verify.tier_claims import check_tiers

from .effort import EXAMPLES
from .oracle import exhaustive
from .strategies import Row, Tables, semesters, to_semester

many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

Wishes = Mapping[str, Sequence[str]]


def market(
    wishes: Wishes,
    offers: Sequence[str],
    *,
    seats: Mapping[str, int] | None = None,
    tiers: str = "placed,greedy",
    refusing: bool = True,
    everyone: str = "true",
    min_wishes: str = "",
) -> maillage.Semester:
    """Make a semester of offers of one seat; students refuse what they do not ask for."""
    named = {"name": "Name"}
    seats = dict.fromkeys(offers, 1) | dict(seats or {})
    programme = {"programme_id": "P", "profession": "gp", "half_days": "1", "everyone": everyone}
    return maillage.read_rows(
        {
            "territories": [{"territory_id": "T", "lat": "48.7", "lon": "2.4", **named}],
            "sites": [
                {
                    "site_id": "S",
                    "kind": "other",
                    "setting": "centre",
                    "territory_id": "T",
                    **named,
                }
            ],
            "supervisors": [
                {
                    "supervisor_id": f"M-{offer}",
                    "profession": "gp",
                    "site_id": "S",
                    "programmes": "P",
                    "max_students": "9",
                    "max_at_once": "9",
                    "mon_am": "x",
                    **named,
                }
                for offer in offers
            ],
            "programmes": [
                {**programme, "mechanism": "optimal", "min_wishes": min_wishes, **named}
            ],
            "offers": [
                {"offer_id": offer, "programme_id": "P", "seats": str(seats[offer])}
                for offer in offers
            ],
            "offer_parts": [
                {"offer_id": offer, "supervisor_id": f"M-{offer}", "half_days": "mon_am"}
                for offer in offers
            ],
            "students": [
                {"student_id": student, "programme_id": "P", "territory_id": "T", **named}
                for student in wishes
            ],
            "wishes": _wish_rows(wishes, offers, refusing=refusing),
            "settings": [{"key": "tiers", "value": tiers}],
        }
    )


def _wish_rows(wishes: Wishes, offers: Sequence[str], *, refusing: bool) -> list[Row]:
    rows: list[Row] = []
    for student, wanted in wishes.items():
        rows += [
            {"student_id": student, "rank": str(rank), "target": offer}
            for rank, offer in enumerate(wanted, start=1)
        ]
        if refusing:
            rows += [
                {"student_id": student, "rank": "", "target": offer, "refused": "true"}
                for offer in offers
                if offer not in wanted
            ]
    return rows


def tiers_of(placement: maillage.Placement) -> dict[str, object]:
    return {tier.name: tier.value for tier in placement.tiers}


def offers_of(placement: maillage.Placement) -> dict[str, str | None]:
    return {student.student_id: student.offer_id for student in placement.students}


# -- published ------------------------------------------------------------------------------

SPA: Wishes = {"s1": ("p1", "p2", "p3"), "s2": ("p1",), "s3": ("p2", "p3")}
"""Kwanashie, Irving, Manlove and Sng 2014, figure 6.1 of Kwanashie's thesis.

Greedy maximum: profile (2, 0, 1); generous maximum: profile (1, 2, 0).
"""


@pytest.mark.parametrize("refusing", [True, False])
@pytest.mark.parametrize(
    ("tier", "places", "value"),
    [
        ("greedy", {"s1": "p3", "s2": "p1", "s3": "p2"}, (1, 2, 3, 1)),
        ("generous", {"s1": "p2", "s2": "p1", "s3": "p3"}, (0, 2, 2, 1, 1)),
    ],
)
def test_published_profiles(tier, places, value, refusing):
    semester = market(SPA, ("p1", "p2", "p3"), tiers=f"placed,{tier}", refusing=refusing)
    placement = maillage.place(semester)
    assert placement.status == "optimal"
    assert offers_of(placement) == places
    assert tiers_of(placement) == {"placed": 3, tier: value}
    assert maillage.verify(semester, placement).ok


# -- by hand --------------------------------------------------------------------------------


@pytest.mark.parametrize(("tiers", "value"), [("greedy", (1, 2)), ("placed,greedy", (1, 1, 2, 2))])
def test_greedy_without_placed_before_it_may_leave_somebody_out(tiers, value):
    # All three have a place only if c takes the first wish of b.
    wishes = {"a": ("x",), "b": ("y", "z"), "c": ("x", "y")}
    placement = maillage.place(market(wishes, ("x", "y", "z"), tiers=tiers))
    assert tiers_of(placement)["greedy"] == value


def test_off_the_list_is_better_than_no_place_at_all():
    semester = market(
        {"a": ("x",), "b": ("x",)}, ("x", "y"), tiers="greedy", refusing=False, everyone="false"
    )
    assert tiers_of(maillage.place(semester)) == {"greedy": (1, 1, "off", 1)}


def test_few_wishes_are_the_class_after_the_last_one():
    wishes = {"a": ("x",), "b": ("x",)}
    for tier, value in (("greedy", (1, 1, 2, 1)), ("generous", (0, 2, 1, 1, 1))):
        semester = market(wishes, ("x", "y"), tiers=tier, refusing=False, min_wishes="2")
        assert tiers_of(maillage.place(semester)) == {tier: value}


@pytest.mark.parametrize(("tier", "value"), [("greedy", ()), ("generous", (0,))])
def test_students_without_wishes_are_in_no_class(tier, value):
    semester = market({"a": ()}, ("x",), tiers=f"placed,{tier}", refusing=False)
    placement = maillage.place(semester)
    assert tiers_of(placement) == {"placed": 1, tier: value}
    assert maillage.verify(semester, placement).ok


def test_generous_counts_the_unplaced_first():
    # b is placed off its list rather than left out, though a place off the list is the worst.
    wishes = {"a": ("x", "y"), "b": ("x",)}
    semester = market(wishes, ("x", "y"), tiers="generous,greedy", refusing=False, everyone="false")
    placement = maillage.place(semester)
    assert tiers_of(placement) == {"generous": (0, 2, 1, 1, 1), "greedy": (1, 1, 2, 1)}
    assert offers_of(placement) == {"a": "y", "b": "x"}


def test_many_ranks():
    # Fifteen students with the same fifteen wishes: one student at each rank, whatever is done.
    offers = [f"o{k:02}" for k in range(15)]
    wishes = {f"s{k:02}": offers for k in range(15)}
    for tier in ("greedy", "generous"):
        placement = maillage.place(market(wishes, offers, tiers=tier))
        (found,) = placement.tiers
        assert (found.value, found.gap) == (found.bound, 0)
        numbers = found.value[-30:]
        classes = range(1, 16) if tier == "greedy" else range(15, 0, -1)
        assert numbers == tuple(n for z in classes for n in (z, 1))


# -- against exhaustive search --------------------------------------------------------------

LISTS = (
    "greedy",
    "generous",
    "placed,greedy",
    "placed,generous",
    "floors,greedy,travel",
    "generous,greedy,balance",
    "worst_off,greedy,value",
)


def with_settings(tables: Tables, **values: str) -> Tables:
    """Return the tables with some settings instead of their own."""
    kept = [row for row in tables.get("settings", []) if row["key"] not in values]
    own = [{"key": key, "value": value} for key, value in values.items()]
    return {**tables, "settings": [*kept, *own]}


@many
@given(semesters(), st.sampled_from(LISTS))
def test_values_equal_exhaustive_search(tables: Tables, names: str) -> None:
    semester = to_semester(with_settings(tables, tiers=names))
    answer = exhaustive(semester)
    try:
        placement = maillage.place(semester)
    except maillage.CannotBeMet:
        assert answer.infeasible
        return
    first = placement.tiers[0].order  # later orders depend on which best placement was taken
    found = [(t.name, t.value) for t in placement.tiers if t.order == first]
    assert found == answer.tiers[first]
    assert all((t.bound, t.gap) == (t.value, 0) for t in placement.tiers)
    assert placement.status == "optimal"


@many
@given(semesters())
def test_generous_is_worst_off_all_the_way_down(tables: Tables) -> None:
    """Sparing the worst class, then the next one, is the same as the fewest in each."""
    both = [
        to_semester(with_settings(tables, tiers=tier, worst_off_depth="50"))
        for tier in ("generous", "worst_off")
    ]
    try:
        generous, worst_off = (maillage.place(semester) for semester in both)
    except maillage.CannotBeMet:
        return
    first = generous.tiers[0].order
    one, other = ([t.value for t in p.tiers if t.order == first] for p in (generous, worst_off))
    assert one == other


@many
@given(semesters(), st.sampled_from(LISTS))
def test_values_are_those_of_the_lines(tables: Tables, names: str) -> None:
    """Verification agrees, and the classes are those that are written in the summary."""
    semester = to_semester(with_settings(tables, tiers=names))
    try:
        placement = maillage.place(semester)
    except maillage.CannotBeMet:
        return
    lines = csv.DictReader(io.StringIO(placements_csv(rows_of(semester, placement))))
    told = summary(semester, placement)
    report = verify(semester, list(lines), told)
    assert report.ok, [str(violation) for violation in report.violations]
    last = placement.tiers[-1].order
    counted = Counter(as_read(told)["counts"]["by_wish_rank"])
    del counted["none"]
    for tier in placement.tiers:
        if tier.order == last and tier.name in ("greedy", "generous"):
            pairs = tier.value[1:] if tier.name == "generous" else tier.value
            assert counted == {str(z): n for z, n in zip(pairs[::2], pairs[1::2], strict=True)}


def as_read(told: Mapping[str, object]) -> dict[str, Any]:
    """Return a summary as it is read from its file."""
    content: dict[str, Any] = json.loads(json.dumps(told))
    return content


# -- tampered -------------------------------------------------------------------------------

TAMPERED = [
    ("greedy", {"value": [1, 3]}, "tier-value"),
    ("greedy", {"value": [1, 2, 2, 1], "bound": [1, 2, 2, 1]}, "tier-value"),
    ("greedy", {"value": [3, 1, 1, 2]}, "tier-value"),
    ("greedy", {"bound": [1, 1, 2, 9]}, "tier-bound"),
    ("greedy", {"bound": [1, 2, 2, 0]}, "tier-bound"),
    ("greedy", {"bound": [1, 2]}, "tier-bound"),
    ("greedy", {"bound": [0, 1, 2]}, "tier-bound"),
    ("greedy", {"bound": 3}, "tier-bound"),
    ("greedy", {"bound": ["off", "off"]}, "tier-bound"),
    ("greedy", {"bound": [1, 3]}, "tier-gap"),
    ("greedy", {"bound": [1, 2, 2, 1]}, "tier-gap"),
    ("greedy", {"bound": [1, 3], "gap": 0.3}, "optimal"),
    ("greedy", {"tolerance": 0.3}, "tolerance"),
    ("generous", {"value": [0, 2, 1, 1, 2]}, "tier-value"),
    ("generous", {"value": [0, 2, 2]}, "tier-value"),
    ("generous", {"bound": [0, 3, 1]}, "tier-bound"),
    ("generous", {"bound": [1, 2]}, "tier-bound"),
    ("generous", {"bound": [0, 2, 1, 1, 2]}, "tier-gap"),
]


@pytest.mark.parametrize(("tier", "change", "code"), TAMPERED)
def test_tampering_is_found(tier, change, code):
    semester = market(SPA, ("p1", "p2", "p3"), tiers=f"placed,{tier}")
    placement = maillage.place(semester)
    told = as_read(summary(semester, placement))
    lines = list(csv.DictReader(io.StringIO(placements_csv(rows_of(semester, placement)))))
    assert verify(semester, lines, told).ok
    told["tiers"][1].update(change)
    assert code in verify(semester, lines, told).codes


@pytest.mark.parametrize(
    "bound", [[1, 3], [1, 2, 2, 1], [1, 2, 3, 2], [1, 2, 3, 1, "off", 1], [1, 2, 2, 1, 3, 9]]
)
def test_a_bound_that_is_better_is_one(bound):
    semester = market(SPA, ("p1", "p2", "p3"))
    placement = maillage.place(semester)
    told = as_read(summary(semester, placement)) | {"status": "feasible"}
    told["tiers"][1].update(bound=bound, gap=0.5)
    assert not list(check_tiers(semester, told, {}, ()))
