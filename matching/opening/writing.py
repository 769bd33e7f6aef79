"""The new offers brought into a semester's file: all else in it stays as it is."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ..entities import Offer, OfferPart
from ..imports.cannot_import import CannotImport
from ..imports.files import refuse_open, replace_file
from ..imports.table_edit import TableEdit
from ..imports.target import edited_csv
from ..imports.workbook_parts import open_workbook, unusual
from ..language import sentence
from ..outputs.directory import OutputError
from ..semester import Semester
from ..tables.examples import set_examples_aside
from ..tables.file_faults import why_refused
from ..tables.findings import Finding, InputError
from ..tables.parsing import parse_tables
from ..tables.raw import RawTable
from ..tables.reading import read_semester
from ..tables.schema import find_table, is_read_me, needed_for
from ..tables.sources import read_source
from .conversion import as_folder, as_workbook
from .lines import offer_edits
from .result import Composition
from .summary import composition_json

_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_TABLES = ("offers", "offer_parts")


class CannotWrite(OutputError):
    """The offers cannot be brought into the file; nothing was written."""


def write_composed(
    composition: Composition,
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    force: bool = False,
) -> Path:
    """Write a semester's file with the new offers in it; the source stays as it is.

    A workbook keeps its sheets, formats and formulas; a folder keeps its files. Where source and
    target are of different formats, the tables are carried over cell by cell. What was written is
    read back first: the file appears whole, or not at all.

    Parameters
    ----------
    source
        The file that the semester was read from.
    target
        An ``.xlsx`` workbook; without that ending a folder of ``.csv`` files.
    force
        Replace what is there already, also the source itself.

    Returns
    -------
    The path of the summary beside the target.

    Raises
    ------
    OutputError
        Something is there already, or the offers cannot be written.
    InputError
        The source cannot be read any more.
    """
    source, target = Path(source), Path(target)
    check_target(target, force=force)
    try:
        with tempfile.TemporaryDirectory(prefix="maillage-") as folder:
            made = in_format(source, target, Path(folder))
            _edit(made, composition)
            _read_back(made, composition.semester)
            put_in_place(made, target)
        replace_file(summary_path(target), composition_json(composition).encode())
    except CannotImport as error:
        raise CannotWrite(error.sentence) from error
    except OSError as error:
        said = sentence("{file} cannot be written: {why}.", file=target, why=why_refused(error))
        raise CannotWrite(said) from error
    return summary_path(target)


def summary_path(target: Path) -> Path:
    """Return the file beside the target that says how good the offers are proven to be."""
    name = target.stem if is_workbook(target) else target.name
    return target.with_name(f"{name}.compose.json")


def check_target(target: Path, *, force: bool) -> None:
    """Refuse to replace what is there, unless that is asked for.

    Raises
    ------
    OutputError
        If something is there.
    """
    there = target.exists() and not (target.is_dir() and not any(target.iterdir()))
    if there and (not force or target.is_dir() == is_workbook(target)):
        raise CannotWrite(
            sentence("{file} is there already; choose another name, or add --force.", file=target)
        )


def is_workbook(path: Path) -> bool:
    """Say whether a path names a workbook; otherwise it is a folder of tables."""
    return path.suffix.lower() in _WORKBOOKS


def in_format(source: Path, target: Path, folder: Path) -> Path:
    """Copy the source, in the format of the target; return where it is."""
    made = folder / (f"semester{target.suffix.lower()}" if is_workbook(target) else "semester")
    if source.is_dir() and not is_workbook(target):
        shutil.copytree(source, made)
    elif source.is_file() and source.suffix.lower() == target.suffix.lower():
        made = folder / source.name  # the name that a message will say
        shutil.copyfile(source, made)
    else:
        raws = [raw for raw in raws_of(source) if not is_read_me(raw.title)]
        (as_workbook if is_workbook(target) else as_folder)(raws, made)
    return made


def raws_of(path: Path) -> list[RawTable]:
    """Return the raw tables of a semester's file.

    Raises
    ------
    InputError
        If there are none.
    """
    findings: list[Finding] = []
    raws = read_source(path, findings)
    if not raws:
        raise InputError(findings)
    return raws


def _edit(made: Path, composition: Composition) -> None:
    raws = raws_of(made)
    parsed = parse_tables((raw for raw in raws if not is_read_me(raw.title)), [])
    set_examples_aside(parsed, needed_for("place"), [])
    names = {p.programme_id for p in composition.programmes}
    parts = None if made.is_dir() else open_workbook(made)
    empty = {
        name: parts.sheet_of(name) if parts and name not in parsed else None for name in _TABLES
    }
    edits = offer_edits(parsed, composition.offers, names, empty)
    for edit in edits:
        if parts is None:
            _edit_file(made, raws, edit)
        else:
            # One by one: a sheet that is new changes what the next one is added to.
            made.write_bytes(open_workbook(made).edited([edit]))


def _edit_file(folder: Path, raws: Sequence[RawTable], edit: TableEdit) -> None:
    known = {raw.name: raw for raw in raws}
    title = {find_table(raw.title): raw for raw in raws}
    model = next(raw for table, raw in title.items() if table and table.name == "programmes")
    if not edit.is_new:
        model = known[edit.name]
    path = folder / (f"{edit.name}.csv" if edit.is_new else edit.name)
    path.write_bytes(edited_csv(folder / model.name, model, edit))


def _read_back(made: Path, expected: Semester) -> None:
    """Refuse a file that does not read as it should."""
    try:
        found = read_semester(made)
    except InputError as error:
        raise unusual(made) from error
    same = (
        _known(found.offers) == _known(expected.offers)
        and found.programmes == expected.programmes
        and found.students == expected.students
        and found.wishes == expected.wishes
    )
    if not same:
        raise unusual(made)


def _known(offers: Sequence[Offer]) -> dict[str, tuple[object, ...]]:
    return {
        o.offer_id: (o.programme_id, o.seats, o.open, frozenset(map(_part, o.parts)))
        for o in offers
    }


def _part(part: OfferPart) -> tuple[object, ...]:
    return (part.supervisor_id, part.site_id, part.half_days, part.weeks)


def put_in_place(made: Path, target: Path) -> None:
    """Put a file or folder that is complete where it was asked for, in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if made.is_file():
        refuse_open(target)
        replace_file(target, made.read_bytes())
        return
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    aside = target.with_name(f".{target.name}.{os.getpid()}.old")
    try:
        shutil.copytree(made, beside)
        if target.exists():
            target.rename(aside)
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)
