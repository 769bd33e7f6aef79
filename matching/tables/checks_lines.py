"""Checks of rows by themselves: columns that only make sense together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..language import Sentence, sentence
from .columns import Table
from .findings import Finding, error, warning
from .parsing import Parsed, ParsedTable

_PERIODS = ("accreditations", "zones", "aids", "fees")
_ONE_OF = (
    ("accreditations", ("supervisor_id", "site_id")),
    ("locks", ("offer_id", "supervisor_ids")),
    ("host_rankings", ("offer_id", "supervisor_id")),
)
_PAIRS = (
    ("territories", "lat", "lon"),
    ("sites", "lat", "lon"),
    ("students", "lat", "lon"),
    ("students", "second_lat", "second_lon"),
    ("providers", "lat", "lon"),
    ("openings", "lat", "lon"),
)
_LOW_HIGH = (
    ("programmes", "min_parts", "max_parts"),
    ("programmes", "min_sites", "max_sites"),
    ("programmes", "min_liberal", "half_days"),
    ("programmes", "min_centre", "half_days"),
    ("programmes", "min_part", "half_days"),
)


def check_lines(parsed: Parsed, needed: Sequence[Table]) -> Iterator[Finding]:
    """Yield what is wrong within single rows; ``needed`` are the tables that must have some."""
    yield from _empty_tables(parsed, needed)
    for name, columns in _ONE_OF:
        if name in parsed:
            yield from _one_of(parsed[name], columns)
    for name, first, second in _PAIRS:
        if name in parsed:
            yield from _pair(parsed[name], first, second)
    for name in _PERIODS:
        if name in parsed:
            yield from _ordered(parsed[name], "start", "end")
    for name, low, high in _LOW_HIGH:
        if name in parsed:
            yield from _ordered(parsed[name], low, high)
    yield from _mixes(parsed)
    yield from _rankings(parsed)
    yield from _conflicts(parsed)
    yield from _providers(parsed)


def _empty_tables(parsed: Parsed, needed: Sequence[Table]) -> Iterator[Finding]:
    for table in parsed.values():
        if table.table in needed and not len(table):
            yield warning("empty-table", table.where(), sentence("the table has no rows."))


def _one_of(table: ParsedTable, columns: tuple[str, str]) -> Iterator[Finding]:
    first, second = columns
    names = {"first": table.heading(first), "second": table.heading(second)}
    neither = sentence("the line names neither of {first} and {second}; name one of them.", **names)
    both = sentence("the line names both of {first} and {second}; name one of them.", **names)
    for index, record in table.records():
        if (record[first] is None) == (record[second] is None):
            message = neither if record[first] is None else both
            where = table.where(index, first)
            if table.table.name == "locks":
                yield error("lock-target", where, message)
            else:
                yield error("unclear-line", where, message)


def _pair(table: ParsedTable, first: str, second: str) -> Iterator[Finding]:
    pairs = zip(table.values(first), table.values(second), strict=True)
    for index, (one, other) in enumerate(pairs):
        if (one is None) == (other is None):
            continue
        empty = first if one is None else second
        if (index, empty) not in table.wrong:
            message = sentence(
                "{column} is empty although the other coordinate is given.",
                column=table.heading(empty),
            )
            yield error("missing-value", table.where(index, empty), message)


def _ordered(table: ParsedTable, low: str, high: str) -> Iterator[Finding]:
    """Yield the rows where a lower bound as written is above the upper one."""
    for index, record in table.records():
        if record[low] is not None and record[high] is not None and record[low] > record[high]:
            yield error(
                "contradiction", table.where(index, low), _too_much(table, record, low, high)
            )


def _too_much(table: ParsedTable, record: Mapping[str, Any], low: str, high: str) -> Sentence:
    if low == "start":
        return sentence("start {start} is after end {end}.", start=record[low], end=record[high])
    return sentence(
        "{low} {least} is more than {high} {most}.",
        low=table.heading(low),
        least=record[low],
        high=table.heading(high),
        most=record[high],
    )


def _mixes(parsed: Parsed) -> Iterator[Finding]:
    table = parsed.get("programmes")
    for index, record in table.records() if table is not None else ():
        least = record["min_liberal"] + record["min_centre"]
        if max(record["min_liberal"], record["min_centre"]) <= record["half_days"] < least:
            message = sentence(
                "min_liberal and min_centre make {least} half-days, more than the {half_days} of "
                "the placement.",
                least=least,
                half_days=record["half_days"],
            )
            where = parsed["programmes"].where(index, "min_liberal")
            yield error("contradiction", where, message)


def _rankings(parsed: Parsed) -> Iterator[Finding]:
    table = parsed.get("host_rankings")
    for index, record in table.records() if table is not None else ():
        if record["rank"] is None and not record["refused"]:
            where = parsed["host_rankings"].where(index, "rank")
            yield error("missing-value", where, sentence("rank is empty; it is required."))


def _conflicts(parsed: Parsed) -> Iterator[Finding]:
    table = parsed.get("conflicts")
    for index, record in table.records() if table is not None else ():
        if record["supervisor_id"] is None and record["site_id"] is None:
            where = parsed["conflicts"].where(index, "supervisor_id")
            message = sentence("the conflict names neither a supervisor nor a site.")
            yield error("missing-value", where, message)


def _providers(parsed: Parsed) -> Iterator[Finding]:
    table = parsed.get("providers")
    for index, record in table.records() if table is not None else ():
        if record["territory_id"] is None and record["lat"] is None:
            where = parsed["providers"].where(index, "territory_id")
            message = sentence("neither a territory nor coordinates are given.")
            yield error("missing-value", where, message)
