"""What a wish names: an offer, a supervisor, a site or a territory."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import chain

from ..entities import TargetKind
from ..language import Sentence, sentence
from .headings import Suggester, folded
from .parsing import Parsed
from .references import NOUNS, does_not_exist
from .wrong import CellError

_LISTED = 5
_TABLES: tuple[tuple[TargetKind, str, str], ...] = (
    ("offer", "offers", "offer_id"),
    ("supervisor", "supervisors", "supervisor_id"),
    ("site", "sites", "site_id"),
    ("territory", "territories", "territory_id"),
)
_NOUN: dict[TargetKind, Sentence] = {kind: NOUNS[(table,)] for kind, table, _ in _TABLES}
_ANY_KIND = sentence("offer, supervisor, site or territory")
_WITH_ARTICLE: dict[TargetKind, Sentence] = {
    "offer": sentence("an offer"),
    "supervisor": sentence("a supervisor"),
    "site": sentence("a site"),
    "territory": sentence("a territory"),
}


class Targets:
    """Finds what a wish names: by identifier, or failing that by name, where it is unique."""

    def __init__(self, parsed: Parsed) -> None:
        self._identifiers: dict[str, list[TargetKind]] = defaultdict(list)
        self._labels: list[tuple[str, TargetKind, str]] = []
        self._found: dict[tuple[str, TargetKind | None], tuple[TargetKind, str] | CellError] = {}
        for kind, name, key in _TABLES:
            table = parsed.get(name)
            if table is None:
                continue
            labels = dict(zip(table.values(key), table.values("name"), strict=True))
            labels.pop(None, None)
            for identifier in labels:
                self._identifiers[identifier].append(kind)
            self._labels += [(label, kind, i) for i, label in labels.items() if label]
        names = (label for label, _, _ in self._labels)
        self._suggest = Suggester(chain(self._identifiers, names))

    @cached_property
    def _names(self) -> dict[str, list[tuple[TargetKind, str]]]:
        """What has each name, folded; seldom needed, since most wishes name identifiers."""
        names: dict[str, list[tuple[TargetKind, str]]] = defaultdict(list)
        for label, kind, identifier in self._labels:
            names[folded(label)].append((kind, identifier))
        return names

    def find(self, target: str, kind: TargetKind | None) -> tuple[TargetKind, str]:
        """Return the kind and the identifier of a target.

        Raises
        ------
        CellError
            If nothing has that identifier or name, or several have.
        """
        kinds = self._identifiers.get(target, ())
        if kind is None and len(kinds) == 1:  # as most wishes are
            return kinds[0], target
        found = self._found.get((target, kind))
        if found is None:
            try:
                found = self._search(target, kind)
            except CellError as refused:
                found = refused
            self._found[target, kind] = found
        if isinstance(found, CellError):
            raise found
        return found

    def _search(self, target: str, kind: TargetKind | None) -> tuple[TargetKind, str]:
        kinds = self._identifiers.get(target, ())
        candidates = [(k, target) for k in kinds if kind in (None, k)]
        if not candidates:
            named = self._names.get(folded(target), ())
            candidates = [found for found in named if kind in (None, found[0])]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            message = sentence(
                "'{target}' can mean {candidates}; write the identifier, or say which in "
                "target_kind.",
                target=target,
                candidates=tuple(_called(k, identifier) for k, identifier in candidates[:_LISTED]),
            )
            raise CellError("ambiguous-target", message)
        if kinds and kind is not None:
            message = sentence(
                "'{target}' is not {kind}, but {others}.",
                target=target,
                kind=_WITH_ARTICLE[kind],
                others=tuple(_WITH_ARTICLE[k] for k in kinds),
            )
            raise CellError("unknown-reference", message)
        noun = _ANY_KIND if kind is None else _NOUN[kind]
        raise CellError("unknown-reference", does_not_exist(noun, target), self._suggest(target))


def _called(kind: TargetKind, identifier: str) -> Sentence:
    match kind:
        case "offer":
            return sentence("offer {identifier}", identifier=identifier)
        case "supervisor":
            return sentence("supervisor {identifier}", identifier=identifier)
        case "site":
            return sentence("site {identifier}", identifier=identifier)
        case "territory":
            return sentence("territory {identifier}", identifier=identifier)
