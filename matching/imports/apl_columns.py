"""Which sheet and column of a file of accessibility (APL) is meant: year and age limit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..language import sentence
from ..tables.findings import Finding, InputError, error
from ..tables.headings import slug
from ..tables.raw import RawTable
from .cannot_import import CannotImport
from .communes import asked_columns, is_code_heading, year_of

_APL = re.compile(r"apl|accessibilitepotentiellelocalisee|.*(^|[^a-z])apl([^a-z]|$)")
# The same office publishes the figures of other professions in files that look alike.
_OTHERS = (
    *("dentiste", "infirm", "kine", "sagefemme", "sagesfemmes", "pharmac", "orthopho"),
    *("pediatre", "gyneco", "ophtalmo", "psychiatre", "dermato", "radiolog", "cardiolog"),
)
_AGE = re.compile(r"(?<!\d)(65|62|60)(?!\d)")
_ROLES = {"code": "code", "apl": "apl"}


@dataclass(frozen=True)
class Figures:
    """A column of figures, and beside it the column of commune codes.

    Attributes
    ----------
    age
        The age above which practitioners are left out; ``None`` where all count.
    """

    table: RawTable
    code: int
    column: int
    year: int | None
    age: int | None

    @property
    def heading(self) -> str:
        """The heading as it stands in the file."""
        return self.table.headings[self.column]


def clarity_of(headings: Sequence[str]) -> int:
    """Return how much a row looks like the headings of such a table."""
    codes = any(is_code_heading(heading, headings) for heading in headings)
    figures = sum(_is_apl(heading) for heading in headings)
    return 100 * codes + (figures if codes else min(figures, 1))


def chosen_figures(
    name: str,
    sheets: Sequence[tuple[int, RawTable]],
    columns: Sequence[str],
    year: int | None,
    age: int | None,
) -> Figures:
    """Return the column that is meant: of the year wanted, otherwise of the latest.

    Parameters
    ----------
    name
        The file's name, which may say a year where nothing else does.
    sheets
        Each with how clear its headings are.

    Raises
    ------
    CannotImport
        If the file has no such year or age limit, or several columns may be meant.
    InputError
        If no sheet has both codes and figures.
    """
    tables = [table for _, table in sorted(sheets, key=lambda found: _order(found, year))]
    asked = asked_columns(tables, columns, _ROLES)
    if asked:
        candidates = [*_asked(tables[0], asked, name)]
    else:
        candidates = [figures for _, table in sheets for figures in _candidates(table, name)]
    if not candidates:
        raise InputError([_nothing(tables[0])])
    if "apl" in asked.values():
        return _one(candidates)
    return _one(_of_year(_of_age(candidates, age), year))


def _order(found: tuple[int, RawTable], year: int | None) -> tuple[bool, int, int]:
    """Return what puts the sheet of the year wanted, otherwise the clearest, latest first."""
    score, table = found
    told = year_of(table.title) or 0
    return told != year, -score, -told


def _is_apl(heading: str) -> bool:
    if _APL.match(slug(heading)) is None and _APL.match(heading.casefold()) is None:
        return False
    return not any(word in slug(heading) for word in _OTHERS)


def _candidates(table: RawTable, name: str) -> Iterator[Figures]:
    codes = [k for k, h in enumerate(table.headings) if is_code_heading(h, table.headings)]
    for column, heading in enumerate(table.headings):
        if codes and _is_apl(heading):
            yield _figures(table, codes[0], column, name)


def _figures(table: RawTable, code: int, column: int, name: str) -> Figures:
    heading = table.headings[column]
    age = _AGE.search(heading)
    year = year_of(heading) or year_of(table.title) or year_of(name)
    return Figures(table, code, column, year, int(age[1]) if age else None)


def _asked(table: RawTable, asked: dict[int, str], name: str) -> Iterator[Figures]:
    codes = [k for k, role in asked.items() if role == "code"]
    codes += [k for k, h in enumerate(table.headings) if is_code_heading(h, table.headings)]
    columns = [k for k, role in asked.items() if role == "apl"]
    columns = columns or [k for k, h in enumerate(table.headings) if _is_apl(h)]
    for column in columns if codes else ():
        yield _figures(table, codes[0], column, name)


def _nothing(table: RawTable) -> Finding:
    has_code = any(is_code_heading(h, table.headings) for h in table.headings)
    others = [h for h in table.headings if "apl" in slug(h)]
    headings = tuple(h for h in table.headings if h)
    if has_code and others:
        said = sentence(
            "'{heading}' is the accessibility to another profession; the column apl is that to "
            "general practitioners.",
            heading=others[0],
        )
    elif has_code:
        said = sentence(
            "there is no column of figures (APL aux médecins généralistes) among {headings}; name "
            'it with --column "HEADING=apl".',
            headings=headings,
        )
    else:
        said = sentence(
            "there is no column of commune codes (Code commune INSEE) among {headings}; name it "
            'with --column "HEADING=code".',
            headings=headings,
        )
    return error("missing-column", table.where(), said)


def _of_age(candidates: Sequence[Figures], age: int | None) -> list[Figures]:
    found = [figures for figures in candidates if figures.age == age]
    if found:
        return found
    ages = sorted({figures.age for figures in candidates if figures.age}, reverse=True)
    if age is None:
        raise CannotImport(
            sentence(
                "the file has no column without an age limit; choose one with --age-limit: {ages}.",
                ages=tuple(ages),
            )
        )
    if not ages:
        raise CannotImport(
            sentence("the file has no column with an age limit; leave out --age-limit.")
        )
    raise CannotImport(
        sentence(
            "the file has no column with the age limit {age}; it has {ages}.",
            age=age,
            ages=tuple(ages),
        )
    )


def _of_year(candidates: Sequence[Figures], year: int | None) -> list[Figures]:
    years = sorted({figures.year for figures in candidates if figures.year})
    wanted = year if year is not None else max(years, default=None)
    found = [figures for figures in candidates if figures.year == wanted]
    if found:
        return found
    if not years:
        raise CannotImport(
            sentence("the file does not say of which year its figures are; leave out --year.")
        )
    raise CannotImport(
        sentence(
            "the file has no figures of {year}; it has those of {years}.",
            year=year,
            years=tuple(years),
        )
    )


def _one(candidates: Sequence[Figures]) -> Figures:
    if len(candidates) == 1:
        return candidates[0]
    raise CannotImport(
        sentence(
            "several columns may be meant: {columns}; choose with --year or --age-limit, or name "
            'one with --column "HEADING=apl".',
            columns=tuple(_cells(candidates)),
        )
    )


def _cells(candidates: Iterable[Figures]) -> Iterator[str]:
    for figures in candidates:
        heading = " ".join(figures.heading.split())
        yield f"{figures.table.where(None, figures.column)} ({heading})"
