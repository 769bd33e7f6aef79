"""One stage: what the changes of one week make of a placement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ...solvers.limits import Limits
from ..bundles import Market, market
from ..entities import EarlierPlace
from ..language import Sentence, sentence
from ..memory import peak_mb
from ..outputs.placement_rows import PlacementRow, rows_of
from ..phases import Phases
from ..reasons import refusals
from ..result import Placement, Refusal, TierResult
from ..semester import Semester
from ..tables.change_table import Change, ChangeTable
from ..tables.changed import changed_semester
from ..tables.raw import RawTable
from .apart import thing
from .earlier_lines import by_student, places_from, same_lines, spliced
from .future import future, without_locks
from .log import LogLine, log_of
from .moved import has_moved
from .solving import Solved, solve_stage
from .standing import touched
from .task import Task
from .weeks import weeks_in

NOTE = sentence(
    "Repaired: all programmes are placed by optimisation from then on; the order of choice and "
    "stable matchings are of the start of a semester."
)


NARROWING = frozenset({"supervisor_absent", "site_closed", "offer_closed"})
"""Changes that only take something away."""


@dataclass(frozen=True)
class Stage:
    """What the changes of one week brought.

    Attributes
    ----------
    semester
        The semester from the week on.
    rows
        The lines of the whole semester after the stage.
    touched
        Students whom a change names or leaves without their place.
    moves
        Students not touched who have another place now, or none.
    anew
        Students whose lines are no longer those of before.
    """

    week: int
    names: tuple[str, ...]
    semester: Semester
    placement: Placement
    rows: tuple[PlacementRow, ...]
    touched: frozenset[str]
    moves: int
    anew: frozenset[str]
    log: tuple[LogLine, ...]

    @property
    def is_best(self) -> bool:
        """Whether it is proven that nobody more can be placed."""
        first = self.placement.tiers[0]
        return first.name == "placed" and first.value == first.bound


def repair_stage(
    raws: Sequence[RawTable],
    changes: ChangeTable,
    rows: Sequence[PlacementRow],
    week: int,
    *,
    names: tuple[str, ...],
    limits: Limits,
    phases: Phases,
    partial: bool,
    is_best: bool,
) -> Stage:
    """Repair a placement from one week on.

    Parameters
    ----------
    raws
        The tables of the semester before any change.
    rows
        The lines before the stage.
    is_best
        Whether it is proven that before the changes nobody more could be placed.
    """
    now = tuple(c for c in changes.changes if c.week == week)
    whole = phases.timed("prepare", lambda: changed_semester(raws, changes, week))
    semester = future(whole, week)
    semester = without_locks(semester, semester.lock.keys() - _locked(rows, week, semester))
    before = places_from(rows, week, semester.settings.n_weeks)
    there = {n: p for n, p in before.items() if n in semester.student}
    where = phases.timed("prepare", lambda: market(semester))
    who = phases.timed("prepare", lambda: touched(where, there, now))
    unlocked = bool(who & semester.lock.keys())
    if unlocked:
        semester = without_locks(semester, who)
        where = market(semester)
    kept = {n: p for n, p in there.items() if n not in who}
    task = Task(
        where,
        kept,
        _stirred(now, before, who),
        is_best,
        frozenset(there),
        _without(rows, before, who),
        all(c.change in NARROWING for c in now) and not unlocked,
        names,
        limits,
        phases,
        partial,
    )
    solved = solve_stage(task)
    return _stage(task, solved, rows, before, who, now, week)


def _locked(rows: Sequence[PlacementRow], week: int, semester: Semester) -> frozenset[str]:
    """Return who is locked still: a lock that an earlier stage had to break is gone."""
    n_weeks = semester.settings.n_weeks
    return frozenset(
        row.student_id
        for row in rows
        if row.status == "locked" and max(weeks_in(row.weeks, n_weeks), default=0) >= week
    )


def _without(
    rows: Sequence[PlacementRow], before: Mapping[str, EarlierPlace], who: frozenset[str]
) -> frozenset[str]:
    """Return who had no place and is not touched: nothing new is to be told of them."""
    return frozenset(row.student_id for row in rows if row.part is None) - before.keys() - who


def _stirred(
    changes: Sequence[Change], before: Mapping[str, EarlierPlace], who: frozenset[str]
) -> frozenset[str]:
    """Return what the changes name, whom they touch, and the hosts that these had."""
    found = {thing(c.table, c.identifier) for c in changes}
    for name in who:
        found.add(thing("students", name))
        if name in before:
            place = before[name]
            found |= {thing("supervisors", host) for host, _, _ in place.parts}
            found |= {thing("sites", site) for _, site, _ in place.parts}
            found.add(thing("offers", place.offer_id or ""))
    return frozenset(found)


def _stage(
    task: Task,
    solved: Solved,
    rows: Sequence[PlacementRow],
    before: Mapping[str, EarlierPlace],
    who: frozenset[str],
    now: Sequence[Change],
    week: int,
) -> Stage:
    semester, n_weeks = task.market.semester, task.market.semester.settings.n_weeks
    placement = _placement(task.market, solved)
    after, old = by_student(rows_of(semester, placement)), by_student(rows)
    there = semester.student.keys()
    same = {n for n in there if same_lines(old.get(n, ()), after[n], week, n_weeks)}
    # Students of programmes that are over stay as they are, unless they leave.
    gone = {c.identifier for c in now if c.change == "student_leaves"}
    over = {n for n in old if n not in there and n not in gone and n not in before}
    staying = frozenset(n for n in same | over if n in old)
    placed = {s.student_id: s for s in placement.students}
    changed = frozenset(n for n, place in task.kept.items() if has_moved(place, placed[n]))
    lines = [row for own in after.values() for row in own]
    in_line = spliced(rows, lines, staying, week, n_weeks)
    asked = [n for n in sorted(there) if n not in staying]
    counted = replace(
        placement,
        tiers=tuple(_counted(t, len(changed)) for t in placement.tiers),
        refusals=task.phases.timed(
            "reasons", lambda: _refusals(task.market, solved, placement, asked)
        ),
    )
    return Stage(
        week=week,
        names=task.tiers,
        semester=semester,
        placement=counted,
        rows=in_line,
        touched=who,
        moves=len(changed),
        anew=frozenset({*old, *after} - staying),
        log=tuple(log_of(old, after, who, now, week, n_weeks)),
    )


def _placement(market: Market, solved: Solved) -> Placement:
    students = {**solved.step.settled.placements, **solved.step.unplaced}
    semester = market.semester
    return Placement(
        status=solved.status,
        students=tuple(students[s.student_id] for s in semester.students),
        tiers=solved.tiers,
        mechanisms={p.programme_id: p.mechanism for p in semester.programmes},
        seed=semester.settings.seed,
        notes=_notes(solved),
        softened=tuple(sorted(solved.softened)),
        peak_mb=peak_mb(),
    )


def _notes(solved: Solved) -> tuple[Sentence, ...]:
    return (NOTE, *solved.step.notes)


def _counted(tier: TierResult, moves: int) -> TierResult:
    """Return ``moves`` as counted from who is where: half-days chosen as before are no move."""
    if tier.name != "moves":
        return tier
    assert isinstance(tier.bound, int)
    bound = min(max(0, tier.bound), moves)
    return replace(tier, value=moves, bound=bound, gap=(moves - bound) / max(1, moves))


def _refusals(
    market: Market, solved: Solved, placement: Placement, asked: Sequence[str]
) -> tuple[Refusal, ...]:
    """Return the reasons of the students whose lines are new."""
    names = frozenset(asked)
    numbers = [k for k, s in enumerate(market.semester.students) if s.student_id in names]
    step = solved.step
    return refusals(
        market, step.reached, placement.students, step.refusals, asked=frozenset(numbers)
    )
