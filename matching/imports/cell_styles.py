"""The styles of a workbook: the same look with a cell filled in one colour, and without it."""

from __future__ import annotations

import re

from .xml_spans import Element, UnusualPart, elements, local, replaced, start_tag


class CellStyles:
    """The cell formats of ``styles.xml``, to which filled ones can be added.

    Parameters
    ----------
    colour
        Red, green and blue in hexadecimal: ``FBD5B5``.
    """

    def __init__(self, data: bytes, colour: str) -> None:
        self._data = data
        found = elements(data, "fills", "fill", "cellXfs", "xf")
        self._fills = _only(found, "fills")
        self._formats = _only(found, "cellXfs")
        fills = _within(found, "fill", self._fills)
        self._xfs = _within(found, "xf", self._formats)
        self._colour = colour
        own = re.compile(rb'rgb="FF' + colour.encode() + b'"', re.IGNORECASE)
        there = [k for k, fill in enumerate(fills) if own.search(data[fill.start : fill.end])]
        self._fill = there[0] if there else len(fills)
        self._new_fill = not there
        self._n_fills = len(fills)
        self._added: list[bytes] = []
        self._filled: dict[int, int] = {}

    def filled(self, style: int) -> int:
        """Return the style that looks alike but for the colour."""
        if self._fill_of(style) == self._fill:
            return style
        if style not in self._filled:
            self._filled[style] = self._add(style, self._fill)
        return self._filled[style]

    def plain(self, style: int) -> int:
        """Return the style without the colour; any other comes back as it is."""
        if style >= len(self._xfs) or self._new_fill or self._fill_of(style) != self._fill:
            return style
        wanted = self._look(style)
        alike = [k for k in range(len(self._xfs)) if k != style and self._look(k) == wanted]
        found = [k for k in alike if self._fill_of(k) != self._fill]
        bare = [k for k in found if self._fill_of(k) == 0]
        return (bare or found or [self._add(style, 0)])[0]

    def content(self) -> bytes:
        """Return the part with what was added."""
        if not self._added:
            return self._data
        count = len(self._xfs) + len(self._added)
        pieces = [
            _counted(self._formats, count),
            (self._formats.close, self._formats.close, b"".join(self._added)),
        ]
        if self._new_fill:
            p = self._fills.prefix
            fill = (
                f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor '
                f'rgb="FF{self._colour}"/><{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
            ).encode()
            pieces += [
                _counted(self._fills, self._n_fills + 1),
                (self._fills.close, self._fills.close, fill),
            ]
        return replaced(self._data, pieces)

    def _fill_of(self, style: int) -> int:
        return int(self._xfs[style].attributes.get("fillId", 0)) if style < len(self._xfs) else -1

    def _look(self, style: int) -> tuple[object, ...]:
        """Return all of a style but its filling."""
        xf = self._xfs[style]
        kept = {k: v for k, v in xf.attributes.items() if k not in ("fillId", "applyFill")}
        return tuple(sorted(kept.items())), self._data[xf.inside : xf.end]

    def _add(self, style: int, fill: int) -> int:
        xf = self._xfs[style]
        attributes = {**xf.attributes, "fillId": str(fill), "applyFill": "1"}
        tag = start_tag(xf.tag, attributes, empty=xf.is_empty)
        self._added.append(tag + self._data[xf.inside : xf.end])
        return len(self._xfs) + len(self._added) - 1


def _only(found: list[Element], name: str) -> Element:
    element = next((e for e in found if local(e.tag) == name and not e.is_empty), None)
    if element is None:
        raise UnusualPart(name)
    return element


def _within(found: list[Element], name: str, parent: Element) -> list[Element]:
    return [e for e in found if local(e.tag) == name and parent.start < e.start < parent.end]


def _counted(element: Element, count: int) -> tuple[int, int, bytes]:
    attributes = {**element.attributes, "count": str(count)}
    return element.start, element.inside, start_tag(element.tag, attributes)
