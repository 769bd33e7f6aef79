"""From lines of text to claims: the form of ``placements.csv``, rule by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ..entities import Offer, Programme, Student
from ..halfdays import HALF_DAYS
from ..language import Sentence, sentence
from ..semester import Semester
from .claims import Claim, ClaimedPart
from .files import Row
from .offers import offered_parts, weeks_are
from .report import Violation

REASONS = ("no-bundle", "no-capacity", "link", "withheld")
_SAME_ON_EVERY_LINE = ("programme_id", "status", "offer_id", "wish_rank", "housed", "reason")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@dataclass
class Lines:
    """The lines understood.

    ``complete`` says that every student of the input has exactly one claim, so that totals
    can be recomputed.
    """

    claims: list[Claim] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    complete: bool = True


def understand(semester: Semester, rows: list[Row]) -> Lines:
    """Group the lines by student and turn each group into a claim where that is possible."""
    result = Lines()
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["student_id"], []).append(row)
    result.violations += _sorting(rows)
    for student_id in sorted(groups.keys() - semester.student.keys()):
        said = sentence("the input has no such student.")
        result.violations.append(Violation("student", student_id, said))
        result.complete = False
    for student in semester.students:
        lines = groups.get(student.student_id)
        claim = None
        if lines is None:
            said = sentence("the student has no line.")
            result.violations.append(Violation("student", student.student_id, said))
        else:
            reader = _StudentLines(semester, student, lines)
            claim = reader.claim()
            result.violations += reader.violations
        if claim is None:
            result.complete = False
        else:
            result.claims.append(claim)
    return result


def _sorting(rows: list[Row]) -> Iterator[Violation]:
    """Lines are in the order of student_id, then part."""
    keys = [(row["student_id"], _part_number(row) or 0) for row in rows]
    for before, after in pairwise(keys):
        if after < before:
            said = sentence(
                "the line of {after} comes after the line of {before}.",
                after=after[0],
                before=before[0],
            )
            if after[0] == before[0]:
                said = sentence(
                    "part {after} comes after part {before}.", after=after[1], before=before[1]
                )
            yield Violation("sorting", after[0], said)


def _part_number(row: Row) -> int | None:
    return int(row["part"]) if _NUMBER.fullmatch(row["part"]) else None


class _StudentLines:
    """The lines of one student; ``violations`` fills as they are read."""

    def __init__(self, semester: Semester, student: Student, rows: list[Row]) -> None:
        self.semester = semester
        self.student = student
        self.programme: Programme = semester.programme[student.programme_id]
        self.rows = rows
        self.violations: list[Violation] = []

    def fault(self, code: str, said: Sentence) -> None:
        self.violations.append(Violation(code, self.student.student_id, said))

    def claim(self) -> Claim | None:
        """Return the claim, or ``None`` where the lines cannot be understood."""
        for column in _SAME_ON_EVERY_LINE:
            if len({row[column] for row in self.rows}) > 1:
                self.fault("same-lines", sentence("the lines differ in {column}.", column=column))
        first = self.rows[0]
        if first["programme_id"] != self.programme.programme_id:
            expected = self.programme.programme_id
            self.fault(
                "programme-id", sentence("the programme must be {expected}.", expected=expected)
            )
        if first["status"] == "unplaced":
            return self._unplaced(first)
        if first["status"] not in ("placed", "locked"):
            self.fault(
                "status", sentence("the status '{status}' is unknown.", status=first["status"])
            )
            return None
        return self._placed(first)

    def _unplaced(self, row: Row) -> Claim | None:
        if len(self.rows) > 1:
            self.fault("unplaced-line", sentence("an unplaced student has one line only."))
            return None
        allowed = ("student_id", "programme_id", "status", "reason")
        filled = [column for column, text in row.items() if text and column not in allowed]
        if filled:
            self.fault(
                "unplaced-line",
                sentence("an unplaced student has no {names}.", names=tuple(filled)),
            )
        self._reason(row["reason"])
        locked = self.student.student_id in self.semester.lock
        return Claim(self.student, self.programme, locked, None, (), None, "")

    def _reason(self, reason: str) -> None:
        if reason not in REASONS:
            self.fault("reason", sentence("the reason must be one of {names}.", names=REASONS))
        elif reason == "link" and self.student.link_id is None:
            self.fault(
                "reason", sentence("the student is not linked, so no link keeps it unplaced.")
            )
        elif reason == "withheld" and self.programme.mechanism != "serial":
            self.fault("reason", sentence("picks are withheld only in programmes settled by rank."))

    def _placed(self, row: Row) -> Claim | None:
        locked = self.student.student_id in self.semester.lock
        if (row["status"] == "locked") != locked:
            expected = "locked" if locked else "placed"
            self.fault("status", sentence("the status must be `{expected}`.", expected=expected))
        if row["reason"]:
            self.fault("reason", sentence("a placed student has no reason."))
        offer = self.semester.offer.get(row["offer_id"])
        if row["offer_id"] and offer is None:
            self.fault(
                "reference",
                sentence("the offer {offer_id} does not exist.", offer_id=row["offer_id"]),
            )
        housed = self.semester.site.get(row["housed"])
        if row["housed"] and housed is None:
            self.fault(
                "reference", sentence("the site {housed} does not exist.", housed=row["housed"])
            )
        parts = self._parts(offer)
        if parts is None:
            return None
        return Claim(
            self.student,
            self.programme,
            locked,
            offer,
            parts,
            housed,
            row["wish_rank"],
            overrides=self.student.student_id in self.semester.overruled,
        )

    def _parts(self, offer: Offer | None) -> tuple[ClaimedPart, ...] | None:
        parts = [self._part(row) for row in self.rows]
        understood = [part for part in parts if part is not None]
        if len(understood) < len(parts):
            return None
        self._order(understood)
        if offer is None or self.programme.composition == "composed":
            for part in understood:
                self._weeks(part, self.programme.weeks_text)
            return tuple(understood)
        resolved, faults = offered_parts(self.semester, self.programme, offer, understood)
        for code, said in faults:
            self.fault(code, said)
        return tuple(resolved)

    def _weeks(self, part: ClaimedPart, expected: str) -> None:
        if part.weeks_text != expected:
            self.fault("weeks", weeks_are(expected))

    def _order(self, parts: list[ClaimedPart]) -> None:
        numbers = [row["part"] for row in self.rows]
        if numbers != [str(n) for n in range(1, len(numbers) + 1)]:
            self.fault("part-order", sentence("the parts must be numbered 1, 2 … in this order."))
        keys = [(part.half_days[0], part.supervisor.supervisor_id) for part in parts]
        if keys != sorted(keys):
            self.fault("part-order", sentence("parts go by their first half-day, then supervisor."))

    def _part(self, row: Row) -> ClaimedPart | None:
        supervisor = self.semester.supervisor.get(row["supervisor_id"])
        if supervisor is None:
            self.fault(
                "reference",
                sentence(
                    "the supervisor '{supervisor_id}' does not exist.",
                    supervisor_id=row["supervisor_id"],
                ),
            )
        site = self.semester.site.get(row["site_id"])
        if site is None:
            self.fault(
                "reference",
                sentence("the site '{site_id}' does not exist.", site_id=row["site_id"]),
            )
        half_days = self._half_days(row)
        if supervisor is None or site is None or half_days is None:
            return None
        if row["territory_id"] != site.territory_id:
            self.fault(
                "territory",
                sentence(
                    "{site_id} lies in {territory_id}.",
                    site_id=site.site_id,
                    territory_id=site.territory_id,
                ),
            )
        weeks = self.programme.weeks
        if weeks is None:
            weeks = frozenset(range(1, self.semester.settings.n_weeks + 1))
        return ClaimedPart(supervisor, site, half_days, weeks, True, row["minutes"], row["weeks"])

    def _half_days(self, row: Row) -> tuple[int, ...] | None:
        names = row["half_days"].split(" ")
        if row["half_day_count"] != str(len(names)):
            self.fault(
                "half-day-count",
                sentence("there are {count} half-days in the list.", count=len(names)),
            )
        unknown = [name for name in names if name not in HALF_DAYS]
        if unknown or len(set(names)) < len(names):
            self.fault(
                "half-days",
                sentence(
                    "'{half_days}' is no list of different half-days.", half_days=row["half_days"]
                ),
            )
            return None
        numbers = [HALF_DAYS.index(name) for name in names]
        if numbers != sorted(numbers):
            self.fault("half-days", sentence("the half-days must be in week order."))
        return tuple(sorted(numbers))
