"""The notes of a worksheet: their part, and the drawing that spreadsheet programs want of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from xml.sax.saxutils import unescape

from .sheet_part import column_number
from .xml_spans import Element, elements, local, replaced, start_tag, text_content

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REFERENCE = re.compile("([A-Z]+)([0-9]+)")
# Programs name the namespaces as they like.
_SHAPE = re.compile(rb"<(\w+):shape\s.*?</\1:shape>", re.DOTALL)
_PLACE = re.compile(rb"<\w+:(Row|Column)>\s*([0-9]+)\s*<")
_SHAPE_ID = re.compile(rb"_x0000_s([0-9]+)")
_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}

EMPTY_NOTES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{MAIN}"><authors></authors><commentList></commentList></comments>'
).encode()
"""A part of notes without any."""


def empty_drawing(number: int) -> bytes:
    """Return a drawing without shapes; ``number`` tells those of a workbook apart."""
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
        'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
    ).encode()


def notes_of(data: bytes) -> dict[str, str]:
    """Return the text of the note of each cell that has one."""
    found = elements(data, "comment", "t")
    notes = [e for e in found if local(e.tag) == "comment"]
    texts = [e for e in found if local(e.tag) == "t"]
    return {
        note.attributes.get("ref", ""): "".join(
            _text(data, e) for e in texts if note.start < e.start < note.end
        )
        for note in notes
    }


def with_notes(
    data: bytes, author: str, removed: Collection[str], added: Mapping[str, str]
) -> bytes:
    """Return a part of notes with some taken out and others added."""
    found = elements(data, "authors", "author", "commentList", "comment")
    authors = next(e for e in found if local(e.tag) == "authors")
    notes = next(e for e in found if local(e.tag) == "commentList")
    named = [_text(data, e) for e in found if local(e.tag) == "author"]
    p = notes.prefix
    pieces = [
        (e.start, e.end, b"")
        for e in found
        if local(e.tag) == "comment" and e.attributes.get("ref") in removed
    ]
    number = named.index(author) if author in named else len(named)
    written = "".join(
        f'<{p}comment ref="{ref}" authorId="{number}"><{p}text><{p}r><{p}t xml:space="preserve">'
        f"{text_content(text)}</{p}t></{p}r></{p}text></{p}comment>"
        for ref, text in added.items()
    )
    if added and author not in named:
        pieces.append(_inside(authors, f"<{p}author>{text_content(author)}</{p}author>"))
    pieces.append(_inside(notes, written))
    return replaced(data, pieces)


def _inside(element: Element, written: str) -> tuple[int, int, bytes]:
    """Return what is written at the end of an element, also of one without end tag."""
    if not element.is_empty:
        return element.close, element.close, written.encode()
    tag = start_tag(element.tag, element.attributes)
    return element.start, element.end, tag + f"{written}</{element.tag}>".encode()


def _text(data: bytes, element: Element) -> str:
    return unescape(data[element.inside : element.close].decode("utf-8"))


def with_shapes(data: bytes, removed: Collection[str], added: Collection[str]) -> bytes:
    """Return a drawing with the shapes of some cells taken out and others added."""
    gone = {_place(ref) for ref in removed}

    def kept(match: re.Match[bytes]) -> bytes:
        return b"" if _place_of(match[0]) in gone else match[0]

    data = _SHAPE.sub(kept, data)
    first = 1 + max([*map(int, _SHAPE_ID.findall(data)), 1024 * _map_number(data)])
    root = data[: data.index(b">", data.index(b"<xml"))]
    lacking = {
        prefix: name
        for prefix, name in _NAMESPACES.items()
        if f'xmlns:{prefix}="{name}"'.encode() not in root
    }
    shapes = b"".join(_shape(first + k, *_place(ref), lacking) for k, ref in enumerate(added))
    before, _, after = data.rpartition(b"</xml>")
    return before + shapes + b"</xml>" + after


def _map_number(data: bytes) -> int:
    match = re.search(rb'<\w+:idmap[^>]*data=["\']([0-9]+)', data)
    return int(match[1]) if match else 1


def _place(ref: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(ref)
    return (int(match[2]) - 1, column_number(match[1])) if match else (-1, -1)


def _place_of(shape: bytes) -> tuple[int, int]:
    found = dict(_PLACE.findall(shape))
    return int(found.get(b"Row", -1)), int(found.get(b"Column", -1))


def _shape(number: int, row: int, column: int, namespaces: Mapping[str, str]) -> bytes:
    declared = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in namespaces.items())
    anchor = f"{column + 1}, 15, {max(row - 1, 0)}, 10, {column + 4}, 15, {row + 3}, 4"
    return (
        f'<v:shape{declared} id="_x0000_s{number}" type="#_x0000_t202" '
        'style="position:absolute;margin-left:107pt;margin-top:7pt;width:160pt;height:60pt;'
        'z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
        "</x:ClientData></v:shape>"
    ).encode()
