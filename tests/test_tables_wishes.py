"""Wishes and fingerprints, computed by column, beside the same written down plainly."""

import hashlib
import json
from collections import defaultdict
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from maillage.matching.entities import Wish
from maillage.matching.tables.canonical import canonical_text, fingerprint
from maillage.matching.tables.findings import InputError
from maillage.matching.tables.parsing import parse_table
from maillage.matching.tables.raw import RawTable
from maillage.matching.tables.reading import read_rows
from maillage.matching.tables.schema import TABLE

from .tables_example import example

TARGETS = {
    "O1": ("offer", "O1"), "M1": ("supervisor", "M1"), "dr ba": ("supervisor", "M2"),
    "12": ("site", "12"), "1053": ("territory", "01053"), "Bourg": ("territory", "01053"),
}  # fmt: skip
LINES = st.lists(
    st.tuples(
        st.sampled_from(["E1", "E2", "E3"]),
        st.one_of(st.none(), st.integers(0, 4)),
        st.sampled_from(sorted(TARGETS)),
    ),
    max_size=12,
)


def plainly(lines: list[tuple[str, int | None, str]]) -> tuple[Wish, ...]:
    """Return the wishes of lines (student, rank or refusal, target), one by one."""
    of_student = defaultdict(set)
    for student, rank, target in lines:
        kind, identifier = TARGETS[target]
        of_student[student].add((rank is None, rank or 0, identifier, kind))
    wishes = []
    for student, found in sorted(of_student.items()):
        ranks = sorted({rank for refused, rank, _, _ in found if not refused})
        for refused, rank, target, kind in sorted(found):
            number = None if refused else ranks.index(rank) + 1
            written = None if refused else rank
            wishes.append(Wish(student, number, target, kind, refused, written))
    return tuple(wishes)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_wishes_by_column_are_those_one_by_one(lines):
    tables = example()
    tables["students"] = [
        {k: v for k, v in row.items() if not k.startswith("wish_")} for row in tables["students"]
    ]
    tables["wishes"] = [
        {"student_id": student, "rank": rank, "target": target, "refused": rank is None or None}
        for student, rank, target in lines
    ]
    assert read_rows(tables).wishes == plainly(lines)


@settings(max_examples=50, deadline=None)
@given(LINES)
def test_every_wish_beyond_the_first_for_a_target_is_pointed_out(lines):
    tables = example()
    tables["students"][0] |= {"wish_1": None, "wish_2": None}
    tables["wishes"] = [
        {"student_id": student, "rank": rank, "target": target, "refused": rank is None or None}
        for student, rank, target in lines
    ]
    first: dict[tuple[str, tuple[str, str]], int | None] = {}
    expected = []
    for row, (student, rank, target) in enumerate(lines):
        key = student, TARGETS[target]
        if key in first:
            same = (first[key] is None) == (rank is None)
            expected.append((f"wishes[{row}]", "repeated-wish" if same else "wished-and-refused"))
        first.setdefault(key, rank)
    found = [
        (finding.where, finding.code)
        for finding in read_rows(tables).warnings
        if finding.code in ("repeated-wish", "wished-and-refused")
    ]
    assert sorted(found) == sorted(expected)


CELLS = st.one_of(st.none(), st.sampled_from(["a", "b", "é", '"', "a b", "1"]))


@given(st.lists(st.tuples(CELLS, CELLS, st.one_of(st.none(), st.integers(0, 12))), max_size=8))
def test_fingerprints_are_those_of_the_sorted_rows(rows):
    raw = RawTable("t", "t", ("offer_id", "name", "seats"), rows, range(len(rows)))
    table = parse_table(TABLE["offers"], raw, [])
    names = [n for n in sorted(table.cells) if any(c is not None for c in table.cells[n])]
    columns: list[list[Any]] = [[canonical_text(c) for c in table.cells[n]] for n in names]
    form = [names, *sorted(zip(*columns, strict=True))]
    text = json.dumps(form, ensure_ascii=False, separators=(",", ":"))
    assert fingerprint(table) == hashlib.sha256(text.encode()).hexdigest()


def test_unresolved_targets_are_all_reported_and_the_rest_read():
    tables = example()
    tables["wishes"][0]["target"] = "nowhere"
    tables["wishes"][2]["target"] = "nobody"
    try:
        read_rows(tables)
    except InputError as error:
        where = [f.where for f in error.errors if f.code == "unknown-reference"]
    assert where == ["wishes[0]", "wishes[2]"]
