"""Import of a medical zoning: general practice into the territories, others into the zones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..language import Sentence, plural_sentence, sentence
from ..tables.cells import clean, text_of
from ..tables.findings import Finding, error, warning
from ..tables.headings import suggestion
from ..tables.raw import letters
from ..tables.schema_common import PROFESSIONS
from ..tables.tidying import shown
from ..tables.wrong import CellError
from .communes import SEARCHED, commune_of
from .form import read_sheets
from .prepared import Prepared, named, prepared, raise_errors
from .target import Purpose, open_target
from .territory_column import (
    column_change,
    known_in,
    refuse_strangers,
    territories_of,
    unmatched,
    with_names,
)
from .zonage_columns import ZoneSheet, ZoneSheets, clarity_of, zone_sheets
from .zone_labels import is_no_label, said_labels, zone_of, zones_in
from .zone_lines import zone_lines

GENERAL_PRACTICE = "gp"
PURPOSE = Purpose(
    sentence("a zoning"),
    ("territories", "zones"),
    {"territories": "territory_id", "zones": "territory_id"},
)


@dataclass
class _Found:
    """What a file holds.

    Attributes
    ----------
    zones
        The zone of each of the semester's territories, ``None`` where the file gives none.
    by_area
        Those of them whose zone is that of their living area.
    others
        Communes that are not in the semester.
    """

    zones: dict[str, str | None] = field(default_factory=dict)
    by_area: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def prepare_zonage(
    file: str | Path,
    into: str | Path,
    *,
    profession: str = GENERAL_PRACTICE,
    start: date | None = None,
    columns: Sequence[str] = (),
    labels: Sequence[str] = (),
    keep: bool = False,
) -> Prepared:
    """Read the zones of communes and work out what they change in a semester.

    Nothing is written before `Prepared.write`.

    Parameters
    ----------
    file
        The regional agency's workbook, or a ``.csv``, ``.ods`` or ``.xlsx`` with a column of
        commune codes and one of zones.
    profession
        ``gp``: the column ``zone`` of the territories; any other: lines of the table ``zones``.
    start
        First day of these zones, for professions other than general practice.
    columns
        Columns as the user names them, each as ``HEADING=code``, ``=zone`` or ``=tvs``.
    labels
        What labels mean, each as ``TEXT=ZIP``.
    keep
        Whether zones that are there already stay.

    Raises
    ------
    CannotImport
        If the files are none that can be used so.
    InputError
        With every error of the file at once, each with its cell.
    """
    target = open_target(Path(into), PURPOSE)
    table = territories_of(target)
    said = said_labels(labels)
    sheets = zone_sheets(Path(file), read_sheets(Path(file), clarity_of, SEARCHED), columns)
    findings: list[Finding] = []
    reader = _Reader(sheets, said, profession == GENERAL_PRACTICE, findings)
    found = reader.read(known_in(table))
    raise_errors(findings)
    communes = sheets.communes
    refuse_strangers(communes.table, communes.key, found.zones, len(found.others))
    given = {code: zone for code, zone in found.zones.items() if zone is not None}
    report = list(_described(communes, found))
    after = [
        *_without_zone(with_names(table, found.zones.keys() - given.keys())),
        *unmatched(table, found.zones, len(found.others), target.path.name),
    ]
    if profession == GENERAL_PRACTICE:
        change = column_change(target.parsed, "zone", given, keep=keep)
        report += [*change.report(), *after]
        return prepared(target, report, findings, [change.edit], change.holds)
    lines = zone_lines(target, given, profession, start, Path(file).name, keep=keep)
    findings += _unlisted(profession)
    report += [*lines.report(), *after]
    return prepared(target, report, findings, [lines.edit], lines.holds)


class _Reader:
    """Reads the sheets of one file; what is wrong is added to the findings."""

    def __init__(
        self, sheets: ZoneSheets, said: Mapping[str, str], strict: bool, findings: list[Finding]
    ) -> None:
        self._sheets = sheets
        self._said = dict(said)
        self._strict = strict
        self._findings = findings

    def read(self, known: Collection[str]) -> _Found:
        """Return the zones of the territories that are known."""
        sheet, found = self._sheets.communes, _Found()
        areas = self._areas()
        first: dict[str, int] = {}
        for row, cells in enumerate(sheet.table.rows):
            code = commune_of(cells[sheet.key], known)
            if code is None:
                continue
            if code not in known:
                found.others.add(code)
                continue
            try:
                zone = self._zone(sheet, row)
            except CellError as refused:
                self._findings.append(refused.at(sheet.table.where(row, sheet.zone)))
                continue
            if zone is None and sheet.tvs is not None:
                zone = areas.get(_text(cells[sheet.tvs]))
                if zone is not None:
                    found.by_area.add(code)
            if found.zones.setdefault(code, zone) != zone:
                self._findings.append(_twice(sheet, row, code, first[code]))
            first.setdefault(code, row)
        return found

    def _zone(self, sheet: ZoneSheet, row: int) -> str | None:
        cell = clean(sheet.table.rows[row][sheet.zone])
        return None if cell is None else zone_of(text_of(cell), self._said, strict=self._strict)

    def _areas(self) -> dict[str, str]:
        """Return the zone of each living area that lies in one; of others a commune says more."""
        sheet = self._sheets.areas
        found: dict[str, str] = {}
        if sheet is None:
            return found
        for cells in sheet.table.rows:
            text = _text(cells[sheet.zone])
            zones = zones_in(text)
            if len(zones) == 1 and not is_no_label(text):
                found.setdefault(_text(cells[sheet.key]), next(iter(zones)))
        return found


def _text(cell: object) -> str:
    cleaned = clean(cell)
    return "" if cleaned is None else text_of(cleaned)


def _twice(sheet: ZoneSheet, row: int, code: str, first: int) -> Finding:
    said = sentence(
        "the commune '{code}' has another zone at {before}; leave one of the two rows.",
        code=code,
        before=sheet.table.where(first, sheet.zone),
    )
    return error("duplicate-identifier", sheet.table.where(row, sheet.zone), said)


def _described(sheet: ZoneSheet, found: _Found) -> Iterator[Sentence]:
    yield plural_sentence(
        "{table}: column {column}, '{heading}'; headings in row {row}; {count} commune.",
        "{table}: column {column}, '{heading}'; headings in row {row}; {count} communes.",
        count=len(found.zones) + len(found.others),
        table=sheet.table.name,
        column=letters(sheet.zone),
        heading=" ".join(sheet.table.headings[sheet.zone].split()),
        row=sheet.table.heading_number,
    )
    if found.by_area:
        yield plural_sentence(
            "{count} commune has no zone of its own and gets that of its living area (TVS): "
            "{communes}.",
            "{count} communes have no zone of their own and get that of their living area (TVS): "
            "{communes}.",
            count=len(found.by_area),
            communes=named(sorted(found.by_area)),
        )


def _without_zone(territories: Sequence[str]) -> Iterator[Sentence]:
    if territories:
        yield plural_sentence(
            "In the file without a zone, and left as it is: {count} territory ({territories}).",
            "In the file without a zone, and left as they are: {count} territories "
            "({territories}).",
            count=len(territories),
            territories=named(territories),
        )


def _unlisted(profession: str) -> Iterator[Finding]:
    codes = [choice.value for choice in PROFESSIONS]
    if profession not in codes:
        said = sentence(
            "'{profession}' is none of the professions {codes}; it is written as given.",
            profession=shown(profession),
            codes=tuple(codes),
        )
        yield warning("unlisted-profession", "", said, suggestion(profession, codes))
