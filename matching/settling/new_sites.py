"""Where to open N new sites: the most people in need within reach, or the least distance.

Demand points are the territories, each of the weight inhabitants × need. The sites are settled by
`solvers.covering` (objective ``cover``: maximal covering, proven) or by `solvers.median`
(objective ``distance``: p-median by swaps, with a proven bound).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...solvers.covering import LARGEST_TOTAL, CoveringProblem, best_coverings
from ...solvers.limits import Limits
from ...solvers.median import MedianProblem, best_median
from ..language import Sentence, sentence
from ..semester import Semester
from ..territories.census import GENERAL_PRACTICE
from .cannot_settle import CannotSettle
from .driving import Drives
from .near_best import near_best
from .siting_facts import SitingFacts, siting_facts

Objective = Literal["cover", "distance"]

MAX_MINUTES = 20.0
"""How far counts as within reach, where nothing else is asked for."""
ANSWERS = 3
"""How many sets of sites are shown, where nothing else is asked for."""
SECONDS = 60.0
TENTHS = 10
"""Minutes are summed in tenths, so that all sums are whole."""
MOST_PAIRS = 25_000_000
"""Largest number of pairs of which all distances are held."""


@dataclass(frozen=True)
class NewSite:
    """One site of an answer.

    ``near``: inhabitants × need within ``max_minutes`` of it; ``gain``: what would be lost were
    this one site left out of the answer: of those within reach (``cover``), or in minutes times
    weight (``distance``).
    """

    identifier: str
    name: str
    territory_id: str
    point: tuple[float, float]
    near: int
    gain: float


@dataclass(frozen=True)
class SitesAnswer:
    """One set of sites, the best first.

    Attributes
    ----------
    value, bound
        ``cover``: inhabitants × need within reach, existing sites included, and what no set
        (for further answers: none that differs from those before) can pass. ``distance``: the sum
        of inhabitants × need × minutes to the nearest site, and what no set can go below.
    gap
        How far apart they are, as a share of the larger.
    status
        ``optimal`` where value and bound are the same, otherwise ``feasible``.
    within
        Share of the weight within ``max_minutes`` of a site, existing ones included.
    mean_minutes
        Weighted mean of the minutes to the nearest site.
    """

    sites: tuple[NewSite, ...]
    value: float
    bound: float
    gap: float
    status: Literal["optimal", "feasible"]
    within: float
    mean_minutes: float | None


@dataclass(frozen=True)
class NewSites:
    """Where to open, with what the answer rests on.

    ``before``: share of the weight within ``max_minutes`` of what exists; ``total``: all of it.
    """

    semester: Semester
    facts: SitingFacts
    profession: str
    objective: Objective
    count: int
    max_minutes: float
    at_openings: bool
    with_existing: bool
    total: int
    before: float
    answers: tuple[SitesAnswer, ...]


def new_sites(
    semester: Semester,
    count: int,
    *,
    max_minutes: float = MAX_MINUTES,
    objective: Objective = "cover",
    profession: str = GENERAL_PRACTICE,
    at_openings: bool = False,
    with_existing: bool = True,
    answers: int = ANSWERS,
    time_limit: float | None = SECONDS,
) -> NewSites:
    """Propose where to open some new sites of a profession.

    Parameters
    ----------
    count
        How many sites to open, at least 1.
    max_minutes
        By car, one way: how far is within reach. It decides with the objective ``cover``, and is
        only reported with ``distance``.
    objective
        ``cover``: the most inhabitants × need within reach of a site. ``distance``: the least sum
        of inhabitants × need × minutes to the nearest site.
    at_openings
        Choose among the openings of the profession, not among all territories.
    with_existing
        Count what is there already.
    answers
        How many sets of sites at most. They differ in one site at least.
    time_limit
        Seconds for the search, ``None`` for no limit. What is best by then comes with its proven
        bound.

    Raises
    ------
    CannotSettle
        There are too few candidates, nobody is known to lack care, or all are reached already.
    """
    if count < 1 or answers < 1 or not 0 <= max_minutes < np.inf:
        raise CannotSettle(
            sentence("at least one site and one answer are needed, and minutes of 0 or more.")
        )
    facts = siting_facts(semester, profession, at_openings=at_openings, with_existing=with_existing)
    if count > len(facts.candidates):
        raise CannotSettle(
            sentence(
                "{count} sites are asked for, but there are only {number} places to open one.",
                count=count,
                number=len(facts.candidates),
            )
        )
    if sum(facts.weight.tolist()) >= LARGEST_TOTAL:
        raise CannotSettle(sentence("the numbers of inhabitants are too large to be added up."))
    question = _Question(semester, facts, count, max_minutes)
    found = (question.cover if objective == "cover" else question.distance)(
        answers, Limits(seconds=time_limit)
    )
    total = int(facts.weight.sum())
    return NewSites(
        semester, facts, profession, objective, count, max_minutes, at_openings, with_existing,
        total, int(facts.weight[question.reached].sum()) / total, tuple(found),
    )  # fmt: skip


class _Question:
    """Minutes between demand, candidates and what exists, and the answers out of them."""

    def __init__(
        self, semester: Semester, facts: SitingFacts, count: int, max_minutes: float
    ) -> None:
        self.facts, self.count, self.max_minutes = facts, count, max_minutes
        self.drives = Drives(semester, facts.demand, facts.candidates)
        self.old = Drives(semester, facts.demand, facts.existing)
        self.reached = np.zeros(len(facts.demand), bool)
        self.reached[self.old.within(max_minutes)[0]] = True
        rows, columns = self.drives.within(max_minutes)
        shape = (len(facts.demand), len(facts.candidates))
        self.near = sparse.csr_array((np.ones(len(rows), np.int64), (rows, columns)), shape=shape)

    def cover(self, answers: int, limits: Limits) -> list[SitesAnswer]:
        """Return the best sets by what they reach."""
        free = ~self.reached
        if not free.any() or not self.near[free].nnz:
            raise CannotSettle(self._nothing_to_gain(all_reached=not free.any()))
        problem = CoveringProblem(self.facts.weight, self.near, self.reached, self.count)
        return [
            self._answer(one.sites, one.value, one.bound, _share(one.bound - one.value, one.bound))
            for one in best_coverings(problem, limits, answers=answers)
        ]

    def _nothing_to_gain(self, *, all_reached: bool) -> Sentence:
        if all_reached:
            return sentence(
                "all people in need are within {minutes} minutes of an existing site already. Ask "
                "for fewer minutes, for the least distance, or leave existing sites out.",
                minutes=self.max_minutes,
            )
        return sentence(
            "no place to open is within {minutes} minutes of people in need who are not reached "
            "yet. Ask for more minutes.",
            minutes=self.max_minutes,
        )

    def distance(self, answers: int, limits: Limits) -> list[SitesAnswer]:
        """Return the best sets by the sum of weighted minutes."""
        minutes, existing = self._whole(), self._whole_existing()
        try:
            problem = MedianProblem(self.facts.weight, minutes, existing, self.count)
        except ValueError as error:
            said = sentence("the numbers of inhabitants are too large to be added up.")
            raise CannotSettle(said) from error
        best = best_median(problem, limits.part(0.85))
        known = {tuple(sites.tolist()): value for value, sites in best.others}
        weight = self.facts.weight
        for value, names in near_best(weight, minutes, existing, best.sites, answers, limits):
            known.setdefault(names, value)
        further = sorted((value, names) for names, value in known.items())[: answers - 1]
        sets = [(best.value, best.sites), *((v, np.array(n, np.int64)) for v, n in further)]
        return [
            self._answer(
                sites, value / TENTHS, best.bound / TENTHS,
                _share(value - best.bound, value),
                minutes=minutes, existing=existing,
            )
            for value, sites in sets
        ]  # fmt: skip

    def _whole(self) -> NDArray[np.int64]:
        """Return the minutes to all candidates, in tenths."""
        pairs = len(self.facts.demand) * len(self.facts.candidates)
        if pairs > MOST_PAIRS:
            raise CannotSettle(
                sentence(
                    "{pairs} pairs of territories and places are too many for the least distance; "
                    "choose among the openings, or ask for what is within reach.",
                    pairs=pairs,
                )
            )
        return _tenths(self.drives.table())

    def _whole_existing(self) -> NDArray[np.int64] | None:
        """Return the minutes to the nearest existing site, in tenths."""
        if not self.facts.existing:
            return None
        return _tenths(self.old.table().min(axis=1))

    def _answer(
        self,
        sites: NDArray[np.int64],
        value: float,
        bound: float,
        gap: float,
        *,
        minutes: NDArray[np.int64] | None = None,
        existing: NDArray[np.int64] | None = None,
    ) -> SitesAnswer:
        reached = self.near[:, sites].toarray() > 0
        covered = reached.any(axis=1) | self.reached
        weight = self.facts.weight
        if minutes is None:
            alone = ~self.reached & (reached.sum(axis=1) == 1)
            gains = [float(weight[alone & reached[:, k]].sum()) for k in range(len(sites))]
            mean = None
        else:
            near = minutes[:, sites]
            gains = _losses(weight, near, existing)
            mean = value / float(weight.sum())
        return SitesAnswer(
            sites=tuple(
                self._site(int(k), int(weight[reached[:, at]].sum()), gains[at])
                for at, k in enumerate(sites)
            ),
            value=value,
            bound=bound,
            gap=gap,
            status="optimal" if value == bound else "feasible",
            within=float(weight[covered].sum()) / float(weight.sum()),
            mean_minutes=mean,
        )

    def _site(self, k: int, near: int, gain: float) -> NewSite:
        end = self.facts.candidates[k]
        name = self.facts.names[k]
        return NewSite(end.identifier, name, end.territory_id, end.point, near, gain)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _losses(
    weight: NDArray[np.int64], near: NDArray[np.int64], existing: NDArray[np.int64] | None
) -> list[float]:
    """Return by how much weight × minutes grows without each site; ``inf`` with none left."""
    columns = near if existing is None else np.column_stack([near, existing])
    now = columns.min(axis=1)
    found = []
    for k in range(near.shape[1]):
        rest = np.delete(columns, k, axis=1)
        if not rest.shape[1]:
            found.append(float("inf"))
        else:
            found.append(float((weight * (rest.min(axis=1) - now)).sum()) / TENTHS)
    return found


def _tenths(minutes: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.floor(minutes * TENTHS + 0.5).astype(np.int64)
