"""A page becomes one file: everything that it needs is inside, and nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..tables.naming import named_in
from .assets import FOLDER, Script, scripts, style
from .blocks import Details, Items, KeyFigures, Pairs, Section, SideBySide, Text
from .chart_drawing import draw_bar_chart, draw_histogram, draw_line_chart
from .charts import BarChart, Histogram, LineChart
from .drafting import Draft
from .map_drawing import draw_point_map
from .numbers import value_text
from .own_words import script_words
from .page import Page
from .point_map import PointMap
from .table import Table
from .table_drawing import draw_table, draw_week_grid
from .week_grid import WeekGrid

_TOP = 2
"""The level of the headings below the title."""


def render(page: Page) -> str:
    """Return a page as the text of one HTML file, to be written as UTF-8.

    The same page gives the same text. All texts of the page are escaped: names cannot become
    markup, scripts or addresses. The browser is told to run the page's own scripts only, by their
    fingerprints, and to load nothing.
    """
    draft = Draft(page.lang, environment(), _draw)
    blocks = draft.drawn(page.blocks)
    parts = scripts(frozenset(draft.needs))
    return str(
        draft.filled(
            "page.html",
            page=page,
            named=lambda name: named_in(name, page.lang),
            contents=draft.contents if len(draft.contents) > 1 else [],
            blocks=blocks,
            style=style(),
            scripts=parts,
            policy=_policy(parts),
            script_words=draft.data({"lang": page.lang, **script_words(page.lang)}),
        )
    )


def _policy(parts: tuple[Script, ...]) -> str:
    """Return the content security policy: our scripts by fingerprint, nothing from outside."""
    allowed = " ".join(f"'{part.fingerprint}'" for part in parts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def environment() -> Environment:
    """Return the templates; they escape what they are given."""
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _draw(draft: Draft, block: object) -> Markup:
    """Return a block as markup.

    Raises
    ------
    TypeError
        For anything that is no block.
    """
    draw = _DRAWINGS.get(type(block))
    if draw is None:
        raise TypeError(f"{type(block).__name__} is no block of a page")
    return draw(draft, block)


def _text(draft: Draft, block: Text) -> Markup:
    return draft.filled("text.html", text=block.text, kind=block.kind)


def _items(draft: Draft, block: Items) -> Markup:
    return draft.filled("items.html", items=block.items)


def _key_figures(draft: Draft, block: KeyFigures) -> Markup:
    figures = [
        {
            "label": figure.label,
            "text": value_text(figure.value, figure.kind, draft.lang, figure.decimals),
            "unit": figure.unit,
            "note": figure.note,
        }
        for figure in block.figures
    ]
    return draft.filled("key_figures.html", figures=figures)


def _pairs(draft: Draft, block: Pairs) -> Markup:
    return draft.filled("pairs.html", pairs=block.pairs)


def _section(draft: Draft, block: Section) -> Markup:
    level = draft.level
    identifier = draft.identifier("section")
    if level == _TOP:
        draft.contents.append((identifier, block.title))
    draft.level = min(level + 1, 6)
    blocks = draft.drawn(block.blocks)
    draft.level = level
    return draft.filled(
        "section.html",
        id=identifier,
        level=level,
        title=block.title,
        lead=block.lead,
        blocks=blocks,
    )


def _details(draft: Draft, block: Details) -> Markup:
    blocks = draft.drawn(block.blocks)
    return draft.filled("details.html", title=block.title, is_open=block.is_open, blocks=blocks)


def _side_by_side(draft: Draft, block: SideBySide) -> Markup:
    return draft.filled("side_by_side.html", blocks=draft.drawn(block.blocks))


_DRAWINGS: dict[type, Callable[[Draft, Any], Markup]] = {
    Text: _text,
    Items: _items,
    KeyFigures: _key_figures,
    Pairs: _pairs,
    Section: _section,
    Details: _details,
    SideBySide: _side_by_side,
    Table: draw_table,
    WeekGrid: draw_week_grid,
    BarChart: draw_bar_chart,
    Histogram: draw_histogram,
    LineChart: draw_line_chart,
    PointMap: draw_point_map,
}
