"""placements.csv, reasons.csv and summary.json, to the byte; reading back; the DataFrame."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import maillage
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.frames import frame_of, to_frame
from maillage.matching.machine import machine
from maillage.matching.outputs.decimals import decimal_text
from maillage.matching.outputs.placement_rows import PlacementRow, rows_of
from maillage.matching.outputs.placements_csv import placements_csv, read_placements
from maillage.matching.outputs.plain_settings import plain_settings
from maillage.matching.outputs.reasons_csv import read_reasons, reasons_csv
from maillage.matching.outputs.summary import summary_json
from maillage.matching.reason_texts import AS_GOOD, COST_TEXTS, with_moved
from maillage.matching.result import PlacedPart, Refusal, TierResult
from maillage.matching.tables.findings import InputError
from outputs_example import PLACEMENT, SEMESTER

PLACEMENTS_CSV = """\
student_id,programme_id,status,offer_id,wish_rank,part,supervisor_id,site_id,territory_id,\
half_days,half_day_count,weeks,minutes,housed,reason
A1,N1,placed,,1.5,1,M1,CAB,93005,tue_am tue_pm wed_am wed_pm,4,,12,,
A1,N1,placed,,1.5,2,M2,CDS,94028,thu_am thu_pm fri_am fri_pm,4,,31,,
A2,N1,unplaced,,,,,,,,,,,,no-capacity
A3,EXT,locked,O1,,1,M1,CAB,93005,mon_am mon_pm,2,1-13,8,,
A4,KINE,placed,,3,1,M3,KIN,91228,mon_am mon_pm,2,,70,KIN,
A5,KINE,placed,,2,1,M3,KIN,91228,mon_am sat_am,2,,5,,
A6,EXT,placed,O1,1,1,M1,CAB,93005,mon_am mon_pm,2,1-13,25,,
"""

REASONS_CSV = """\
student_id,target,wish_rank,code,tier,low,high,proof,text,moved
A4,M1,1,not-eligible,,,,accreditation,M1 is not accredited.,
A5,93005,1,not-eligible,,,,distance,'=cmd: no supervisor there.,
"""


def test_placements_csv_to_the_byte():
    assert placements_csv(rows_of(SEMESTER, PLACEMENT)) == PLACEMENTS_CSV


def test_the_order_in_which_students_are_given_does_not_matter():
    shuffled = replace(PLACEMENT, students=PLACEMENT.students[::-1])
    assert placements_csv(rows_of(SEMESTER, shuffled)) == PLACEMENTS_CSV


def test_parts_of_the_same_first_half_day_follow_their_supervisors():
    halves = tuple(PlacedPart(s, "CAB", (4, 0), w, 1) for s, w in (("M3", "1-13"), ("M1", "14-26")))
    student = replace(PLACEMENT.students[0], parts=halves)
    rows = rows_of(SEMESTER, replace(PLACEMENT, students=(student,)))
    assert [(r.part, r.supervisor_id, r.half_days) for r in rows] == [
        (1, "M1", (0, 4)),
        (2, "M3", (0, 4)),
    ]


def test_reasons_csv_to_the_byte_without_formulas():
    assert reasons_csv(PLACEMENT.refusals) == REASONS_CSV


def test_reasons_are_read_back_with_and_without_the_last_column(tmp_path: Path):
    path = tmp_path / "reasons.csv"
    told = (
        Refusal(
            "A1",
            "M3",
            1,
            "costs",
            with_moved(COST_TEXTS["travel"], "4"),
            "travel",
            "1",
            "2",
            "interval",
            moved="4",
        ),
        Refusal("A2", "M3", 1, "lottery", AS_GOOD, proof="exact", moved="0"),
    )
    path.write_text(reasons_csv(told), encoding="utf-8")
    assert read_reasons(path) == told
    lines = reasons_csv(told).splitlines()
    path.write_text("".join(line.rpartition(",")[0] + "\n" for line in lines), encoding="utf-8")
    assert read_reasons(path) == tuple(replace(one, moved="") for one in told)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1), "1"),
        (Fraction(10), "10"),
        (Fraction(3, 2), "1.5"),
        (Fraction(4, 3), "1.333333"),
        (Fraction(5, 3), "1.666667"),
        (Fraction(1, 2_000_000), "0.000001"),
        (Fraction(1_999_999_5, 10_000_000), "2"),
        (Fraction(0), "0"),
    ],
)
def test_decimals_are_exact_and_half_up(value, text):
    assert decimal_text(value) == text


def test_placements_are_read_back(tmp_path: Path):
    path = tmp_path / "placements.csv"
    path.write_text(PLACEMENTS_CSV, encoding="utf-8")
    assert list(read_placements(path)) == rows_of(SEMESTER, PLACEMENT)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), min_size=1)


@given(st.builds(PlacementRow, TEXT, TEXT, TEXT, TEXT, weeks=TEXT, supervisor_id=TEXT))
def test_any_identifier_survives_writing_and_reading(tmp_path_factory, row: PlacementRow):
    path = tmp_path_factory.mktemp("rows") / "placements.csv"
    path.write_bytes(placements_csv([row]).encode())
    assert read_placements(path) == (row,)


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        (",1.5,1,", ",1.5,one,", "placements.csv:2", "part 'one' is not a whole number."),
        (",1.5,2,", ",best,2,", "placements.csv:3", "wish_rank 'best' is not a number."),
        ("sat_am", "sat_pm", "placements.csv:7", "half_days: 'sat_pm' is not a half-day."),
        ("student_id,", "student,", "placements.csv:1", "column missing: student_id"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_line(tmp_path: Path, old, new, where, said):
    path = tmp_path / "placements.csv"
    path.write_text(PLACEMENTS_CSV.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_placements(path)
    finding = caught.value.findings[0]
    assert (finding.where, finding.message) == (where, said)


def test_a_missing_or_binary_file_is_said_so(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be read"):
        read_placements(tmp_path / "placements.csv")
    (tmp_path / "placements.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        read_placements(tmp_path / "placements.csv")


def test_the_settings_and_the_machine_of_a_summary():
    """What a replay compares: plain values, and the versions of what computes."""
    found = json.loads(summary_json(SEMESTER, PLACEMENT))
    assert found["settings"].keys() == type(SEMESTER.settings).model_fields.keys()
    some = {name: found["settings"][name] for name in ("detour", "car_kmh", "campus", "reserve")}
    assert some == {"detour": 1.3, "car_kmh": 40, "campus": None, "reserve": True}
    assert found["machine"].keys() >= {"system", "processor", "numpy", "scipy", "ortools"}
    assert found["machine"]["numpy"] == np.__version__


def test_summary_json_whole():
    assert json.loads(summary_json(SEMESTER, PLACEMENT)) == {
        "format_version": 1,
        "semester": "2027-05",
        "input_sha256": {"students": "aa", "wishes": "bb"},
        "program_version": maillage.__version__,
        "machine": machine(),
        "settings": plain_settings(SEMESTER.settings),
        "seed": 7,
        "mechanisms": {"EXT": "optimal", "KINE": "optimal", "N1": "optimal"},
        "options": {},
        "status": "optimal",
        "tiers": [
            {"name": n, "order": None, "value": v, "bound": b, "gap": g, "tolerance": t}
            for n, v, b, g, t in (
                ("placed", 5, 5, 0.0, 0.0),
                ("worst_off", [1, "off", 1], [1, "off", 1], 0.0, 0.0),
                ("value", 1_234_567_890, 1_234_567_890, 0.0, 0.0),
                ("travel", 1300, 1299, 1 / 1300, 0.01),
            )
        ],
        "counts": {
            "students": 6,
            "placed": 5,
            "unplaced": 1,
            "locked": 1,
            # A1 1.5; A4 off; A5 has too short a list; A3 only refused rows, so no wishes
            "by_wish_rank": {"1": 1, "2": 2, "off": 1, "none": 1},
            # the zone of the student's profession, in force on the first day
            "by_zone": {"ZIP": 3, "ZAC": 3},
            "by_setting": {"liberal": 4, "centre": 0, "mixed": 1},
            "by_programme": {
                "EXT": {"students": 2, "placed": 2},
                "KINE": {"students": 2, "placed": 2},
                "N1": {"students": 2, "placed": 1},
            },
        },
        "needs": {
            "gp": {
                "counts": {"zone": 2, "none": 1},
                "territories": {
                    "91228": {"need": 0, "source": "none"},
                    "93005": {"need": 0.8, "source": "zone", "zone": "ZIP", "floor": 0.8},
                    "94028": {"need": 0.5, "source": "zone", "zone": "ZAC", "floor": 0.5},
                },
            },
            "physio": {
                "counts": {"zone": 1, "none": 2},
                "territories": {
                    "91228": {"need": 0.5, "source": "zone", "zone": "ZAC", "floor": 0.5},
                    "93005": {"need": 0, "source": "none"},
                    "94028": {"need": 0, "source": "none"},
                },
            },
        },
        "kept": [],
        "softened": [],
        "notes": ["A note."],
        "lottery": [],
        "serial_order": [],
        "withheld": [],
        "blocking_pairs": [],
        "seconds": {"read": 0.123, "solve": 1.0},
        "peak_mb": 123.5,
    }


def test_classes_and_zones_come_best_first_with_the_rest_last():
    text = summary_json(SEMESTER, PLACEMENT)
    counts = json.loads(text)["counts"]
    assert list(counts["by_wish_rank"]) == ["1", "2", "off", "none"]
    assert list(counts["by_zone"]) == ["ZIP", "ZAC"]


def test_a_wish_for_the_territory_or_the_offer_keeps_a_placement_on_the_list():
    by_territory = replace(PLACEMENT.students[4], programme_id="N1", wish_rank=Fraction(1))
    elsewhere = replace(by_territory, parts=(PlacedPart("M1", "CAB", (0, 1), "", 5),))
    result = replace(PLACEMENT, students=(elsewhere, PLACEMENT.students[5]))
    counts = json.loads(summary_json(SEMESTER, result))["counts"]
    assert counts["by_wish_rank"] == {"1": 2}


def test_without_zone_and_without_bound():
    away = replace(PLACEMENT.students[5], parts=(PlacedPart("M3", "KIN", (0, 1), "", 1),))
    endless = TierResult("travel", 1, 3, 0, float("inf"), 0.0)
    result = replace(PLACEMENT, students=(away,), tiers=(endless,))
    content = json.loads(summary_json(SEMESTER, result))
    assert content["counts"]["by_zone"] == {"none": 1}  # zoned for physiotherapy only
    assert content["tiers"][0]["gap"] is None
    assert content["tiers"][0]["order"] == 1


def test_frame_has_the_columns_of_the_file_and_numbers_as_numbers(tmp_path: Path):
    frame = to_frame(PLACEMENT, SEMESTER)
    assert ",".join(frame.columns) == PLACEMENTS_CSV.splitlines()[0]
    assert len(frame) == 7
    assert frame["minutes"].sum() == 12 + 31 + 8 + 70 + 5 + 25
    assert frame["wish_rank"].max() == 3.0
    assert frame.loc[2, "reason"] == "no-capacity"
    assert frame["offer_id"].isna().sum() == 5
    path = tmp_path / "placements.csv"
    path.write_text(PLACEMENTS_CSV, encoding="utf-8")
    assert frame_of(read_placements(path)).equals(frame)


def test_a_frame_of_nobody_keeps_its_columns():
    frame = to_frame(replace(PLACEMENT, students=()), SEMESTER)
    assert len(frame) == 0
    assert str(frame["part"].dtype) == "Int64"
