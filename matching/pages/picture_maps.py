"""A map of points as a picture, with the classes, sizes and legend of the page's map."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..language import Lang
from .classes import bounds_of, class_labels, class_numbers
from .palette import NOT_KNOWN, SEQUENCE, category
from .point_map import PointMap, Points

_MARKERS: Mapping[str, str] = {"circle": "o", "diamond": "D", "square": "s", "triangle": "^"}
_SMALLEST, _LARGEST = 12.0, 420.0  # square points
_PLAIN = 22.0
_NAMED = 14
_NAME_WIDTH, _NAME_HEIGHT = 0.2, 0.045  # shares of the map


def draw_map(axes: Any, point_map: PointMap, lang: Lang) -> None:
    """Draw all layers of a map, the first one lowest, and name its largest points."""
    if point_map.boundaries:
        _outlines(axes, point_map.boundaries)
    plain = [points for points in point_map.layers if not points.values]
    latitudes: list[float] = []
    for points in point_map.layers:
        colour = category(plain.index(points)) if points in plain else ""
        latitudes += _layer(axes, points, colour, lang)
    if latitudes:
        middle = math.radians(sum(latitudes) / len(latitudes))
        axes.set_aspect(1 / max(math.cos(middle), 0.1), adjustable="datalim")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.margins(0.06)
    if axes.get_legend_handles_labels()[1]:
        legend = axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, fontsize=8)
        for mark in legend.legend_handles:
            if mark.get_sizes().any():  # headings have no mark
                mark.set_sizes([45.0])


def _layer(axes: Any, points: Points, plain: str, lang: Lang) -> list[float]:
    """Draw one layer; return the latitudes of its points."""
    bounds = bounds_of(points)
    numbers = class_numbers(points, bounds) if points.values else [0] * len(points.names)
    labels = class_labels(points, bounds, lang) if points.values else [points.label]
    colours = SEQUENCE[len(labels)] if points.values else (plain,)
    areas = _areas(points)
    drawn = [i for i, lat in enumerate(points.latitudes)
             if lat is not None and points.longitudes[i] is not None]  # fmt: skip
    drawn.sort(key=lambda i: (-areas[i], points.names[i]))
    if points.values and drawn:
        heading = points.value_label if not points.size_label else (
            f"{points.value_label}\n({points.size_label})"
        )  # fmt: skip
        axes.scatter([], [], s=0, label=heading)
    for number in (*range(len(labels)), -1):
        own = [i for i in drawn if numbers[i] == number]
        if own:
            axes.scatter(
                [points.longitudes[i] for i in own],
                [points.latitudes[i] for i in own],
                s=[areas[i] for i in own],
                c=NOT_KNOWN if number < 0 else colours[number],
                marker=_MARKERS[points.symbol],
                edgecolors="#333333",
                linewidths=0.5,
                label="–" if number < 0 else labels[number],
            )
    if points.sizes:
        _name(axes, points, areas, drawn)
    return [lat for i in drawn if (lat := points.latitudes[i]) is not None]


def _name(axes: Any, points: Points, areas: list[float], drawn: list[int]) -> None:
    """Write the names of the largest points, as far as they do not hide each other."""
    lons = [x for i in drawn if (x := points.longitudes[i]) is not None]
    lats = [y for i in drawn if (y := points.latitudes[i]) is not None]
    if not lons:
        return
    width = (max(lons) - min(lons)) * _NAME_WIDTH or 1.0
    height = (max(lats) - min(lats)) * _NAME_HEIGHT or 1.0
    named: list[tuple[float, float]] = []
    for i, x, y in zip(drawn, lons, lats, strict=True):
        near = any(abs(x - a) < width and abs(y - b) < height for a, b in named)
        if near or not points.sizes[i] or len(named) == _NAMED:
            continue
        named.append((x, y))
        axes.annotate(
            points.names[i], (x, y), xytext=(0, -math.sqrt(areas[i]) / 2 - 2),
            textcoords="offset points", ha="center", va="top", fontsize=7,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "alpha": 0.7, "linewidth": 0},
        )  # fmt: skip


def _areas(points: Points) -> list[float]:
    """Return the area of each point: it grows with the size."""
    largest = max((size or 0.0 for size in points.sizes), default=0.0)
    if not largest:
        return [_PLAIN] * len(points.names)
    return [max(_SMALLEST, _LARGEST * max(size or 0.0, 0.0) / largest) for size in points.sizes]


def _outlines(axes: Any, boundaries: Mapping[str, object]) -> None:
    features = boundaries.get("features")
    for feature in features if isinstance(features, list) else ():
        geometry = feature.get("geometry") or {}
        parts = geometry.get("coordinates") or []
        for polygon in [parts] if geometry.get("type") == "Polygon" else parts:
            for ring in polygon:
                axes.plot([point[0] for point in ring], [point[1] for point in ring],
                          color="#bbbbbb", linewidth=0.6)  # fmt: skip
