"""Write docs/tables.md from the description of the tables that the program itself reads by.

Run it after a change of the tables: .venv/bin/python docs/write_tables.py
"""

from __future__ import annotations

import ast
import inspect
from fractions import Fraction
from pathlib import Path

from maillage.matching import settings
from maillage.matching.settings import Settings
from maillage.matching.tables.columns import Column, Family, Kind, Table
from maillage.matching.tables.schema import TABLES

TARGET = Path(__file__).with_name("tables.md")

INTRODUCTION = """\
# The tables of a semester

*Written by `docs/write_tables.py` from the description that the program reads by: what stands
here is what is read.*

A semester is one workbook (`.xlsx`) with a sheet per table, or a folder with a `.csv` file per
table. Both read to the same thing.

- **Names** of sheets, files and columns are accepted in English (first name) and in French
  (second name), whatever the case, accents, spaces or hyphens. A name that is not known is a
  warning with the nearest known one, never silently dropped.
- **CSV**: UTF-8 or Windows-1252; separated by `,` `;` or tab; decimal point or comma.
- **Identifiers** are text: `12.0` is `12`, and leading zeros that a spreadsheet dropped from
  a commune's code come back.
- **true/false**: `x`, `oui`, `yes`, `1`, `vrai`, `true`, and their opposites; an empty cell is
  false where nothing else is said.
- **Half-days** are `mon_am mon_pm … fri_am fri_pm sat_am`, in French
  `lun_matin lun_apm … ven_matin ven_apm sam_matin`.
- **Lists** in a cell are separated by `,` `;` `|` or a line break; half-days and weeks also by
  spaces.
- **Weeks** count from 1 at the semester's first day: `1-13`, `odd`, `even`, lists of these;
  empty means all.
- An empty **limit** means no limit. A column with `*` must be there and filled.

An error reads `Students!C14: programme 'N11' does not exist. Did you mean 'N1'?
[unknown-reference]`: sheet and cell as named in the file (for CSV, file and line), what is
wrong, what was perhaps meant, and a code that stays the same. All errors come in one go.

Tables of practitioners (`requests` and after) are read and checked; nothing uses them yet.
"""


def text() -> str:
    """Return the whole page."""
    contents = ", ".join(f"[`{table.name}`](#{anchor(table)})" for table in TABLES)
    pages = [section(table) for table in TABLES]
    return "\n".join([INTRODUCTION, f"Tables: {contents}.\n", *pages, settings_section()])


def anchor(table: Table) -> str:
    """Return the address of a table's heading within the page."""
    return f"{table.name}--{table.french}"


def section(table: Table) -> str:
    """Return the part of the page about one table."""
    needed = "Always needed." if table.required else "Optional."
    key = f" Rows are told apart by {joined(table.key)}." if table.key else ""
    lines = [f"## {table.name} — {table.french}", "", f"{table.help} {needed}{key}", ""]
    lines += ["| column | French | cell | meaning |", "|---|---|---|---|"]
    lines += [column_line(column) for column in table.columns]
    lines += [family_line(family) for family in table.families]
    return "\n".join([*lines, ""])


def joined(names: tuple[str, ...]) -> str:
    """Return names as code, separated by commas."""
    return ", ".join(f"`{name}`" for name in names)


def column_line(column: Column) -> str:
    """Return the line of a column."""
    star = "*" if column.required else ""
    words = [column.help, *details(column)]
    cells = [f"`{column.name}`{star}", f"`{column.french}`", column.kind.value, " ".join(words)]
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def details(column: Column) -> list[str]:
    """Return what else a cell has to keep to, in sentences."""
    said = []
    if column.choices:
        pairs = (
            f"`{c.value}`" if c.value == c.french else f"`{c.value}` ({c.french})"
            for c in column.choices
        )
        said.append(f"One of {', '.join(pairs)}{', or another' if column.open_choice else ''}.")
    if column.minimum is not None and column.maximum is not None:
        said.append(f"From {column.minimum:g} to {column.maximum:g}.")
    elif column.minimum is not None:
        said.append(f"At least {column.minimum:g}.")
    if column.references:
        said.append(f"Refers to {joined(column.references)}.")
    if column.default is not None and not (column.kind is Kind.FLAG and column.default is False):
        said.append(f"Empty: {shown(column.default)}.")
    return said


def family_line(family: Family) -> str:
    """Return the line of a family of columns."""
    end = "1 …" if family.numbered else "…"
    cells = [f"`{family.prefix}{end}`", f"`{family.french}{end}`", family.kind.value, family.help]
    return f"| {' | '.join(cells)} |"


def settings_section() -> str:
    """Return the keys of the table of settings, from the class that holds them."""
    helps = attribute_docstrings()
    lines = ["## The keys of settings", "", "| key | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        lines.append(f"| `{name}` | {shown(field.default)} | {helps[name]} |")
    return "\n".join([*lines, ""])


def attribute_docstrings() -> dict[str, str]:
    """Return the text under each attribute of the class of settings."""
    tree = ast.parse(inspect.getsource(settings))
    found = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Settings")
    return {
        one.target.id: ast.literal_eval(two.value).replace("\n", " ").replace("``", "`")
        for one, two in zip(found.body, found.body[1:], strict=False)
        if isinstance(one, ast.AnnAssign)
        and isinstance(one.target, ast.Name)
        and isinstance(two, ast.Expr)
    }


def shown(value: object) -> str:
    """Return a default as a user would write it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return f"{float(value):g}"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
