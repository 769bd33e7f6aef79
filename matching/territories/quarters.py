"""Quarters inside communes: which territory lies in which, so that nobody is counted twice.

A quarter has the code of its commune, a hyphen and a name of its own (``93066-Q1`` lies in
``93066``). It is a quarter only where that commune is a territory of the table as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MARK = "-"
"""What stands between the code of a commune and that of its quarter."""


def parents(identifiers: Iterable[str]) -> dict[str, str]:
    """Return the territory that directly encloses each quarter: the longest code of the table."""
    known = frozenset(identifiers)
    found = {}
    for identifier in known:
        outside = next((code for code in _enclosing(identifier) if code in known), None)
        if outside is not None:
            found[identifier] = outside
    return found


def _enclosing(identifier: str) -> Iterable[str]:
    """Yield the codes that a code begins with, longest first."""
    code, mark, _ = identifier.rpartition(MARK)
    while mark:
        yield code
        code, mark, _ = code.rpartition(MARK)


def chain(identifier: str, parent: Mapping[str, str]) -> list[str]:
    """Return a territory and all that enclose it, from the inside out."""
    found = [identifier]
    while found[-1] in parent:
        found.append(parent[found[-1]])
    return found


def members(identifiers: Iterable[str], parent: Mapping[str, str]) -> dict[str, list[str]]:
    """Return for each territory itself and every quarter within it, sorted."""
    found: dict[str, list[str]] = {}
    for identifier in sorted(identifiers):
        for outside in chain(identifier, parent):
            found.setdefault(outside, []).append(identifier)
    return found
