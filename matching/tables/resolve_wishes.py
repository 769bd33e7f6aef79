"""From parsed tables to wishes: long and wide forms, targets found, ranks renumbered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..entities import TargetKind, Wish
from .findings import Finding
from .headings import Suggester, slug
from .parsing import Parsed, ParsedTable
from .wrong import CellError

_TABLES: tuple[tuple[TargetKind, str, str], ...] = (
    ("offer", "offers", "offer_id"),
    ("supervisor", "supervisors", "supervisor_id"),
    ("site", "sites", "site_id"),
    ("territory", "territories", "territory_id"),
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One wish as written, with the cell of its target."""

    student_id: str
    rank: int | None
    target: str
    target_kind: TargetKind | None
    refused: bool
    table: ParsedTable
    row: int
    column: str

    @property
    def where(self) -> str:
        return self.table.where(self.row, self.column)


class Targets:
    """Finds what a wish names: by identifier, or failing that by name, where it is unique."""

    def __init__(self, parsed: Parsed) -> None:
        self._identifiers: dict[str, list[TargetKind]] = defaultdict(list)
        self._names: dict[str, list[tuple[TargetKind, str]]] = defaultdict(list)
        self._found: dict[tuple[str, TargetKind | None], tuple[TargetKind, str] | CellError] = {}
        for kind, name, key in _TABLES:
            table = parsed.get(name)
            if table is None:
                continue
            rows = dict.fromkeys(zip(table.values(key), table.values("name"), strict=True))
            for identifier, label in rows:
                if identifier is not None:
                    self._identifiers[identifier].append(kind)
                    self._names[slug(label or "")].append((kind, identifier))
        self._names.pop("", None)
        names = [self._label(parsed, name) for _, name, _ in _TABLES]
        self._suggest = Suggester([*self._identifiers, *(n for group in names for n in group)])

    @staticmethod
    def _label(parsed: Parsed, name: str) -> list[str]:
        table = parsed.get(name)
        return [] if table is None else [label for label in table.values("name") if label]

    def find(self, target: str, kind: TargetKind | None) -> tuple[TargetKind, str]:
        """Return the kind and the identifier of a target.

        Raises
        ------
        CellError
            If nothing has that identifier or name, or several have.
        """
        key = (target, kind)
        if key not in self._found:
            try:
                self._found[key] = self._search(target, kind)
            except CellError as error:
                self._found[key] = error
        found = self._found[key]
        if isinstance(found, CellError):
            raise found
        return found

    def _search(self, target: str, kind: TargetKind | None) -> tuple[TargetKind, str]:
        kinds = self._identifiers.get(target, ())
        candidates = [(k, target) for k in kinds if kind in (None, k)]
        if not candidates:
            named = self._names.get(slug(target), ())
            candidates = [found for found in named if kind in (None, found[0])]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            listed = ", ".join(f"{k} {identifier}" for k, identifier in candidates)
            raise CellError(
                "ambiguous-target",
                f"'{target}' can mean {listed}; write the identifier, or say which in target_kind.",
            )
        if kinds:
            message = f"'{target}' is no {kind}, but a {' and a '.join(kinds)}."
            raise CellError("unknown-reference", message)
        noun = kind or "offer, supervisor, site or territory"
        message = f"{noun} '{target}' does not exist."
        raise CellError("unknown-reference", message, self._suggest(target))


def wishes(parsed: Parsed, findings: list[Finding]) -> tuple[Wish, ...]:
    """Return the wishes and refusals, sorted by student, rank and target."""
    targets = Targets(parsed)
    found: dict[str, list[tuple[Wish, _Line]]] = defaultdict(list)
    for line in _lines(parsed, findings):
        try:
            kind, target = targets.find(line.target, line.target_kind)
        except CellError as error:
            finding = Finding("error", error.code, line.where, error.message, error.suggestion)
            findings.append(finding)
            continue
        rank = None if line.refused else line.rank
        wish = Wish(line.student_id, rank, target, kind, line.refused)
        found[line.student_id].append((wish, line))
    result: list[Wish] = []
    for student in sorted(found):
        _report_repeats(found[student], findings)
        result += _renumbered([wish for wish, _ in found[student]])
    return tuple(result)


def _renumbered(wishes: list[Wish]) -> list[Wish]:
    """Return a student's wishes with ranks 1 … K, in order, without repeated lines."""
    ranks = sorted({wish.rank for wish in wishes if wish.rank is not None})
    number: Mapping[int | None, int | None] = {rank: k for k, rank in enumerate(ranks, start=1)}
    distinct = {
        Wish(w.student_id, number.get(w.rank), w.target, w.target_kind, w.refused) for w in wishes
    }
    last = len(ranks) + 1
    return sorted(distinct, key=lambda w: (w.rank or last, w.target, w.target_kind))


def _report_repeats(found: list[tuple[Wish, _Line]], findings: list[Finding]) -> None:
    """Warn of a target wished twice, or both wished and refused."""
    first: dict[tuple[str, str], tuple[Wish, _Line]] = {}
    for wish, line in found:
        before, _ = first.setdefault((wish.target_kind, wish.target), (wish, line))
        if before is wish:
            continue
        if before.refused != wish.refused:
            message = f"'{line.target}' is both wished and refused by '{line.student_id}'."
            findings.append(Finding("warning", "wished-and-refused", line.where, message))
        else:
            message = f"'{line.target}' is there twice for '{line.student_id}'."
            findings.append(Finding("warning", "repeated-wish", line.where, message))


def _lines(parsed: Parsed, findings: list[Finding]) -> Iterator[_Line]:
    """Yield the wishes of both forms; a student's wishes stand in one of them only."""
    table = parsed.get("wishes")
    ranked: dict[str, str] = {}
    if table is not None:
        if "target" not in table.cells and not table.family("wish_"):
            message = (
                "wishes has neither a column 'target' (or 'cible') nor 'wish_1' (or 'voeu_1')."
            )
            findings.append(Finding("error", "missing-column", table.where(), message))
        for line in [*_long(table, findings), *_wide(table)]:
            if not line.refused:
                ranked.setdefault(line.student_id, line.where)
            yield line
    students = parsed.get("students")
    twice: set[str] = set()
    for line in _wide(students) if students is not None else ():
        if line.student_id in ranked and line.student_id not in twice:
            twice.add(line.student_id)
            message = (
                f"the wishes of '{line.student_id}' stand both here and at "
                f"{ranked[line.student_id]}; leave one."
            )
            findings.append(Finding("error", "wishes-twice", line.where, message))
        yield line


def _long(table: ParsedTable, findings: list[Finding]) -> Iterator[_Line]:
    for row, record in table.records():
        target, rank, refused = record["target"], record["rank"], record["refused"]
        if target is None:
            if not any(table.cells[name][row] for name in table.family("wish_")):
                findings.append(_empty(table, row, "target"))
            continue
        if rank is None and not refused:
            findings.append(_empty(table, row, "rank"))
            continue
        student, kind = record["student_id"], record["target_kind"]
        yield _Line(student, rank, target, kind, refused, table, row, "target")


def _wide(table: ParsedTable) -> Iterator[_Line]:
    columns = table.family("wish_")
    if not columns:
        return
    for row, record in table.records():
        for name in columns:
            target = table.cells[name][row]
            if target is not None:
                rank = int(name.removeprefix("wish_"))
                yield _Line(record["student_id"], rank, target, None, False, table, row, name)


def _empty(table: ParsedTable, row: int, column: str) -> Finding:
    message = f"{table.heading(column)} is empty; it is required."
    return Finding("error", "missing-value", table.where(row, column), message)
