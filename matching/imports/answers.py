"""The answers of a form: each student's wishes, the latest answer of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ..entities import Wish
from ..language import plural_sentence, sentence
from ..tables.cells import clean, read_flag, text_of
from ..tables.columns import Column, Kind
from ..tables.findings import Finding, error, warning
from ..tables.headings import slug
from ..tables.raw import RawTable
from ..tables.wrong import CellError
from .columns import PERSON, REFUSALS, WISHES, Mapping, Role
from .labels import Label, Labels, is_nothing
from .people import People, Respondents
from .timestamps import read_timestamps
from .wish_numbers import bare_number, wish_numbers

_NOT_RANKED = frozenset({"non", "no", "false", "faux"})
_REFUSED = frozenset({"refus", "refuse", "refused", "jamais", "never", "veto"})
_SHOWN = 5


@dataclass(frozen=True)
class Answer:
    """What one student answered: wishes with ranks 1 … K, ties among them, and refusals."""

    student_id: str
    row: int
    wishes: tuple[Wish, ...]


@dataclass(frozen=True)
class Answers:
    """What a form holds.

    Attributes
    ----------
    given
        The answers with anything in them, in the order of the students' table.
    empty
        Students whose answer has neither wish nor refusal.
    rows
        How many rows of the form are answers.
    read_as
        Labels of which only a part was looked up, with what it names.
    refusals_asked
        Whether the form has a column for refusals.
    """

    given: tuple[Answer, ...]
    empty: tuple[str, ...]
    rows: int
    read_as: dict[str, Label]
    refusals_asked: bool


class _Cell(NamedTuple):
    """One wish as found in a cell: its rank as written, ``None`` for a refusal."""

    rank: int | None
    label: Label
    text: str
    position: int


def read_answers(
    form: RawTable, mapping: Mapping, people: People, labels: Labels, findings: list[Finding]
) -> Answers:
    """Return the answers of a form; everything wrong in it is added to the findings."""
    return _Reader(form, mapping, labels, findings).read(people)


class _Reader:
    """Reads the rows of one form."""

    def __init__(
        self, form: RawTable, mapping: Mapping, labels: Labels, findings: list[Finding]
    ) -> None:
        self._form = form
        self._mapping = mapping
        self._labels = labels
        self._findings = findings
        self._read_as: dict[str, Label] = {}
        self._headings = {
            position: label
            for role in (Role.RANK_OF, Role.REFUSAL_OF)
            for position in mapping.of(role)
            if (label := self._label(mapping.taken[position].target, None, position))
        }

    def read(self, people: People) -> Answers:
        """Return the latest answer of every student."""
        rows = [row for row in range(len(self._form.rows)) if self._is_answer(row)]
        latest = self._latest(rows, people)
        order = {student: number for number, student in enumerate(people.identifiers)}
        given, empty, tied = [], [], []
        for student in sorted(latest, key=order.__getitem__):
            cells = list(self._cells(latest[student]))
            wishes = self._wishes(student, latest[student], cells)
            if wishes:
                given.append(Answer(student, latest[student], wishes))
            elif not cells:
                empty.append(student)
            ranks = [wish.rank for wish in wishes if not wish.refused]
            if len(set(ranks)) < len(ranks):
                tied.append(student)
        self._report_students(empty, tied)
        return Answers(
            tuple(given),
            tuple(empty),
            len(rows),
            self._read_as,
            self._mapping.has(REFUSALS),
        )

    def _is_answer(self, row: int) -> bool:
        roles = {*PERSON, *WISHES, *REFUSALS}
        cells = zip(self._form.rows[row], self._mapping.taken, strict=False)
        return any(taken.role in roles and clean(cell) is not None for cell, taken in cells)

    def _latest(self, rows: Sequence[int], people: People) -> dict[str, int]:
        """Return the row that counts of each student: the latest, otherwise the last."""
        times = self._times()
        respondents = Respondents(self._form, self._mapping, people)
        if not respondents.can_tell:
            message = sentence(
                "the form names students by their e-mail address, and the semester's students "
                "have none; fill in their addresses, or name another column with "
                '--column "HEADING=name".'
            )
            self._findings.append(error("missing-column", self._form.where(), message))
            return {}
        found: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            student = respondents.of(row, self._findings)
            if student is not None:
                found[student].append(row)
        latest = {}
        for student, several in found.items():
            dated = all(times[row] is not None for row in several)
            # Rows come in order, and of equal moments the last one counts.
            latest[student] = max(several, key=lambda r: (times[r] or datetime.min, r))
            if not dated:
                latest[student] = several[-1]
            if len(several) > 1:
                self._report_twice(student, people, several, latest[student], dated)
        return latest

    def _times(self) -> list[datetime | None]:
        positions = self._mapping.of(Role.TIMESTAMP)
        if not positions:
            return [None] * len(self._form.rows)
        return read_timestamps([clean(row[positions[0]]) for row in self._form.rows])

    def _report_twice(
        self, student: str, people: People, rows: Sequence[int], latest: int, dated: bool
    ) -> None:
        values = {
            "student": student,
            "name": people.name(student),
            "count": len(rows),
            "row": self._form.numbers[latest],
        }
        if dated:
            message = sentence(
                "the student '{student}' ({name}) answered {count} times; the latest answer, of "
                "row {row}, counts.",
                **values,
            )
        else:
            message = sentence(
                "the student '{student}' ({name}) answered {count} times; the form does not say "
                "when, so the last row, {row}, counts.",
                **values,
            )
        where = self._form.where(latest)
        self._findings.append(warning("answered-twice", where, message))

    def _cells(self, row: int) -> Iterator[_Cell]:
        """Yield what the cells of an answer wish and refuse."""
        filled: dict[int, tuple[int, Label | None]] = {}
        for position, taken in enumerate(self._mapping.taken):
            cell = clean(self._form.rows[row][position])
            text = "" if cell is None else text_of(cell)
            if is_nothing(text) and not self._labels.names(text):
                continue
            match taken.role:
                case Role.WISH:
                    label = self._label(text, row, position)
                    first, same = filled.setdefault(taken.number, (position, label))
                    if label != same:
                        self._report_two_columns(row, first, position)
                    elif label is not None and first == position:
                        yield _Cell(taken.number, label, text, position)
                case Role.RANKED | Role.REFUSED:
                    yield from self._list(text, row, position, taken.role is Role.REFUSED)
                case Role.RANK_OF:
                    yield from self._ranked(text, row, position)
                case Role.REFUSAL_OF:
                    yield from self._refused(cell, row, position)

    def _label(self, text: str, row: int | None, position: int) -> Label | None:
        """Return what a text names, or ``None`` after reporting that it names nothing."""
        try:
            label = self._labels.find(text)
        except CellError as failure:
            where = self._form.where(row, position)
            self._findings.append(failure.at(where))
            return None
        if not label.whole:
            self._read_as[text] = label
        return label

    def _list(self, text: str, row: int, position: int, refused: bool) -> Iterator[_Cell]:
        try:
            found = self._labels.find_list(text)
        except CellError as failure:
            self._findings.append(failure.at(self._form.where(row, position)))
            return
        for rank, (piece, label) in enumerate(found, start=1):
            if not label.whole:
                self._read_as[piece] = label
            yield _Cell(None if refused else rank, label, piece, position)

    def _ranked(self, text: str, row: int, position: int) -> Iterator[_Cell]:
        """Yield the wish of a column per target, whose cell is the rank."""
        label = self._headings.get(position)
        word = slug(text)
        if label is None or word in _NOT_RANKED:
            return
        target = self._mapping.taken[position].target
        numbers = wish_numbers(text)
        rank = bare_number(text) or (next(iter(numbers)) if len(numbers) == 1 else None)
        if rank is not None or word in _REFUSED:
            yield _Cell(rank, label, target, position)
            return
        message = sentence("'{text}' is no rank; 1, 2, 3 … or nothing is expected.", text=text)
        self._findings.append(error("not-a-rank", self._form.where(row, position), message))

    def _refused(self, cell: object, row: int, position: int) -> Iterator[_Cell]:
        """Yield the refusal of a column per target, whose cell is ticked or not."""
        label = self._headings.get(position)
        heading = self._form.headings[position]
        try:
            if slug(text_of(cell)) in _REFUSED or read_flag(cell, _flag(heading)):
                target = self._mapping.taken[position].target
                if label is not None:
                    yield _Cell(None, label, target, position)
        except CellError as failure:
            self._findings.append(failure.at(self._form.where(row, position)))

    def _wishes(self, student: str, row: int, cells: Sequence[_Cell]) -> tuple[Wish, ...]:
        """Return the wishes, each target once, with ranks 1 … K; a refusal beats a wish."""
        refused = {(c.label.kind, c.label.target) for c in cells if c.rank is None}
        best: dict[tuple[str, str], _Cell] = {}
        for cell in sorted(cells, key=lambda c: (c.rank or 0, c.position)):
            key = (cell.label.kind, cell.label.target)
            if cell.rank is not None and key in refused:
                self._report_refused(student, row, cell)
            elif key in best and cell.rank is not None:
                self._report_repeated(student, row, cell, best[key])
            else:
                best.setdefault(key, cell)
        ranks = sorted({cell.rank for cell in best.values() if cell.rank is not None})
        number = {rank: k for k, rank in enumerate(ranks, start=1)}
        wishes = [
            Wish(
                student,
                None if c.rank is None else number[c.rank],
                c.label.target,
                c.label.kind,
                c.rank is None,
                None if c.rank is None else number[c.rank],
            )
            for c in best.values()
        ]
        return tuple(sorted(wishes, key=lambda w: (w.refused, w.rank or 0, w.target)))

    def _report_two_columns(self, row: int, first: int, second: int) -> None:
        a, b = self._form.headings[first], self._form.headings[second]
        message = sentence(
            "this is the same wish as '{other}', which is filled too; leave one of the columns "
            "out with {option}.",
            other=a,
            option=f'--column "{b}=ignore"',
        )
        where = self._form.where(row, second)
        self._findings.append(error("ambiguous-column", where, message))

    def _report_repeated(self, student: str, row: int, cell: _Cell, before: _Cell) -> None:
        message = sentence(
            "'{target}' is wished twice by '{student}'; only wish {rank} is kept.",
            target=cell.text,
            student=student,
            rank=before.rank,
        )
        where = self._form.where(row, cell.position)
        self._findings.append(warning("repeated-wish", where, message))

    def _report_refused(self, student: str, row: int, cell: _Cell) -> None:
        message = sentence(
            "'{target}' is both wished and refused by '{student}'; only the refusal is kept.",
            target=cell.text,
            student=student,
        )
        where = self._form.where(row, cell.position)
        self._findings.append(warning("wished-and-refused", where, message))

    def _report_students(self, empty: Sequence[str], tied: Sequence[str]) -> None:
        if empty:
            message = plural_sentence(
                "{count} student answered without any wish: {students}. What the semester holds "
                "of this student stays.",
                "{count} students answered without any wish: {students}. What the semester holds "
                "of them stays.",
                count=len(empty),
                students=some(empty),
            )
            self._findings.append(warning("no-wish", self._form.name, message))
        if tied:
            message = plural_sentence(
                "{count} student gave one rank to several targets, which counts as a tie: "
                "{students}.",
                "{count} students gave one rank to several targets, which counts as a tie: "
                "{students}.",
                count=len(tied),
                students=some(tied),
            )
            self._findings.append(warning("tied-ranks", self._form.name, message))


def some(names: Sequence[str], shown: int = _SHOWN) -> tuple[str, ...]:
    """Return the first of many names, with a sign that there are more."""
    return tuple(names) if len(names) <= shown else (*names[:shown], "…")


def _flag(heading: str) -> Column:
    return Column(heading, heading, Kind.FLAG, "")
