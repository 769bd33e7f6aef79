"""How the findings of an input are shown: a line each, or by table at a terminal."""

import io

import pytest
from maillage.matching.language import sentence
from maillage.matching.outputs.findings_terminal import SHOWN, print_findings, split_place
from maillage.matching.outputs.findings_text import findings_json, findings_text
from maillage.matching.tables.findings import Finding, error, warning
from rich.console import Console

UNKNOWN = sentence("{noun} '{identifier}' does not exist.", noun="programme", identifier="N11")
HINT = sentence("Did you mean '{known}'?", known="N1")
NUMBER = sentence(
    "{column} '{text}' is not a number.", column="max_minutes", text="une heure et un quart"
)

FINDINGS = (
    warning("unknown-column", "Students!T1", sentence("a column is not read.")),
    error("unknown-reference", "Students!C14", UNKNOWN, HINT),
    error("not-a-number", "Students!L3", NUMBER),
    error("unknown-reference", "Students!C15", UNKNOWN, HINT),
    error("missing-table", "", sentence("the table is missing.")),
    warning("empty-table", "locks.csv", sentence("locks has no rows.")),
    error("out-of-range", "sites.csv:12", sentence("lat is too far north.")),
)

AT_A_TERMINAL = """\
semester.xlsx: 5 errors (✗) to put right, 2 warnings (!) to look at.

semester.xlsx
  ✗ the table is missing. [missing-table]

sites.csv
  ✗ line 12 lat is too far north. [out-of-range]

Students
  ✗ L3     max_minutes 'une heure et un quart' is not a number.
           [not-a-number]
  ✗ C14–15 programme 'N11' does not exist. Did you mean 'N1'?
           [unknown-reference]
  ! T1     a column is not read. [unknown-column]

locks.csv
  ! locks has no rows. [empty-table]
"""


def printed(findings, lang="en", width=72, height=50, complete=False, **more) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, height=height, **more)
    print_findings(findings, console, lang, file="semester.xlsx", complete=complete)
    return stream.getvalue()


def many(count: int) -> list[Finding]:
    """Return findings of one kind in one column, no two saying the same."""
    return [
        error("not-a-number", f"Students!L{row}",
              sentence("{column} '{text}' is not a number.", column="max_minutes", text=f"r{row}"))
        for row in range(2, count + 2)
    ]  # fmt: skip


def test_by_table_errors_first_from_the_top_down():
    assert printed(FINDINGS) == AT_A_TERMINAL


@pytest.mark.parametrize("width", [40, 60, 72, 100, 200])
def test_no_line_is_wider_than_the_terminal(width):
    text = printed([*FINDINGS, *many(40)], width=width)
    assert max(map(len, text.splitlines())) <= min(width, 110)


def test_in_french():
    text = printed(FINDINGS, "fr")
    assert text.startswith("semester.xlsx : 5 erreurs (✗) à corriger, 2 avertissements (!) à lire.")
    assert "Vouliez-vous dire « N1 » ?" in text


def test_what_is_many_times_alike_is_counted_unless_all_is_asked_for():
    text = printed(many(2000))
    assert text.count("not-a-number") == SHOWN
    assert f"… and {2000 - SHOWN:,} more like this" in text
    assert "All of them: maillage check semester.xlsx --all" in text
    complete = printed(many(2000), complete=True)
    assert complete.count("not-a-number") == 2000
    assert "more like this" not in complete
    assert printed(many(SHOWN + 2)).count("not-a-number") == SHOWN + 2


def test_the_summary_stands_at_the_end_too_where_it_has_left_the_screen():
    summary = "semester.xlsx: 40 errors (✗) to put right."
    assert printed(many(40), height=60).count(summary) == 1
    assert printed(many(40), height=12).splitlines()[-1] == summary


def test_lines_of_a_file():
    findings = [error("unknown-reference", f"students.csv:{row}", UNKNOWN) for row in (3, 4, 5, 9)]
    lines = printed(findings).splitlines()
    assert [line[:15] for line in lines[3:]] == ["  ✗ lines 3–5 p", "  ✗ line 9    p"]


def test_nothing_found():
    assert printed([]) == "No error and no warning.\n"
    assert findings_text([], "fr") == "Aucune erreur, aucun avertissement."


def test_colours_only_where_they_are_wanted(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" not in printed(FINDINGS)
    coloured = {"force_terminal": True, "color_system": "standard"}
    assert "\x1b[1;31m" in printed(FINDINGS, **coloured)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in printed(FINDINGS, **coloured)


def test_a_cell_does_not_steer_the_terminal():
    spoilt = sentence("'{text}' is wrong.", text="\x1b[31mred\x07")
    text = printed([error("wrong", "Stu\x1bdents!A2", spoilt)])
    assert "\x1b" not in text
    assert "\x07" not in text


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("Students!C14", ("Students", "C", 14)),
        ("Étudiants du 3!!AB1", ("Étudiants du 3!", "AB", 1)),
        ("students.csv:14", ("students.csv", "", 14)),
        ("students.csv", ("students.csv", "", 0)),
        ("", ("", "", 0)),
    ],
)
def test_where_a_finding_stands(where, place):
    assert split_place(where) == place


def test_a_pipe_gets_a_whole_line_for_each_finding():
    lines = findings_text([*FINDINGS, *many(2000)], "en").splitlines()
    assert len(lines) == 2000 + len(FINDINGS) + 2
    assert lines[0] == "2,005 errors:"
    assert (
        "Students!C14: programme 'N11' does not exist. Did you mean 'N1'? [unknown-reference]"
        in lines
    )


def test_json_holds_every_finding():
    assert findings_json(many(2000)).count('"code": "not-a-number"') == 2000
