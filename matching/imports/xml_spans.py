"""Where the elements of an XML part stand in its bytes, so that single ones can be replaced.

A part is never parsed and written anew: prefixes, extensions and order that a spreadsheet
program relies on stay as they are, byte for byte, around what is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']+)["']""")
_UTF8 = frozenset({b"utf-8", b"utf8", b"us-ascii"})
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class UnusualPart(Exception):
    """A part is no XML as spreadsheet programs write it."""


@dataclass(slots=True)
class Element:
    """An element and its bytes: tag from ``start`` to ``inside``, end tag ``close`` to ``end``.

    Of an empty element (``<row/>``) the last three are equal.
    """

    tag: str
    attributes: Mapping[str, str]
    start: int
    inside: int
    close: int = 0
    end: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether it has no end tag."""
        return self.close == self.end

    @property
    def prefix(self) -> str:
        """The namespace prefix of the tag with its colon, or nothing."""
        return self.tag[: len(self.tag) - len(local(self.tag))]


class Walk:
    """Goes through a part once and calls `opened` and `closed` for every element."""

    def __init__(self, data: bytes) -> None:
        declared = _DECLARED.match(data)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (
            declared is not None and declared[1].lower() not in _UTF8
        ):
            raise UnusualPart("encoding")
        self.data = data
        self._open: list[Element] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def run(self) -> None:
        """Walk through the part.

        Raises
        ------
        UnusualPart
            If it is not well formed, or declares a document type.
        """
        try:
            self._parser.Parse(self.data, True)
        except expat.ExpatError as error:
            raise UnusualPart(str(error)) from error

    def opened(self, element: Element, parents: list[Element]) -> None:
        """Take note of an element whose start tag was read."""

    def closed(self, element: Element) -> None:
        """Take note of an element that is complete."""

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        match = _TAG.match(self.data, start)
        if match is None:
            raise UnusualPart("tag")
        element = Element(tag, attributes, start, match.end())
        self.opened(element, self._open)
        self._open.append(element)

    def _end(self, _tag: str) -> None:
        element = self._open.pop()
        if self.data.endswith(b"/>", element.start, element.inside):
            element.close = element.end = element.inside
        else:
            element.close = self._parser.CurrentByteIndex
            element.end = self.data.index(b">", element.close) + 1
        self.closed(element)

    def _doctype(self, *_: object) -> None:
        raise UnusualPart("document type")


class _Collector(Walk):
    def __init__(self, data: bytes, names: frozenset[str]) -> None:
        super().__init__(data)
        self._names = names
        self.found: list[Element] = []

    def opened(self, element: Element, parents: list[Element]) -> None:
        if not parents or local(element.tag) in self._names:
            self.found.append(element)


def elements(data: bytes, *names: str) -> list[Element]:
    """Return the root and the elements of some local names, in the order of the part.

    Raises
    ------
    UnusualPart
        As in `Walk.run`.
    """
    collector = _Collector(data, frozenset(names))
    collector.run()
    return collector.found


def local(tag: str) -> str:
    """Return a tag without its namespace prefix."""
    return tag.rpartition(":")[2]


def start_tag(tag: str, attributes: Mapping[str, str], *, empty: bool = False) -> bytes:
    """Return a start tag, or an empty element."""
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{tag}{written}{'/' if empty else ''}>".encode()


def text_content(text: str) -> str:
    """Return a text as the content of an element; what XML cannot hold is left out."""
    return escape(_NOT_IN_XML.sub("", text)).replace("\r", "&#13;")


def replaced(data: bytes, pieces: list[tuple[int, int, bytes]]) -> bytes:
    """Return bytes with pieces (start, end, new bytes) replaced."""
    out, at = [], 0
    for start, end, piece in sorted(pieces, key=lambda p: p[:2]):
        out += [data[at:start], piece]
        at = end
    return b"".join([*out, data[at:]])
