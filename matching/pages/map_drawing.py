"""Maps: the points as data, and a legend that can be switched and is no matter of colour only."""

from __future__ import annotations

import math
from collections.abc import Mapping

from markupsafe import Markup

from ..language import Lang
from .classes import bounds_of, class_labels, class_numbers
from .column import Column, Kind
from .drafting import Draft
from .numbers import number_text, value_text
from .own_words import left_out
from .palette import NOT_KNOWN, SEQUENCE, category
from .point_map import PointMap, Points
from .table_drawing import column_data, compared, short_number

# Diameters in pixels: many points are drawn smaller, so that they do not hide each other.
_DIAMETERS = ((40, 46.0), (300, 34.0), (2000, 24.0), (10**9, 14.0))
_SMALLEST = 5.0
_DIGITS = 5


def draw_point_map(draft: Draft, point_map: PointMap) -> Markup:
    """Return a map."""
    draft.needs.add("charts")
    plain = [points for points in point_map.layers if not points.values]
    layers = [
        _layer(points, place, category(plain.index(points)) if points in plain else "", draft.lang)
        for place, points in enumerate(point_map.layers)
    ]
    data = {
        "layers": [layer["data"] for layer in layers],
        "boundaries": _outlines(point_map.boundaries) if point_map.boundaries else [],
    }
    return draft.filled(
        "map.html",
        id=draft.identifier("map"),
        title=point_map.title,
        alternative=point_map.alternative,
        layers=layers,
        filters=_filters(point_map.layers, draft.lang),
        names=_searchable(point_map.layers),
        data=draft.data(data),
    )


def _layer(points: Points, place: int, plain: str, lang: Lang) -> dict[str, object]:
    """Return a layer, in a plain colour without values: its legend, and data for the script."""
    bounds = bounds_of(points)
    labels = class_labels(points, bounds, lang) if points.values else []
    colours = SEQUENCE[len(labels)] if labels else (plain,)
    numbers = class_numbers(points, bounds) if points.values else [0] * len(points.names)
    order = _drawn(points)
    has_unknown = any(numbers[i] < 0 for i in order)
    classes = [(c, colours[c], label) for c, label in enumerate(labels)]
    return {
        "place": place,
        "label": points.label,
        "symbol": points.symbol,
        "colour": colours[0],
        "value_label": points.value_label,
        "size_label": points.size_label,
        "classes": classes,
        "counts": {
            c: number_text(sum(numbers[i] == c for i in order), lang) for c in (-1, *range(8))
        },
        "unknown": NOT_KNOWN if has_unknown else "",
        "sizes": _size_legend(points, order, lang),
        "left_out": _left_out(points, len(order), lang),
        "data": {
            "label": points.label,
            "symbol": points.symbol,
            "colours": [*colours, NOT_KNOWN],
            "names": [points.names[i] for i in order],
            "lat": [short_number(points.latitudes[i], _DIGITS) for i in order],
            "lon": [short_number(points.longitudes[i], _DIGITS) for i in order],
            "diameters": _diameters(points, order),
            "classes": [numbers[i] for i in order],
            "details": _details(points, order),
        },
    }


def _drawn(points: Points) -> list[int]:
    """Return the points that have a place, the largest first: small ones are drawn above."""
    placed = [
        i
        for i, (lat, lon) in enumerate(zip(points.latitudes, points.longitudes, strict=True))
        if lat is not None and lon is not None
    ]
    sizes = points.sizes or (0.0,) * len(points.names)
    return sorted(placed, key=lambda i: (-(sizes[i] or 0.0), points.names[i], i))


def _left_out(points: Points, drawn: int, lang: Lang) -> str:
    missing = len(points.names) - drawn
    return left_out(missing, points.label, lang) if missing else ""


def _scale(points: Points, order: list[int]) -> tuple[float, float]:
    """Return the largest size and its diameter."""
    largest = max((points.sizes[i] or 0.0 for i in order), default=0.0) if points.sizes else 0.0
    return largest, next(width for most, width in _DIAMETERS if len(order) <= most)


def _diameter(size: float, largest: float, widest: float) -> float:
    """Return a diameter whose square grows with the size."""
    return max(_SMALLEST, widest * math.sqrt(max(size, 0.0) / largest)) if largest else 11.0


def _diameters(points: Points, order: list[int]) -> list[int | float]:
    largest, widest = _scale(points, order)
    sizes = [(points.sizes[i] or 0.0) if points.sizes else 0.0 for i in order]
    return [short_number(_diameter(size, largest, widest), 1) for size in sizes]


def _size_legend(points: Points, order: list[int], lang: Lang) -> list[tuple[str, str]]:
    """Return three round sizes with their diameters, the largest first."""
    largest, widest = _scale(points, order)
    if not largest:
        return []
    top = _round_down(largest)
    sizes = sorted({top, _round_down(top / 4), _round_down(top / 20)} - {0.0}, reverse=True)
    return [(f"{_diameter(s, largest, widest):.1f}", number_text(s, lang)) for s in sizes]


def _round_down(size: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is not above a size."""
    if size < 1:
        return 0.0
    power = 10.0 ** math.floor(math.log10(size))
    return max(factor * power for factor in (1, 2, 5) if factor * power <= size)


def _details(points: Points, order: list[int]) -> list[dict[str, object]]:
    """Return what is shown of a point: its value, its size, and the columns."""
    columns = list(points.details)
    if points.sizes:
        columns.insert(0, Column(points.size_label, points.sizes, "number"))
    if points.values:
        kind: Kind = "percent" if points.percent else "number"
        columns.insert(
            0,
            Column(points.value_label, points.values, kind, decimals=points.decimals),
        )
    return [
        {
            "heading": column.heading,
            "kind": column.kind,
            "decimals": column.decimals,
            "values": column_data(_taken(column, order)),
        }
        for column in columns
    ]


def _taken(column: Column, order: list[int]) -> Column:
    """Return a column with the rows in another order."""
    return Column(
        column.heading,
        [column.values[i] for i in order],
        column.kind,
        decimals=column.decimals,
        choices=column.choices,
    )


def _filters(layers: tuple[Points, ...], lang: Lang) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the headings that can be filtered by, with all their values in any layer."""
    found: dict[str, dict[str, str]] = {}
    for points in layers:
        for column in points.details:
            if column.choices:
                known = found.setdefault(column.heading, {})
                for value in column.values:
                    if value is not None:
                        known[compared(value)] = value_text(
                            value, column.kind, lang, column.decimals
                        )
    return [(heading, sorted(known.items())) for heading, known in found.items()]


def _searchable(layers: tuple[Points, ...]) -> list[str]:
    """Return the names that a reader may look for, each once, unless they are too many."""
    names = sorted({name for points in layers for name in points.names})
    return names if len(names) <= 2000 else []


def _outlines(boundaries: Mapping[str, object]) -> list[list[list[list[float]]]]:
    """Return the polygons of a GeoJSON FeatureCollection: rings of rounded pairs lon, lat.

    Raises
    ------
    ValueError
        Where the object is no FeatureCollection.
    """
    features = boundaries.get("features")
    if not isinstance(features, list):
        raise ValueError("the boundaries are no GeoJSON FeatureCollection")
    polygons: list[list[list[list[float]]]] = []
    for feature in features:
        geometry = feature.get("geometry") or {}
        parts = geometry.get("coordinates") or []
        if geometry.get("type") == "Polygon":
            parts = [parts]
        elif geometry.get("type") != "MultiPolygon":
            continue
        polygons.extend([_ring(ring) for ring in polygon] for polygon in parts)
    return polygons


def _ring(ring: list[list[float]]) -> list[list[float]]:
    """Return a ring rounded to about ten metres, without points that thereby fall together."""
    rounded: list[list[float]] = []
    for lon, lat, *_ in ring:
        point = [round(float(lon), 4), round(float(lat), 4)]
        if not rounded or rounded[-1] != point:
            rounded.append(point)
    return rounded
