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
_MOST_UNCHANGED = 3000
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
    own = found.territories[found.territories["variant"] == variant]
    places = found.ground.drop(columns=["base"]).merge(
        own[["territory_id", "base", "mean", "difference"]], on="territory_id", how="left"
    )
    same = places[places["difference"].isna()]
    moved = places[places["difference"].notna()]
    layers = [_unchanged(same, lang)] if 0 < len(same) <= _MOST_UNCHANGED else []
    title = _said(sentence("{variant}: difference from the base", variant=variant), lang)
    return PointMap(title, (*layers, _changed(found.job, moved, lang)), _said(_SAME_FIGURES, lang))


def _unchanged(rows: pd.DataFrame, lang: Lang) -> Points:
    return Points(
        _said(sentence("Unchanged"), lang), rows["name"], rows["lat"], rows["lon"],
        sizes=[0.0] * len(rows),
    )  # fmt: skip


def _changed(job: str, rows: pd.DataFrame, lang: Lang) -> Points:
    """Return the layer of what changed: colour is the difference, area what it weighs."""
    decimals = 2 if job == "diagnose" else 1
    label = COUNTED[job]
    columns = (("base", _BASE), ("mean", _HERE))
    diagnosed = job == "diagnose"
    return Points(
        _said(sentence("Changed"), lang),
        rows["name"],
        rows["lat"],
        rows["lon"],
        sizes=rows["population"] if diagnosed else rows["difference"].abs(),
        size_label=_said(_PEOPLE if diagnosed else _SIZE, lang),
        values=rows["difference"],
        value_label=_said(sentence("{counted}: difference", counted=label), lang),
        breaks=_breaks(rows["difference"], decimals),
        decimals=decimals,
        details=tuple(Column(_said(said, lang), rows[name], "number", decimals=decimals)
                      for name, said in columns),
    )  # fmt: skip


_BASE, _HERE = sentence("Base"), sentence("Here")
_SIZE = sentence("Size of the difference")


def _breaks(differences: pd.Series, decimals: int) -> tuple[float, ...]:
    """Return bounds around 0: fewer and more, each in two classes where there is the room."""
    largest = float(differences.abs().max()) if len(differences) else 0.0
    step = _round(largest / 3)
    if step < 10.0**-decimals:
        return (0.0,)
    return (-step, 0.0, step)


def _round(value: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is not above a value."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return max(round(factor * power, 9) for factor in (1, 2, 5) if factor * power <= value + 1e-12)


def _said(text: Sentence, lang: Lang) -> str:
    return text.said(lang)
