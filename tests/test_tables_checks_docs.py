"""docs/checks.md names every code of a finding that the program can print, and no other."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "checks.md"
FOLDERS = ("tables", "checking", "imports")
MAKERS = {"error": "error", "warning": "warning", "CellError": "error", "SourceError": "error"}


def calls() -> Iterator[tuple[str, ast.expr, str]]:
    """Yield the severity and the code's expression of each call that makes a finding."""
    for folder in FOLDERS:
        for path in sorted((ROOT / "matching" / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args:
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    if name in MAKERS:
                        yield MAKERS[name], node.args[0], f"{path.name}:{node.lineno}"


def in_sources() -> dict[str, set[str]]:
    """Return the severities of each code that is written out in a call."""
    found: dict[str, set[str]] = defaultdict(set)
    for severity, code, _ in calls():
        if isinstance(code, ast.Constant):
            found[str(code.value)].add(severity)
    return found


def in_page() -> dict[str, set[str]]:
    """Return the severities of each code as the page has them."""
    lines = re.findall(
        r"^\| `([a-z-]+)` \| ([a-z ]+) \| .+ \| .+ \|$", PAGE.read_text("utf-8"), re.M
    )
    codes = [code for code, _ in lines]
    assert len(codes) == len(set(codes))
    return {code: set(severity.split(" or ")) for code, severity in lines}


def test_the_page_names_every_code_and_no_other():
    assert sorted(in_page()) == sorted(in_sources())


def test_the_page_says_which_are_errors():
    assert in_page() == in_sources()


def test_codes_are_written_out_where_findings_are_made():
    passed_on = [where for _, code, where in calls() if not isinstance(code, ast.Constant)]
    # An exception of a cell or a source is handed on with the code that it was made with.
    assert {where.split(":")[0] for where in passed_on} <= {
        "wrong.py",
        "unreadable.py",
        "foreign.py",
        "labels.py",
    }
