"""Choices by rank that `verify` must refuse: each rule with a tampering, or more."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from maillage.matching.outputs.placement_rows import rows_of
from maillage.matching.outputs.placements_csv import placements_csv
from maillage.matching.outputs.summary import summary_json
from maillage.matching.placement import place
from maillage.matching.verify import Report, verify

from .strategies import to_semester
from .test_serial import NOBODY_WANTS, offers_semester

Tampering = Callable[[dict[str, Any]], object]

SEMESTER = to_semester(offers_semester({"a": "A", "b": "AB"}, offers=NOBODY_WANTS))
FREE = to_semester(
    offers_semester({"a": "AB", "b": "BA"}, offers={"A": {}, "B": {"seats": "2"}, "C": {}})
)


def verified(semester: Any, tampering: Tampering, exchange: tuple[str, str] = ("", "")) -> Report:
    """Verify a choice after changing its summary, and who has which offer."""
    placement = place(semester)
    lines = list(csv.DictReader(io.StringIO(placements_csv(rows_of(semester, placement)))))
    by_student = {line["student_id"]: line for line in lines}
    if exchange[0]:
        student, offer = exchange
        rank = {"A": "1", "B": "2", "C": "3"} if student == "a" else {"A": "2", "B": "1", "C": "3"}
        by_student[student] |= {
            "offer_id": offer,
            "supervisor_id": f"M{offer}",
            "wish_rank": rank[offer],
        }
    summary = json.loads(summary_json(semester, placement))
    tampering(summary)
    return verify(semester, lines, summary)


def test_the_choice_as_it_was_made() -> None:
    report = verified(SEMESTER, lambda _: None)
    assert report.ok, report.violations
    assert report.notes == ()


TAMPERINGS: list[tuple[str, Tampering]] = [
    ("lottery", lambda s: s["lottery"].reverse()),
    ("lottery", lambda s: s.pop("lottery")),
    ("serial-order", lambda s: s["serial_order"][0].reverse()),
    ("serial-order", lambda s: s["serial_order"].append([])),
    ("withheld", lambda s: s["withheld"][0].update(requirement="min_seats:Q")),
    ("withheld", lambda s: s["withheld"][0].update(requirement="a feeling")),
    ("withheld", lambda s: s["withheld"][0].update(student_id="nobody")),
    ("withheld", lambda s: s["withheld"].append({**s["withheld"][0], "target": "Z"})),
    ("withheld", lambda s: s["withheld"].append({**s["withheld"][0], "target": "A"})),
    ("withheld", lambda s: s["withheld"].append({**s["withheld"][0], "student_id": "a"})),
    ("withheld", lambda s: s["withheld"][0].update(requirement="min_seats:A")),
]


@pytest.mark.parametrize(("code", "tampering"), TAMPERINGS)
def test_what_the_summary_says_is_drawn_and_sorted_again(code: str, tampering: Tampering) -> None:
    semester = to_semester(offers_semester({"a": "AB", "b": "AB"}, offers=NOBODY_WANTS))
    assert code in verified(semester, tampering).codes


@pytest.mark.parametrize("exchange", [("a", "C"), ("a", "B"), ("b", "C")])
def test_nobody_is_denied_what_is_free(exchange: tuple[str, str]) -> None:
    assert "denied" in verified(FREE, lambda _: None, exchange).codes


def test_a_withheld_pick_left_out_is_a_denial() -> None:
    semester = to_semester(offers_semester({"a": "AB", "b": "AB"}, offers=NOBODY_WANTS))
    assert "denied" in verified(semester, lambda s: s.update(withheld=[])).codes
