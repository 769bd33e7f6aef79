"""The places of a semester that journeys begin and end at, by position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..tables.cells import clean, read_identifier, read_territory, text_of
from ..tables.parsing import Parsed

KINDS: Mapping[str, str] = {
    "sites": "site_id",
    "students": "student_id",
    "territories": "territory_id",
}
"""The identifier of each table whose rows are places."""

_REMEMBERED = 500_000


class Places:
    """Finds sites, students and territories by what a file calls them.

    Attributes
    ----------
    names
        All identifiers, sorted; the position of each is its number.
    by_kind
        Of each table the identifiers.
    """

    def __init__(self, parsed: Parsed) -> None:
        self.by_kind: dict[str, Sequence[str]] = {
            kind: sorted({i for i in parsed[kind].values(key) if i is not None})
            for kind, key in KINDS.items()
            if kind in parsed
        }
        self.names = sorted({name for names in self.by_kind.values() for name in names})
        self._number = {name: number for number, name in enumerate(self.names)}
        self._territories = frozenset(self.by_kind.get("territories", ()))
        self._seen: dict[object, int] = {}

    def __len__(self) -> int:
        return len(self.names)

    def find(self, cell: object) -> int:
        """Return the number of the place that a cell names, -1 where it names none.

        A territory gets back the zero that spreadsheets take, where nothing else is meant.
        """
        found = self._seen.get(cell)
        if found is None:
            found = self._find(cell)
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[cell] = found
        return found

    def _find(self, cell: object) -> int:
        cleaned = clean(cell)
        if cleaned is None or isinstance(cleaned, bool):
            return -1
        text = text_of(cleaned)
        for name in (text, read_identifier(text)):
            if name in self._number:
                return self._number[name]
        code = read_territory(text)
        return self._number[code] if code in self._territories else -1
