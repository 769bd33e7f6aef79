"""The French form of accessibility: what the APL of the DREES measures, as far as it is public.

The APL (accessibilité potentielle localisée) of general practitioners is an E2SFCA between
communes: supply in consultations and visits a year, of practitioners below an age limit; demand in
inhabitants standardised by how much each age group consults; a weight that falls with the minutes
by car and is nil beyond 20. Its exact parameters are not all published, and those that are could
not all be read while this was written: each value here says where it is from, and **every figure
computed here is a proxy of the official one**.

References
----------
Barlet M., Coldefy M., Collin C., Lucas-Gabrielli V. (2012), L'accessibilité potentielle localisée
(APL) : une nouvelle mesure de l'accessibilité aux soins appliquée aux médecins généralistes
libéraux en France, Document de travail Irdes no 51; Études et Résultats DREES no 795.

Vergier N., Chaput H. (2017), Déserts médicaux : comment les définir ? Comment les mesurer ?,
Les Dossiers de la DREES no 17.

Arrêté du 13 novembre 2017 (zoning of physicians), annex: activity in consultations or visits, a
decreasing function of the journey between 0 and 20 minutes, consumption by age class, an age limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .accessibility import Accessibility, accessibility
from .amounts import Floats, amounts, positions
from .decay import Bands
from .origin import Origin, Sourced
from .travel import Travel

APL_BANDS = Bands(
    (10.0, 15.0, 20.0),
    (1.0, 2 / 3, 1 / 3),
    Origin(
        "nil beyond 20 minutes, decreasing before: annex of the arrêté du 13 novembre 2017; the "
        "steps (10 and 15 minutes, thirds) are a convention of this program, not read in a "
        "publication of the DREES",
        date(2017, 11, 13),
    ),
)
"""Weights by minutes by car: a proxy of those of the present APL to general practitioners."""

APL_BANDS_2012 = Bands(
    (5.0, 10.0, 15.0),
    (1.0, 0.3, 0.1),
    Origin(
        "first version of the APL (Barlet et al. 2012), as told by a teaching page of Mines "
        "ParisTech (controversies, 2014): less by 70 % from 5 to 10 minutes, by 90 % from 10 to "
        "15, nil beyond; the publication itself was not read",
        date(2012, 3, 1),
    ),
)
"""Weights by minutes by car of the APL as first published: second-hand."""

CONSULTATIONS_PER_FTE = Sourced(
    5400.0,
    "consultations and visits a year of one full-time equivalent of general practice",
    Origin(
        "regional health agency (ARS) of Bourgogne-Franche-Comté, note to its map of the APL: 56 "
        "full-time equivalents per 100,000 inhabitants are 3 consultations per inhabitant",
        date(2018, 11, 1),
        official=True,
    ),
)
"""What turns full-time equivalents into consultations where activity itself is not known."""

AGE_LIMITS = (65, 62, 60)
"""Ages up to which practitioners count, in the three variants published beside the APL of all."""


@dataclass(frozen=True)
class AgeWeights:
    """How much each age group consults, for a demand standardised by age.

    The weights that the DREES uses are not in this program: they could not be had. Give those of a
    source of your own.

    Attributes
    ----------
    groups
        Names of the age groups, such as ``0-4``.
    weights
        Consultations a year of an inhabitant of each group, or any multiple of it.
    origin
        Where the values come from.
    """

    groups: tuple[str, ...]
    weights: tuple[float, ...]
    origin: Origin

    def __post_init__(self) -> None:
        if len(self.groups) != len(self.weights) or not self.groups:
            raise ValueError("age weights: each age group has its weight")
        amounts(self.weights, "age weights", (len(self.groups),))

    def standardised(self, population: ArrayLike, reference: ArrayLike | None = None) -> Floats:
        """Return inhabitants who would consult as much, all of them being of average age.

        ``P_i = Σ_a p_ia c_a / c``, with ``c = Σ_a q_a c_a / Σ_a q_a`` the mean of a reference.

        Parameters
        ----------
        population
            Shape ``(n_places, n_groups)``: inhabitants by age group.
        reference
            Shape ``(n_groups,)``: the population whose mean counts as one, such as that of France;
            by default that of all places together, which keeps the total number of inhabitants.

        Returns
        -------
        Floats
            Shape ``(n_places,)``.

        Raises
        ------
        ValueError
            Where shapes do not fit, a value is negative, or nobody of the reference consults.
        """
        n_groups = len(self.groups)
        people = amounts(population, "population by age", (None, n_groups))
        whole = people.sum(axis=0) if reference is None else reference
        of_reference = amounts(whole, "reference by age", (n_groups,))
        weights = np.array(self.weights, np.float64)
        asked: Floats = people @ weights
        if not asked.any():
            return asked
        total = float(of_reference @ weights)
        if total <= 0:
            raise ValueError("reference by age: nobody of it would consult")
        return asked * (float(of_reference.sum()) / total)


@dataclass(frozen=True, eq=False)
class Practitioners:
    """Practitioners as arrays; one who works at two sites is two lines.

    Attributes
    ----------
    site
        Shape ``(n,)``: position of the site.
    fte
        Shape ``(n,)``: full-time equivalents there.
    consultations
        Shape ``(n,)``: consultations and visits a year there, ``nan`` where not known: then
        ``fte`` counts.
    age
        Shape ``(n,)``: in years, ``nan`` where not known.
    """

    site: ArrayLike
    fte: ArrayLike
    consultations: ArrayLike | None = None
    age: ArrayLike | None = None

    def counted(self, age_limit: float | None) -> NDArray[np.bool_]:
        """Say who is not older than the limit; those of unknown age are taken to be younger."""
        n = np.asarray(self.site).size
        if age_limit is None or self.age is None:
            return np.ones(n, bool)
        age = np.asarray(self.age, np.float64)
        amounts(age[~np.isnan(age)], "age", (None,))
        if age.shape != (n,):
            raise ValueError(f"age: the shape should be ({n}) and is {age.shape}")
        return ~(age > age_limit)

    def activity(self, per_fte: float) -> Floats:
        """Return consultations a year of each: those known, otherwise ``fte × per_fte``."""
        n = np.asarray(self.site).size
        estimated = amounts(self.fte, "fte", (n,)) * per_fte
        if self.consultations is None:
            return estimated
        known = np.asarray(self.consultations, np.float64)
        filled = np.where(np.isnan(known), estimated, known) if known.shape == (n,) else known
        return amounts(filled, "consultations", (n,))

    def supply(self, n_sites: int, per_fte: float, age_limit: float | None) -> Floats:
        """Return consultations a year at each site of those who count, shape ``(n_sites,)``."""
        site = positions(self.site, "site", n_sites)
        activity = np.where(self.counted(age_limit), self.activity(per_fte), 0.0)
        return np.bincount(site, activity, minlength=n_sites).astype(np.float64, copy=False)


@dataclass(frozen=True)
class FrenchForm:
    """The parameters of the French form; each of them changes by decision, not by nature.

    Attributes
    ----------
    bands
        Weights by minutes by car.
    consultations_per_fte
        What a full-time equivalent gives where activity is not known.
    age_limit
        Practitioners older than this do not count: 65, 62 or 60 in what is published; ``None``
        for no limit.
    age_weights
        How much each age group consults; ``None``: every inhabitant counts as one.
    """

    bands: Bands = APL_BANDS
    consultations_per_fte: Sourced = CONSULTATIONS_PER_FTE
    age_limit: float | None = 65
    age_weights: AgeWeights | None = None


def french_accessibility(
    population: ArrayLike,
    practitioners: Practitioners,
    travel: Travel,
    form: FrenchForm | None = None,
    reference: ArrayLike | None = None,
) -> Accessibility:
    """Return a proxy of the APL: consultations a year within reach of an inhabitant.

    ``A_i = Σ_j w(t_ij) S_j / Σ_k w(t_kj) P_k``, with ``S_j`` in consultations a year of the
    practitioners who are not older than the limit, ``P_k`` in standardised inhabitants, ``w`` by
    bands of minutes by car.

    Parameters
    ----------
    population
        Shape ``(n_places, n_groups)`` where the form has age weights, else ``(n_places,)``.
    practitioners
        Those of one profession, at the sites of ``travel``.
    travel
        In minutes by car.
    form
        Its parameters; by default `FrenchForm()`.
    reference
        Shape ``(n_groups,)``: the population whose mean consultation counts as one (see
        `AgeWeights.standardised`).

    Returns
    -------
    Accessibility
        Consultations a year per standardised inhabitant; ``proxy_of`` says of what.

    Raises
    ------
    ValueError
        Where shapes do not fit, journeys are in kilometres, or a value is negative or infinite.

    Examples
    --------
    56 full-time equivalents for 100,000 inhabitants:

    >>> from maillage import Practitioners, french_accessibility, neighbours
    >>> travel = neighbours([[46.5, 0.3]]).by_car()
    >>> round(float(french_accessibility([100_000], Practitioners([0], [56]), travel).access[0]), 9)
    3.024
    """
    form = form or FrenchForm()
    if travel.unit != "minutes":
        raise ValueError("travel: minutes are wanted; .by_car() makes them of kilometres")
    if form.age_weights is not None:
        demand = form.age_weights.standardised(population, reference)
    elif reference is not None:
        raise ValueError("reference: only age weights can be related to it")
    else:
        demand = amounts(population, "population", (travel.n_places,))
    per_fte = form.consultations_per_fte.value
    supply = practitioners.supply(travel.n_sites, per_fte, form.age_limit)
    found = accessibility(demand, supply, travel, form.bands)
    return replace(found, proxy_of="APL (DREES)")
