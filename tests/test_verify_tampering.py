"""Each rule of `verify` rejects a result that breaks it: one tampering, or more, per rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from maillage.matching.verify import RULES

from .test_verify_market import Result

Tampering = Callable[[Result], Any]
SERIAL = {"lottery", "serial-order", "withheld", "denied"}
"""Tampered with in `test_verify_serial`."""
STABLE = {"acceptable", "blocking-pair"}
"""Tampered with in test_stable_semesters.py."""
REPAIRED = {"changes", "history", "moves"}
"""Tampered with in test_repair.py."""
FEES = {"fees-file", "fees-form", "fees-line", "fees-amount", "fees-total"}
"""Tampered with in test_fees.py."""

FORM: list[tuple[str, str, Tampering]] = [
    ("sorting", "students shuffled", lambda r: r.rows.reverse()),
    ("sorting", "parts exchanged", lambda r: r.rows.insert(0, r.rows.pop(1))),
    ("student", "a student left out", lambda r: r.rows.remove(r.line("s5"))),
    ("student", "a student invented", lambda r: r.line("s5").update(student_id="s55")),
    ("programme-id", "another programme", lambda r: r.line("s5").update(programme_id="N1")),
    ("status", "a lock hidden", lambda r: r.line("s3").update(status="placed")),
    ("status", "a lock invented", lambda r: r.line("s6").update(status="locked")),
    ("status", "an unknown word", lambda r: r.line("s6").update(status="perhaps")),
    ("unplaced-line", "minutes of nobody", lambda r: r.line("s5").update(minutes="3")),
    ("unplaced-line", "two lines", lambda r: r.rows.insert(8, dict(r.line("s5")))),
    ("reason", "an unknown reason", lambda r: r.line("s5").update(reason="because")),
    ("reason", "no reason", lambda r: r.line("s5").update(reason="")),
    ("reason", "link without a link", lambda r: r.line("s5").update(reason="link")),
    ("reason", "withheld, not serial", lambda r: r.line("s5").update(reason="withheld")),
    ("reason", "a reason though placed", lambda r: r.line("s6").update(reason="no-bundle")),
    ("same-lines", "two wish ranks", lambda r: r.line("s1", 2).update(wish_rank="1")),
    ("part-order", "numbered 1, 3", lambda r: r.line("s1", 2).update(part="3")),
    ("part-order", "numbered a, b", lambda r: r.line("s1", 2).update(part="b")),
    ("part-order", "by half-day", lambda r: r.line("s1").update(half_days="wed_am wed_pm")),
    ("reference", "an unknown supervisor", lambda r: r.line("s6").update(supervisor_id="Z")),
    ("reference", "an unknown site", lambda r: r.line("s6").update(site_id="Z")),
    ("reference", "an unknown offer", lambda r: r.line("s6").update(offer_id="Z")),
    ("reference", "housed nowhere", lambda r: r.line("s6").update(housed="Z")),
    ("half-days", "not in order", lambda r: r.line("s6").update(half_days="mon_pm mon_am")),
    ("half-days", "no such name", lambda r: r.line("s6").update(half_days="mon_am sun_am")),
    ("half-days", "one twice", lambda r: r.line("s6").update(half_days="mon_am mon_am")),
    ("half-days", "none", lambda r: r.line("s6").update(half_days="")),
    ("half-day-count", "3 of 2", lambda r: r.line("s6").update(half_day_count="3")),
    ("territory", "another territory", lambda r: r.line("s6").update(territory_id="T2")),
    ("weeks", "weeks invented", lambda r: r.line("s6").update(weeks="1-3")),
    ("weeks", "an offer's weeks", lambda r: r.line("s4", 2).update(weeks="14-27")),
    ("minutes", "nearer than it is", lambda r: r.line("s1").update(minutes="9")),
    ("minutes", "rounded down", lambda r: r.line("s1", 2).update(minutes="12")),
    ("wish-rank", "better than it is", lambda r: r.line("s7").update(wish_rank="1")),
    ("wish-rank", "a rank without wishes", lambda r: r.line("s6").update(wish_rank="1")),
]

ONE_STUDENT: list[tuple[str, str, Tampering]] = [
    ("offer", "no offer", lambda r: [row.update(offer_id="") for row in r.rows[5:7]]),
    ("offer", "an offer where none is", lambda r: r.line("s6").update(offer_id="O1")),
    ("offer", "a part left out", lambda r: r.rows.remove(r.line("s4", 2))),
    ("offer", "a fixed part moved", lambda r: r.move("s4", 1, "A L1 T1", "wed_am wed_pm")),
    ("offer", "a part too long", lambda r: r.move("s4", 2, "B C1 T1", "fri_am")),
    ("offer", "of another programme", lambda r: r.change("offers", "O1", programme_id="N1")),
    ("closed", "the offer closed", lambda r: r.change("offers", "O1", open=False)),
    ("programme", "does not take it", lambda r: r.move("s8", 2, "G L2 T2")),
    ("accreditation", "ends a month early", lambda r: r.move("s8", 1, "H C2 T2")),
    ("presence", "not there", lambda r: r.move("s6", 1, "F C3 T3", "sat_am")),
    ("presence", "at another site", lambda r: r.move("s6", 1, "F C2 T2")),
    ("presence", "reachable only", lambda r: r.move("s1", 2, "B C1 T1", "fri_am fri_pm")),
    ("total", "one half-day short", lambda r: r.move("s6", 1, "F C3 T3", "mon_am")),
    ("parts", "too many supervisors", lambda r: r.change("programmes", "EXT", max_parts=1)),
    ("parts", "too few supervisors", lambda r: r.change("programmes", "EXT", min_parts=2)),
    ("parts", "one part cut in two", lambda r: _cut(r)),
    ("sites", "too many sites", lambda r: r.change("programmes", "EXT", max_sites=1)),
    ("sites", "too few sites", lambda r: r.change("programmes", "EXT", min_sites=2)),
    ("mix", "no centre", lambda r: r.move("s2", 2, "G L2 T2")),
    ("mix", "no private practice", lambda r: r.move("s2", 1, "H C2 T2")),
    ("min-part", "a part of one", lambda r: r.move("s1", 2, "B C1 T1", "tue_am")),
    ("whole-days", "a day in two", lambda r: r.move("s1", 1, "A L1 T1", "mon_am wed_pm")),
    ("whole-days", "of a chosen part", lambda r: r.move("s4", 2, "B C1 T1", "fri_am wed_am")),
    ("run-days", "two running", lambda r: r.move("s1", 2, "B C1 T1", "tue_am wed_am")),
    ("between-parts", "55 km apart", lambda r: r.move("s1", 2, "F C3 T3")),
    ("noon", "50 km at noon", lambda r: r.move("s8", 2, "F C3 T3")),
    ("half-day-twice", "at two places", lambda r: r.move("s8", 2, "D L2 T2", "fri_am")),
    ("conflict", "with a supervisor", lambda r: r.move("s1", 2, "E C2 T2")),
    ("conflict", "with a site", lambda r: r.move("s1", 2, "F C3 T3")),
    ("refused", "a refused supervisor", lambda r: r.move("s6", 1, "E C2 T2")),
    ("no-repeat", "the last supervisor", lambda r: r.move("s2", 2, "B C1 T1")),
    ("no-repeat", "the last site", lambda r: _same_site_again(r)),
    ("shortage-only", "out of the zone", lambda r: r.move("s8", 2, "F C3 T3")),
    ("distance", "too far, not housed", lambda r: _house(r, "s2", "")),
    ("distance", "too far", lambda r: r.change("students", "s1", max_minutes=12.5)),
    ("housing", "housed elsewhere", lambda r: _house(r, "s2", "C3")),
    ("housing", "housed without need", lambda r: _house(r, "s1", "L1")),
    ("housing", "housed though near", lambda r: r.change("students", "s2", max_minutes=50)),
    ("housing", "locked and housed", lambda r: _house(r, "s3", "L2")),
    ("lock", "other supervisors", lambda r: r.move("s3", 1, "E C2 T2")),
    ("lock", "other half-days", lambda r: r.move("s3", 1, "D L2 T2", "thu_am thu_pm")),
    ("lock", "not placed", lambda r: _unplace(r, "s3")),
    ("lock", "another offer", lambda r: _lock_to_offer(r)),
]

TOGETHER: list[tuple[str, str, Tampering]] = [
    ("link", "parted", lambda r: r.move("s7", 1, "E C2 T2")),
    ("link", "one of them unplaced", lambda r: _unplace(r, "s7")),
    ("at-once", "two at once", lambda r: r.move("s7", 1, "F C3 T3", "mon_am mon_pm")),
    ("max-students", "one too many", lambda r: r.place_s5("D L2 T2", "thu_am thu_pm")),
    ("limits", "of one programme", lambda r: r.place_s5("F C3 T3", "wed_am wed_pm")),
    ("room", "no room", lambda r: r.change("sites", "C1", rooms=0)),
    ("seats", "no seat", lambda r: r.change("offers", "O1", seats=0)),
    ("min-if-open", "too few", lambda r: r.change("offers", "O1", min_if_open=2)),
    ("housing-places", "no bed", lambda r: r.change("sites", "L2", housing_places=0)),
    ("quota-min", "one centre less", lambda r: r.move("s6", 1, "D L2 T2", "thu_am thu_pm")),
    ("quota-max", "two half-days more", lambda r: r.place_s5("F C3 T3", "wed_am wed_pm")),
    ("quota-max", "beside a lock", lambda r: _only_the_lock_at_l2(r)),
]

SUMMARY: list[tuple[str, str, Tampering]] = [
    ("summary", "format", lambda r: r.summary.update(format_version=2)),
    ("summary", "version", lambda r: r.summary.pop("program_version")),
    ("summary", "status", lambda r: r.summary.update(status="perfect")),
    ("summary", "softened", lambda r: r.summary.update(softened=["Q9"])),
    ("summary", "options", lambda r: r.summary.update(options=["gap"])),
    ("summary", "marked without a place", lambda r: _say_marked(r, "s1", [])),
    ("marked", "a place that is not had", lambda r: _say_marked(r, "s1", [("m9", "X", "sat_am")])),
    ("marked", "a student of nowhere", lambda r: _say_marked(r, "s99", [("m9", "X", "sat_am")])),
    ("semester", "another", lambda r: r.summary.update(semester="2027-11")),
    ("fingerprint", "changed", lambda r: r.summary["input_sha256"].update(wishes="0" * 64)),
    ("fingerprint", "left out", lambda r: r.summary["input_sha256"].pop("wishes")),
    ("fingerprint", "none", lambda r: r.summary.pop("input_sha256")),
    ("mechanisms", "another", lambda r: r.summary["mechanisms"].update(N1="serial")),
    ("seed", "another", lambda r: r.summary.update(seed=7)),
    ("counts", "none", lambda r: r.summary.pop("counts")),
    *(
        ("counts", key, lambda r, key=key: r.summary["counts"].update({key: 3}))
        for key in ("students", "placed", "unplaced", "locked", "by_zone", "by_setting")
    ),
    ("counts", "a rank", lambda r: r.summary["counts"]["by_wish_rank"].update({"1": 4})),
    ("counts", "a zone", lambda r: r.summary["counts"]["by_zone"].update(ZIP=3)),
    ("counts", "a setting", lambda r: r.summary["counts"]["by_setting"].pop("mixed")),
    ("counts", "a programme", lambda r: r.summary["counts"]["by_programme"].pop("SAS")),
    ("needs", "no object", lambda r: r.summary.update(needs=[])),
    ("needs", "a profession more", lambda r: r.summary["needs"].update(nurse={})),
    ("needs", "no territories", lambda r: r.summary["needs"].update(gp={"counts": {}})),
    ("needs", "a territory left out", lambda r: _needs(r).pop("T3")),
    ("needs", "a territory more", lambda r: _needs(r).update(T9={"need": 0, "source": "none"})),
    ("needs", "another need", lambda r: _needs(r)["T1"].update(need=0.91)),
    ("needs", "another source", lambda r: _needs(r)["T2"].update(source="apl")),
    ("needs", "another zone", lambda r: _needs(r)["T2"].update(zone="ZIP")),
    ("needs", "another part", lambda r: _needs(r)["T2"].update(shortage=0.41)),
    ("needs", "a part left out", lambda r: _needs(r)["T2"].pop("apl")),
    ("needs", "a part more", lambda r: _needs(r)["T3"].update(accessibility=3.0)),
    ("needs", "true for one", lambda r: _needs(r)["T3"].update(need=False)),
    ("needs", "no territory", lambda r: _needs(r).update(T1=0.9)),
    ("needs", "counts", lambda r: r.summary["needs"]["gp"]["counts"].update(zone=2)),
    ("needs", "supply", lambda r: r.summary["needs"]["gp"].update(supply="gp_fte")),
    ("tiers", "none", lambda r: r.summary.update(tiers=[])),
    ("tiers", "left out", lambda r: r.summary["tiers"].pop(2)),
    ("tiers", "exchanged", lambda r: r.summary["tiers"].reverse()),
    ("tiers", "another order", lambda r: r.tier("value").update(order=1)),
    ("tiers", "not a list", lambda r: r.summary.update(tiers={"value": 1})),
    *(
        ("tier-value", name, lambda r, name=name, value=value: r.tier(name).update(value=value))
        for name, value in (
            ("placed", 8),
            ("floors", 1),
            ("worst_off", [0, "off", 1]),
            ("worst_off", [1, 3, 1]),
            ("value", 7_550_001),
            ("travel", 343),
            ("balance", 24),
            ("balance", "25"),
        )
    ),
    ("tier-bound", "placed", lambda r: r.tier("placed").update(bound=6)),
    ("tier-bound", "floors", lambda r: r.tier("floors").update(bound=3)),
    ("tier-bound", "worst_off", lambda r: r.tier("worst_off").update(bound=[2, 1, 1])),
    ("tier-bound", "no number", lambda r: r.tier("travel").update(bound=None)),
    ("tier-gap", "said to be 0", lambda r: r.tier("value").update(bound=7_550_001)),
    ("tier-gap", "too small", lambda r: r.tier("value").update(bound=8_000_000, gap=0.01)),
    ("tier-gap", "negative", lambda r: r.tier("value").update(gap=-1)),
    ("tolerance", "wider", lambda r: r.tier("value").update(tolerance=0.5)),
    ("tolerance", "not a number", lambda r: r.tier("value").update(tolerance="0")),
    ("optimal", "gap beyond", lambda r: r.tier("travel").update(bound=300, gap=0.15)),
]

ALL = [*FORM, *ONE_STUDENT, *TOGETHER, *SUMMARY]
FILES = {"file", "columns", "summary-file"}
"""Rules on the files themselves, broken in `test_verify_files`."""


def _cut(result: Result) -> None:
    """Write one part of s6 as two."""
    second = dict(result.line("s6"), part="2", half_days="mon_pm", half_day_count="1")
    result.move("s6", 1, "F C3 T3", "mon_am")
    result.rows.insert(result.rows.index(result.line("s6")) + 1, second)


def _same_site_again(result: Result) -> None:
    result.change("programmes", "N1", no_repeat="site")
    result.move("s2", 2, "B C1 T1")


def _house(result: Result, student_id: str, site_id: str) -> None:
    for row in result.rows:
        if row["student_id"] == student_id:
            row["housed"] = site_id


def _unplace(result: Result, student_id: str) -> None:
    line = result.line(student_id)
    line.update(dict.fromkeys(list(line)[3:], ""), status="unplaced", reason="no-capacity")


def _only_the_lock_at_l2(result: Result) -> None:
    """Allow no extern at L2: the locked one stays, the other may not add to the excess."""
    result.change("quotas", "Q5", scope="site", values=("L2",))


def _lock_to_offer(result: Result) -> None:
    lock = replace(result.semester.locks[0], offer_id="O1")
    result.semester = replace(result.semester, locks=(lock,))


def _needs(result: Result) -> dict[str, Any]:
    territories: dict[str, Any] = result.summary["needs"]["gp"]["territories"]
    return territories


def _say_marked(result: Result, student: str, parts: list[tuple[str, str, str]]) -> None:
    names = ("supervisor_id", "site_id", "half_days")
    listed = [dict(zip(names, part, strict=True)) for part in parts]
    place = {"student_id": student, "offer_id": None, "housed": None, "parts": listed}
    result.summary["marked"] = {"file": "p.xlsx", "sha256": "", "places": [place]}


@pytest.mark.parametrize(
    ("code", "tampering"),
    [pytest.param(code, tampering, id=f"{code}: {name}") for code, name, tampering in ALL],
)
def test_a_tampered_result_is_rejected(code: str, tampering: Tampering, tmp_path: Path) -> None:
    result = Result.correct()
    tampering(result)
    report = result.verify(tmp_path)
    assert not report.ok
    assert code in report.codes, report.summary
    assert code in report.summary


def test_a_lock_may_exceed_a_hard_maximum(tmp_path: Path) -> None:
    result = Result.correct()
    _only_the_lock_at_l2(result)
    assert "quota-max" in result.verify(tmp_path).codes
    result.rows.remove(result.line("s8", 2))
    _unplace(result, "s8")
    assert "quota-max" not in result.verify(tmp_path).codes


def test_every_rule_has_a_tampering() -> None:
    assert {code for code, _, _ in ALL} | FILES | SERIAL | STABLE | REPAIRED | FEES == set(RULES)
