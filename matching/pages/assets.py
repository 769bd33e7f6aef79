"""The files that every page carries inside itself: styles, scripts, libraries."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).parent

STYLES = ("look.css", "parts.css", "print.css")
SCRIPTS = ("common.js", "tables.js", "charts.js", "maps.js", "start.js")
LIBRARIES = {"tables": "datatables-3.1.5.min.js", "charts": "echarts-6.1.0.min.js"}
"""What a page needs only where it has tables that are searched, or charts and maps."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script of a page and the fingerprint by which the browser is told to run it."""

    text: Markup
    fingerprint: str


@cache
def style() -> Markup:
    """Return the style sheet of all pages."""
    parts = [_read("static", name) for name in STYLES]
    return Markup("\n".join(parts))


@cache
def sheet_style() -> Markup:
    """Return the style sheet of sheets to print."""
    return Markup(_read("static", "sheets.css"))


def scripts(needs: frozenset[str]) -> tuple[Script, ...]:
    """Return the libraries that a page needs and our own scripts, in the order they run."""
    libraries = tuple(_library(LIBRARIES[need]) for need in sorted(needs, reverse=True))
    return (*libraries, _own())


@cache
def _own() -> Script:
    return _script("\n".join(_read("static", name) for name in SCRIPTS))


@cache
def _library(name: str) -> Script:
    return _script(_read("vendored", name))


def _script(text: str) -> Script:
    """Return a script for the inside of its element, with its fingerprint.

    Raises
    ------
    ValueError
        Where the text would end the element: it then has to be mended at its source.
    """
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("a script of the pages would end its own element")
    # HTML gives the text between the tags; a browser reads line ends as \n.
    digest = hashlib.sha256(text.encode()).digest()
    return Script(Markup(text), "sha256-" + base64.b64encode(digest).decode())


def _read(folder: str, name: str) -> str:
    return (FOLDER / folder / name).read_text(encoding="utf-8")
