"""The colours of the pages, told apart by all readers and in grey.

The sequence grows evenly darker (ColorBrewer's YlOrBr, ends moved apart); the categories are
those of Okabe and Ito, in an order of differing lightness. Neither stands alone: classes are
also sizes and labels, categories also forms, strokes and patterns.

References
----------
C. Brewer, M. Harrower: ColorBrewer 2.0. M. Okabe, K. Ito (2008): Color Universal Design.
"""

from __future__ import annotations

SEQUENCE: dict[int, tuple[str, ...]] = {
    1: ("#ec7a24",),
    2: ("#fdd68a", "#b8480b"),
    3: ("#fdd68a", "#f08a24", "#99360a"),
    4: ("#fee6a8", "#fbb040", "#d9600f", "#7d2a08"),
    5: ("#fff0c2", "#fec95c", "#f2902c", "#c9520c", "#742607"),
    6: ("#fff0c2", "#fed57a", "#fbab3c", "#e67416", "#b8480b", "#6e2407"),
    7: ("#fff6d8", "#fdd98c", "#fdb94a", "#f2902c", "#d9600f", "#a33d0a", "#632006"),
}
"""Fill colours by the number of classes, the lowest class first."""

CATEGORIES: tuple[str, ...] = (
    "#1f5f99",
    "#e69f00",
    "#007a5e",
    "#56b4e9",
    "#b3508a",
    "#d55e00",
    "#6b6b6b",
    "#a39b00",
)
"""Colours of series and layers, repeated where there are more."""

NOT_KNOWN = "#d5d8dc"
"""The fill of points without a value."""


def category(position: int) -> str:
    """Return the colour of a series or layer."""
    return CATEGORIES[position % len(CATEGORIES)]
