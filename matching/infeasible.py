"""Hard constraints that cannot be met, in the user's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..solvers.result import Unmet
from .bundles import Market
from .entities import Quota
from .language import sentence
from .model import Model

OUT_OF_TIME = sentence(
    "The run ended before all locks and hard minimums were met; whether they can be met is not "
    "known. Nothing was written."
)


class CannotBeMet(Exception):
    """Locks and hard quotas cannot all hold; ``sentences`` name those that fail."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))


class EndedEarly(CannotBeMet):
    """The run ended before all locks and hard minimums were met; perhaps they can be met.

    ``interrupted`` tells the user's wish from the end of the time.
    """

    def __init__(self, *, interrupted: bool) -> None:
        self.interrupted = interrupted
        super().__init__((str(OUT_OF_TIME),))


@dataclass(frozen=True)
class UnmetRequirements:
    """What fails, in sentences; ``quotas`` are the identifiers of the quotas among them."""

    sentences: tuple[str, ...]
    quotas: frozenset[str]


def unmet_requirements(market: Market, model: Model, unmet: Unmet) -> UnmetRequirements:
    """Say in the user's words what the core could not meet.

    The core places as many locked students as possible, then lacks as little as possible of
    the minimums; what is named here fails in that best attempt.
    """
    sentences = tuple(_of_student(market, int(model.students[a])) for a in unmet.agents)
    quotas = {}
    for row, lacking in unmet.rows:
        kind, _, identifier = model.labels[row].partition(":")
        assert kind == "quota", kind
        quotas[identifier] = lacking
    return UnmetRequirements(sentences + unmet_quotas(market, quotas), frozenset(quotas))


def unmet_quotas(market: Market, lacking: Mapping[str, int]) -> tuple[str, ...]:
    """Say which minimum quotas cannot be met; ``lacking`` says by how much each falls short."""
    by_id = {q.quota_id: q for q in market.semester.quotas}
    return tuple(_of_quota(market, by_id[name], n) for name, n in sorted(lacking.items()))


def _cell(market: Market, table: str, identifier: str, column: str) -> str:
    where = market.semester.cells.get((table, identifier, column))
    return f" ({where})" if where else ""


def _of_student(market: Market, number: int) -> str:
    semester = market.semester
    student = semester.students[number]
    lock = semester.lock.get(student.student_id)
    if lock is None:
        return f"student {student.student_id}, settled by an earlier order, cannot keep the place"
    return lock_cannot_hold(market, number)


def lock_cannot_hold(market: Market, number: int) -> str:
    """Say that the lock of a student (position) cannot hold."""
    semester = market.semester
    student = semester.students[number]
    lock = semester.lock[student.student_id]
    asked = []
    if lock.offer_id is not None:
        asked.append(f"offer {lock.offer_id}")
    if lock.supervisor_ids:
        asked.append(f"supervisors {', '.join(lock.supervisor_ids)}")
    if lock.half_days:
        asked.append("the given half-days")
    cell = _cell(market, "locks", student.student_id, "student_id")
    return (
        f"the lock of student {student.student_id}{cell} on {' and '.join(asked) or 'a place'} "
        "cannot hold: no placement that the programme's rules allow fits it beside the other "
        "locks and requirements"
    )


def _of_quota(market: Market, quota: Quota, lacking: int) -> str:
    cell = _cell(market, "quotas", quota.quota_id, "min")
    unit = "students" if quota.unit == "students" else "half-days"
    scope = f"{quota.scope} {', '.join(quota.values)}"
    programme = f" of programme {quota.programme_id}" if quota.programme_id else ""
    assert quota.min_count is not None
    return (
        f"quota {quota.quota_id}{cell}: at least {quota.min_count} {unit}{programme} in {scope} "
        f"are demanded, {quota.min_count - lacking} can be reached at the most"
    )
