"""A semester closed: verified, carried over into the next one's file, checked, put in place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..entities import Student
from ..imports.cannot_import import CannotImport
from ..imports.files import replace_file
from ..imports.table_edit import TableEdit
from ..imports.target import edited_csv
from ..imports.workbook_parts import open_workbook, unusual
from ..language import Lang, sentence
from ..library import check
from ..library import verify as verify_result
from ..opening.conversion import as_folder
from ..opening.writing import check_target, in_format, is_workbook, put_in_place, raws_of
from ..result import Placement
from ..semester import Semester
from ..tables.examples import set_examples_aside
from ..tables.file_faults import why_refused
from ..tables.findings import InputError
from ..tables.parsing import ParsedTable, parse_tables
from ..tables.raw import RawTable
from ..tables.reading import read_semester
from ..tables.schema import TABLE, find_table, is_read_me, needed_for
from ..verify.files import read_summary
from .advance import student_named, successors
from .cannot_close import CannotClose, NotVerified
from .carrying import carried_edits
from .changes import changes_json
from .close import closing_of
from .course import course_of
from .lines import ONE_SEMESTER, closing_edits
from .marks import marked
from .result import Closing
from .sheet import closing_sheet

_TABLES = (*ONE_SEMESTER, "settings", "history", "conflicts")

Result = Placement | str | os.PathLike[str]


def close_semester(
    source: str | os.PathLike[str],
    result: Result,
    target: str | os.PathLike[str],
    *,
    advance: Mapping[str, str] | None = None,
    not_validated: Collection[str] = (),
    keep_ranks: bool = False,
    changes: str | os.PathLike[str] | None = None,
    force: bool = False,
    lang: Lang | None = None,
) -> Closing:
    """Write the file of the next semester, which begins where this one ended.

    History, seniority, programmes and credit are carried on, what belonged to one semester is
    emptied, accreditations that end are marked; all else stays as it is. What was written is
    read back and checked first: it appears whole, or not at all. ``docs/close.md`` has the
    rules.

    Parameters
    ----------
    source
        The file that was placed.
    result
        Its result: the folder, or the placement itself.
    target
        An ``.xlsx`` workbook; without that ending a folder of ``.csv`` files.
    advance
        Programme to the next one, or to ``end``, for students who validated the semester; it
        goes before the column ``next_programme``.
    not_validated
        Students who are placed but have not validated.
    keep_ranks
        Keep the ranks of students.
    changes
        Where to write what was changed; beside the target by default.
    force
        Replace what is there already, also the source itself.
    lang
        Language of notes and of the sheet of changes; that of the file's headings by default.

    Raises
    ------
    NotVerified
        The result breaks a rule, or the file has changed since it was made.
    CannotClose
        A programme or student named does not exist, or the file cannot be changed so.
    OutputError
        Something is there already, or cannot be written.
    InputError
        The source, or what would be written, has errors.
    """
    source, target = Path(source), Path(target)
    _check_kind(target)
    check_target(target, force=force)
    beside = changes_path(target) if changes is None else _free(Path(changes), force=force)
    semester = read_semester(source)
    following = successors(semester, advance or {})
    _verified(semester, source, result)
    kept = result if isinstance(result, Placement) else Path(result)
    course = course_of(semester, raws_of(source), kept)
    failed = [student_named(course.semester, name) for name in not_validated]
    try:
        with tempfile.TemporaryDirectory(prefix="maillage-") as folder:
            made = _in_format(source, target, Path(folder))
            closing = closing_of(
                course,
                _parsed(course.raws),
                following,
                not_validated=failed,
                keep_ranks=keep_ranks,
            )
            _carry(made, closing)
            _edit(made, closing, lang)
            _read_back(made, closing)
            beside.parent.mkdir(parents=True, exist_ok=True)
            put_in_place(made, target)
        replace_file(beside, changes_json(closing).encode())
    except CannotImport as error:
        raise CannotClose(error.sentence) from error
    except OSError as error:
        said = sentence("{file} cannot be written: {why}.", file=target, why=why_refused(error))
        raise CannotClose(said) from error
    return replace(closing, target=target, changes=beside)


def changes_path(target: Path) -> Path:
    """Return the file beside the target that says what was changed."""
    name = target.stem if is_workbook(target) else target.name
    return target.with_name(f"{name}.close.json")


def _free(path: Path, *, force: bool) -> Path:
    """Return a path where nothing is yet, or may be replaced."""
    if path.is_dir() or (path.exists() and not force):
        raise CannotClose(
            sentence("{file} is there already; choose another name, or add --force.", file=path)
        )
    return path


def _check_kind(target: Path) -> None:
    if target.suffix.lower() in (".ods", ".xls", ".csv", ".parquet"):
        raise CannotClose(
            sentence(
                "{file} cannot be written; name an .xlsx workbook, or a folder of .csv files.",
                file=target.name,
            )
        )


def _verified(semester: Semester, source: Path, result: Result) -> None:
    """Refuse a result that breaks a rule, or that is not of this very file."""
    if not isinstance(result, Placement):
        _refuse_changed(semester, source, Path(result))
    report = verify_result(semester if isinstance(result, Placement) else source, result)
    if not report.ok:
        raise NotVerified(sentence("The result breaks rules; nothing was written."), report)


def _refuse_changed(semester: Semester, source: Path, folder: Path) -> None:
    """Refuse a result of other tables, and name them."""
    summary, _ = read_summary(folder)
    printed = (summary or {}).get("input_sha256")
    if not isinstance(printed, dict):
        return
    found = semester.fingerprints
    tables = {*printed, *found}
    changed = tuple(sorted(t for t in tables if printed.get(t) != found.get(t)))
    if changed:
        raise NotVerified(
            sentence(
                "{file} is not the file that the result in {folder} was made from: it differs in "
                "{tables}. Close the file that was placed, or place this one anew; nothing was "
                "written.",
                file=source,
                folder=folder,
                tables=changed,
            )
        )


def _in_format(source: Path, target: Path, folder: Path) -> Path:
    """Copy the source in the format of the target; tables of parquet become .csv files."""
    if source.is_dir() and not is_workbook(target):
        raws = raws_of(source)
        if any(not raw.name.lower().endswith(".csv") for raw in raws):
            made = folder / "semester"
            as_folder([raw for raw in raws if not is_read_me(raw.title)], made)
            return made
    return in_format(source, target, folder)


def _parsed(raws: Sequence[RawTable]) -> dict[str, ParsedTable]:
    parsed = parse_tables((raw for raw in raws if not is_read_me(raw.title)), [])
    set_examples_aside(parsed, needed_for("place"), [])
    return parsed


def _carry(made: Path, closing: Closing) -> None:
    """Write the changes that last: cells of rows that are there first, then new rows."""
    last = closing.semester.settings.n_weeks
    for new in (False, True):
        raws = raws_of(made)
        parsed = _parsed(raws)
        parts = None if made.is_dir() else open_workbook(made)
        empty = {t: parts.sheet_of(t) if parts and t not in parsed else None for t in TABLE}
        for edit in carried_edits(raws, parsed, closing.lasting, last, empty, new=new):
            _write(made, raws, edit)


def _edit(made: Path, closing: Closing, lang: Lang | None) -> None:
    raws = raws_of(made)
    parsed = _parsed(raws)
    empty: dict[str, str | None] = dict.fromkeys(_TABLES)
    if not made.is_dir():
        parts = open_workbook(made)
        empty = {t: None if t in parsed else parts.sheet_of(t) for t in _TABLES}
        made.write_bytes(marked(made, parsed, closing, lang))
    edits = closing_edits(parsed, closing, empty)
    for edit in [*edits, closing_sheet(parsed, raws, closing, lang)]:
        _write(made, raws, edit)


def _write(made: Path, raws: Sequence[RawTable], edit: TableEdit) -> None:
    """Make one edit: a sheet that is new changes what the next one is added to."""
    if made.is_dir():
        _edit_file(made, raws, edit)
    else:
        made.write_bytes(open_workbook(made).edited([edit]))


def _edit_file(folder: Path, raws: Sequence[RawTable], edit: TableEdit) -> None:
    known = {raw.name: raw for raw in raws}
    students = next(raw for raw in raws if (t := find_table(raw.title)) and t.name == "students")
    model = students if edit.is_new else known[edit.name]
    path = folder / (f"{edit.name}.csv" if edit.is_new else edit.name)
    path.write_bytes(edited_csv(folder / model.name, model, edit))


def _read_back(made: Path, closing: Closing) -> None:
    """Refuse a file that does not read as it should, or that has errors.

    Raises
    ------
    InputError
        If it has errors.
    CannotImport
        If it reads as something else.
    """
    found = read_semester(made)
    findings = check(found)
    if any(finding.severity == "error" for finding in findings):
        raise InputError(findings)
    if not _as_expected(found, closing):
        raise unusual(made)


def _as_expected(found: Semester, closing: Closing) -> bool:
    before = closing.semester
    staying = {s.student_id for s in closing.students if not s.leaves}
    history = [*before.history, *closing.history]
    return (
        found.settings == closing.settings
        and found.students == _expected_students(closing)
        and _sorted(found.history) == _sorted(h for h in history if h.student_id in staying)
        and _sorted(found.conflicts)
        == _sorted(c for c in before.conflicts if c.student_id in staying)
        and not (found.wishes or found.locks or found.host_rankings)
        and _kept(found, closing) == _kept(before, closing)
    )


def _sorted(lines: Iterable[object]) -> list[str]:
    return sorted(map(repr, lines))


def _kept(semester: Semester, closing: Closing) -> tuple[object, ...]:
    """Return what closing leaves alone; rules that depend on weeks and students left out.

    Lines about students who have left stay in the file and are no longer read.
    """
    left = closing.leaving - semester.territory.keys() - semester.site.keys()
    return (
        semester.territories,
        semester.zones,
        semester.needs,
        semester.sites,
        semester.supervisors,
        semester.accreditations,
        tuple(t for t in semester.travel if left.isdisjoint((t.origin, t.destination))),
        tuple((p.programme_id, p.next_programme, p.finishes) for p in semester.programmes),
        tuple((o.offer_id, o.seats, o.open, len(o.parts)) for o in semester.offers),
        tuple((q.quota_id, q.scope, q.values) for q in semester.quotas),
    )


def _expected_students(closing: Closing) -> tuple[Student, ...]:
    before = closing.semester.student
    return tuple(
        replace(
            before[s.student_id],
            programme_id=s.next_programme or "",
            seniority=s.next_seniority,
            credit=s.next_credit,
            rank=before[s.student_id].rank if closing.keep_ranks else None,
            surnombre=None,
            link_id=None if s.student_id in closing.unlinked else before[s.student_id].link_id,
        )
        for s in closing.students
        if not s.leaves
    )
