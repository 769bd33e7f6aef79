"""Import of wishes: the answers of a form, written into the semester's table of wishes."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..entities import Wish
from ..language import sentence
from ..tables.findings import Finding, InputError
from ..tables.parsing import Parsed
from ..tables.raw import RawTable
from ..tables.resolve_wishes import wishes
from .answers import Answers, read_answers
from .cannot_import import CannotImport
from .columns import Mapping, mapping_of
from .form import read_form
from .labels import Labels
from .mapping import map_columns
from .people import People
from .target import Purpose, Target, open_target
from .wish_lines import WishLines, wish_lines

_PURPOSE = Purpose(
    sentence("wishes"),
    ("territories", "sites", "supervisors", "offers", "students", "wishes"),
    {"students": "student_id", "wishes": "student_id"},
)


@dataclass(frozen=True)
class WishImport:
    """An import that is ready to be written.

    Attributes
    ----------
    form
        The answers as found in the form's file.
    mapping
        What each column of it is taken for.
    missing
        Students of the semester who did not answer.
    lines
        What changes in the semester's tables.
    warnings
        What a reader should know of before writing.
    """

    form: RawTable
    mapping: Mapping
    target: Target
    people: People
    answers: Answers
    missing: tuple[str, ...]
    lines: WishLines
    files: Dictionary[Path, bytes]
    warnings: tuple[Finding, ...]

    def write(self) -> None:
        """Write the wishes; on any failure the semester's file stays as it was.

        Raises
        ------
        CannotImport
            If the file cannot be written; the sentence says why.
        """
        expected = self._expected()

        def holds(parsed: Parsed) -> bool:
            return set(wishes(parsed, [])) == expected

        self.target.write(self.files, self.lines.edits, holds)

    def _expected(self) -> set[Wish]:
        """Return all wishes of the semester as they will be read."""
        replaced = {answer.student_id for answer in self.answers.given}
        keep_refusals = not self.answers.refusals_asked
        before = wishes(self.target.parsed, [])
        stay = {w for w in before if w.student_id not in replaced or (w.refused and keep_refusals)}
        return stay | {wish for answer in self.answers.given for wish in answer.wishes}


def prepare_wishes(form: str | Path, into: str | Path, columns: Sequence[str] = ()) -> WishImport:
    """Read the answers of a form and work out what they change in a semester.

    Nothing is written before `WishImport.write`.

    Parameters
    ----------
    form
        The file of answers: ``.csv``, ``.xlsx`` or ``.ods``.
    into
        The semester's ``.xlsx`` workbook, or its folder of ``.csv`` files.
    columns
        What columns of the form hold, each as ``HEADING=ROLE``, where it cannot be guessed.

    Raises
    ------
    CannotImport
        If the files are none that can be used so.
    InputError
        With every error of the form at once, each with its cell.
    """
    target = open_target(Path(into), _PURPOSE)
    if "students" not in target.parsed:
        said = sentence(
            "{file} has no table of students to import wishes for.", file=target.path.name
        )
        raise CannotImport(said)
    labels = Labels(target.parsed)
    people = People(target.parsed["students"])
    findings: list[Finding] = []

    def clarity(headings: Sequence[str]) -> int:
        return mapping_of(headings, labels.names).clarity

    table = read_form(Path(form), clarity)
    mapping = map_columns(table, columns, labels, findings)
    _raise_errors(findings)
    answers = read_answers(table, mapping, people, labels, findings)
    _raise_errors(findings)
    lines = wish_lines(
        target.parsed,
        answers,
        labels,
        sheet=target.empty_sheet("wishes"),
        examples=target.examples.get("wishes", frozenset()),
    )
    answered = {answer.student_id for answer in answers.given} | set(answers.empty)
    return WishImport(
        table,
        mapping,
        target,
        people,
        answers,
        tuple(student for student in people.identifiers if student not in answered),
        lines,
        target.edited(lines.edits) if answers.given else {},
        tuple(findings),
    )


def _raise_errors(findings: Sequence[Finding]) -> None:
    if any(finding.severity == "error" for finding in findings):
        raise InputError(findings)
