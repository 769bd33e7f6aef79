"""What a simulation over years starts from: territories, practitioners by age, students."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..matching.costs import SHORTAGE_ZONES
from ..matching.need import needs, zones
from ..matching.semester import Semester
from ..matching.territories.census import (
    GENERAL_PRACTICE,
    OLD,
    at_work,
    census,
    territories_of,
    work_of,
)
from ..matching.territories.reach import catchment_weights
from .years_plan import Stay

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FIRST_AGE, LAST_AGE = 26, 95
N_AGES = LAST_AGE - FIRST_AGE + 1
_PRIME, _LATE = (35, OLD), (OLD, 68)
"""Where an age is not known, it is drawn evenly from one of these (the end is not in it)."""


@dataclass(frozen=True)
class Ground:
    """The start, by territory (in the order of the semester) where not said otherwise.

    Attributes
    ----------
    known
        Practitioners by territory and age, shape ``(n, N_AGES)``.
    unknown, over_60
        Practitioners of unknown age, and the share of them aged 60 or more (nan: not known).
    fte
        Full-time equivalents of one of them at the start.
    official
        The official accessibility (nan: none), which then moves as the computed one does.
    short
        Which territories are short of practitioners.
    supervisors
        Supervisors, at most as many as there are practitioners; all 0 where none is named.
    students
        By stay, of the semester.
    """

    codes: tuple[str, ...]
    zone: tuple[str, ...]
    population: Floats
    known: Ints
    unknown: Ints
    over_60: Floats
    fte: Floats
    official: Floats
    short: NDArray[np.bool_]
    supervisors: Ints
    students: Ints
    weights: csr_matrix
    first_year: int
    per_fte: float
    full_need: float
    no_need: float
    leaver_share: float

    @property
    def heads(self) -> Ints:
        """Practitioners at the start."""
        total: Ints = self.known.sum(axis=1) + self.unknown
        return total


def ground_of(semester: Semester, stays: Sequence[Stay]) -> Ground:
    """Read the start out of a semester: general practitioners, as need counts them."""
    settings = semester.settings
    codes = tuple(t.territory_id for t in semester.territories)
    zone = zones(semester)
    labels = tuple(zone.get((code, GENERAL_PRACTICE), "") for code in codes)
    known, unknown, over_60, fte = _practitioners(semester)
    heads = known.sum(axis=1) + unknown
    return Ground(
        codes=codes,
        zone=labels,
        population=np.array([t.population or 0.0 for t in semester.territories]),
        known=known,
        unknown=unknown,
        over_60=over_60,
        fte=fte,
        official=np.array(
            [np.nan if t.apl is None else float(t.apl) for t in semester.territories]
        ),
        short=_short(semester, labels),
        supervisors=np.minimum(_supervisors(semester), heads),
        students=_students(semester, stays),
        weights=catchment_weights(semester),
        first_year=settings.first_day.year,
        per_fte=float(settings.consultations_per_fte),
        full_need=float(settings.apl_full_need),
        no_need=float(settings.apl_no_need),
        leaver_share=float(settings.leaver_share),
    )


def _short(semester: Semester, labels: Sequence[str]) -> NDArray[np.bool_]:
    """Return the territories zoned ZIP or ZAC; where there is no zoning, those of need 0.5."""
    if any(labels):
        return np.array([label in SHORTAGE_ZONES for label in labels], bool)
    need = needs(semester, GENERAL_PRACTICE)
    return np.array([need[t.territory_id].need >= 0.5 for t in semester.territories], bool)


def _practitioners(semester: Semester) -> tuple[Ints, Ints, Floats, Floats]:
    """Return heads of known age, heads of unknown age, their share over 60, fte of a head."""
    supply = census(semester, GENERAL_PRACTICE)
    n = len(semester.territories)
    number = {t.territory_id: k for k, t in enumerate(semester.territories)}
    known, unknown = np.zeros((n, N_AGES), np.int64), np.zeros(n, np.int64)
    total = np.array([float(supply.fte.get(code, 0)) for code in number])
    over_60 = np.full(n, np.nan)
    for code, share in supply.over_60.items():
        over_60[number[code]] = float(share)
    if supply.source == "providers":
        year = semester.settings.first_day.year
        lines = [
            p
            for p in semester.providers
            if p.profession == GENERAL_PRACTICE and at_work(p, semester.settings.first_day)
        ]
        for provider, place in zip(lines, territories_of(semester, lines), strict=True):
            if place is None or not work_of(provider):
                continue
            # A line may stand for several who are not told apart.
            people = max(1, round(float(work_of(provider))))
            if provider.birth_year is None:
                unknown[number[place]] += people
            else:
                age = min(max(year - provider.birth_year, FIRST_AGE), LAST_AGE)
                known[number[place], age - FIRST_AGE] += people
    else:
        unknown = np.where(total > 0, np.maximum(1, np.floor(total + 0.5)), 0).astype(np.int64)
    heads = known.sum(axis=1) + unknown
    fte = np.divide(total, heads, out=np.ones(n), where=heads > 0)
    return known, unknown, over_60, fte


def _supervisors(semester: Semester) -> Ints:
    """Return the supervisors of general practice by territory of their usual site."""
    found = Counter(
        semester.site[s.site_id].territory_id
        for s in semester.supervisors
        if s.profession == GENERAL_PRACTICE
    )
    return np.array([found[t.territory_id] for t in semester.territories], np.int64)


def _students(semester: Semester, stays: Sequence[Stay]) -> Ints:
    found = Counter(student.programme_id for student in semester.students)
    return np.array([found[stay.programme] for stay in stays], np.int64)


def drawn_ages(ground: Ground, default: float, draws: int, generator: np.random.Generator) -> Ints:
    """Return practitioners by draw, territory and age; unknown ages are drawn."""
    share = np.where(np.isnan(ground.over_60), default, ground.over_60)
    chance = np.zeros((len(ground.codes), N_AGES))
    for part, (low, high) in ((1 - share, _PRIME), (share, _LATE)):
        chance[:, low - FIRST_AGE : high - FIRST_AGE] = (part / (high - low))[:, None]
    chance /= chance.sum(axis=1, keepdims=True)
    drawn = generator.multinomial(ground.unknown, chance, size=(draws, len(ground.codes)))
    return np.asarray(drawn + ground.known, np.int64)


def reached(ground: Ground, fte: Floats, growth: float) -> Floats:
    """Return consultations a year per inhabitant, shape ``(draws, n)``, in two steps (E2SFCA).

    ``growth``: of the population since the start, as a factor.
    """
    people = ground.population * growth
    felt = ground.weights.T @ people
    ratio = np.divide(fte, felt, out=np.zeros_like(fte), where=felt > 0)
    return np.asarray((ground.weights @ ratio.T).T * ground.per_fte)


def need_of(ground: Ground, access: Floats, over_60: Floats) -> Floats:
    """Return the need that an accessibility shows, those about to leave taken off first.

    As in `matching.need`, without given values and without the floors of the zoning, which
    would be drawn anew.
    """
    left = access * (1 - over_60 * ground.leaver_share)
    span = ground.no_need - ground.full_need
    if span <= 0:
        return np.where(left <= ground.full_need, 1.0, 0.0)
    return np.asarray(np.clip((ground.no_need - left) / span, 0.0, 1.0))


Values = Mapping[str, float]
