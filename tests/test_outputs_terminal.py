"""What a run prints, and how it shows its progress."""

import io
from dataclasses import replace

import pytest
from maillage.matching.entities import Student
from maillage.matching.language import sentence
from maillage.matching.outputs.figures import gap_text, half_days_text, tier_value_text
from maillage.matching.outputs.progress import (
    PlainProgress,
    Progress,
    SilentProgress,
    TerminalProgress,
    progress_on,
)
from maillage.matching.outputs.terminal import print_summary
from maillage.matching.result import StudentPlacement, TierResult
from outputs_example import PLACEMENT, SEMESTER
from rich.console import Console

ENGLISH = """\
By programme
  Programme   Name             Mechanism   Students   Placed
  EXT         Externes         optimal            2        2
  KINE        Kinésithérapie   optimal            2        2
  N1          Niveau 1         optimal            2        1

By wish rank            By zone        By setting
  1              1        ZIP   3        private practice   4
  2              2        ZAC   3        health centre      0
  off the list   1                       mixed              1
  no wishes      1

Objectives, first to last
  Objective            Reached                              Bound            Gap
  students placed      5                                    5                0 %
  worst-off students   unplaced with wishes: 1; worst       1; off: 1        0 %
                       class off the list: 1 student
  need and wishes      1,234.568                            1,234.568        0 %
  travel               1,300 min                            1,299 min   0.0769 %

Unplaced students
  Student id   Student   Programme   Reason
  A2           +33 Léa   N1          no place left

A note.
5 of 6 students placed, 1 unplaced. Status: optimal (proven)
"""


def printed(lang="en", width=80, semester=SEMESTER, placement=PLACEMENT) -> str:
    stream = io.StringIO()
    print_summary(semester, placement, Console(file=stream, width=width), lang)
    return stream.getvalue().replace("\N{NO-BREAK SPACE}", " ")


def test_the_summary_to_the_letter():
    assert printed() == ENGLISH


def test_the_summary_in_french():
    text = printed("fr")
    for said in (
        "Par rang de vœu",
        "hors liste",
        "1 234,568",
        "1 ; hors : 1",
        "0,0769 %",
        "non placés avec vœux : 1",
        "A2            +33 Léa    N1          plus de place",
    ):
        assert said in text
    assert text.splitlines()[-1] == (
        "Placés : 5 étudiants sur 6 ; non placés : 1. Statut : optimal (prouvé)"
    )


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("width", "most"), [(80, 80), (250, 96)])
def test_lines_stay_within_the_width(lang, width, most):
    long = replace(SEMESTER.programmes[0], name="Externes de deuxième cycle " * 6)
    semester = replace(SEMESTER, programmes=(long, *SEMESTER.programmes[1:]))
    text = printed(
        lang, width, semester, replace(PLACEMENT, notes=(sentence("{text}", text="word " * 40),))
    )
    assert max(map(len, text.splitlines())) <= most


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("feasible", "feasible (not proven optimal)"),
        ("interrupted", "interrupted (best result found so far)"),
    ],
)
def test_the_last_line_says_the_status(status, said):
    last = printed(placement=replace(PLACEMENT, status=status)).splitlines()[-1]
    assert last == f"5 of 6 students placed, 1 unplaced. Status: {said}"


def test_the_last_line_is_never_broken():
    assert printed(width=20).splitlines()[-1].endswith("optimal (proven)")


def test_names_neither_mark_up_nor_steer_the_terminal():
    students = tuple(replace(s, name=f"[bold]{s.name}\x1b[2J") for s in SEMESTER.students)
    text = printed(semester=replace(SEMESTER, students=students))
    assert "[bold]+33 Léa [2J" in text
    assert "\x1b" not in text


def test_many_unplaced_are_cut_short():
    names = [f"B{number:02}" for number in range(30)]
    semester = replace(SEMESTER, students=tuple(Student(n, n, "N1") for n in names))
    students = tuple(StudentPlacement(n, "N1", "unplaced", reason="link") for n in names)
    text = printed(semester=semester, placement=replace(PLACEMENT, students=students))
    assert "B24" in text
    assert "B25" not in text
    assert "and 5 more: see placements.csv" in text
    assert "0 of 30 students placed, 30 unplaced" in text


def test_without_unplaced_students_none_are_listed():
    text = printed(placement=replace(PLACEMENT, students=PLACEMENT.students[:1], softened=("Q1",)))
    assert "Unplaced" not in text
    assert "Quotas made soft: Q1" in text


def test_orders_are_told_apart():
    tiers = tuple(TierResult("placed", order, 3, 3, 0.0, 0.0) for order in (1, None))
    text = printed(placement=replace(PLACEMENT, tiers=tiers))
    assert "students placed (order 1)" in text


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("placed", 12_345, "12,345"),
        ("value", 1_500, "0.002"),
        ("value", 999_500, "1.000"),
        ("travel", 90, "90 min"),
        ("worst_off", (0,), "nobody unplaced with wishes"),
        (
            "worst_off",
            (0, 4, 3),
            "nobody unplaced with wishes; worst class 4: 3 students",
        ),
        (
            "worst_off",
            (2, "off", 1, 3, 5),
            "unplaced with wishes: 2; worst class off the list: 1 student; "
            "then class 3: 5 students",
        ),
        ("greedy", (1, 1_200, 3, 1, "off", 2), "rank 1: 1,200; rank 3: 1; off the list: 2"),
        ("greedy", (), "nobody placed with wishes"),
        (
            "generous",
            (0, "off", 1, 2, 5),
            "nobody unplaced with wishes; off the list: 1; rank 2: 5",
        ),
        ("generous", (1,), "unplaced with wishes: 1"),
    ],
)
def test_tier_values_in_words(name, value, text):
    assert tier_value_text(name, value, "en").replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("gap", "text"),
    [(0.0, "0 %"), (0.01, "1 %"), (1e-9, "<0.0001 %"), (float("inf"), "unknown")],
)
def test_gaps_in_words(gap, text):
    assert gap_text(gap, "en").replace("\N{NO-BREAK SPACE}", " ") == text


def test_half_days_in_words():
    assert half_days_text((10, 0, 1, 3), "en") == "Mon am+pm, Tue pm, Sat am"
    assert half_days_text((), "fr") == ""


def run(progress: Progress) -> None:
    progress.phase("read")
    progress.phase("solve")
    progress.phase("solve")
    progress.tier("placed", None, None)
    progress.tier("placed", 230, None)
    progress.advance("placed", 229, 231)
    progress.tier("placed", 230, 231)
    progress.tier("value", 1_000_000, 1_000_000)


def test_progress_as_plain_lines():
    stream = io.StringIO()
    with progress_on(stream, "en") as progress:
        assert isinstance(progress, PlainProgress)
        run(progress)
    assert stream.getvalue() == (
        "reading ...\noptimising ...\n  students placed 230\n"
        "  students placed 230 (bound 231)\n  need and wishes 1.000\n"
    )


def test_progress_on_a_terminal_leaves_a_line_per_phase(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with progress_on(stream, "fr") as progress:
        assert isinstance(progress, TerminalProgress)
        run(progress)
    assert stream.getvalue().count("lecture  0.0 s") == 1
    assert stream.getvalue().count("optimisation  0.0 s") == 1


@pytest.mark.parametrize(
    ("lang", "name", "value", "bound", "said"),
    [
        ("en", "value", None, None, "need and wishes …"),
        ("en", "value", None, 281_570_000, "need and wishes …"),
        ("en", "value", 281_567_000, None, "need and wishes 281.567"),
        ("en", "value", 281_567_000, 281_567_000, "need and wishes 281.567"),
        ("en", "value", 2_000, 4_000, "need and wishes 0.002 of at most 0.004 (50 %)"),
        ("fr", "value", 1_000, 3_000, "besoin et vœux 0,001 sur 0,003 au plus (66,6667 %)"),
        ("en", "travel", 1_300, 1_299, "travel 1,300 min, at best 1,299 min (0.0769 %)"),
        ("fr", "travel", 1_300, 1_299, "trajets 1 300 min, au mieux 1 299 min (0,0769 %)"),
        ("en", "worst_off", (2,), (1,), "worst-off students unplaced with "
         "wishes: 2 (bound 1; 50 %)"),
        ("en", "worst_off", (0, "off", 4), (0, 3, 1), "worst-off students nobody unplaced with "
         "wishes; worst class off the list: 4 students (bound 0; 3: 1; unknown)"),
        ("fr", "worst_off", (0, 4, 5), (0, 4, 4), "étudiants les moins bien servis aucun non placé "
         "parmi ceux avec vœux ; pire classe 4 : 5 étudiants (borne 0; 4: 4 ; 20 %)"),
        ("en", "greedy", (1, 8, 3, 1), (1, 8, 2, 4), "most first wishes rank 1: 8; rank 3: 1 "
         "(bound 1: 8; 2: 4; 100 %)"),
        ("en", "greedy", (1, 6, "off", 1), (1, 8), "most first wishes rank 1: 6; off the list: 1 "
         "(bound 1: 8; 25 %)"),
        ("fr", "greedy", (1, 6), (1, 6), "le plus de premiers vœux rang 1 : 6"),
        ("fr", "generous", (1, "off", 3), (1, "off", 2), "le moins de derniers vœux non placés "
         "avec vœux : 1 ; hors liste : 3 (borne 1 ; hors : 2 ; 33,3333 %)"),
    ],
)  # fmt: skip
def test_how_far_a_tier_is(lang, name, value, bound, said):
    stream = io.StringIO()
    progress = TerminalProgress(Console(file=stream, force_terminal=True), lang)
    progress.phase("solve")
    progress.advance(name, value, bound)
    progress.draw()
    phase = {"en": "optimising", "fr": "optimisation"}[lang]
    line = stream.getvalue().split("\r")[-1].replace("\N{NO-BREAK SPACE}", " ")
    whole = f"{phase} … 0 s  {said}"
    assert line == (whole if len(whole) < 80 else f"{whole[:78]}…")


def test_progress_that_was_closed_stays_so():
    stream = io.StringIO()
    progress = TerminalProgress(Console(file=stream, force_terminal=True), "en")
    progress.phase("solve")
    progress.close()
    shown = stream.getvalue()
    progress.phase("reasons")
    progress.tier("placed", 1, 1)
    progress.draw()
    assert stream.getvalue() == shown


def test_progress_in_silence(capsys):
    run(SilentProgress())
    assert capsys.readouterr() == ("", "")


def test_an_unknown_phase_is_shown_as_it_is():
    stream = io.StringIO()
    PlainProgress(stream, "fr").phase("polish")
    assert stream.getvalue() == "polish ...\n"
