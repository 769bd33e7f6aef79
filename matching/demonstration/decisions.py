"""What is decided outside the run: locks, conflicts, history, accreditations, journeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from ..entities import Student, Supervisor
from ..halfdays import names_of
from .grounds import Ground
from .learners import LOCKED, Learner
from .postings import Posting
from .reach import Part, minutes_from_home, parts_of

Row = dict[str, object]

DECIDED_ON = date(2027, 3, 12)
CONFLICT_REASONS = (
    "lien familial",
    "médecin traitant de l'étudiant",
    "désaccord lors d'un stage précédent",
    "parent salarié du centre",
)
CONFLICTS = ("N003", "N038", "E012", "A024")
"""Students with a conflict; the last one with a whole site."""

PAST = {"N1": ("EXT", "2024-11"), "SASPAS": ("N1", "2026-05")}
"""The earlier programme and semester in the history of a programme's students."""


def with_ending_accreditations(
    hosts: Sequence[Supervisor],
) -> tuple[list[Supervisor], list[Row]]:
    """Let two accreditations end within the semester, and date some line by line.

    The lines repeat what the supervisor accepts, so that they replace nothing, except for one
    supervisor accredited for externs only, and one whose line for externs has ended.
    """
    mixed = [h for h in hosts if h.programmes == ("N1", "EXT")]
    ending = {mixed[3].supervisor_id, mixed[-2].supervisor_id}
    rows: list[Row] = []
    for position, host in enumerate(mixed[5:9]):
        for programme in host.programmes:
            if position == 0 and programme == "N1":
                continue
            ended = position == 1 and programme == "EXT"
            end = date(2027, 6, 30) if ended else date(2029, 10, 31)
            rows.append(_accreditation(host.supervisor_id, programme, end))
    changed = [
        replace(h, accreditation_end=date(2027, 8, 31)) if h.supervisor_id in ending else h
        for h in hosts
    ]
    return changed, rows


def _accreditation(supervisor_id: str, programme: str, end: date) -> Row:
    return {
        "supervisor_id": supervisor_id,
        "site_id": None,
        "programme_id": programme,
        "start": date(2024, 11, 1),
        "end": end,
    }


def accredited_by_line(hosts: Sequence[Supervisor], rows: Sequence[Row]) -> list[Supervisor]:
    """Return the supervisors with only those programmes that their lines leave them."""
    dated = {row["supervisor_id"] for row in rows}
    valid = {
        (row["supervisor_id"], row["programme_id"])
        for row in rows
        if row["end"] != date(2027, 6, 30)
    }
    return [
        replace(h, programmes=tuple(p for p in h.programmes if (h.supervisor_id, p) in valid))
        if h.supervisor_id in dated
        else h
        for h in hosts
    ]


def lock_rows(
    students: Mapping[str, Learner],
    hosts: Sequence[Supervisor],
    grounds: Mapping[str, Ground],
    made: Sequence[Posting],
) -> list[Row]:
    """Return three locks, each to a placement that the rules allow anyway."""
    # Supervisors who stand in no offer, so that no lock takes the half-days of another.
    without_offer = [h for h in hosts if "SASPAS" not in h.programmes]
    resident = students[LOCKED["N1"]].student
    liberal, centre = _nearest_mixed(resident, parts_of("N1", without_offer, dict(grounds)))
    extern = students[LOCKED["EXT"]].student
    host = _nearest(extern, parts_of("EXT", without_offer, dict(grounds)), 4).supervisor
    present = [i for i, p in enumerate(host.timetable) if p and p.site_id == host.site_id]
    senior = students[LOCKED["SASPAS"]].student
    posting = min(
        (p for p in made if p.offer.open and p.offer.seats == 1),
        key=lambda p: max(minutes_from_home(senior, point) for point in p.points),
    )
    return [
        _lock(
            resident.student_id,
            supervisors=f"{liberal.supervisor.supervisor_id}, {centre.supervisor.supervisor_id}",
            reason="aménagement décidé par la commission",
        ),
        _lock(
            extern.student_id,
            supervisors=host.supervisor_id,
            half_days=names_of(present[:2]),
            reason="horaires compatibles avec un certificat complémentaire",
        ),
        _lock(
            senior.student_id,
            offer=posting.offer.offer_id,
            reason="maintien décidé par la commission",
        ),
    ]


def _lock(
    student_id: str,
    reason: str,
    offer: str | None = None,
    supervisors: str | None = None,
    half_days: str | None = None,
) -> Row:
    return {
        "student_id": student_id,
        "offer_id": offer,
        "supervisor_ids": supervisors,
        "half_days": half_days,
        "reason": reason,
        "author": "commission d'affectation (inventée)",
        "date": DECIDED_ON,
    }


def _nearest(student: Student, parts: Sequence[Part], least: int) -> Part:
    usual = [
        p for p in parts if p.ground.site.site_id == p.supervisor.site_id and p.half_days >= least
    ]
    return min(usual, key=lambda p: (minutes_from_home(student, p.ground.point), p.half_days))


def _nearest_mixed(student: Student, parts: Sequence[Part]) -> tuple[Part, Part]:
    """Return the nearest supervisor with two whole days in each setting."""
    able = [p for p in parts if p.days >= 3]
    liberal = [p for p in able if p.ground.site.setting == "liberal"]
    centre = [p for p in able if p.ground.site.setting == "centre"]
    return _nearest(student, liberal, 6), _nearest(student, centre, 6)


def conflict_rows(
    students: Mapping[str, Learner], parts: Mapping[str, Sequence[Part]]
) -> list[Row]:
    """Return conflicts with supervisors near the student, the last one with a site."""
    rows: list[Row] = []
    for student_id, reason in zip(CONFLICTS, CONFLICT_REASONS, strict=True):
        student = students[student_id].student
        near = _nearest(student, parts[student.programme_id], 1)
        by_site = student_id == CONFLICTS[-1]
        rows.append(
            {
                "student_id": student_id,
                "supervisor_id": None if by_site else near.supervisor.supervisor_id,
                "site_id": near.ground.site.site_id if by_site else None,
                "reason": reason,
            }
        )
    return rows


def history_rows(
    students: Sequence[Learner], parts: Mapping[str, Sequence[Part]], rng: Random
) -> list[Row]:
    """Return where every third resident was before: near home, and validated."""
    rows: list[Row] = []
    residents = [
        x.student
        for x in students
        if x.student.programme_id in PAST and x.student.student_id not in LOCKED.values()
    ]
    for student in residents[::3]:
        programme, semester = PAST[student.programme_id]
        near = sorted(
            parts[programme],
            key=lambda p: (minutes_from_home(student, p.ground.point), p.supervisor.supervisor_id),
        )
        part = rng.choice(near[:6])
        rows.append(
            {
                "student_id": student.student_id,
                "semester": semester,
                "supervisor_id": part.supervisor.supervisor_id,
                "site_id": part.ground.site.site_id,
                "programme_id": programme,
                "validated": True,
            }
        )
    return rows


JOURNEYS = (("86194", "86066", 48), ("86194", "86165", 62), ("93066", "94028", 55))
"""Invented minutes between communes, where a train or the traffic changes the estimate."""


def travel_rows() -> list[Row]:
    """Return the table ``travel``."""
    return [{"origin": a, "destination": b, "minutes": value} for a, b, value in JOURNEYS]
