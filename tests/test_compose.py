"""`compose` against every choice of offers tried one by one, on small random semesters."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from maillage.matching.entities import Programme, Student
from maillage.matching.library import check
from maillage.matching.need import needs
from maillage.matching.opening.compose import compose
from maillage.matching.opening.result import Composition
from maillage.matching.opening.wanted import CannotCompose
from maillage.matching.opening.writing import summary_path, write_composed
from maillage.matching.semester import Semester
from maillage.matching.tables.reading import read_semester

from .oracle import Bundle
from .oracle.bundles import composed_bundles, noon_allows, offer_bundles
from .oracle.resources import Key, distinct_weeks, uses_of
from .strategies import Tables, semesters, to_semester
from .test_exhaustive import many

MOST_BUNDLES, MOST_SEATS = 60, 4


def one_to_compose(tables: Tables) -> tuple[Semester, str]:
    """Return a semester without what composing leaves aside, and a programme to compose."""
    kept = {k: v for k, v in tables.items() if k not in ("wishes", "quotas", "locks")}
    programmes = [{**row, "order": ""} for row in kept["programmes"]]
    settings = [*kept["settings"], {"key": "opened_ratio", "value": "1"}]
    semester = to_semester({**kept, "programmes": programmes, "settings": settings})
    return semester, semester.programmes[0].programme_id


def for_anybody(semester: Semester, programme: Programme) -> list[Bundle]:
    """List what every student of a programme could take at noon, personal rules aside."""
    cars = all(s.car for s in semester.students if s.programme_id == programme.programme_id)
    anybody = Student("anybody", "", programme.programme_id, car=cars)
    return [b for b in composed_bundles(semester, programme) if noon_allows(semester, anybody, b)]


def ways_to_sit(semester: Semester, chosen: str | None) -> dict[str, list[Bundle]]:
    """List, for each open offer that placing uses, the ways that anybody could sit there."""
    ways = {}
    for offer in semester.offers:
        programme = semester.programme[offer.programme_id]
        if programme.composition == "offers" or programme.programme_id == chosen:
            cars = all(s.car for s in semester.students if s.programme_id == programme.programme_id)
            anybody = Student("anybody", "", programme.programme_id, car=cars)
            ways[offer.offer_id] = [
                bundle
                for bundle in offer_bundles(semester, programme, offer)
                if noon_allows(semester, anybody, bundle)
            ]
    return ways


class Search:
    """The most seats, then the most need, over every choice."""

    def __init__(self, semester: Semester, chosen: str) -> None:
        self.semester = semester
        self.programme = semester.programme[chosen]
        self.existing = [
            own
            for name, own in ways_to_sit(semester, chosen).items()
            for _ in range(semester.offer[name].seats if own else 0)
        ]
        self.new = for_anybody(semester, self.programme)
        self.weeks = distinct_weeks(semester, [*self.new, *chain(*self.existing)])
        need = needs(semester, self.programme.profession)
        self.worth = [
            sum(
                (len(p.half_days) * need[semester.site[p.site_id].territory_id].need
                 for p in bundle.parts), Fraction(0)
            )
            for bundle in self.new
        ]  # fmt: skip
        order = sorted(range(len(self.new)), key=lambda k: -self.worth[k])
        self.new = [self.new[k] for k in order]
        self.worth = [self.worth[k] for k in order]
        self.best: tuple[int, Fraction] = (-1, Fraction(0))
        self.limits: dict[Key, int] = {}
        self.uses = [self.use(b, self.programme) for b in self.new]

    def use(self, bundle: Bundle, programme: Programme) -> set[Key]:
        """Return what a bundle uses, and remember the limits."""
        seat = Student("seat", "", programme.programme_id, surnombre="validating")
        found = dict(uses_of(self.semester, seat, bundle, self.weeks))
        self.limits |= {key: limit for key, limit in found.items() if limit is not None}
        return {key for key, limit in found.items() if limit is not None}

    def run(self, seats: int) -> tuple[int, Fraction] | None:
        """Return seats opened and half-days times need; ``None`` if existing seats do not fit."""
        fitting = False
        for used in self.arrangements(0, Counter()):
            fitting = True
            self.extend(0, seats, 0, Fraction(0), used)
        return self.best if fitting else None

    def arrangements(self, number: int, used: Counter[Key]) -> Iterator[Counter[Key]]:
        if number == len(self.existing):
            yield used
            return
        for bundle in self.existing[number]:
            offer = self.semester.offer[bundle.offer_id or ""]
            use = self.use(bundle, self.semester.programme[offer.programme_id])
            if self.fits(use, used):
                yield from self.arrangements(number + 1, used + Counter(use))

    def fits(self, use: set[Key], used: Counter[Key]) -> bool:
        return all(used[key] < self.limits[key] for key in use)

    def extend(
        self, first: int, seats: int, opened: int, worth: Fraction, used: Counter[Key]
    ) -> None:
        self.best = max(self.best, (opened, worth))
        for k in range(first, len(self.new) if seats else first):
            most = (opened + seats, worth + seats * self.worth[k])
            if most <= self.best:
                return  # those to come are worth no more
            use = self.uses[k]
            if self.fits(use, used):
                self.extend(k, seats - 1, opened + 1, worth + self.worth[k], used + Counter(use))


def composed(semester: Semester, chosen: str) -> Composition | None:
    """Return what the program composes, ``None`` where it says that nothing can be."""
    try:
        return compose(semester, programmes=[chosen])
    except CannotCompose:
        return None


def assert_together(semester: Semester) -> None:
    """Count all seats of all offers against timetables, rooms and limits."""
    used: Counter[Key] = Counter()
    limits: dict[Key, int] = {}
    ways = ways_to_sit(semester, None)
    weeks = distinct_weeks(semester, list(chain(*ways.values())))
    for name, own in ways.items():
        offer = semester.offer[name]
        if len(own) != 1:
            continue  # numbers of half-days are chosen for each student
        seat = Student("seat", "", offer.programme_id, surnombre="validating")
        for key, limit in set(uses_of(semester, seat, own[0], weeks)):
            if limit is not None:
                used[key] += offer.seats
                limits[key] = limit
    assert {key: n for key, n in used.items() if n > limits[key]} == {}


def assert_allowed(semester: Semester, found: Composition, chosen: str) -> None:
    """Find every new offer among what the rules of its programme allow."""
    possible = {
        tuple(sorted((p.supervisor_id, p.site_id, p.half_days) for p in b.parts))
        for b in for_anybody(semester, semester.programme[chosen])
    }
    for offer in found.offers:
        parts = tuple(sorted((p.supervisor_id, p.site_id, p.half_days) for p in offer.parts))
        assert parts in possible


@many
@given(semesters(most_students=4, most_supervisors=3))
def test_as_many_seats_and_as_much_need_as_by_trying_all(tables: Tables) -> None:
    semester, chosen = one_to_compose(tables)
    search = Search(semester, chosen)
    assume(len(search.new) <= MOST_BUNDLES)
    students = sum(s.programme_id == chosen and s.surnombre is None for s in semester.students)
    there = sum(
        own[0].offer_id is not None and semester.offer[own[0].offer_id].programme_id == chosen
        for own in search.existing
    )
    lacking = max(0, students - there)
    assume(0 < lacking <= MOST_SEATS)
    best = search.run(lacking)
    found = composed(semester, chosen)
    if found is None:
        assert best is None or best[0] == 0
        return
    assert_allowed(semester, found, chosen)
    assume(not found.apart)  # which of the existing seats are kept is open then
    assert best is not None
    assert found.status == "optimal"
    values = {tier.name: tier.value for tier in found.tiers}
    assert values["opened"] == best[0] == sum(o.seats for o in found.offers)
    assert values["shortage"] == pytest.approx(float(best[1]) * 1e6, abs=MOST_SEATS)
    assert all(tier.bound == tier.value for tier in found.tiers if tier.tolerance == 0)
    assert_together(found.semester)


@many
@given(semesters(most_students=4, most_supervisors=4), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(tables: Tables, dice: random.Random) -> None:
    semester, chosen = one_to_compose(tables)
    other = {name: dice.sample(rows, len(rows)) for name, rows in tables.items()}
    again, _ = one_to_compose(other)
    one, two = composed(semester, chosen), composed(again, chosen)
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        assert one.offers == two.offers
        assert one.tiers == two.tiers


@many
@given(semesters(most_students=4, most_supervisors=3))
def test_what_is_written_reads_back_and_checks_clean(tables: Tables) -> None:
    tables = {k: v for k, v in tables.items() if k not in ("wishes", "quotas", "locks")}
    semester = to_semester(tables)
    chosen = semester.programmes[0].programme_id
    found = composed(semester, chosen)
    assume(found is not None)
    assert found is not None
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "tables"), Path(folder, "composed")
        write_rows(source, tables)
        write_composed(found, source, target)
        after = read_semester(target)
        assert summary_path(target).exists()
    assert {o.offer_id for o in after.offers} >= {o.offer_id for o in found.offers}
    assert after.programmes == found.semester.programmes
    before = {f.code for f in check(semester) if f.severity == "error"}
    assert {f.code for f in check(after) if f.severity == "error"} <= before
    new = {o.offer_id for o in found.offers}
    for finding in after.warnings:
        assert not (finding.code == "offer-rules" and any(name in str(finding) for name in new))


def write_rows(folder: Path, tables: Tables) -> None:
    folder.mkdir()
    for name, rows in tables.items():
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, headings, restval="")
            writer.writeheader()
            writer.writerows(rows)
