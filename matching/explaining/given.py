"""By which rule a placement was given."""

from __future__ import annotations

from collections.abc import Iterator

from ..language import sentence
from ..reason_texts import TIER_TEXTS
from ..result import StudentPlacement
from .answers import Fact, fact
from .blocking import holder
from .evidence import Evidence

_UNPLACED = {
    "no-bundle": sentence("no placement at all meets the rules for this student"),
    "no-capacity": sentence("no place was left for this student"),
    "link": sentence("the linked students have no territory in common where both find a place"),
    "withheld": sentence("what was free would have left too few students for what must be filled"),
}


def given_facts(there: Evidence, given: StudentPlacement) -> list[Fact]:
    """Return by which rule a student received its placement, or none."""
    return list(_facts(there, given))


def _facts(there: Evidence, given: StudentPlacement) -> Iterator[Fact]:
    if given.reason is not None:
        yield fact("unplaced", _UNPLACED[given.reason])
    if given.student_id in there.placement.kept:
        yield fact("kept", sentence("the place of an earlier result was kept"))
    lock = there.semester.lock.get(given.student_id)
    if lock is not None:
        column = "supervisor_ids" if lock.offer_id is None else "offer_id"
        cell = there.cells.of("locks", given.student_id, column)
        yield fact("locked", sentence("the placement was decided before (lock)"), cell)
        if lock.reason:
            at = there.cells.of("locks", given.student_id, "reason")
            why = sentence("reason given: {reason}", reason=lock.reason)
            yield fact("lock-reason", why, at, private=True)
    match there.semester.programme[given.programme_id].mechanism:
        case "serial":
            yield from _by_rank(there, given)
        case "stable":
            said = sentence("matching: the lists of both sides decide, then the lottery")
            yield fact("matching", said)
        case _:
            yield _by_objectives(there)
    yield from _wishes(there, given)


def _wishes(there: Evidence, given: StudentPlacement) -> Iterator[Fact]:
    """Yield the wishes that the placement fulfils, at least in part."""
    if not given.parts:
        return
    wishes = there.semester.wishes_of.get(given.student_id, ())
    touched = {("offer", given.offer_id)}
    for part in given.parts:
        site = there.semester.site[part.site_id]
        touched |= {("supervisor", part.supervisor_id), ("site", part.site_id)}
        touched.add(("territory", site.territory_id))
    own = [w for w in wishes if not w.refused and (w.target_kind, w.target) in touched]
    for wish in own:
        said = sentence(
            "wish {rank} is fulfilled, at least in part: {target}",
            rank=wish.rank,
            target=wish.target,
        )
        yield fact("wish", said, there.cells.wish(wish))
    if wishes and not own:
        yield fact("off-list", sentence("none of the student's wishes is fulfilled"))


def _by_rank(there: Evidence, given: StudentPlacement) -> Iterator[Fact]:
    own = holder(there, given.student_id)
    if own.turn is None:
        return
    students = there.semester.students
    number = sum(1 for s in students if s.student_id in there.turn)
    said = sentence(
        "choice by rank: turn {turn} (the line has {students} students)",
        turn=own.turn,
        students=number,
    )
    at = (
        there.cells.of("students", given.student_id, "seniority"),
        there.cells.of("students", given.student_id, "rank"),
    )
    yield fact("turn", said, *at)
    if own.seniority is not None:
        yield fact("seniority", sentence("seniority {seniority}", seniority=own.seniority), at[0])
    if own.rank is not None:
        yield fact("rank", sentence("rank {rank}", rank=own.rank), at[1])


def _by_objectives(there: Evidence) -> Fact:
    names = tuple(dict.fromkeys(tier.name for tier in there.placement.tiers))
    return fact(
        "objectives",
        sentence(
            "optimisation: the objectives, in this order, decide: {tiers}",
            tiers=tuple(TIER_TEXTS.get(name, name) for name in names),
        ),
    )
