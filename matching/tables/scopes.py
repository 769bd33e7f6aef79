"""The values of a scope (of a quota, an aid, a fee): what each may name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from ..language import Sentence, sentence
from .cells import read_choice, read_flag
from .columns import Column, Kind
from .findings import Finding, error
from .headings import suggestion
from .parsing import Parsed
from .references import NOUNS, Known, does_not_exist
from .schema_places import SETTINGS, SITE_KINDS, ZONES
from .wrong import CellError

_NOUNS = {
    "zone": sentence("zone"),
    "department": sentence("department"),
    "epci": sentence("epci"),
    "region": sentence("region"),
}
_CHOICES = {"setting": SETTINGS, "kind": SITE_KINDS}


def scoped_values(
    parsed: Parsed,
    known: Known,
    line: tuple[str, int],
    scope: str,
    given: Iterable[str],
    findings: list[Finding],
) -> tuple[str, ...]:
    """Return the resolved values of a scope, sorted; report those that do not exist.

    ``line`` is the table and the row where they stand.
    """
    table, index = line
    values: list[str] = []
    for text in given:
        try:
            values.append(_value(parsed, known, scope, text))
        except CellError as refused:
            findings.append(refused.at(parsed[table].where(index, "value")))
    return tuple(sorted(set(values)))


def optional_scope(
    parsed: Parsed,
    known: Known,
    line: tuple[str, int],
    record: dict[str, Any],
    findings: list[Finding],
) -> tuple[str, ...]:
    """Return the values of a line that may do without a scope; its ``value`` is taken out."""
    table, index = line
    given, scope = record.pop("value"), record["scope"]
    if scope is not None and given:
        return scoped_values(parsed, known, line, scope, given, findings)
    if (scope is None) is bool(given):
        empty = "scope" if given else "value"
        message = sentence(
            "scope and value stand together: {column} is empty.",
            column=parsed[table].heading(empty),
        )
        findings.append(error("missing-value", parsed[table].where(index, empty), message))
    return ()


def _value(parsed: Parsed, known: Known, scope: str, text: str) -> str:
    if scope in ("qpv", "frr"):
        if not read_flag(text, Column("value", "valeur", Kind.FLAG, "")):
            raise CellError(
                "unknown-choice",
                sentence("the value of a quota on {scope} must be true.", scope=scope),
            )
        return "true"
    if scope in _CHOICES:
        column = Column("value", "valeur", Kind.CHOICE, "", choices=_CHOICES[scope])
        return read_choice(text, column)
    if scope == "territory":
        return _existing(text, NOUNS[("territories",)], known.get("territories"))
    if scope == "site":
        return _existing(text, NOUNS[("sites",)], known.get("sites"))
    if scope == "zone":
        zones = _zones(parsed)
        return _existing(text.upper() if text.upper() in zones else text, _NOUNS[scope], zones)
    return _existing(text, _NOUNS[scope], _column(parsed, "territories", scope))


def _existing(value: str, noun: Sentence, known: Collection[str] | None) -> str:
    """Return a value that exists; codes get back the zero that spreadsheets take.

    ``1`` and ``01`` are one department.
    """
    if known is None or value in known:
        return value
    if value.isascii() and value.isdecimal():
        alike = [code for code in known if code.isdecimal() and int(code) == int(value)]
        if len(alike) == 1:
            return alike[0]
    raise CellError("unknown-reference", does_not_exist(noun, value), suggestion(value, known))


def _zones(parsed: Parsed) -> set[str]:
    return {choice.value for choice in ZONES} | (_column(parsed, "zones", "zone") or set())


def _column(parsed: Parsed, table: str, name: str) -> set[str] | None:
    """Return the values of a column, or ``None`` where the table is not there."""
    found = parsed.get(table)
    if found is None:
        return None
    return {value for value in found.values(name) if value is not None}
