"""How the cells of a template look: colours, fonts and number formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from xlsxwriter.workbook import Workbook

from ..language import Lang
from .columns import Column, Kind, Table

NEEDED, OPTIONAL, OTHERS, GUIDE = "#1F4E79", "#9DC3E6", "#BFBFBF", "#FFC000"
"""Colours of tabs: needed tables, optional ones, those of practitioners, the first sheet."""

DATE_FORMAT: Mapping[Lang, str] = MappingProxyType({"fr": "dd/mm/yyyy", "en": "yyyy-mm-dd"})

# As text, a code keeps its zeros, `1-13` is no date, and `100%` is not the number 1.
_TEXTS = frozenset(
    {
        Kind.TEXT,
        Kind.IDENTIFIER,
        Kind.TERRITORY,
        Kind.IDENTIFIERS,
        Kind.TARGET,
        Kind.AMOUNT,
        Kind.HALF_DAYS,
        Kind.HALF_DAYS_OR_COUNT,
        Kind.PRESENCE,
        Kind.WEEKS,
        Kind.LIMITS,
        Kind.PLACES,
    }
)


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of one workbook."""

    required: Any
    optional: Any
    cells: Mapping[str, Any]
    examples: Mapping[str, Any]
    title: Any
    plain: Any
    command: Any
    link: Any
    to_set: Any
    wrapped: Any
    swatches: Mapping[str, Any]

    @classmethod
    def of(cls, workbook: Workbook, lang: Lang) -> Formats:
        """Add the formats to a workbook."""
        numbers = {"text": "@", "date": DATE_FORMAT[lang], "": "General"}
        kinds = {k: {"num_format": number, "align": "left"} for k, number in numbers.items()}
        grey = {"italic": True, "font_color": "#7F7F7F"}
        wrap = {"text_wrap": True, "valign": "top"}
        head = {"bold": True, "bottom": 1}
        add = workbook.add_format
        return cls(
            required=add({**head, "bg_color": NEEDED, "font_color": "#FFFFFF"}),
            optional=add({**head, "bg_color": "#DCE6F1"}),
            cells={name: add(look) for name, look in kinds.items()},
            examples={name: add({**look, **grey}) for name, look in kinds.items()},
            title=add({"bold": True, "font_size": 16, "font_color": NEEDED}),
            plain=add(wrap),
            command=add({**wrap, "font_name": "Consolas", "bold": True}),
            link=add({**wrap, "font_color": "#0563C1", "underline": 1}),
            to_set=add({"num_format": "@", "bold": True, "bg_color": "#FFF2CC"}),
            wrapped=add({**wrap, "font_color": "#404040"}),
            swatches={colour: add({"bg_color": colour}) for colour in (NEEDED, OPTIONAL, OTHERS)},
        )


def look(column: Column) -> str:
    """Return the name of the format of a column's cells."""
    if column.kind is Kind.DATE:
        return "date"
    return "text" if column.kind in _TEXTS else ""


def tab_colour(table: Table) -> str:
    """Return the colour of a table's tab."""
    if table.required:
        return NEEDED
    return OTHERS if table.practitioners else OPTIONAL
