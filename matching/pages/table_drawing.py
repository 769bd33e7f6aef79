"""Tables and weekly grids: the first rows as markup, all of them as data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from ..halfdays import HALF_DAYS
from ..language import Lang
from .column import Column, Value
from .drafting import Draft
from .numbers import number_text, value_text
from .own_words import day_names, printed_rows, template_words
from .table import Table
from .week_grid import Slot, WeekGrid


def draw_table(draft: Draft, table: Table) -> Markup:
    """Return a table."""
    identifier = draft.identifier("table")
    draft.needs.add("tables")
    shown = min(table.printed, table.n_rows)
    return draft.filled(
        "table.html",
        id=identifier,
        caption=table.caption,
        columns=[_head(column, index, draft.lang) for index, column in enumerate(table.columns)],
        rows=[
            [_cell(column, row, draft.lang) for column in table.columns]
            for row in _order(table)[:shown]
        ],
        data=draft.data(_table_data(table)),
        rest=_rest(shown, table.n_rows, draft.lang),
    )


def _order(table: Table) -> list[int]:
    """Return the rows as they are sorted at first, those with nothing known last."""
    rows = list(range(table.n_rows))
    if table.sort is None:
        return rows
    position, largest_first = table.sort
    values = table.columns[position].values
    known = [row for row in rows if values[row] is not None]
    known.sort(key=lambda row: values[row], reverse=largest_first)  # type: ignore[arg-type,return-value]
    return known + [row for row in rows if values[row] is None]


def draw_week_grid(draft: Draft, grid: WeekGrid) -> Markup:
    """Return weeks below each other."""
    identifier = draft.identifier("week")
    draft.needs.add("tables")
    used = [day for day in HALF_DAYS if any(row.slots.get(day) for row in grid.rows)]
    half_days = [day for day in HALF_DAYS if day != "sat_am" or day in used]
    shown = min(grid.printed, len(grid.rows))
    return draft.filled(
        "week.html",
        id=identifier,
        caption=grid.caption,
        name_label=grid.name_label,
        days=_days(half_days, draft.lang),
        settings=grid.settings,
        rows=[
            (row.name, row.note, [row.slots.get(day, ()) for day in half_days])
            for row in grid.rows[:shown]
        ],
        data=draft.data(_week_data(grid, half_days)),
        rest=_rest(shown, len(grid.rows), draft.lang),
    )


def _rest(shown: int, total: int, lang: Lang) -> str:
    """Return what is said of the rows that do not stand in the markup."""
    if shown == total:
        return ""
    return printed_rows(number_text(shown, lang), number_text(total, lang), lang)


def _days(half_days: list[str], lang: Lang) -> list[tuple[str, list[str]]]:
    """Return each day with the names of its half-days."""
    words = template_words(lang)
    names = {"am": words["morning"], "pm": words["afternoon"]}
    days: dict[str, list[str]] = {}
    for half_day in half_days:
        day, half = half_day.split("_")
        days.setdefault(day, []).append(names[half])
    return list(zip(day_names(lang), days.values(), strict=False))


def _head(column: Column, index: int, lang: Lang) -> dict[str, object]:
    """Return what the template needs to know of a column."""
    return {
        "index": index,
        "heading": column.heading,
        "help": column.help,
        "kind": "number" if column.is_numeric else column.kind,
        "choices": _choices(column, lang) if column.choices else [],
    }


def _choices(column: Column, lang: Lang) -> list[tuple[str, str]]:
    """Return the distinct values of a column: as they are compared, and as they are read."""
    found = {value for value in column.values if value is not None}
    if column.kind in {"number", "percent"}:
        ordered: Iterable[Value] = sorted(found)
    elif column.kind == "flag":
        ordered = sorted(found, reverse=True)
    else:
        ordered = sorted(found, key=str)
    return [
        (compared(value), value_text(value, column.kind, lang, column.decimals))
        for value in ordered
    ]


def compared(value: Value) -> str:
    """Return a value as the filters of a page compare it: as JavaScript writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _cell(column: Column, row: int, lang: Lang) -> dict[str, str]:
    return {
        "text": value_text(column.values[row], column.kind, lang, column.decimals),
        "kind": "number" if column.is_numeric else column.kind,
    }


def _table_data(table: Table) -> dict[str, object]:
    return {
        "columns": [
            {
                "kind": column.kind,
                "decimals": column.decimals,
                "bar": _largest(column) if column.bar else 0,
                "choices": column.choices,
            }
            for column in table.columns
        ],
        "values": [column_data(column) for column in table.columns],
        "order": [] if table.sort is None else [[table.sort[0], ("asc", "desc")[table.sort[1]]]],
        "pageLength": table.page_length,
        "printed": table.printed,
    }


def _largest(column: Column) -> float:
    """Return the largest value of a column of numbers, for the length of its bars."""
    return max((v for v in column.values if isinstance(v, float)), default=0)


def column_data(column: Column) -> object:
    """Return the values of a column; texts that come back are written once.

    Numbers keep three digits more than are shown, so that rows with the same text still have
    an order.
    """
    if column.kind in {"number", "percent"}:
        digits = column.decimals + 3 + 2 * (column.kind == "percent")
        return [None if v is None else short_number(v, digits) for v in column.values]
    values = [v.isoformat()[:10] if isinstance(v, date) else v for v in column.values]
    distinct = sorted({v for v in values if isinstance(v, str)})
    if column.kind == "flag" or 2 * len(distinct) > len(values):
        return values
    places = {text: place for place, text in enumerate(distinct)}
    return {"texts": distinct, "places": [-1 if v is None else places[str(v)] for v in values]}


def short_number(value: object, digits: int) -> int | float:
    """Return a number rounded, as an integer where it is one."""
    assert isinstance(value, (int, float))
    number = round(float(value), digits)
    return int(number) if number.is_integer() else number


def _week_data(grid: WeekGrid, half_days: list[str]) -> dict[str, object]:
    return {
        "names": [row.name for row in grid.rows],
        "notes": [row.note for row in grid.rows],
        "slots": [
            [[_slot(slot) for slot in row.slots.get(day, ())] for day in half_days]
            for row in grid.rows
        ],
        "settings": grid.settings,
        "pageLength": grid.page_length,
        "printed": grid.printed,
    }


def _slot(slot: Slot) -> list[object]:
    return [slot.text, slot.setting]
