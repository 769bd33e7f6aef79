"""Hard constraints that cannot be met, in the user's words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..solvers.result import Unmet
from .bundles import Market
from .cannot_do import Impossible
from .entities import Lock, Quota
from .language import Sentence, plural_sentence, sentence
from .model import Model
from .scope_texts import scope_text

if TYPE_CHECKING:
    from .conflicts.explanation import Change, Conflict, Explanation

OUT_OF_TIME = sentence(
    "The run ended before all locks and hard minimums were met; whether they can be met is not "
    "known. Nothing was written."
)


@dataclass(frozen=True)
class Attempt:
    """What fails in the best attempt: most locked students placed, then least lacking in all.

    Attributes
    ----------
    students
        Identifiers of those who find no place.
    lacking
        By minimum quota, by how much it falls short; the sum is proven to be the least.
    """

    students: tuple[str, ...]
    lacking: Mapping[str, int]


class CannotBeMet(Impossible):
    """Locks and hard quotas cannot all hold.

    Attributes
    ----------
    sentences
        Which of them fail, in the words of the user.
    quotas
        Identifiers of the minimum quotas among them: these can be made soft.
    conflicts
        Minimal sets of demands that cannot hold together, each with the changes that settle it;
        none where none was found in time.
    together
        Changes that only together settle all conflicts, where no single one does.
    attempt
        What the best attempt left unmet, where there was one.
    examined
        Whether all conflicts and changes were looked at before the time was over.
    """

    def __init__(
        self,
        sentences: Sequence[Sentence],
        quotas: Collection[str] = (),
        attempt: Attempt | None = None,
    ) -> None:
        self.sentences = tuple(sentences)
        self.quotas = frozenset(quotas)
        self.attempt = attempt
        self.conflicts: tuple[Conflict, ...] = ()
        self.together: tuple[Change, ...] = ()
        self.examined = True
        super().__init__("\n".join(map(str, self.sentences)))

    def explained_by(self, explanation: Explanation) -> None:
        """Take in what conflicts, and what would help."""
        self.conflicts = explanation.conflicts
        self.together = explanation.together
        self.examined = explanation.complete


class EndedEarly(CannotBeMet):
    """The run ended before all locks and hard minimums were met; perhaps they can be met.

    ``interrupted`` tells the user's wish from the end of the time.
    """

    def __init__(self, *, interrupted: bool) -> None:
        self.interrupted = interrupted
        super().__init__((OUT_OF_TIME,))


@dataclass(frozen=True)
class UnmetRequirements:
    """What fails, in sentences; ``quotas`` are the identifiers of the quotas among them."""

    sentences: tuple[Sentence, ...]
    quotas: frozenset[str]
    attempt: Attempt | None = None

    def error(self) -> CannotBeMet:
        """Return the error that says so."""
        return CannotBeMet(self.sentences, self.quotas, self.attempt)


def unmet_requirements(market: Market, model: Model, unmet: Unmet) -> UnmetRequirements:
    """Say in the user's words what the core could not meet.

    The core places as many locked students as possible, then lacks as little as possible of
    the minimums; what is named here fails in that best attempt.
    """
    sentences = tuple(_of_student(market, int(model.students[a])) for a in unmet.agents)
    lacking: dict[str, int] = {}
    for row, amount in unmet.rows:
        kind, _, identifier = model.labels[row].partition(":")
        assert kind == "quota", kind
        lacking[identifier] = amount
    quotas = unmet_quotas(market, lacking)
    students = (market.semester.students[model.students[a]].student_id for a in unmet.agents)
    return UnmetRequirements(
        sentences + quotas.sentences, quotas.quotas, Attempt(tuple(students), lacking)
    )


def unmet_quotas(market: Market, lacking: Mapping[str, int]) -> UnmetRequirements:
    """Say which minimum quotas cannot be met; ``lacking`` says by how much each falls short."""
    by_id = {q.quota_id: q for q in market.semester.quotas}
    sentences = tuple(_of_quota(market, by_id[name], n) for name, n in sorted(lacking.items()))
    return UnmetRequirements(sentences, frozenset(lacking))


def _cell(market: Market, table: str, identifier: str, column: str) -> str:
    return cell_text(market.semester.cells.get((table, identifier, column)))


def cell_text(where: str | None) -> str:
    """Return a cell as it stands behind what it holds."""
    return f" ({where})" if where else ""


def _of_student(market: Market, number: int) -> Sentence:
    semester = market.semester
    student = semester.students[number]
    lock = semester.lock.get(student.student_id)
    if lock is None:
        return sentence(
            "student {student}, settled by an earlier order, cannot keep the place",
            student=student.student_id,
        )
    return lock_cannot_hold(market, number)


def lock_cannot_hold(market: Market, number: int) -> Sentence:
    """Say that the lock of a student (position) cannot hold."""
    semester = market.semester
    student = semester.students[number]
    return sentence(
        "the lock of student {student}{cell} on {asked} cannot hold: no placement that the "
        "programme's rules allow fits it beside the other locks and requirements",
        student=student.student_id,
        cell=_cell(market, "locks", student.student_id, "student_id"),
        asked=lock_asks(semester.lock[student.student_id]),
    )


def lock_asks(lock: Lock) -> Sentence:
    """Return what a lock fixes."""
    asked = []
    if lock.offer_id is not None:
        asked.append(sentence("offer {identifier}", identifier=lock.offer_id))
    if lock.supervisor_ids:
        asked.append(sentence("supervisors {identifiers}", identifiers=lock.supervisor_ids))
    if lock.half_days:
        asked.append(sentence("the given half-days"))
    if not asked:
        return sentence("a place")
    said = asked[0]
    for further in asked[1:]:
        said = sentence("{one} and {other}", one=said, other=further)
    return said


def _of_quota(market: Market, quota: Quota, lacking: int) -> Sentence:
    assert quota.min_count is not None
    values: dict[str, Any] = {
        "count": quota.min_count,
        "quota": quota.quota_id,
        "cell": _cell(market, "quotas", quota.quota_id, "min"),
        "scope": scope_text(quota),
        "reached": quota.min_count - lacking,
    }
    if quota.programme_id:
        return _of_programme(quota.unit, {**values, "programme": quota.programme_id})
    if quota.unit == "students":
        return plural_sentence(
            "quota {quota}{cell}: at least {count} student in {scope} is demanded, {reached} can "
            "be reached at the most",
            "quota {quota}{cell}: at least {count} students in {scope} are demanded, {reached} "
            "can be reached at the most",
            **values,
        )
    return plural_sentence(
        "quota {quota}{cell}: at least {count} half-day in {scope} is demanded, {reached} can be "
        "reached at the most",
        "quota {quota}{cell}: at least {count} half-days in {scope} are demanded, {reached} can "
        "be reached at the most",
        **values,
    )


def _of_programme(unit: str, values: Mapping[str, Any]) -> Sentence:
    """Return the same of a quota that counts one programme's students."""
    if unit == "students":
        return plural_sentence(
            "quota {quota}{cell}: at least {count} student of programme {programme} in {scope} is "
            "demanded, {reached} can be reached at the most",
            "quota {quota}{cell}: at least {count} students of programme {programme} in {scope} "
            "are demanded, {reached} can be reached at the most",
            **values,
        )
    return plural_sentence(
        "quota {quota}{cell}: at least {count} half-day of programme {programme} in {scope} is "
        "demanded, {reached} can be reached at the most",
        "quota {quota}{cell}: at least {count} half-days of programme {programme} in {scope} are "
        "demanded, {reached} can be reached at the most",
        **values,
    )
