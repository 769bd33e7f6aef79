"""What speaks for an opening, each criterion from 0 to 1. `docs/rank.md` has the definitions.

Two values stand for what has none: `NOT_ASKED` where the request asks nothing of the kind, the
same for all its openings; `UNKNOWN` where a fact of the opening is missing: less than what is
known to be fair, so that a gap in the table is never what brings an opening to the top.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from statistics import median

import numpy as np
from numpy.typing import NDArray

from ..need import needs
from ..practitioners import CRITERIA, Request
from ..semester import Semester
from .market import ALONE, GROUP, SHARED, Market
from .need_gain import NeedGain

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NOT_ASKED, UNKNOWN = 0.5, 0.25
FAR_MINUTES = 60.0
"""Where the request sets no limit, this far counts 0."""
FULL_TEAM = 3
"""Professions present from which the team counts 1."""
FEW_PEOPLE, MANY_PEOPLE = 500.0, 20_000.0
"""Inhabitants at which services count 0 and 1 where no indicator says more."""
HIGH_RENT = 1_500.0
"""Euros a month at which the rent counts 0."""
MONTH_DAYS = 365.25 / 12
TOGETHER_MONTHS, LATE_MONTHS, GONE_MONTHS = 12.0, 36.0, 12.0
"""A predecessor who leaves within a year after the arrival counts 1; 0 beyond three years, and
where the leaving is a year past."""
HIGH_AIDS = 50_000.0
"""Euros from which aids count 1."""

_FORM_VALUES = {
    "group": {GROUP: 1.0, SHARED: 0.75, ALONE: 0.0},
    "solo": {GROUP: 0.0, SHARED: 0.5, ALONE: 1.0},
}


@dataclass(frozen=True)
class Criteria:
    """Criteria of some pairs.

    Attributes
    ----------
    value
        Shape ``(n_pairs, n_criteria)``, 0 to 1, in the order of `CRITERIA`.
    unknown
        The same shape: where a fact was missing.
    need_gain
        Shape ``(n_pairs,)``: inhabitants × need.
    """

    value: Floats
    unknown: Bools
    need_gain: Floats


_Column = tuple[Floats, Bools]


class Judge:
    """Works out the criteria of a request's openings."""

    def __init__(self, market: Market) -> None:
        self._market, self._semester = market, market.semester
        self._gains: dict[str, NeedGain] = {}
        number = {t.territory_id: k for k, t in enumerate(self._semester.territories)}
        self._territory = np.array([number[o.territory_id] for o in market.openings], np.int64)

    def judged(self, position: int, openings: Ints, aids: Ints) -> Criteria:
        """Return the criteria of a request at some openings; ``aids`` are its totals, cents."""
        request = self._market.requests[position]
        gain = self._gain(request, openings)
        scale = self._gains[request.profession].scale * request.fte
        share = np.clip(gain / scale, 0.0, 1.0) if scale > 0 else np.zeros(len(openings))
        columns: dict[str, _Column] = {
            "travel": self._travel(position, openings),
            "practice": self._practice(request, openings),
            "mode": self._mode(request, openings),
            "team": _known(self._team(position, openings)),
            "services": _picked(self._services, openings),
            "premises": self._premises(request, openings),
            "takeover": self._takeover(request, openings),
            "leaver": _known(self._leaver(request, openings)),
            "need": _known(self._need(request.profession, openings)),
            "need_gain": _known(share),
            "aids": _known(np.minimum(1.0, aids / 100 / HIGH_AIDS)),
        }
        return Criteria(
            np.column_stack([columns[name][0] for name in CRITERIA]),
            np.column_stack([columns[name][1] for name in CRITERIA]),
            gain,
        )

    def _travel(self, position: int, openings: Ints) -> _Column:
        request = self._market.requests[position]
        if not request.anchors:
            return _known(np.full(len(openings), NOT_ASKED))
        minutes = self._market.minutes[position, openings].astype(np.float64)
        limit = FAR_MINUTES if request.max_minutes is None else request.max_minutes
        near = 1 - minutes / limit if limit > 0 else (minutes == 0).astype(np.float64)
        return _with_gaps(np.clip(near, 0.0, 1.0), minutes < 0)

    def _practice(self, request: Request, openings: Ints) -> _Column:
        wanted = _FORM_VALUES.get(request.practice)
        if wanted is None:
            return _known(np.full(len(openings), NOT_ASKED))
        forms = self._market.form[openings].tolist()
        return _gaps([wanted.get(form) for form in forms])

    def _mode(self, request: Request, openings: Ints) -> _Column:
        """Mixed wants both settings; an opening has one, its territory may have the other."""
        if request.mode == "any":
            return _known(np.full(len(openings), NOT_ASKED))
        settings = self._market.setting[openings].tolist()
        if request.mode == "mixed":
            both = self._both_settings[openings]
            return _known(np.where(both, 1.0, 0.5))
        wanted = "liberal" if request.mode == "liberal" else "centre"
        other = "centre" if wanted == "liberal" else "liberal"
        values = {wanted: 1.0, other: 0.0}
        return _gaps([values.get(setting) for setting in settings])

    @cached_property
    def _both_settings(self) -> Bools:
        """Whether an opening's territory has openings of its profession in both settings."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for o in self._market.openings:
            if o.seats > 0:
                found[o.territory_id, o.profession].add(o.setting)
        both = {"liberal", "centre"}
        return np.array(
            [both <= found[o.territory_id, o.profession] for o in self._market.openings], np.bool_
        )

    def _team(self, position: int, openings: Ints) -> Floats:
        """Professions present, those who come along included; three or more count 1."""
        mates = {mate.profession for mate in self._market.mates(position)}
        counts = self._present[openings]
        if mates:
            there = [self._market.openings[k].team for k in openings.tolist()]
            counts = np.array([len(mates.union(team)) for team in there], np.float64)
        found: Floats = np.minimum(1.0, counts / FULL_TEAM)
        return found

    @cached_property
    def _present(self) -> Floats:
        return np.array([len(set(o.team)) for o in self._market.openings], np.float64)

    @cached_property
    def _services(self) -> _Column:
        known = {
            t.territory_id: _services_of(self._semester, t.territory_id)
            for t in self._semester.territories
        }
        return _gaps([known[o.territory_id] for o in self._market.openings])

    def _premises(self, request: Request, openings: Ints) -> _Column:
        """The rent, and where an area is wanted whether it is known to be there; the mean."""
        rent, gap = _picked(self._rent, openings)
        if request.wants_premises_m2 is None:
            return rent, gap
        area = self._area[openings]
        fits = np.where(area >= request.wants_premises_m2, 1.0, UNKNOWN)
        return (rent + fits) / 2, gap | np.isnan(area)

    @cached_property
    def _rent(self) -> _Column:
        """No rent is asked of who is employed."""
        values: list[float | None] = []
        for o in self._market.openings:
            rent = 0.0 if o.setting == "centre" else o.rent_month
            values.append(None if rent is None else max(0.0, 1 - rent / HIGH_RENT))
        return _gaps(values)

    @cached_property
    def _area(self) -> Floats:
        values = [np.nan if o.m2 is None else o.m2 for o in self._market.openings]
        return np.array(values, np.float64)

    def _takeover(self, request: Request, openings: Ints) -> _Column:
        """Patients against what is usual among the openings of the profession, for that fte."""
        usual = self._usual.get(request.profession, 0.0) * request.fte
        values: list[float | None] = []
        for k in openings.tolist():
            opening = self._market.openings[k]
            if opening.practice_size is None:
                values.append(None if opening.leaver_date is not None else 0.0)
            else:
                values.append(min(1.0, opening.practice_size / usual) if usual > 0 else 0.0)
        return _gaps(values)

    @cached_property
    def _usual(self) -> dict[str, float]:
        sizes: dict[str, list[float]] = defaultdict(list)
        for o in self._market.openings:
            if o.practice_size:
                sizes[o.profession].append(o.practice_size)
        return {profession: float(median(own)) for profession, own in sizes.items()}

    def _leaver(self, request: Request, openings: Ints) -> Floats:
        """A predecessor who is still there for a while, and leaves soon enough."""
        arrival = np.maximum(self._market.day_of(request).toordinal(), self._market.days[openings])
        months = (self._leaving[openings] - arrival) / MONTH_DAYS
        late = (LATE_MONTHS - months) / (LATE_MONTHS - TOGETHER_MONTHS)
        gone = 1 + months / GONE_MONTHS
        found = np.clip(np.minimum(late, gone), 0.0, 1.0)
        known: Floats = np.where(np.isnan(found), 0.0, found)
        return known

    @cached_property
    def _leaving(self) -> Floats:
        days = [
            np.nan if o.leaver_date is None else o.leaver_date.toordinal()
            for o in self._market.openings
        ]
        return np.array(days, np.float64)

    def _need(self, profession: str, openings: Ints) -> Floats:
        found = needs(self._semester, profession)
        there = [self._market.openings[k].territory_id for k in openings.tolist()]
        return np.array([float(found[territory].need) for territory in there], np.float64)

    def _gain(self, request: Request, openings: Ints) -> Floats:
        if request.profession not in self._gains:
            self._gains[request.profession] = NeedGain(self._semester, request.profession)
        fte = np.full(len(openings), request.fte)
        return self._gains[request.profession].gains(self._territory[openings], fte)


def _services_of(semester: Semester, territory_id: str) -> float | None:
    """Return the indicator ``ind_services`` where there is one, otherwise a proxy by size."""
    territory = semester.territory[territory_id]
    given = _number(territory.indicators.get("ind_services"))
    if given is not None:
        return min(1.0, max(0.0, given))
    if territory.population is None:
        return None
    size = log(max(territory.population, 1.0) / FEW_PEOPLE) / log(MANY_PEOPLE / FEW_PEOPLE)
    return min(1.0, max(0.0, size))


def _number(text: str | None) -> float | None:
    try:
        found = float(str(text).replace(",", "."))
    except ValueError:
        return None
    return found if np.isfinite(found) else None


def _known(values: Floats) -> _Column:
    return values, np.zeros(len(values), np.bool_)


def _with_gaps(values: Floats, gaps: Bools) -> _Column:
    return np.where(gaps, UNKNOWN, values), gaps


def _gaps(values: Sequence[float | None]) -> _Column:
    gaps = np.array([value is None for value in values], np.bool_)
    return _with_gaps(np.array([0.0 if v is None else v for v in values], np.float64), gaps)


def _picked(column: _Column, openings: Ints) -> _Column:
    return column[0][openings], column[1][openings]
