"""What `check` found, for a reader and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from ..language import Lang
from ..tables.findings import Finding
from .messages import counted, message

_CELL = re.compile(r"(.+)!([A-Z]+)(\d*)")
_LINE = re.compile(r"(.+):()(\d+)")


def findings_text(findings: Sequence[Finding], lang: Lang) -> str:
    """Return errors, then warnings, a line each, under how many there are."""
    lines = []
    colon = ":" if lang == "en" else "\N{NO-BREAK SPACE}:"
    for noun in ("error", "warning"):
        group = [finding for finding in findings if finding.severity == noun]
        if group:
            lines.append(f"{counted(noun, len(group), lang)}{colon}")
            lines += [" ".join(finding.said(lang).splitlines()) for finding in group]
    return "\n".join(lines) or message("nothing_found", lang)


def findings_json(findings: Sequence[Finding], lang: Lang = "en") -> str:
    """Return one JSON object: how many errors and warnings, and each with its fields."""
    content = {
        "errors": sum(finding.severity == "error" for finding in findings),
        "warnings": sum(finding.severity == "warning" for finding in findings),
        "findings": [_fields(finding, lang) for finding in findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def split_place(where: str) -> tuple[str, str, int]:
    """Return the title of the table (or the file's name), the column and the row or line.

    >>> split_place("Students!C14"), split_place("students.csv:14"), split_place("students")
    (('Students', 'C', 14), ('students.csv', '', 14), ('students', '', 0))
    """
    found = _CELL.fullmatch(where) or _LINE.fullmatch(where)
    if found is None:
        return where, "", 0
    title, column, row = found.groups()
    return title, column, int(row or 0)


def _fields(finding: Finding, lang: Lang) -> dict[str, str | int | None]:
    sheet, column, row = split_place(finding.where)
    return {
        "severity": finding.severity,
        "code": finding.code,
        "where": finding.where,
        "sheet": sheet,
        "cell": f"{column}{row}" if column and row else "",
        "column": column,
        "row": row or None,
        "message": finding.message_in(lang),
        "suggestion": finding.suggestion_in(lang),
    }
