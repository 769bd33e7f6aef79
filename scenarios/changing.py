"""Changes applied to the raw tables of a semester, before these are read and checked."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from ..matching.entities import Amount
from ..matching.halfdays import HALF_DAYS
from ..matching.language import sentence
from ..matching.tables.columns import Column, Kind
from ..matching.tables.findings import Finding, InputError, error
from ..matching.tables.headings import suggestion
from ..matching.tables.raw import RawTable
from ..matching.tables.settings_table import setting_name
from ..matching.tables.tidying import text_of
from .conditions import Selection, known_column, known_number
from .document import Loc, Refused
from .plan_parts import Change, Condition, Draws
from .references import remove_rows
from .sheets import Book, Sheet

Files = Mapping[str, RawTable]
_WHOLE = (Kind.INTEGER,)
_ROUND: Mapping[str, Callable[[Fraction], int]] = {
    "nearest": lambda x: math.floor(x + Fraction(1, 2)),
    "up": math.ceil,
    "down": math.floor,
}


@dataclass(frozen=True)
class Placed:
    """A change and where it stands in its plan (``plan.yaml:12``), and what is below it."""

    change: Change
    where: str
    lines: Mapping[Loc, str] = field(default_factory=dict, compare=False)

    def at(self, *path: str | int) -> str:
        """Return where something of the change stands, or the change itself."""
        return self.lines.get(path, self.where)


@dataclass(frozen=True)
class Touched:
    """Rows of one table that one change touched."""

    where: str
    action: str
    table: str
    rows: int


@dataclass
class Changed:
    """The tables after changes, what each change touched, and where changed cells come from."""

    tables: list[RawTable]
    touched: list[Touched] = field(default_factory=list)
    origin: dict[str, dict[str, None]] = field(default_factory=dict)

    def told(self, finding: Finding, variant: str) -> Finding:
        """Return a finding with the variant, and the line of the plan that changed the cell."""
        cell = finding.where
        if cell in self.origin:
            cell = f"{cell} ({', '.join(self.origin[cell])})"
        where = f"{variant} | {cell}" if cell else variant
        return Finding(finding.severity, finding.code, where, finding.sentence, finding.hint)


def apply_changes(
    raws: Iterable[RawTable],
    changes: Sequence[Placed],
    *,
    files: Files = MappingProxyType({}),
    seed: int = 0,
    draws: Draws | None = None,
) -> Changed:
    """Apply changes one after the other, then the draws of a repetition.

    Parameters
    ----------
    files
        The tables that changes put in the place of others, by their name in the plan.
    seed
        Of the draws, and of the choice of a share of rows.

    Raises
    ------
    InputError
        A change names what does not exist.
    """
    run = _Run(Book(raws), files, seed)
    for placed in changes:
        try:
            run.apply(placed)
        except Refused as refused:
            raise InputError(
                [error("bad-plan", placed.where, refused.sentence, refused.hint)]
            ) from None
    if draws is not None:
        run.draw(draws)
    return Changed(run.book.tables(), run.touched, run.origin)


def chance(seed: int, purpose: str, identifier: object) -> float:
    """Return a number from 0 to 1 that depends on nothing but what it is drawn for."""
    text = f"{seed}:{purpose}:{identifier}"
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


class _Run:
    def __init__(self, book: Book, files: Files, seed: int) -> None:
        self.book = book
        self.files = files
        self.seed = seed
        self.touched: list[Touched] = []
        self.origin: dict[str, dict[str, None]] = {}
        self.where = ""
        self.action = ""

    def apply(self, placed: Placed) -> None:
        change, self.placed, self.action = placed.change, placed, placed.change.action
        self.where = placed.where
        for key, value, at in _settings_of(change):
            self._setting(key, value, at)
        if change.mechanism is not None:
            sheet = self.book.sheet("programmes")
            self._write(sheet, sheet.filled, {"mechanism": change.mechanism}, ())
        for quota, cells in (change.quotas or {}).items():
            self._quota(quota, cells)
        if change.table is not None:
            self._rows(change, change.table)

    def draw(self, draws: Draws) -> None:
        """Let rows drop out."""
        for name, table in (
            ("withdrawals", "students"),
            ("departures", "supervisors"),
            ("no_shows", "supervisors"),
        ):
            one = getattr(draws, name)
            if one is None:
                continue
            self.where, self.action = "repetitions", name
            sheet = self.book.sheet(table)
            rows = [
                row
                for row in Selection(self.book, table, one.where).rows()
                if chance(self.seed, name, sheet.identifier(row)) < one.probability
            ]
            if name != "no_shows":
                self._remove(table, rows)
                continue
            for half_day in HALF_DAYS:
                there = [row for row in rows if sheet.at(row, half_day) is not None]
                for row in there:
                    sheet.set(row, half_day, None)
            self._touch(table, len(rows))

    # -- rows ------------------------------------------------------------------------------

    def _rows(self, change: Change, name: str) -> None:
        sheet = self.book.sheet(name)
        if change.file is not None:
            self.book.replace(name, self.files[change.file])
            self._touch(name, len(self.book.sheet(name).filled))
        elif change.add is not None:
            self._add(sheet, change.add, change.copies, ("add",))
        else:
            rows = self._selected(name, change.where, change.share)
            if change.set is not None:
                self._write(sheet, rows, change.set, ("set",))
            elif change.scale is not None:
                self._scale(sheet, rows, change.scale, change.round)
            else:
                self._remove(name, rows)

    def _selected(
        self, name: str, where: Mapping[str, Condition], share: Fraction | None
    ) -> list[int]:
        """Return the rows that fit, or the share of them that comes first in a lottery."""
        rows = Selection(self.book, name, where).rows()
        if share is None:
            return rows
        sheet = self.book.sheet(name)
        drawn = sorted(rows, key=lambda row: (chance(self.seed, name, sheet.identifier(row)), row))
        return sorted(drawn[: _ROUND["nearest"](share * len(rows))])

    def _add(
        self, sheet: Sheet, added: Sequence[Mapping[str, str | None]], copies: int, loc: Loc
    ) -> None:
        for number in range(1, copies + 1):
            for item, cells in enumerate(added):
                row = sheet.add()
                named = [(known_column(sheet.table, h).name, cell) for h, cell in cells.items()]
                for name, cell in named:
                    text = cell.replace("$n", str(number)) if cell is not None else None
                    sheet.set(row, name, text)
                for name in sheet.position:
                    self._remember(sheet, row, name, (*loc, item))
        self._touch(sheet.table.name, copies * len(added))

    def _write(
        self, sheet: Sheet, rows: Sequence[int], cells: Mapping[str, str | None], loc: Loc
    ) -> None:
        for heading, cell in cells.items():
            name = known_column(sheet.table, heading).name
            for row in rows:
                sheet.set(row, name, cell)
                self._remember(sheet, row, name, (*loc, heading))
        self._touch(sheet.table.name, len(rows))

    def _remember(self, sheet: Sheet, row: int, name: str, loc: Loc) -> None:
        """Keep the line of the plan that a cell comes from; rows of CSV files have several."""
        self.origin.setdefault(sheet.where(row, name), {})[self.placed.at(*loc)] = None

    def _scale(
        self, sheet: Sheet, rows: Sequence[int], factors: Mapping[str, Fraction], rounding: str
    ) -> None:
        for heading, factor in factors.items():
            column = known_number(sheet.table, heading)
            for row in rows:
                value = sheet.value(row, column.name)
                if value is not None:
                    sheet.set(row, column.name, _scaled(value, factor, column, rounding))
                    self._remember(sheet, row, column.name, ("scale", heading))
        self._touch(sheet.table.name, len(rows))

    def _remove(self, name: str, rows: list[int]) -> None:
        gone = remove_rows(self.book, name, rows)
        for table, count in {name: 0, **gone}.items():
            self._touch(table, count)

    def _touch(self, table: str, rows: int) -> None:
        self.touched.append(Touched(self.where, self.action, table, rows))

    # -- settings and quotas ---------------------------------------------------------------

    def _setting(self, key: str, value: str | None, loc: Loc) -> None:
        sheet = self.book.sheet("settings")
        rows = [r for r in sheet.filled if setting_name(text_of(sheet.at(r, "key"))) == key]
        if value is None:
            sheet.drop(rows)
        else:
            row = rows[0] if rows else sheet.add()
            sheet.set(row, "key", key)
            sheet.set(row, "value", value)
            for name in ("key", "value"):
                self._remember(sheet, row, name, loc)
        self._touch("settings", 1)

    def _quota(self, quota: str, cells: Mapping[str, str | None]) -> None:
        sheet = self.book.sheet("quotas")
        rows = [row for row in sheet.filled if sheet.identifier(row) == quota]
        if rows:
            self._write(sheet, rows, cells, ("quotas", quota))
            return
        if not any(known_column(sheet.table, heading).name == "scope" for heading in cells):
            known = [str(sheet.identifier(row)) for row in sheet.filled]
            said = sentence("there is no quota '{quota}'; a new one needs a scope.", quota=quota)
            raise InputError(
                [error("bad-plan", self.placed.at("quotas", quota), said, suggestion(quota, known))]
            )
        self._add(sheet, [{"quota_id": quota, **cells}], 1, ("quotas", quota))


def _settings_of(change: Change) -> list[tuple[str, str | None, Loc]]:
    found: list[tuple[str, str | None, Loc]] = [
        (key, value, ("settings", key)) for key, value in (change.settings or {}).items()
    ]
    if change.weights is not None:
        pairs = (
            ("shortage_weight", change.weights.shortage, ("weights", "shortage")),
            ("wish_weight", change.weights.wishes, ("weights", "wishes")),
        )
        found += [one for one in pairs if one[1] is not None]
    if change.tiers is not None:
        found.append(("tiers", ", ".join(change.tiers), ("tiers",)))
    return found


def _scaled(value: object, factor: Fraction, column: Column, rounding: str) -> str:
    """Return a number times a factor as a text: whole where the column asks for it."""
    if isinstance(value, Amount):
        new = value.value * factor
        return f"{_decimal(new)}%" if value.percent else str(_ROUND[rounding](new))
    number = Fraction(repr(value)) if isinstance(value, float) else Fraction(str(value))
    if column.kind in _WHOLE:
        return str(_ROUND[rounding](number * factor))
    return _decimal(number * factor)


def _decimal(number: Fraction) -> str:
    """Return a decimal text, with twelve places at most."""
    whole, rest = divmod(round(abs(number) * 10**12), 10**12)
    text = f"{whole}.{rest:012d}".rstrip("0").rstrip(".")
    return f"-{text}" if number < 0 and text != "0" else text
