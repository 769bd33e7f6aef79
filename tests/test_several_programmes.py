"""Several programmes in one semester, each by its own mechanism, over the same supervisors."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from maillage import CannotBeMet, InputError, place, verify

from .stable_semesters import Draw, read_rows

ORDERS = [("serial", "stable", "optimal"), ("optimal", "stable", "serial")]


def tables_of(seed: int, mechanisms: tuple[str, ...], *, ordered: bool):
    """Return a semester of three programmes that share hosts and their half-days."""
    draw = Draw(seed, n_students=6)
    tables = draw.tables()
    names = [f"P{k}" for k in range(len(mechanisms))]
    first = tables["programmes"][0]
    tables["programmes"] = [
        {**first, "programme_id": name, "mechanism": mechanism, "order": k if ordered else None}
        for k, (name, mechanism) in enumerate(zip(names, mechanisms, strict=True))
    ]
    for k, row in enumerate(tables["students"]):
        row["programme_id"] = names[k % 3]
    for k, row in enumerate(tables["offers"]):
        row["programme_id"] = names[k % 3]
    for row in tables["supervisors"]:
        row["programmes"] = ", ".join(names)
        row["max_at_once"] = 1
    for row in tables["quotas"]:
        row["hard"] = None
    tables["host_rankings"] = []
    return tables


@pytest.mark.parametrize("mechanisms", ORDERS)
@pytest.mark.parametrize("ordered", [True, False])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_one_result_of_three_mechanisms_is_verified(
    mechanisms: tuple[str, ...], ordered: bool, seed: int
) -> None:
    try:
        semester = read_rows(tables_of(seed, mechanisms, ordered=ordered))
        placement = place(semester)
    except (InputError, CannotBeMet):
        assume(False)
        raise
    report = verify(semester, placement)
    assert [str(violation) for violation in report.violations] == []
    assert placement.mechanisms == {f"P{k}": name for k, name in enumerate(mechanisms)}


def test_what_a_later_programme_lost_is_told() -> None:
    for seed in range(40):
        tables = tables_of(seed, ("optimal", "serial", "optimal"), ordered=True)
        tables["quotas"] = []
        try:
            semester = read_rows(tables)
        except InputError:
            continue
        placement = place(semester)
        placed = {s.programme_id for s in placement.students if s.status == "placed"}
        if "P0" in placed:
            notes = [str(note) for note in placement.notes]
            assert any(note.startswith("Programme P1: of the") for note in notes)
            return
    pytest.fail("nobody of the first programme was placed")
