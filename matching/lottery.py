"""The lottery: an order of students that the seed decides and anybody can draw again."""

from __future__ import annotations

from hashlib import sha256

from .semester import Semester


def ticket(seed: int, student_id: str) -> bytes:
    """Return a student's ticket: the smaller, the sooner in a tie."""
    return sha256(f"{seed}:{student_id}".encode()).digest()


def drawn(semester: Semester, seed: int) -> tuple[str, ...]:
    """Return the students for whose mechanism a lottery breaks ties, in its order."""
    programmes = semester.programme
    return tuple(
        sorted(
            (
                student.student_id
                for student in semester.students
                if programmes[student.programme_id].mechanism != "optimal"
            ),
            key=lambda name: ticket(seed, name),
        )
    )
