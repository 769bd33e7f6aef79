"""The cells of the input that a fact comes from."""

from __future__ import annotations

from ..entities import Wish
from ..semester import Semester
from ..tables.cellnames import CellNames


class Cells:
    """Names cells; empty where the input has none, or a default stands for it."""

    def __init__(self, semester: Semester) -> None:
        self._semester = semester
        self._names = semester.cells if isinstance(semester.cells, CellNames) else None

    def of(self, table: str, identifier: str, column: str) -> str:
        """Return the cell of a row that an identifier names."""
        if self._names is None or not self._names.has(table, column):
            return ""
        return self._names.get((table, identifier, column), "")

    def setting(self, key: str) -> str:
        """Return the cell of a setting's value."""
        return "" if self._names is None else self._names.get(("settings", key, "value"), "")

    def line(self, table: str, column: str, **wanted: object) -> str:
        """Return the cell of the first row that has the values wanted, by column."""
        return "" if self._names is None else self._names.line(table, column, wanted)

    def wish(self, wish: Wish, column: str = "target") -> str:
        """Return the cell of a wish, wherever it stands; by name where that is written."""
        names = (wish.target, self._name_of(wish))
        for target in names:
            own = {"student_id": wish.student_id, "target": target}
            found = self.line("wishes", column, **own) if target else ""
            if found:
                return found
        for table in ("wishes", "students"):
            for target in names if not wish.refused else ():
                wide = {"student_id": wish.student_id, f"wish_{wish.written}": target}
                found = self.line(table, f"wish_{wish.written}", **wide) if target else ""
                if found:
                    return found
        return ""

    def _name_of(self, wish: Wish) -> str | None:
        semester = self._semester
        match wish.target_kind:
            case "offer":
                return semester.offer[wish.target].name
            case "supervisor":
                return semester.supervisor[wish.target].name
            case "site":
                return semester.site[wish.target].name
            case _:
                return semester.territory[wish.target].name
