"""New offers as lines of the tables of offers and of their parts, below those that are there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import count

from ..entities import Offer
from ..halfdays import HALF_DAYS
from ..imports.table_edit import HEADING, TableEdit, Value
from ..imports.wish_lines import language_of, last_row, width
from ..language import Lang
from ..tables.parsing import Parsed, ParsedTable
from ..tables.schema import TABLE
from ..tables.writing import shown

_COLUMNS = {
    "offers": ("offer_id", "programme_id", "name", "seats"),
    "offer_parts": ("offer_id", "supervisor_id", "site_id", "half_days"),
}
Line = Mapping[str, Value]
"""One line of a table by canonical column."""


def offer_edits(
    parsed: Parsed,
    offers: Sequence[Offer],
    programmes: Collection[str],
    empty: Mapping[str, str | None],
) -> list[TableEdit]:
    """Return what changes in a semester's tables when offers come in.

    A programme that composes for each student is made one of offers.

    Parameters
    ----------
    programmes
        The programmes composed.
    empty
        By table, the name of a sheet that is there for it but has nothing in it.
    """
    edits = [_appended(parsed, "offers", list(map(_line, offers)), empty["offers"])]
    parts = [line for offer in offers for line in _part_lines(offer)]
    edits.append(_appended(parsed, "offer_parts", parts, empty["offer_parts"]))
    changed = _of_offers(parsed, programmes)
    found = [edit for edit in edits if edit.cells]
    return [*found, changed] if changed.cells else found


def _line(offer: Offer) -> Line:
    return {
        "offer_id": offer.offer_id,
        "programme_id": offer.programme_id,
        "name": offer.name,
        "seats": offer.seats,
    }


def _part_lines(offer: Offer) -> list[Line]:
    lines: list[Line] = []
    for part in offer.parts:
        assert not isinstance(part.half_days, int)
        lines.append(
            {
                "offer_id": offer.offer_id,
                "supervisor_id": part.supervisor_id,
                "site_id": part.site_id,
                "half_days": " ".join(HALF_DAYS[h] for h in part.half_days),
            }
        )
    return lines


def _appended(parsed: Parsed, name: str, lines: Sequence[Line], sheet: str | None) -> TableEdit:
    """Return lines below the last row; headings that are lacking come at the right."""
    table = parsed.get(name)
    lang = language_of(parsed, (name, "offers", "supervisors", "students"))
    positions = _positions(table, _COLUMNS[name])
    heading_row = HEADING if table is None else table.raw.heading_number
    last = heading_row if table is None else max(last_row(table.raw), heading_row)
    cells: dict[int, dict[int, Value]] = {}
    if lines:
        known = () if table is None else table.positions
        new: dict[int, Value] = {
            positions[c]: _heading(name, c, lang) for c in _COLUMNS[name] if c not in known
        }
        if new:
            cells[heading_row] = new
    for number, line in enumerate(lines, start=last + 1):
        cells[number] = {
            positions[column]: _shown(name, column, value, lang) for column, value in line.items()
        }
    title = TABLE[name].name if lang == "en" else TABLE[name].french
    called = table.raw.name if table is not None else sheet or title
    return TableEdit(
        called,
        cells,
        heading_row=heading_row,
        is_new=table is None and sheet is None,
    )


def _positions(table: ParsedTable | None, used: Sequence[str]) -> dict[str, int]:
    if table is None:
        return {name: position for position, name in enumerate(used)}
    positions = dict(table.positions)
    free = count(max([len(table.raw.headings), *map(width, table.raw.rows)]))
    return positions | {name: next(free) for name in used if name not in positions}


def _heading(table: str, name: str, lang: Lang) -> str:
    column = TABLE[table].by_name[name]
    return column.name if lang == "en" else column.french


def _shown(table: str, name: str, value: Value, lang: Lang) -> Value:
    text: Value = shown(value, TABLE[table].by_name[name], lang)
    return text


def _of_offers(parsed: Parsed, programmes: Collection[str]) -> TableEdit:
    table = parsed["programmes"]
    lang = language_of(parsed, ("programmes",))
    cells: dict[int, dict[int, Value]] = {}
    compositions = table.cells.get("composition", [])
    for row, (name, value) in enumerate(
        zip(table.values("programme_id"), compositions, strict=False)
    ):
        if name in programmes and value == "composed":
            text = _shown("programmes", "composition", "offers", lang)
            cells[table.raw.numbers[table.rows[row]]] = {table.positions["composition"]: text}
    return TableEdit(table.raw.name, cells, heading_row=table.raw.heading_number)
