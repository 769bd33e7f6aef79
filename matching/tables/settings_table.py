"""Reading of the table of settings."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from ..settings import TIERS, Settings
from .cells import read_decimal, read_point, split_list
from .columns import Column, Kind
from .findings import Finding
from .headings import slug, suggestion
from .parsing import ParsedTable
from .wrong import CellError

_BY_SLUG = {slug(name): name for name in Settings.model_fields}


def read_settings(table: ParsedTable | None, findings: list[Finding]) -> Settings:
    """Return the settings of a run; what is wrong is added to the findings."""
    values: dict[str, Any] = {}
    rows: dict[str, int] = {}
    for index, record in table.records() if table is not None else ():
        key = record["key"]
        name = _BY_SLUG.get(slug(key))
        if table is None or name is None:
            findings.append(_unknown(table, index, key))
            continue
        rows[name] = index
        try:
            values[name] = _value(name, record["value"])
        except CellError as error:
            where = table.where(index, "value")
            findings.append(Finding("error", error.code, where, error.message, error.suggestion))
    try:
        return Settings(**values)
    except ValidationError as error:
        for detail in error.errors():
            name = str(detail["loc"][0])
            where = table.where(rows[name], "value") if table is not None else ""
            message = f"{name} '{detail['input']}': {detail['msg']}."
            findings.append(Finding("error", "bad-setting", where, message))
            del values[name]
        return Settings(**values)


def _unknown(table: ParsedTable | None, index: int, key: str) -> Finding:
    where = table.where(index, "key") if table is not None else ""
    hint = suggestion(key, Settings.model_fields)
    return Finding("error", "unknown-setting", where, f"setting '{key}' does not exist.", hint)


def _value(name: str, text: str) -> Any:
    """Return a setting's value from its text, as its field's type asks."""
    annotation = Settings.model_fields[name].annotation
    column = Column(name, name, Kind.DECIMAL, "")
    if name == "campus":
        point = read_point(text)
        if point is None:
            message = f"campus '{text}' is not a place; write latitude and longitude: 48.9 2.4."
            raise CellError("bad-setting", message)
        return point
    if name == "tiers":
        return _tiers(text)
    if annotation is Fraction:
        return read_decimal(text, column)
    if annotation is int:
        value = read_decimal(text, column)
        if value.denominator != 1:
            raise CellError("not-a-number", f"{name} '{text}' is not a whole number.")
        return int(value)
    return text.strip()


def _tiers(text: str) -> tuple[str, ...]:
    tiers = tuple(item.casefold() for item in split_list(text))
    for tier in tiers:
        if tier not in TIERS:
            message = f"tier '{tier}' is not one of {', '.join(TIERS)}."
            raise CellError("unknown-choice", message, suggestion(tier, TIERS))
    return tiers
