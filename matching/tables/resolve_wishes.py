"""From parsed tables to wishes: long and wide forms, targets found, ranks renumbered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from ..entities import TargetKind, Wish
from ..language import Sentence, sentence
from .findings import Finding, error, warning
from .headings import Suggester, slug
from .parsing import Parsed, ParsedTable, empty_cell
from .references import NOUNS, does_not_exist
from .wrong import CellError

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


class _Line(NamedTuple):
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
            names[slug(label)].append((kind, identifier))
        return names

    def find(self, target: str, kind: TargetKind | None) -> tuple[TargetKind, str]:
        """Return the kind and the identifier of a target.

        Raises
        ------
        CellError
            If nothing has that identifier or name, or several have.
        """
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
            named = self._names.get(slug(target), ())
            candidates = [found for found in named if kind in (None, found[0])]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            message = sentence(
                "'{target}' can mean {candidates}; write the identifier, or say which in "
                "target_kind.",
                target=target,
                candidates=tuple(_called(k, identifier) for k, identifier in candidates),
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


def wishes(parsed: Parsed, findings: list[Finding]) -> tuple[Wish, ...]:
    """Return the wishes and refusals, sorted by student, rank and target."""
    targets = Targets(parsed)
    found: dict[str, list[tuple[_Line, TargetKind, str]]] = defaultdict(list)
    for line in _lines(parsed, findings):
        try:
            kind, target = targets.find(line.target, line.target_kind)
        except CellError as refused:
            findings.append(refused.at(line.where))
            continue
        found[line.student_id].append((line, kind, target))
    result: list[Wish] = []
    for student in sorted(found):
        lines = found[student]
        if len({(kind, target) for _, kind, target in lines}) < len(lines):
            _report_repeats(lines, findings)
        result += _renumbered(student, lines)
    return tuple(result)


def _renumbered(student: str, lines: list[tuple[_Line, TargetKind, str]]) -> Iterator[Wish]:
    """Yield a student's wishes with ranks 1 … K, in order, without repeated lines."""
    ranks = sorted({line.rank or 0 for line, _, _ in lines if not line.refused})
    number = {rank: k for k, rank in enumerate(ranks, start=1)}
    last = len(ranks) + 1
    distinct = {
        (last if line.refused else number[line.rank or 0], target, kind, line.refused)
        for line, kind, target in lines
    }
    for rank, target, kind, refused in sorted(distinct):
        yield Wish(student, None if refused else rank, target, kind, refused)


def _report_repeats(lines: list[tuple[_Line, TargetKind, str]], findings: list[Finding]) -> None:
    """Warn of a target wished twice, or both wished and refused."""
    first: dict[tuple[TargetKind, str], _Line] = {}
    for line, kind, target in lines:
        before = first.setdefault((kind, target), line)
        if before is line:
            continue
        if before.refused != line.refused:
            message = sentence(
                "'{target}' is both wished and refused by '{student}'.",
                target=line.target,
                student=line.student_id,
            )
            findings.append(warning("wished-and-refused", line.where, message))
        else:
            message = sentence(
                "'{target}' is there twice for '{student}'.",
                target=line.target,
                student=line.student_id,
            )
            findings.append(warning("repeated-wish", line.where, message))


def _lines(parsed: Parsed, findings: list[Finding]) -> Iterator[_Line]:
    """Yield the wishes of both forms; a student's wishes stand in one of them only."""
    table, students = parsed.get("wishes"), parsed.get("students")
    wide = list(_wide(students)) if students is not None else []
    elsewhere: dict[str, _Line] = {}
    if table is not None:
        if "target" not in table.cells and not table.family("wish_"):
            message = sentence(
                "{table} has no column 'target' (or 'cible'), nor 'wish_1' (or 'voeu_1').",
                table=table.raw.title,
            )
            findings.append(error("missing-column", table.where(), message))
        for line in chain(_long(table, findings), _wide(table)):
            if wide and not line.refused:
                elsewhere.setdefault(line.student_id, line)
            yield line
    for line in wide:
        other = elsewhere.pop(line.student_id, None)
        if other is not None:
            message = sentence(
                "the wishes of '{student}' stand both here and at {other}; leave one.",
                student=line.student_id,
                other=other.where,
            )
            findings.append(error("wishes-twice", line.where, message))
        yield line


def _long(table: ParsedTable, findings: list[Finding]) -> Iterator[_Line]:
    wrong = {row for row, _ in table.wrong}
    wide = table.family("wish_")
    names = ("student_id", "rank", "target", "target_kind", "refused")
    columns = [table.values(name) for name in names]
    for row, (student, rank, target, kind, refused) in enumerate(zip(*columns, strict=True)):
        if row in wrong:
            continue
        if target is None:
            if not any(table.cells[name][row] for name in wide):
                findings.append(empty_cell(table, row, "target"))
        elif rank is None and not refused:
            findings.append(empty_cell(table, row, "rank"))
        else:
            yield _Line(student, rank, target, kind, refused, table, row, "target")


def _wide(table: ParsedTable) -> Iterator[_Line]:
    wrong = {row for row, _ in table.wrong}
    students = table.values("student_id")
    for name in table.family("wish_"):
        rank = int(name.removeprefix("wish_"))
        for row, target in enumerate(table.cells[name]):
            if target is not None and row not in wrong:
                yield _Line(students[row], rank, target, None, False, table, row, name)
