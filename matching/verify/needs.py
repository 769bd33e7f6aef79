"""The need of each territory derived again, and what a result says of it compared with that.

Computed accessibility is a number of double precision: two programs may differ in its last
digits, and a value rounded to millionths with it. So the recorded accessibility is compared, and
where it is right within one part in 10⁹ everything else is worked out exactly from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from ..entities import Territory
from ..language import Sentence, sentence
from ..semester import Semester
from .files import SUMMARY
from .reach import Supply, places_among, reached
from .report import Violation

NEAR = 1e-9
"""How much a recorded accessibility may differ, as a part of it."""

SOURCES = ("given", "zone", "apl", "accessibility", "none")


@dataclass(frozen=True)
class Derived:
    """The need of a territory, and the parts that a result has to name."""

    need: Fraction
    source: str
    parts: Mapping[str, object]

    @property
    def tied(self) -> bool:
        """Whether zone and computed accessibility give the same, but for rounding."""
        floor, shortage = self.parts.get("floor"), self.parts.get("shortage")
        return (
            "accessibility" in self.parts
            and isinstance(floor, Fraction)
            and isinstance(shortage, Fraction)
            and abs(floor - shortage) <= NEAR
        )


class Accessible:
    """What one profession's supply is, and what each territory reaches of it."""

    def __init__(self, semester: Semester, profession: str) -> None:
        self._semester = semester
        self.profession = profession
        self.supply = Supply(semester, profession)
        inhabited = any((t.population or 0) > 0 for t in semester.territories)
        self.computed = self.supply.table is not None and inhabited
        self.unit = "consultations" if profession == "gp" else "percentile"

    @cached_property
    def values(self) -> dict[str, float]:
        """Accessibility by territory, in consultations or per 10,000 inhabitants."""
        each = self._semester.settings.consultations_per_fte if self.profession == "gp" else 10_000
        found = reached(self._semester, self.supply)
        named = {code for line in self._semester.travel for code in (line.origin, line.destination)}
        # Of a territory without a point, a journey and supply nothing is known.
        known = {t.territory_id for t in self._semester.territories if t.lat is not None} | named
        return {
            code: value * float(each)
            for code, value in found.items()
            if code in known or self.supply.fte.get(code)
        }

    def leaving(self, code: str) -> Fraction:
        """Return the share of the supply expected to leave."""
        return self.supply.old.get(code, Fraction(0)) * self._semester.settings.leaver_share

    @cached_property
    def places(self) -> dict[str, Fraction]:
        """Percentile of each territory, of what is left."""
        left = {code: value * float(1 - self.leaving(code)) for code, value in self.values.items()}
        return places_among(left)


class Needs:
    """Needs of a semester; accessibilities that a result recorded rightly are taken from it."""

    def __init__(self, semester: Semester, zone: Any) -> None:
        self._semester = semester
        self._zone = zone
        self._given = {(n.territory_id, n.profession): n.need for n in semester.needs}
        self._reach: dict[str, Accessible] = {}
        self._found: dict[tuple[str, str], Derived] = {}
        self.recorded: dict[tuple[str, str], float] = {}

    def reach(self, profession: str) -> Accessible:
        """Return the supply of a profession."""
        if profession not in self._reach:
            self._reach[profession] = Accessible(self._semester, profession)
        return self._reach[profession]

    def record(self, code: str, profession: str, accessibility: float) -> None:
        """Take a recorded accessibility from here on."""
        self.recorded[code, profession] = accessibility
        self._found.pop((code, profession), None)

    def of(self, code: str, profession: str) -> Derived:
        """Return the need of a territory for a profession."""
        key = (code, profession)
        if key not in self._found:
            self._found[key] = self._derive(self._semester.territory[code], profession)
        return self._found[key]

    def _derive(self, territory: Territory, profession: str) -> Derived:
        code = territory.territory_id
        given = self._given.get((code, profession))
        if profession == "gp" and territory.need is not None:
            given = territory.need
        if given is not None:
            return Derived(given, "given", {})
        settings = self._semester.settings
        zone = self._zone(code, profession)
        shortage, source, parts = self._shortage(territory, profession)
        if zone is not None:
            floor = {"ZIP": settings.need_zip, "ZAC": settings.need_zac}.get(zone, Fraction(0))
            parts = {"zone": zone, "floor": floor, **parts}
            if shortage is None or floor >= shortage:
                return Derived(floor, "zone", parts)
        if shortage is None:
            return Derived(Fraction(0), "none", {})
        return Derived(shortage, source, parts)

    def _shortage(
        self, territory: Territory, profession: str
    ) -> tuple[Fraction | None, str, dict[str, object]]:
        """Return what the accessibility shows, where it is from, and its parts."""
        code, reach = territory.territory_id, self.reach(profession)
        parts: dict[str, object] = {}
        if code in reach.supply.old:
            parts = {"over_60": reach.supply.old[code], "leaving": reach.leaving(code)}
        if profession == "gp" and territory.apl is not None:
            whole, source = territory.apl, "apl"
            parts["apl"] = whole
        elif reach.computed and code in reach.values:
            value = self.recorded.get((code, profession), reach.values[code])
            whole, source = Fraction(value), "accessibility"
            parts["accessibility"] = value
        else:
            return None, "none", parts
        left = whole * (1 - reach.leaving(code))
        parts["accessible"] = left
        if source == "accessibility" and reach.unit == "percentile":
            parts["percentile"] = reach.places[code]
            shortage = 1 - reach.places[code]
        else:
            shortage = self._between(left)
        parts["shortage"] = shortage
        return shortage, source, parts

    def _between(self, accessible: Fraction) -> Fraction:
        """Return 1 at a low accessibility, 0 at a good one, linear between."""
        settings = self._semester.settings
        if accessible >= settings.apl_no_need and accessible > settings.apl_full_need:
            return Fraction(0)
        if accessible <= settings.apl_full_need:
            return Fraction(1)
        width = settings.apl_no_need - settings.apl_full_need
        return (settings.apl_no_need - accessible) / width


def check_needs(
    semester: Semester, needs: Needs, summary: Mapping[str, object]
) -> Iterator[Violation]:
    """Compare what a result says of needs; one that says nothing is not asked."""
    if "needs" not in summary:
        return
    printed = summary["needs"]
    professions = {programme.profession for programme in semester.programmes}
    if not isinstance(printed, dict) or set(printed) != professions:
        names = ", ".join(sorted(professions))
        yield _fault(sentence("`needs` must be an object with {names}.", names=names))
        return
    for profession in sorted(professions):
        yield from _check_profession(semester, needs, profession, printed[profession])


def _fault(said: Sentence) -> Violation:
    return Violation("needs", SUMMARY, said)


def _check_profession(
    semester: Semester, needs: Needs, profession: str, printed: object
) -> Iterator[Violation]:
    if not isinstance(printed, dict) or not isinstance(printed.get("territories"), dict):
        said = sentence(
            "`needs.{profession}` must be an object with `territories`.", profession=profession
        )
        yield _fault(said)
        return
    told = printed["territories"]
    with_sites = {site.territory_id for site in semester.sites}
    if set(told) != with_sites:
        said = sentence(
            "`needs.{profession}` must name every territory that holds a site.",
            profession=profession,
        )
        yield _fault(said)
    for code in sorted(with_sites & set(told)):
        yield from _check_territory(needs, profession, code, told[code])
    yield from _check_counts(semester, needs, profession, printed.get("counts"))
    reach = needs.reach(profession)
    computed = reach.computed and not (
        profession == "gp" and all(t.apl is not None for t in semester.territories)
    )
    expected = (reach.unit, reach.supply.table) if computed else (None, None)
    if (printed.get("unit"), printed.get("supply")) != expected:
        said = sentence(
            "`needs.{profession}`: unit and supply must be {expected}.",
            profession=profession,
            expected=str(expected),
        )
        yield _fault(said)


def _check_counts(
    semester: Semester, needs: Needs, profession: str, printed: object
) -> Iterator[Violation]:
    """Compare the counts by source; where two sources give the same need, either is right."""
    derived = [needs.of(t.territory_id, profession) for t in semester.territories]
    sure = Counter(one.source for one in derived if not one.tied)
    told = printed if isinstance(printed, dict) else {}
    known = all(source in SOURCES and type(n) is int and n > 0 for source, n in told.items())
    enough = known and all(told.get(source, 0) >= number for source, number in sure.items())
    if not enough or sum(told.values()) != len(derived):
        counts = Counter(one.source for one in derived)
        text = ", ".join(f"{source}: {number}" for source, number in sorted(counts.items()))
        said = sentence(
            "`needs.{profession}.counts` must be {text}.", profession=profession, text=text
        )
        yield _fault(said)


def _check_territory(needs: Needs, profession: str, code: str, told: object) -> Iterator[Violation]:
    where = f"needs.{profession}.{code}"
    if not isinstance(told, dict):
        yield _fault(sentence("`{where}` must be an object.", where=where))
        return
    own = needs.of(code, profession).parts.get("accessibility")
    recorded = told.get("accessibility")
    if isinstance(own, float) and isinstance(recorded, float):
        if abs(recorded - own) <= NEAR * own:
            needs.record(code, profession, recorded)
        else:
            said = sentence(
                "`{where}`: the accessibility is {told}; the tables give {own}.",
                where=where,
                told=str(recorded),
                own=str(own),
            )
            yield _fault(said)
            return
    derived = needs.of(code, profession)
    expected = {"need": derived.need, "source": derived.source, **derived.parts}
    if set(told) != set(expected):
        names = ", ".join(sorted(expected))
        said = sentence("`{where}` must hold {names}, and no more.", where=where, names=names)
        yield _fault(said)
    for name in sorted(set(told) & set(expected)):
        if not _same(told[name], expected[name]):
            said = sentence(
                "`{where}.{name}` is {told}; the tables give {expected}.",
                where=where,
                name=name,
                told=str(told[name]),
                expected=str(expected[name]),
            )
            yield _fault(said)


def _same(told: object, expected: object) -> bool:
    """Say whether a JSON value is the one expected, a fraction in double precision."""
    if isinstance(expected, Fraction):
        number = isinstance(told, (int, float)) and not isinstance(told, bool)
        return number and told == float(expected)
    return type(told) is type(expected) and told == expected
