"""A map of points: territories, sites, supervisors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .column import Column, numbers_of

Symbol = Literal["circle", "diamond", "square", "triangle"]


@dataclass(frozen=True, slots=True, init=False)
class Points:
    """A layer of points.

    Parameters
    ----------
    label
        What the points are, as in "Territories".
    names, latitudes, longitudes
        Of each point; WGS84 degrees. Points without a place are left out and counted.
    sizes, size_label
        What the area of each point stands for, as in inhabitants; without them all are alike.
    values, value_label
        What the colour stands for, and the bounds of its classes.
    breaks
        Ascending inner bounds of the classes, at most six; a value on a bound belongs to the
        class above. Without them: four bounds that part the values into five equal groups.
    decimals, percent
        How the values are written.
    details
        What else is shown of a point; columns with `choices` become filters of the map.
    symbol
        The form of the points, so that layers differ by more than colour.
    """

    label: str
    names: tuple[str, ...]
    latitudes: tuple[float | None, ...]
    longitudes: tuple[float | None, ...]
    sizes: tuple[float | None, ...]
    size_label: str
    values: tuple[float | None, ...]
    value_label: str
    breaks: tuple[float, ...]
    decimals: int
    percent: bool
    details: tuple[Column, ...]
    symbol: Symbol

    def __init__(
        self,
        label: str,
        names: Iterable[object],
        latitudes: Iterable[object],
        longitudes: Iterable[object],
        *,
        sizes: Iterable[object] = (),
        size_label: str = "",
        values: Iterable[object] = (),
        value_label: str = "",
        breaks: Iterable[float] = (),
        decimals: int = 1,
        percent: bool = False,
        details: Iterable[Column] = (),
        symbol: Symbol = "circle",
    ) -> None:
        put = object.__setattr__
        put(self, "label", label)
        put(self, "names", tuple(str(name) for name in names))
        put(self, "latitudes", numbers_of(latitudes))
        put(self, "longitudes", numbers_of(longitudes))
        put(self, "sizes", numbers_of(sizes))
        put(self, "size_label", size_label)
        put(self, "values", numbers_of(values))
        put(self, "value_label", value_label)
        put(self, "breaks", tuple(float(bound) for bound in breaks))
        put(self, "decimals", decimals)
        put(self, "percent", percent)
        put(self, "details", tuple(details))
        put(self, "symbol", symbol)
        self._check()

    def _check(self) -> None:
        """Refuse parts of different lengths, and bounds that do not ascend.

        Raises
        ------
        ValueError
            Where the parts have not one value per point, or the bounds are not in order.
        """
        parts = (self.latitudes, self.longitudes, *(c.values for c in self.details))
        wanted = {len(part) for part in parts} | {len(p) for p in (self.sizes, self.values) if p}
        if wanted != {len(self.names)}:
            raise ValueError(f"the parts of '{self.label}' are not of one length")
        if list(self.breaks) != sorted(set(self.breaks)) or len(self.breaks) > 6:
            raise ValueError(f"the bounds of '{self.label}' are not at most six ascending numbers")


@dataclass(frozen=True, slots=True)
class PointMap:
    """A map of one or several layers, the first one lowest.

    Attributes
    ----------
    title
        What the map shows.
    layers
        Drawn one over the other.
    alternative
        A sentence for those who do not see the map: what it shows, and which table has the same
        figures.
    boundaries
        A GeoJSON FeatureCollection (WGS84) whose outlines are drawn below the points.
    """

    title: str
    layers: tuple[Points, ...]
    alternative: str
    boundaries: Mapping[str, object] | None = None
