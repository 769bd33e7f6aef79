"""The benchmark's larger kinds of semester: fixed offers that share supervisors, a pure network."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from maillage.matching.placement import place
from maillage.matching.result import Placement
from maillage.matching.tables.reading import read_rows

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"
KINDS = ("timetables", "offers", "network")


@pytest.fixture(scope="module", autouse=True)
def _benchmarks_on_the_path() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("variant", ["everyone", "short"])
def test_small_semesters_of_every_kind_read_and_repeat(kind: str, variant: str) -> None:
    generate = module("instances").generate
    for seed, students in enumerate((6, 7, 12, 30, 120)):
        tables = generate(students, seed=seed, variant=variant, kind=kind)
        assert tables == generate(students, seed=seed, variant=variant, kind=kind)
        semester = read_rows(tables)
        assert len(semester.students) == students
        assert not semester.warnings


def test_named_instances_have_their_sizes() -> None:
    sizes = {name: one.size for name, one in module("instances").INSTANCES.items()}
    size = module("instances").Size
    assert sizes["faculty"] == size(300, 255)
    assert sizes["region"] == size(3_000, 2_550)
    assert sizes["nation"] == size(30_000, 25_500)
    assert sizes["nation-offers"] == size(30_000, 15_000)
    assert sizes["network"] == size(30_000, 10_000)


def test_offers_share_supervisors_and_wishes_name_them() -> None:
    semester = read_rows(module("instances").generate(300, seed=1, kind="offers"))
    assert Counter(len(offer.parts) for offer in semester.offers).keys() == {1, 2}
    of_supervisor = Counter(part.supervisor_id for offer in semester.offers for part in offer.parts)
    assert sum(n > 2 for n in of_supervisor.values()) > len(semester.supervisors) / 2
    assert len(semester.wishes) == pytest.approx(12 * 300, rel=0.1)
    assert {wish.target_kind for wish in semester.wishes} == {"offer", "supervisor"}


def test_offers_have_room_for_everyone_only_where_they_should() -> None:
    generate = module("instances").generate
    roomy, short = (
        place(read_rows(generate(60, seed=2, variant=variant, kind="offers")), tiers=["placed"])
        for variant in ("everyone", "short")
    )
    assert placed(roomy) == 60
    assert placed(short) < 60


def placed(result: Placement) -> int:
    return sum(s.status != "unplaced" for s in result.students)


def test_only_seats_bind_in_a_network() -> None:
    semester = read_rows(module("instances").generate(90, seed=3, kind="network"))
    host = {s.supervisor_id: s for s in semester.supervisors}
    seats: Counter[str] = Counter()
    half_days: Counter[tuple[str, int]] = Counter()
    for offer in semester.offers:
        (part,) = offer.parts
        seats[part.supervisor_id] += offer.seats
        half_days.update((part.supervisor_id, h) for h in part.half_days)
        assert offer.seats <= host[part.supervisor_id].max_at_once
    assert set(half_days.values()) == {1}
    assert all(seats[code] == one.max_students for code, one in host.items())
    assert all(len(wishes) == 10 for wishes in semester.wishes_of.values())
