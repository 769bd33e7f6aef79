"""What placements pay: against a plain computation, day by day; by example; and what is refused."""

import calendar
import csv
import io
import json
import math
import tempfile
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.demonstration import demonstration_tables
from maillage.matching.fees.cents import whole_cents
from maillage.matching.fees.payments import payments
from maillage.matching.outputs.directory import result_files, write_results
from maillage.matching.outputs.fees_csv import fees_csv
from maillage.matching.outputs.placement_rows import rows_of
from maillage.matching.outputs.placements_csv import placements_csv
from maillage.matching.outputs.summary import summary_json
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.reading import read_rows
from maillage.matching.verify import RULES, verify
from openpyxl import load_workbook

from .fees_example import CAMPUS, DAYS, HOME, PLACES, WEEKS, add_student, placed, semesters, tables


def lines_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def km(a, b):
    (x, y), (u, v) = (tuple(map(math.radians, point)) for point in (a, b))
    cosine = math.sin(x) * math.sin(u) + math.cos(x) * math.cos(u) * math.cos(y - v)
    return 6371.0088 * math.acos(min(1, cosine))


def holds(fee, programme, host):
    """Say whether a fee holds at a supervisor of the example."""
    territory = f"T{host}"
    seen = {
        "zone": {"T1": "ZIP", "T2": "ZAC", "T3": ""}[territory],
        "qpv": "true" if host == 1 else "false",
        "site": f"S{host}",
        "setting": "liberal" if host < 3 else "centre",
        "department": "37" if host == 3 else "86",
        "territory": territory,
    }
    if fee["programme_id"] and fee["programme_id"] != programme:
        return False
    if fee["scope"] and seen[fee["scope"]] not in fee["value"].split(", "):
        return False
    if fee["min_km_home"] and km(HOME, PLACES[territory]) < fee["min_km_home"]:
        return False
    return not (fee["min_km_campus"] and km(CAMPUS, PLACES[territory]) < fee["min_km_campus"])


def effective(fees, programme, parts, there, in_force):
    """Return the hosts that each fee pays for; ``there`` are positions of parts."""
    found = {}
    for fee in fees:  # replacers come first in the example
        others = [f for f in fees if fee["fee_id"] in f["excludes"].split(", ")]
        taken = {host for f in others for host in found[f["fee_id"]]}
        own = [k for k in there if in_force(fee) and holds(fee, programme, parts[k][0])]
        if fee["payee"] == "student" and taken:
            own = []
        elif fee["payee"] == "supervisor":
            own = [k for k in own if k not in taken]
        found[fee["fee_id"]] = own
    return found


def expected(made, number):
    """Return what a student's placement pays: (fee, supervisor) to an exact amount."""
    programme = made["students"][number]["programme_id"]
    parts = [
        (int(line["supervisor_id"][1]), len(line["half_days"].split()), WEEKS[line["weeks"]])
        for line in made["offer_parts"]
        if line["offer_id"] == f"O{number}"
    ]
    on = {day: [k for k, p in enumerate(parts) if n // 7 + 1 in p[2]] for n, day in enumerate(DAYS)}
    begin = next(day for day in DAYS if on[day])

    def dated(fee, day):
        day = begin if fee["period"] in ("", "once") else day
        return not (fee["start"] and day < fee["start"]) and not (fee["end"] and day > fee["end"])

    paid, known = defaultdict(Fraction), {}
    for fee in made["fees"]:
        name, amount = fee["fee_id"], Fraction(fee["amount"])
        size = [count for _, count, _ in parts]
        rounds = [(day, on[day], size) for day in DAYS]
        if fee["period"] in ("", "once"):
            weight = [n * sum(k in on[day] for day in DAYS) for k, n in enumerate(size)]
            rounds = [(begin, list(range(len(parts))), weight)]
        for day, there, weight in rounds:
            key = (*there, *(dated(f, day) for f in made["fees"]))
            if key not in known:
                known[key] = effective(
                    made["fees"], programme, parts, there, lambda f, day=day: dated(f, day)
                )
            own = known[key][name]
            for k in own:
                among = there if fee["shared"] else own if fee["payee"] == "student" else [k]
                part = Fraction(weight[k], sum(weight[j] for j in among))
                if fee["period"] in ("month", "year"):
                    part /= calendar.monthrange(day.year, day.month)[1]
                    part /= 12 if fee["period"] == "year" else 1
                paid[name, f"M{parts[k][0]}"] += part * amount
    return dict(paid)


@given(semesters())
def test_as_by_a_plain_computation_and_by_verify(made):
    semester, placement = placed(made)
    text = fees_csv(payments(semester, placement))
    assert verify_text(semester, placement, text) == []
    found = lines_of(text)
    for number, student in enumerate(made["students"]):
        exact = expected(made, number)
        own = {
            (line["fee_id"], line["supervisor_id"]): line
            for line in found
            if line["student_id"] == student["student_id"]
        }
        assert own.keys() == exact.keys()
        groups = defaultdict(list)
        for key, amount in exact.items():
            cents = round(float(own[key]["amount_eur"]) * 100)
            assert abs(cents - amount * 100) < 1
            fee = next(f for f in made["fees"] if f["fee_id"] == key[0])
            together = fee["payee"] == "student" or fee["shared"]
            groups[key[0] if together else key].append((cents, amount * 100))
        for group in groups.values():
            whole = sum((amount for _, amount in group), Fraction())
            assert sum(cents for cents, _ in group) == math.floor(whole + Fraction(1, 2))


def verify_text(semester, placement, text, change=lambda summary: None):
    """Return the fee rules that a result with this ``fees.csv`` breaks."""
    with tempfile.TemporaryDirectory() as folder:
        paid = payments(semester, placement)
        summary = json.loads(summary_json(semester, placement, paid))
        change(summary)
        lines = placements_csv(rows_of(semester, placement))
        Path(folder, "placements.csv").write_text(lines, encoding="utf-8")
        Path(folder, "summary.json").write_text(json.dumps(summary))
        if text is not None:
            Path(folder, "fees.csv").write_text(text, encoding="utf-8")
        report = verify(semester, folder)
    return [v.code for v in report.violations if v.code.startswith("fees-")]


@given(st.lists(st.fractions(min_value=0, max_value=1000), min_size=1, max_size=6))
def test_cents_add_up(amounts):
    cents = whole_cents(amounts)
    assert sum(cents) == math.floor(sum(amounts) * 100 + Fraction(1, 2))
    assert all(abs(got - exact * 100) < 1 for got, exact in zip(cents, amounts, strict=True))


def one(fees, parts, programme="A"):
    """Return the lines of one student's placement."""
    made = tables()
    add_student(made, programme, parts)
    made["fees"] = [{"name": "Barème", **fee} for fee in fees]
    semester, placement = placed(made)
    return lines_of(fees_csv(payments(semester, placement)))


def amounts(lines):
    return [(line["payee_id"], line["amount_eur"]) for line in lines]


def fee(payee="supervisor", amount=600, period="month", **cells):
    return {"fee_id": "F", "payee": payee, "amount": amount, "period": period, **cells}


HALVES = [(1, [0, 1, 2], ""), (2, [4], "")]
THIRDS = [(1, [0], ""), (2, [2], ""), (3, [4], "")]


def test_a_shared_fee_goes_by_half_days():
    lines = one([fee(shared="half_days")], HALVES)
    assert amounts(lines) == [("M1", "2700.00"), ("M2", "900.00")]
    assert [line["share"] for line in lines] == ["0.75", "0.25"]
    assert {line["months"] for line in lines} == {"6"}


def test_a_fee_that_is_not_shared_is_paid_to_each_supervisor():
    assert amounts(one([fee()], HALVES)) == [("M1", "3600.00"), ("M2", "3600.00")]


def test_a_student_is_paid_once_however_many_parts():
    assert amounts(one([fee("student", 100, "once")], THIRDS)) == [
        ("E0", "33.34"), ("E0", "33.33"), ("E0", "33.33"),
    ]  # fmt: skip


def test_a_shared_fee_in_a_zone_pays_only_for_the_half_days_there():
    lines = one([fee(shared="half_days", scope="zone", value="ZIP")], HALVES)
    assert amounts(lines) == [("M1", "2700.00")]


def test_a_fee_that_ends_within_a_month_counts_its_days():
    lines = one([fee("student", 300, end="2027-06-15")], [(1, [0, 1], "")])
    assert lines[0]["months"] == "1.5"
    assert lines[0]["amount_eur"] == "450.00"


def test_parts_one_after_the_other_are_paid_for_their_weeks():
    parts = [(1, [0], "1-13"), (2, [0], "14-26")]
    lines = one([fee(shared="half_days", amount=1200, period="year")], parts)
    # 91 days each: May, June and 30 days of July; 1 July, August, September and 29 of October.
    assert [line["months"] for line in lines] == ["2.967742", "2.967742"]
    assert amounts(lines) == [("M1", "296.78"), ("M2", "296.77")]
    assert [line["share"] for line in lines] == ["1", "1"]


def test_once_is_as_it_stands_on_the_first_day_of_the_placement():
    later = fee("student", 50, "once", start="2027-05-02")
    assert one([later], [(1, [0], "")]) == []
    assert amounts(one([later], [(1, [0], "14-26")])) == [("E0", "50.00")]


def test_distances_are_at_least():
    near = fee("student", min_km_home=1)
    assert one([near], [(1, [0], "")]) == []  # at home
    assert [x["supervisor_id"] for x in one([near], HALVES)] == ["M2"]
    assert [x["supervisor_id"] for x in one([fee("student", min_km_campus=1)], HALVES)] == ["M1"]


def test_a_fee_replaces_others_of_the_same_payee():
    fees = [
        fee(fee_id="ZIP", scope="zone", value="ZIP", excludes="F, G"),
        fee(),
        fee(fee_id="G", excludes="F", amount=1),
    ]
    paid = [(x["fee_id"], x["payee_id"]) for x in one([dict(f) for f in fees], HALVES)]
    assert paid == [("G", "M2"), ("ZIP", "M1")]


def test_one_that_is_replaced_replaces_nothing():
    chain = [fee(fee_id="A", excludes="B"), fee(fee_id="B", excludes="C"), fee(fee_id="C")]
    assert [x["fee_id"] for x in one([dict(f) for f in chain], [(1, [0], "")])] == ["A", "C"]


def errors(fees, settings=None):
    made = tables()
    made["fees"] = [{"name": "Barème", **f} for f in fees]
    if settings is not None:
        made["settings"] = settings
    try:
        seen = read_rows(made).warnings
    except InputError as refused:
        seen = refused.findings
    return [(f.code, f.where, str(f)) for f in seen if f.where.startswith("fees")]


def test_what_is_refused():
    circle = [fee(fee_id="A", excludes="B"), fee(fee_id="B", excludes="A")]
    ((code, where, said),) = errors(circle)
    assert (code, where) == ("fee-excludes", "fees[0]")
    assert "A → B → A" in said
    ((code, where, _),) = errors([fee(excludes="F")])
    assert (code, where) == ("fee-excludes", "fees[0]")
    ((code, _, said),) = errors([fee(excludes="G"), fee("student", fee_id="G")])
    assert code == "fee-excludes"
    assert "supervisors" in said
    ((code, where, _),) = errors([fee(scope="zone")])
    assert code == "missing-value"
    ((code, _, _),) = errors([fee(scope="zone", value="ZIPP")])
    assert code == "unknown-reference"
    ((code, where, _),) = errors([fee(min_km_campus=3)], [{"key": "semester", "value": "2027-05"}])
    assert (code, where) == ("no-campus", "fees[0]")
    ((code, where, _),) = errors([fee(end="2027-04-30")])
    assert (code, where) == ("fee-not-in-force", "fees[0]")


def tampered(text, column, change, number=0):
    lines = lines_of(text)
    lines[number][column] = change(lines[number][column])
    out = io.StringIO()
    writer = csv.DictWriter(out, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


@pytest.fixture(scope="module")
def result():
    made = tables()
    add_student(made, "A", HALVES)
    made["fees"] = [
        {"name": "Honoraires", **fee(shared="half_days")},
        {"name": "Prime", **fee("student", 10, "once", fee_id="P", scope="zone", value="ZIP")},
    ]
    semester, placement = placed(made)
    return semester, placement, fees_csv(payments(semester, placement))


BREAKS = {
    "fees-file": [
        lambda t: None,
        lambda t: t.replace("amount_eur", "amount"),
        lambda t: t + "E0\n",
        lambda t: t + '"',
    ],
    "fees-form": [
        lambda t: "\n".join([*t.splitlines()[:1], *reversed(t.splitlines()[1:])]) + "\n",
        lambda t: t + t.splitlines()[-1] + "\n",
    ],
    "fees-line": [
        lambda t: "\n".join(t.splitlines()[:-1]) + "\n",
        lambda t: tampered(t, "part", lambda _: "3", 2),
        lambda t: tampered(t, "payee_id", lambda _: "M2"),
        lambda t: tampered(t, "zone", lambda _: "ZV"),
        lambda t: tampered(t, "name", lambda _: "Autre"),
    ],
    "fees-amount": [
        lambda t: tampered(t, "amount_eur", lambda _: "2700.01"),
        lambda t: tampered(t, "share", lambda _: "0.74"),
        lambda t: tampered(t, "months", lambda _: "5"),
    ],
}


@pytest.mark.parametrize(
    ("code", "number"), [(code, k) for code, cases in BREAKS.items() for k in range(len(cases))]
)
def test_a_tampered_file_is_refused(result, code, number):
    semester, placement, text = result
    assert verify_text(semester, placement, text) == []
    assert code in verify_text(semester, placement, BREAKS[code][number](text))


@pytest.mark.parametrize("key", ["total", "by_payee", "by_zone", "by_fee"])
def test_tampered_totals_are_refused(result, key):
    semester, placement, text = result

    def more(summary):
        told = summary["fees"]
        if key == "total":
            told[key] += 0.01
        else:
            told[key][next(iter(told[key]))] += 0.01

    assert verify_text(semester, placement, text, more) == ["fees-total"]
    gone = verify_text(semester, placement, text, lambda summary: summary.pop("fees"))
    assert gone == ["fees-total"] * 4


def test_every_rule_is_broken_here():
    assert {code for code in RULES if code.startswith("fees-")} == {*BREAKS, "fees-total"}


def test_the_files_of_a_result(result, tmp_path):
    semester, placement, text = result
    write_results(semester, placement, tmp_path / "out")
    assert (tmp_path / "out" / "fees.csv").read_text() == text
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["fees"]["total"] == 3610.0
    assert summary["fees"]["by_zone"] == {"ZAC": 900.0, "ZIP": 2710.0}
    nobody = replace(placement, students=())
    assert "fees.csv" not in result_files(read_rows(tables()), nobody, "en")


def test_the_workbook_holds_the_same(result, tmp_path):
    semester, placement, text = result
    book = load_workbook(io.BytesIO(result_files(semester, placement, "fr")["placements.xlsx"]))
    rows = list(book["Barèmes"].iter_rows(min_row=2, values_only=True))
    assert [row[-1] for row in rows] == [float(x["amount_eur"]) for x in lines_of(text)]
    cells = {c.value for row in book["Barèmes, totaux"].iter_rows() for c in row}
    assert {3610, 2710, 900, 3600, 10} <= cells


def test_the_order_of_rows_does_not_matter(result):
    made = tables()
    add_student(made, "A", HALVES)
    made["fees"] = [
        {"name": "Prime", **fee("student", 10, "once", fee_id="P", scope="zone", value="ZIP")},
        {"name": "Honoraires", **fee(shared="half_days")},
    ]
    for rows in made.values():
        rows.reverse()
    semester, placement = placed(made)
    assert fees_csv(payments(semester, placement)) == result[2]


def test_the_demonstration_names_its_sources():
    semester = read_rows(demonstration_tables())
    assert len(semester.fees) >= 9
    assert all(one.source and "€" in one.source for one in semester.fees)
