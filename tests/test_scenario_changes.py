"""Changes of tables against the same changes of plain rows, written apart."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from maillage.matching.tables.raw import RawTable
from maillage.scenarios.changing import Placed, apply_changes
from maillage.scenarios.plan_parts import Change, Draws

Row = dict[str, str]
SITES = ["A", "B", "C"]
ZONES = {"A": "ZIP", "B": "ZAC", "C": ""}
HEADINGS = ("supervisor_id", "name", "site_id", "max_students", "programmes")


def raws(rows: list[Row], wishes: list[Row]) -> list[RawTable]:
    sites = [{"site_id": s, "territory_id": f"T{s}"} for s in SITES]
    places = [{"territory_id": f"T{s}", "zone": zone} for s, zone in ZONES.items()]
    return [
        raw("supervisors", HEADINGS, rows),
        raw("sites", ("site_id", "territory_id"), sites),
        raw("territories", ("territory_id", "zone"), places),
        raw("wishes", ("student_id", "rank", "target"), wishes),
    ]


def raw(name: str, headings: tuple[str, ...], rows: list[Row]) -> RawTable:
    cells = [[row[heading] for heading in headings] for row in rows]
    return RawTable(f"{name}.csv", name, headings, cells, range(2, len(rows) + 2), 1, "file")


def rows_of(tables: list[RawTable], name: str) -> list[Row]:
    table = next(one for one in tables if one.title == name)
    return [
        {h: str(c) if c is not None else "" for h, c in zip(table.headings, row, strict=False)}
        for row in table.rows
    ]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    count = draw(st.integers(1, 7))
    rows = [
        {"supervisor_id": f"M{k}", "name": f"Dr {k}", "site_id": draw(st.sampled_from(SITES)),
         "max_students": draw(st.sampled_from(["0", "1", "2", "3", "5", ""])),
         "programmes": draw(st.sampled_from(["N1", "N1, EXT", "EXT"]))}
        for k in range(count)
    ]  # fmt: skip
    targets = st.sampled_from([*(f"M{k}" for k in range(count)), "A", "TB", "Dr 1"])
    wishes = [
        {"student_id": f"S{k}", "rank": "1", "target": draw(targets)}
        for k in range(draw(st.integers(0, 5)))
    ]
    return rows, wishes


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "site_id": st.lists(st.sampled_from(SITES), min_size=1, max_size=2),
        "programmes": st.sampled_from(["N1", "EXT"]),
        "max_students": st.one_of(
            st.fixed_dictionaries({"<": st.sampled_from(["2", "3"])}),
            st.fixed_dictionaries({">=": st.sampled_from(["1", "2.5"])}),
            st.just({"between": ["1", "3"]}),
            st.just({"not": ["2", "5"]}),
            st.just([None, "1"]),
        ),
        "site_id.territory_id.zone": st.sampled_from(["ZIP", "ZAC"]),
    },
)


def fits(row: Row, where: dict[str, Any]) -> bool:
    """Say what a condition means, as a reader of its documentation would."""
    number = float(row["max_students"]) if row["max_students"] else None
    for column, wanted in where.items():
        if column == "site_id" and row["site_id"] not in wanted:
            return False
        if column == "programmes" and wanted not in row["programmes"].split(", "):
            return False
        if column.endswith("zone") and ZONES[row["site_id"]] != wanted:
            return False
        if column == "max_students":
            if wanted == [None, "1"]:
                good = number is None or number == 1
            elif "not" in wanted:
                good = number not in (2, 5)
            elif number is None:
                good = False
            elif "<" in wanted:
                good = number < float(wanted["<"])
            elif ">=" in wanted:
                good = number >= float(wanted[">="])
            else:
                good = 1 <= number <= 3
            if not good:
                return False
    return True


def changed(rows: list[Row], wishes: list[Row], **change: Any) -> list[RawTable]:
    placed = Placed(Change.model_validate({"table": "supervisors", **change}), "plan.yaml:1")
    return apply_changes(raws(rows, wishes), [placed]).tables


@given(tables(), CONDITIONS)
def test_set(found, where):
    rows, wishes = found
    after = rows_of(changed(rows, wishes, where=where, set={"max_students": "9"}), "supervisors")
    assert after == [{**r, "max_students": "9"} if fits(r, where) else r for r in rows]


@given(tables(), CONDITIONS, st.sampled_from(["nearest", "up", "down"]))
def test_scale(found, where, rounding):
    rows, wishes = found
    change = {"where": where, "scale": {"max_etudiants": "150%"}, "round": rounding}
    after = rows_of(changed(rows, wishes, **change), "supervisors")
    half = {"nearest": 1, "up": 1, "down": 0}[rounding]

    def scaled(text: str) -> str:
        return str((3 * int(text) + half) // 2) if text else ""

    wanted = [
        {**r, "max_students": scaled(r["max_students"])} if fits(r, where) else r for r in rows
    ]
    assert after == wanted


@given(tables(), CONDITIONS.filter(bool))
def test_remove_takes_the_wishes_with_it(found, where):
    rows, wishes = found
    after = changed(rows, wishes, where=where, remove="yes")
    gone = [row for row in rows if fits(row, where)]
    names = {row["supervisor_id"] for row in gone} | {row["name"] for row in gone}
    assert rows_of(after, "supervisors") == [row for row in rows if row not in gone]
    assert rows_of(after, "wishes") == [wish for wish in wishes if wish["target"] not in names]


@given(tables(), st.integers(0, 100), st.sampled_from(["0", "1/3", "50%", "1"]))
def test_a_share_does_not_depend_on_the_order_of_rows(found, seed, share):
    rows, wishes = found
    picked = []
    for one in (rows, rows[::-1]):
        placed = Placed(
            Change.model_validate(
                {"table": "supervisors", "share": share, "set": {"max_students": "77"}}
            ),
            "plan.yaml:1",
        )
        after = rows_of(apply_changes(raws(one, wishes), [placed], seed=seed).tables, "supervisors")
        picked.append({row["supervisor_id"] for row in after if row["max_students"] == "77"})
    assert picked[0] == picked[1]
    exact = {"0": 0, "1/3": len(rows) / 3, "50%": len(rows) / 2, "1": len(rows)}[share]
    assert len(picked[0]) == int(exact + 0.5 + 1e-9)


def test_draws_come_as_often_as_their_probability():
    rows = [
        {"supervisor_id": f"M{k}", "name": "", "site_id": "A", "max_students": "1",
         "programmes": "N1"}
        for k in range(400)
    ]  # fmt: skip
    draws = Draws.model_validate({"departures": {"probability": "0.25"}})
    left = [
        {r["supervisor_id"] for r in rows_of(
            apply_changes(raws(rows, []), [], seed=seed, draws=draws).tables, "supervisors")}
        for seed in (1, 2)
    ]  # fmt: skip
    # Four standard deviations of a binomial draw of 400.
    assert all(300 - 35 < len(one) < 300 + 35 for one in left)
    assert left[0] != left[1]


def test_copies_are_numbered_and_a_removed_supervisor_takes_its_offer_along():
    offers = raw("offers", ("offer_id", "seats"), [{"offer_id": "O1", "seats": "1"}])
    parts = raw("offer_parts", ("offer_id", "supervisor_id"),
                [{"offer_id": "O1", "supervisor_id": "M0"}])  # fmt: skip
    row = {"supervisor_id": "M0", "name": "Dr 0", "site_id": "A", "max_students": "1",
           "programmes": "N1"}  # fmt: skip
    wish = {"student_id": "S", "rank": "1", "target": "O1"}
    changes = [
        {"table": "supervisors", "add": [{"msu_id": "NEW$n", "site_id": "B"}], "copies": "2"},
        {"table": "supervisors", "where": {"supervisor_id": "M0"}, "remove": "yes"},
    ]
    placed = [Placed(Change.model_validate(change), "plan.yaml:1") for change in changes]
    found = apply_changes([*raws([row], [wish]), offers, parts], placed)
    assert [r["supervisor_id"] for r in rows_of(found.tables, "supervisors")] == ["NEW1", "NEW2"]
    assert rows_of(found.tables, "offers") == rows_of(found.tables, "wishes") == []
    assert {t.table: t.rows for t in found.touched[1:]} == {
        "supervisors": 1, "offer_parts": 1, "offers": 1, "wishes": 1}  # fmt: skip
