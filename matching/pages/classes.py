"""Classes of values on a map: bounds, and what the legend says."""

from __future__ import annotations

import itertools

import numpy as np

from ..language import Lang, sentence
from .numbers import number_text, percent_text
from .point_map import Points

_GROUPS = 5


def bounds_of(points: Points) -> tuple[float, ...]:
    """Return the inner bounds of a layer's classes, ascending and distinct.

    Without bounds of its own a layer is parted into five groups of equal size; bounds are
    rounded to what the legend shows, so that it says exactly which class a value is in.
    """
    if points.breaks:
        return points.breaks
    known = np.array([v for v in points.values if v is not None], dtype=float)
    if not known.size:
        return ()
    shares = np.arange(1, _GROUPS) / _GROUPS
    digits = points.decimals + (2 if points.percent else 0)
    rounded = np.unique(np.round(np.quantile(known, shares), digits))
    return tuple(rounded[(rounded > known.min()) & (rounded <= known.max())].tolist())


def class_numbers(points: Points, bounds: tuple[float, ...]) -> list[int]:
    """Return the class of each point, 0 the lowest; −1 where the value is not known."""
    values = np.array([np.nan if v is None else v for v in points.values], dtype=float)
    found = np.searchsorted(np.array(bounds, dtype=float), values, side="right")
    return [int(number) for number in np.where(np.isnan(values), -1, found)]


def class_labels(points: Points, bounds: tuple[float, ...], lang: Lang) -> list[str]:
    """Return what the legend says of each class, the lowest first."""
    write = percent_text if points.percent else number_text
    texts = [write(bound, lang, points.decimals) for bound in bounds]
    if not texts:
        return [sentence("all values").said(lang)]
    between = [
        sentence("{low} to {high}", low=low, high=high).said(lang)
        for low, high in itertools.pairwise(texts)
    ]
    return [
        sentence("under {bound}", bound=texts[0]).said(lang),
        *between,
        sentence("{bound} or more", bound=texts[-1]).said(lang),
    ]
