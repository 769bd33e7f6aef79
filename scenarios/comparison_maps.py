"""The maps of a comparison: the base, and what variants change."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from ..matching.language import Lang, Sentence, sentence
from ..matching.pages import Column, PointMap, Points
from .comparing import Compared
from .plan import BASE

MOST_MAPS = 6
_MOST_POINTS = 3000
_NEED_CLASSES = (0.25, 0.5, 0.75)

COUNTED: dict[str, Sentence] = {
    "place": sentence("Half-days a week of students"),
    "diagnose": sentence("Need"),
    "rank": sentence("Requests that settle there"),
}
"""What a run counts in each territory, by its job."""


def maps_of(found: Compared, lang: Lang) -> Iterator[PointMap]:
    """Yield the map of the base, then one of each variant mapped."""
    if not found.ground["lat"].notna().any():
        return
    yield _base_map(found, lang)
    for variant in variants_mapped(found):
        yield _difference_map(found, variant, lang)


def variants_mapped(found: Compared) -> list[str]:
    """Return the variants that have a map: those that change the most, in the plan's order."""
    rows = found.territories
    moved = rows["difference"].abs().groupby(rows["variant"], sort=False).sum()
    order = {name: place for place, name in enumerate(dict.fromkeys(rows["variant"]))}
    most = sorted(moved.index, key=lambda name: (-round(float(moved[name]), 6), order[name]))
    return sorted((v for v in most[:MOST_MAPS] if v != BASE), key=order.__getitem__)


def _base_map(found: Compared, lang: Lang) -> PointMap:
    ground = found.ground
    people = Column(_said(_PEOPLE, lang), ground["population"], "number")
    label = _said(COUNTED[found.job], lang)
    diagnosed = found.job == "diagnose"
    total = float(ground["base"].sum())
    shares = Column(_said(_SHARE, lang), ground["base"] / (total or 1), "percent", decimals=1)
    layer = Points(
        _said(_TERRITORIES, lang),
        ground["name"],
        ground["lat"],
        ground["lon"],
        sizes=ground["population"] if diagnosed else ground["base"],
        size_label=_said(_PEOPLE, lang) if diagnosed else label,
        values=ground["base"] if diagnosed else ground["need"],
        value_label=_said(COUNTED["diagnose"], lang),
        breaks=_NEED_CLASSES,
        decimals=2,
        details=() if diagnosed else (shares, people),
    )
    title = sentence("The base: need by territory") if diagnosed else sentence(
        "The base: where they are, and the need there"
    )  # fmt: skip
    return PointMap(_said(title, lang), (layer,), _said(_SAME_FIGURES, lang))


_PEOPLE, _SHARE = sentence("Inhabitants"), sentence("Share of all")
_TERRITORIES = sentence("Territories")
_SAME_FIGURES = sentence("The same figures are in the tables below.")


def _difference_map(found: Compared, variant: str, lang: Lang) -> PointMap:
    """Return a map of all territories, of those that change where they are very many."""
    own = found.territories[found.territories["variant"] == variant]
    rows = found.ground.drop(columns=["base"]).merge(
        own[["territory_id", "mean", "difference"]], on="territory_id", how="left"
    )
    rows = rows.assign(base=found.ground["base"])
    rows = rows.assign(mean=rows["mean"].fillna(rows["base"]))
    rows = rows.assign(difference=rows["difference"].fillna(0.0))
    if len(rows) > _MOST_POINTS:
        rows = rows[rows["difference"] != 0]
    title = _said(sentence("{variant}: difference from the base", variant=variant), lang)
    return PointMap(title, (_differences(found.job, rows, lang),), _said(_SAME_FIGURES, lang))


def _differences(job: str, rows: pd.DataFrame, lang: Lang) -> Points:
    """Return a layer whose colour is the difference, and whose area says what it weighs."""
    diagnosed = job == "diagnose"
    decimals = 2 if diagnosed else 1
    sizes = rows["difference"].abs()
    if diagnosed:
        sizes = sizes * rows["population"].fillna(0.0)
    columns = (("base", _BASE), ("mean", _HERE))
    return Points(
        _said(_TERRITORIES, lang),
        rows["name"],
        rows["lat"],
        rows["lon"],
        sizes=sizes,
        size_label=_said(_WEIGHTED if diagnosed else _SIZE, lang),
        values=rows["difference"],
        value_label=_said(sentence("{counted}: difference", counted=COUNTED[job]), lang),
        breaks=_breaks(rows["difference"], decimals),
        decimals=decimals,
        details=tuple(Column(_said(said, lang), rows[name], "number", decimals=decimals)
                      for name, said in columns),
    )  # fmt: skip


_BASE, _HERE = sentence("Base"), sentence("Here")
_SIZE = sentence("Size of the difference")
_WEIGHTED = sentence("Size of the difference times inhabitants")


def _breaks(differences: pd.Series, decimals: int) -> tuple[float, ...]:
    """Return bounds around a narrow class of what stays: two of less and two of more."""
    least = 10.0**-decimals
    step = _round(float(differences.abs().max()) / 3) if len(differences) else 0.0
    return (-step, 0.0, least, step) if step > least else (0.0, least)


def _round(value: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is not above a value."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return max(round(factor * power, 9) for factor in (1, 2, 5) if factor * power <= value + 1e-12)


def _said(text: Sentence, lang: Lang) -> str:
    return text.said(lang)
