"""Reading of the table of settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, get_args

from pydantic import ValidationError

from ..language import Sentence, sentence
from ..settings import TIERS, Settings
from .bands import read_bands
from .cells import not_whole, read_decimal, read_point, read_share, split_list
from .columns import Column, Kind
from .dates import read_month
from .findings import Finding, error
from .headings import slug, suggestion
from .parsing import ParsedTable
from .tidying import shown
from .wrong import CellError

_BY_SLUG = {slug(name): name for name in Settings.model_fields}


def setting_name(key: str) -> str | None:
    """Return the setting that a key means in any spelling, or ``None``."""
    return _BY_SLUG.get(slug(key))


def read_settings(table: ParsedTable | None, findings: list[Finding]) -> Settings:
    """Return the settings of a run; what is wrong is added to the findings."""
    values: dict[str, Any] = {}
    rows: dict[str, tuple[int, str]] = {}
    for index, record in table.records() if table is not None else ():
        key = record["key"]
        name = setting_name(key)
        if table is None or name is None:
            findings.append(_unknown(table, index, key))
            continue
        if name in rows:
            findings.append(_twice(table, index, rows[name][0], name))
            continue
        rows[name] = index, record["value"]
        try:
            values[name] = _value(name, record["value"])
        except CellError as refused:
            findings.append(refused.at(table.where(index, "value")))
    try:
        return Settings(**values)
    except ValidationError as refused:
        for detail in refused.errors():
            name = str(detail["loc"][0])
            row, text = rows[name]
            where = table.where(row, "value") if table is not None else ""
            findings.append(error("bad-setting", where, _refusal(name, text, detail)))
            del values[name]
        return Settings(**values)


def _refusal(name: str, text: str, detail: Mapping[str, Any]) -> Sentence:
    """Return what is wrong with a value that the class of settings refuses."""
    limits = detail.get("ctx", {})
    match detail["type"]:
        case "greater_than":
            return sentence(
                "{key} '{text}' is not more than {low}.", key=name, text=text, low=limits["gt"]
            )
        case "greater_than_equal":
            return sentence(
                "{key} '{text}' is not {low} or more.", key=name, text=text, low=limits["ge"]
            )
        case "less_than_equal":
            return sentence(
                "{key} '{text}' is not {high} or less.", key=name, text=text, high=limits["le"]
            )
        case "string_pattern_mismatch":
            return sentence(
                "{key} '{text}' is not a month; write it as 2027-05.", key=name, text=text
            )
        case _:
            choices = get_args(Settings.model_fields[name].annotation)
            return sentence(
                "{key} '{text}' is not one of {choices}.",
                key=name,
                text=text,
                choices=tuple(sorted(_texts(choices))),
            )


def _texts(choices: Iterable[Any]) -> Iterator[str]:
    """Yield the texts of a literal type, also where it may be empty."""
    for choice in choices:
        if isinstance(choice, str):
            yield choice
        else:
            yield from _texts(get_args(choice))


def _twice(table: ParsedTable, index: int, earlier: int, name: str) -> Finding:
    message = sentence(
        "'{key}' is there twice, the first time at {before}.",
        key=name,
        before=table.where(earlier, "key"),
    )
    return error("duplicate-identifier", table.where(index, "key"), message)


def _unknown(table: ParsedTable | None, index: int, key: str) -> Finding:
    where = table.where(index, "key") if table is not None else ""
    hint = suggestion(key, Settings.model_fields)
    return error(
        "unknown-setting", where, sentence("setting '{key}' does not exist.", key=key), hint
    )


def _value(name: str, text: str) -> Any:
    """Return a setting's value from its text, as its field's type asks."""
    annotation = Settings.model_fields[name].annotation
    column = Column(name, name, Kind.DECIMAL, "")
    if name == "campus":
        point = read_point(text)
        if point is None:
            message = sentence(
                "campus '{text}' is not a place; write latitude and longitude: 48.9 2.4.",
                text=shown(text),
            )
            raise CellError("bad-setting", message)
        return point
    if name == "tiers":
        return _tiers(text)
    if name == "catchment_bands":
        return _bands(text)
    if annotation is Fraction:
        return read_share(text, column)
    if annotation is int:
        value = read_decimal(text, column)
        if value.denominator != 1:
            raise CellError("not-a-number", not_whole(name, text))
        return int(value)
    if name == "semester":
        return read_month(text)
    words = {slug(word): word for word in _texts(get_args(annotation))}
    return words.get(slug(text), text)


def _bands(text: str) -> tuple[str, ...]:
    bands = read_bands(text)
    if bands is None:
        message = sentence(
            "catchment_bands '{text}' are no bands; write minutes, ascending, each with its "
            "weight: 10:1, 15:2/3, 20:1/3.",
            text=shown(text),
        )
        raise CellError("bad-setting", message)
    return bands


def _tiers(text: str) -> tuple[str, ...]:
    known = {slug(tier): tier for tier in TIERS}
    tiers = tuple(known.get(slug(item), item) for item in split_list(text))
    for tier in tiers:
        if tier not in TIERS:
            message = sentence("tier '{tier}' is not one of {choices}.", tier=tier, choices=TIERS)
            raise CellError("unknown-choice", message, suggestion(tier, TIERS))
    return tiers
