"""The verification itself: every rule applied to a result, nothing taken from its maker."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ..language import Sentence, sentence
from ..semester import Semester
from . import capacity, quotas
from .claims import Claim
from .facts import Facts
from .fees import check_fees, read_fees
from .files import Row, read_placements, read_summary, rows_as_text
from .lines import understand
from .marks import notes as marks_notes
from .marks import with_marked
from .matched import check_matchings, unlinked
from .needs import check_needs
from .personal_rules import lock
from .report import RecomputedTier, Report, Violation
from .serial import SerialCheck
from .student_rules import PLACED_RULES
from .summary import as_asked, check_summary, softened_quotas
from .tiers import recompute


def verify(
    semester: Semester,
    placements: str | os.PathLike[str] | Iterable[Mapping[str, object]],
    summary: Mapping[str, object] | None = None,
) -> Report:
    """Check a result against its input.

    Parameters
    ----------
    semester
        The input.
    placements
        The folder that holds ``placements.csv`` and ``summary.json``; or the lines themselves,
        one mapping per line with the columns of ``placements.csv``.
    summary
        With lines: the content of ``summary.json``. Where it is absent nothing is said about it.

    Returns
    -------
    Report
        Every rule broken. A missing or garbled file is a violation too, never an exception.
    """
    if isinstance(placements, (str, os.PathLike)):
        folder = Path(placements)
        rows, violations = read_placements(folder)
        summary, faults = read_summary(folder)
        violations += faults
    else:
        rows, violations = rows_as_text(placements)
    if violations and not rows:
        return Report(tuple(violations), (), len(semester.students), 0)
    report, facts, claims = _checked(semester, rows, summary, violations)
    if not isinstance(placements, (str, os.PathLike)) or claims is None:
        return report
    fees, faults = read_fees(Path(placements))
    faults += [] if faults else check_fees(facts, claims, fees, summary)
    return replace(report, violations=(*report.violations, *faults))


def check_lines(
    semester: Semester,
    rows: list[Row],
    summary: Mapping[str, object] | None,
    violations: list[Violation],
    more: tuple[RecomputedTier, ...] = (),
) -> Report:
    """Check lines as texts; ``more`` are tiers that the lines alone do not tell."""
    return _checked(semester, rows, summary, violations, more)[0]


def _checked(
    semester: Semester,
    rows: list[Row],
    summary: Mapping[str, object] | None,
    violations: list[Violation],
    more: tuple[RecomputedTier, ...] = (),
) -> tuple[Report, Facts, list[Claim] | None]:
    """Return the report, and the lines understood where every student has them."""
    told = semester
    semester, faults = with_marked(as_asked(semester, summary), summary)
    facts = Facts(semester)
    lines = understand(semester, rows)
    softened = softened_quotas(semester, summary)
    violations = violations + faults + lines.violations
    violations += _each_student(facts, lines.claims)
    violations += _together(facts, lines.claims, softened)
    if summary is not None:
        # Before any need is used: a computed one is taken as recorded, where it is right.
        violations += check_needs(semester, facts.needs, summary)
    tiers = recompute(facts, lines.claims, softened) if lines.complete else ()
    tiers = (*tiers, *more)
    if summary is not None:
        claims = lines.claims if lines.complete else None
        violations += check_summary(facts, summary, claims, tiers)
        violations += check_matchings(facts, lines.claims, summary)
    serial = SerialCheck(facts, lines.claims, summary)
    violations += serial.violations()
    placed = sum(claim.placed for claim in lines.claims)
    notes = (*_notes(softened), *marks_notes(told, semester), *serial.notes())
    report = Report(tuple(violations), tiers, len(semester.students), placed, notes)
    return report, facts, lines.claims if lines.complete else None


def _each_student(facts: Facts, claims: list[Claim]) -> Iterator[Violation]:
    for claim in claims:
        student_id = claim.student.student_id
        rules = (*PLACED_RULES, lock) if claim.placed else (lock,)
        for rule in rules:
            for code, said in rule(facts, claim):
                yield Violation(code, student_id, said)


def _together(facts: Facts, claims: list[Claim], softened: frozenset[str]) -> Iterator[Violation]:
    yield from capacity.links(unlinked(claims))
    yield from capacity.weekly(facts.semester, claims)
    yield from capacity.offers(facts.semester, claims)
    yield from capacity.housing(facts.semester, claims)
    yield from quotas.hard(facts, claims, softened)


def _notes(softened: frozenset[str]) -> Iterator[Sentence]:
    if softened:
        names = tuple(sorted(softened))
        yield sentence("The result says that these quotas were made soft: {names}.", names=names)
