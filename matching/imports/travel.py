"""Import of travel times between the places of a semester, of a matrix or a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ..language import Sentence, plural_sentence, sentence
from ..tables.findings import Finding, InputError, error
from .cannot_import import CannotImport
from .prepared import Prepared, named, prepared, raise_errors
from .target import Purpose, open_target
from .travel_columns import Layout, Long, Unit, clarity_in, layout_of
from .travel_journeys import Journeys, read_journeys
from .travel_lines import travel_lines
from .travel_places import KINDS, Places
from .travel_source import RowSource, open_rows

PURPOSE = Purpose(sentence("journeys"), (*KINDS, "travel"), {**KINDS, "travel": "origin"})


def prepare_travel(
    file: str | Path,
    into: str | Path,
    *,
    unit: Unit | None = None,
    columns: Sequence[str] = (),
    keep: bool = False,
) -> Prepared:
    """Read travel times and work out what they change in a semester's table of journeys.

    Nothing is written before `Prepared.write`.

    Parameters
    ----------
    file
        ``.csv``, ``.parquet``, ``.xlsx`` or ``.ods``: a line per journey, or a matrix with
        origins in the first column and destinations as headings.
    unit
        The unit of the times, where no heading says it.
    columns
        Columns as the user names them, each as ``HEADING=origin``.
    keep
        Whether times that are there already stay.

    Raises
    ------
    CannotImport
        If the files are none that can be used so.
    InputError
        With every error of the file at once, each with its cell.
    """
    target = open_target(Path(into), PURPOSE)
    places = Places(target.parsed)
    if not len(places):
        raise CannotImport(
            sentence(
                "{file} has neither sites nor students nor territories to import journeys for.",
                file=target.path.name,
            )
        )
    source = open_rows(Path(file), clarity_in(places))
    layout = layout_of(source, places, columns, unit)
    findings: list[Finding] = []
    journeys = read_journeys(source, layout, places, findings)
    raise_errors(findings)
    if not len(journeys.keys):
        raise InputError([_no_match(source, journeys, places)])
    lines = travel_lines(target, journeys, places, keep=keep)
    report = [
        _described(source, layout),
        *_counted(journeys, target.path.name),
        *lines.report(),
        *_without_journey(journeys, places),
    ]
    if target.parts is None and "travel" not in target.parsed:
        files = lines.new_file(target)
        nothing = tuple(report), tuple(findings), ()
        return Prepared(target, *nothing, files, lines.holds, lines.file_holds)
    return prepared(target, report, findings, [lines.edit], lines.holds)


def _described(source: RowSource, layout: Layout) -> Sentence:
    unit = _unit(layout.unit or Unit.MINUTES)
    if isinstance(layout, Long):
        positions = layout.origin, layout.destination, layout.time
        origin, destination, time = (source.headings[k] for k in positions)
        return sentence(
            "{table}: a line per journey, from '{origin}' to '{destination}', '{time}' {unit}.",
            table=source.name,
            origin=origin,
            destination=destination,
            time=time,
            unit=unit,
        )
    return plural_sentence(
        "{table}: a matrix {unit}, of whose destinations {count} is in the semester.",
        "{table}: a matrix {unit}, of whose destinations {count} are in the semester.",
        count=len(layout.destinations),
        table=source.name,
        unit=unit,
    )


def _unit(unit: Unit) -> Sentence:
    match unit:
        case Unit.MINUTES:
            return sentence("in minutes")
        case Unit.SECONDS:
            return sentence("in seconds")
        case Unit.HOURS:
            return sentence("in hours")


def _counted(journeys: Journeys, workbook: str) -> Iterator[Sentence]:
    others = journeys.read - len(journeys.keys) - journeys.without_time - journeys.repeated
    yield plural_sentence(
        "{count} journey between places of {workbook}; those of other places, left out: {others}.",
        "{count} journeys between places of {workbook}; those of other places, left out: {others}.",
        count=len(journeys.keys),
        workbook=workbook,
        others=others,
    )
    if journeys.without_time:
        yield plural_sentence(
            "{count} journey has no time and is left out.",
            "{count} journeys have no time and are left out.",
            count=journeys.without_time,
        )


def _without_journey(journeys: Journeys, places: Places) -> Iterator[Sentence]:
    """Yield the places of each kind that the file says nothing of."""
    met = np.zeros(len(places), dtype=bool)
    met[journeys.keys // len(places)] = True
    met[journeys.keys % len(places)] = True
    numbers = {name: k for k, name in enumerate(places.names)}
    for kind, names in places.by_kind.items():
        lacking = [name for name in names if not met[numbers[name]]]
        if lacking:
            yield sentence(
                "Without any journey in the file, of {kind}: {count} of {all} ({names}).",
                kind=_kind(kind),
                count=len(lacking),
                all=len(names),
                names=named(lacking),
            )


def _kind(kind: str) -> Sentence:
    match kind:
        case "sites":
            return sentence("the sites")
        case "students":
            return sentence("the students")
        case _:
            return sentence("the territories")


def _no_match(source: RowSource, journeys: Journeys, places: Places) -> Finding:
    where = source.where(source.heading_number)
    if not journeys.examples:
        said = sentence("there is no journey with a time between places of the semester.")
        return error("no-match", where, said)
    said = sentence(
        "no journey is between two places of the semester; the file speaks of {theirs}, the "
        "semester of {ours}.",
        theirs=(*journeys.examples, "…"),
        ours=(*places.names[:3], "…"),
    )
    return error("no-match", where, said)
