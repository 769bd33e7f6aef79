"""What is explained is true: on random semesters, against exhaustive search and by re-solving."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import maillage
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from maillage import CannotBeMet, InputError, Placement, Semester
from maillage.matching.earlier import place_of
from maillage.matching.explaining.answers import Blocking, StudentAnswer
from maillage.matching.explaining.evidence import evidence
from maillage.matching.explaining.naming import Naming
from maillage.matching.outputs.explanation_json import explanation_json
from maillage.matching.outputs.explanation_text import student_text

from .effort import EXAMPLES
from .oracle.bundles import bundles_of, touched
from .oracle.serial import ordered
from .serial_example import serial_semesters
from .stable_semesters import drawn
from .strategies import Tables

seeds = st.integers(0, 2**32 - 1)


def placed(semester: Semester | None, mechanism: str | None = None) -> tuple[Semester, Placement]:
    assume(semester is not None)
    assert semester is not None
    try:
        return semester, maillage.place(semester, mechanism=mechanism)
    except (InputError, CannotBeMet):
        assume(False)
        raise


def read(tables: Tables) -> Semester | None:
    try:
        return maillage.read_rows(tables)
    except InputError:
        return None


def each_better_wish_has_one_line(semester: Semester, placement: Placement) -> None:
    said = sorted((r.student_id, r.target) for r in placement.refusals)
    wanted = sorted(
        (student.student_id, wish.target)
        for student in placement.students
        for wish in semester.wishes_of.get(student.student_id, ())
        if not wish.refused
        and wish.rank is not None
        and (student.wish_rank is None or wish.rank < student.wish_rank)
    )
    assert said == wanted


@settings(max_examples=max(1, EXAMPLES // 10))
@given(seed=seeds, mechanism=st.sampled_from(["serial", "stable"]))
def test_one_line_for_each_better_wish_among_offers(seed: int, mechanism: str) -> None:
    semester, placement = placed(drawn(seed), mechanism)
    each_better_wish_has_one_line(semester, placement)


@settings(max_examples=max(1, EXAMPLES // 10))
@given(tables=serial_semesters())
def test_one_line_for_each_better_wish_in_choices_by_rank(tables: Tables) -> None:
    semester, placement = placed(read(tables))
    each_better_wish_has_one_line(semester, placement)


@settings(max_examples=max(1, EXAMPLES // 10))
@given(tables=serial_semesters(mixed=True))
def test_not_eligible_means_that_no_placement_is_possible(tables: Tables) -> None:
    """Or, where the result is of choices, none that is better: `parts` says both."""
    semester, placement = placed(read(tables))
    for line in placement.refusals:
        if line.code == "not-eligible" and "no better than" not in line.text:
            assert not possible(semester, line.student_id, line.target), line


def possible(semester: Semester, student_id: str, target: str) -> bool:
    """Say by exhaustive search whether the rules allow a placement at a wish."""
    student = semester.student[student_id]
    (kind,) = {w.target_kind for w in semester.wishes_of[student_id] if w.target == target}
    needs_room = semester.programme[student.programme_id].needs_room
    return any(
        target in touched(semester, bundle)[kind]
        and not (needs_room and any(semester.site[s].rooms == 0 for s in bundle.sites))
        for bundle in bundles_of(semester, student)
    )


# -- who holds what ---------------------------------------------------------------------------


@settings(max_examples=max(1, EXAMPLES // 10))
@given(seed=seeds)
def test_holders_chose_before_and_use_up_what_is_said(seed: int) -> None:
    semester, placement = placed(drawn(seed), "serial")
    line = [s.student_id for s in ordered(semester, semester.students, placement.seed)]
    for student in placement.students:
        answer = maillage.explain_student(semester, placement, student.student_id)
        for wish in answer.wishes:
            for blocking in wish.blocking if wish.code == "full" else ():
                holders = [holder.student_id for holder in blocking.holders]
                assert len(holders) >= blocking.limit
                assert all(line.index(h) < line.index(student.student_id) for h in holders)
                assert all(uses(semester, placement, h, blocking) for h in holders)


def uses(semester: Semester, placement: Placement, student_id: str, blocking: Blocking) -> bool:
    (own,) = [s for s in placement.students if s.student_id == student_id]
    match blocking.kind:
        case "seats":
            return own.offer_id == blocking.name
        case "supervisor" | "limit":
            return any(p.supervisor_id == blocking.name for p in own.parts)
        case "half-day":
            return any(
                p.supervisor_id == blocking.name and blocking.half_day in p.half_days
                for p in own.parts
            )
        case "quota":
            return bool(own.parts)
        case "housing":
            return own.housed == blocking.name
        case _:
            return any(p.site_id == blocking.name for p in own.parts)


@settings(max_examples=max(1, EXAMPLES // 10))
@given(seed=seeds)
def test_without_those_who_hold_it_the_wish_is_received(seed: int) -> None:
    """Those who chose before keep their places; without the holders the student gets its wish."""
    semester = drawn(seed)
    assume(semester is not None)
    assert semester is not None
    semester, placement = placed(plain(semester), "serial")
    full = [r for r in placement.refusals if r.code == "full"]
    assume(full)
    line = full[0]
    answer = maillage.explain_student(semester, placement, line.student_id, line.target)
    holders = {h.student_id for b in answer.wishes[0].blocking for h in b.holders}
    order = list(placement.serial_order[0])
    before = order[: order.index(line.student_id)]
    assume(holders)
    kept = again(semester, placement, line.student_id, before)
    assert kept is None or kept > line.wish_rank
    freed = again(semester, placement, line.student_id, [s for s in before if s not in holders])
    assert freed is not None
    assert freed <= line.wish_rank


@settings(max_examples=max(1, EXAMPLES // 5))
@given(tables=serial_semesters())
def test_what_came_nearest_is_had_without_those_who_hold_it(tables: Tables) -> None:
    """Composed placements: each limit named is used up, by students who chose before."""
    semester, placement = placed(free(read(tables)))
    for line in placement.refusals:
        student = semester.student[line.student_id]
        programme = semester.programme[student.programme_id]
        alone = student.link_id is None and programme.composition == "composed"
        if line.code != "full" or not alone:
            continue
        answer = maillage.explain_student(semester, placement, line.student_id, line.target)
        (wish,) = answer.wishes
        assert [fact.code for fact in wish.facts][-1] == "nearest"
        order = before_the_turn(semester, placement, line.student_id)
        holders = {h.student_id for b in wish.blocking for h in b.holders}
        assert holders <= set(order)
        for blocking in wish.blocking:
            assert len(blocking.holders) >= min(blocking.limit, 1)
            assert all(uses(semester, placement, h.student_id, blocking) for h in blocking.holders)
        received = again(semester, placement, line.student_id, order)
        assert received == answer.given.wish_rank
        if any(b.limit == 0 for b in wish.blocking):
            continue
        left = [name for name in order if name not in holders]
        freed = again(semester, placement, line.student_id, left)
        assert freed is not None
        assert received is None or freed < received


def free(semester: Semester | None) -> Semester | None:
    """Return a semester in which nothing is demanded of the line."""
    if semester is None:
        return None
    return replace(
        semester,
        programmes=tuple(replace(p, everyone=False) for p in semester.programmes),
        offers=tuple(replace(o, min_seats=0, min_if_open=0) for o in semester.offers),
        quotas=tuple(replace(q, min_count=None) for q in semester.quotas),
    )


def before_the_turn(semester: Semester, placement: Placement, student_id: str) -> list[str]:
    """Return who had a place when a student's turn came."""
    found: list[str] = []
    for line in placement.serial_order:
        links = {name: semester.student[name].link_id or name for name in line}
        members = {link: [n for n in line if links[n] == link] for link in links.values()}
        groups = sorted(members.values(), key=lambda group: line.index(group[-1]))
        for group in sorted(groups, key=lambda group: semester.lock.keys().isdisjoint(group)):
            if student_id in group:
                return found
            found += group
    raise AssertionError(student_id)


def plain(semester: Semester) -> Semester:
    """Return a semester in which nothing is demanded of the line, and seats bind."""
    return replace(
        semester,
        offers=tuple(replace(o, min_seats=0, seats=max(1, o.seats)) for o in semester.offers),
        quotas=tuple(replace(q, min_count=None, max_count=None) for q in semester.quotas),
    )


def again(
    semester: Semester, placement: Placement, student_id: str, before: list[str]
) -> float | None:
    """Return the rank that a student gets where only some others are there, at their places."""
    # Others without a place would only take what is given back before the student's turn comes.
    placed_before = [s for s in placement.students if s.student_id in before and s.parts]
    there = {student_id, *(s.student_id for s in placed_before)}
    few = replace(
        semester,
        students=tuple(s for s in semester.students if s.student_id in there),
        wishes=tuple(w for w in semester.wishes if w.student_id in there),
        host_rankings=tuple(r for r in semester.host_rankings if r.student_id in there),
        conflicts=tuple(c for c in semester.conflicts if c.student_id in there),
        history=tuple(h for h in semester.history if h.student_id in there),
        locks=tuple(k for k in semester.locks if k.student_id in there),
    )
    places = [place_of(s) for s in placed_before]
    result = maillage.place(few, mechanism="serial", after=places)
    (own,) = [s for s in result.students if s.student_id == student_id]
    return None if own.wish_rank is None else float(own.wish_rank)


@settings(max_examples=max(1, EXAMPLES // 10))
@given(seed=seeds)
def test_hosts_rank_before_whom_they_hold(seed: int) -> None:
    semester, placement = placed(drawn(seed))
    for student in placement.students:
        answer = maillage.explain_student(semester, placement, student.student_id)
        for wish in answer.wishes:
            own = [dict(f.said.values)["position"] for f in wish.facts if f.code == "position"]
            for blocking in wish.blocking:
                assert len(blocking.holders) >= blocking.limit
                assert all(uses(semester, placement, h.student_id, blocking)
                           for h in blocking.holders)  # fmt: skip
                if blocking.kind == "seats" and len(own) == 1:
                    assert all(h.position is not None and h.position <= own[0]
                               for h in blocking.holders)  # fmt: skip


# -- what a student may see -------------------------------------------------------------------


@settings(max_examples=max(1, EXAMPLES // 10))
@given(seed=seeds, mechanism=st.sampled_from(["serial", "stable"]))
def test_a_student_reads_no_other_name(seed: int, mechanism: str) -> None:
    semester = drawn(seed)
    assume(semester is not None)
    assert semester is not None
    named = tuple(replace(s, name=f"Nom-{s.student_id}") for s in semester.students)
    semester, placement = placed(replace(semester, students=named), mechanism)
    naming = Naming(evidence(semester, placement))
    for student in semester.students:
        answer = maillage.explain_student(semester, placement, student.student_id, for_student=True)
        others = {s.student_id for s in semester.students} - {student.student_id}
        assert others.isdisjoint(words(answer, naming))
    for line in placement.refusals:
        others = {s.student_id for s in semester.students} - {line.student_id}
        assert others.isdisjoint(re.findall(r"\w+", line.text))


def words(answer: StudentAnswer, naming: Naming) -> set[str]:
    texts = [student_text(answer, naming, "fr"), student_text(answer, naming, "en")]
    content = json.dumps(json.loads(explanation_json(answer, "en")))
    return set(re.findall(r"\w+", " ".join([*texts, content])))


# -- supervisors and offers -------------------------------------------------------------------


@settings(max_examples=max(1, EXAMPLES // 10))
@given(tables=serial_semesters(mixed=True))
def test_why_half_days_stay_empty_is_true(tables: Tables) -> None:
    semester, placement = placed(read(tables))
    unplaced = [s for s in placement.students if not s.parts]
    for host in semester.supervisors:
        name = host.supervisor_id
        answer = maillage.explain_supervisor(semester, placement, name)
        there = {
            s.student_id for s in placement.students for p in s.parts if p.supervisor_id == name
        }
        for weeks, slots in answer.weeks:
            assert weeks
            for slot in slots:
                assert set(slot.students) <= there
                free = len(slot.students) < host.max_at_once
                assert not (free and slot.reasons == () and slot.site_id and told(semester))
        for why in answer.reasons:
            values = dict(why.said.values)
            able = [
                s
                for s in unplaced
                if s.programme_id == values.get("programme")
                and name in reachable(semester, s.student_id)
            ]
            if why.code == "could-come":
                assert values["count"] == len(able)
            elif why.code in ("none-may", "all-placed", "not-taken", "accreditation"):
                assert able == []
            elif why.code == "max-students":
                assert len(there) >= host.max_students


def told(semester: Semester) -> bool:
    """Say whether each programme runs in all weeks and has students: there is much to say."""
    with_students = {s.programme_id for s in semester.students}
    return all(p.weeks is None and p.programme_id in with_students for p in semester.programmes)


def reachable(semester: Semester, student_id: str) -> set[str]:
    """Return the supervisors at whom the rules allow a student a part."""
    student = semester.student[student_id]
    needs_room = semester.programme[student.programme_id].needs_room
    return {
        name
        for bundle in bundles_of(semester, student)
        if not (needs_room and any(semester.site[s].rooms == 0 for s in bundle.sites))
        for name in bundle.supervisors
    }


@settings(max_examples=max(1, EXAMPLES // 10))
@given(seed=seeds, mechanism=st.sampled_from(["serial", "stable"]))
def test_why_seats_stay_empty_is_true(seed: int, mechanism: str) -> None:
    semester, placement = placed(drawn(seed), mechanism)
    for offer in semester.offers:
        answer = maillage.explain_offer(semester, placement, offer.offer_id)
        on_list = [
            s.student_id
            for s in placement.students
            if s.offer_id == offer.offer_id and semester.student[s.student_id].surnombre is None
        ]
        assert answer.taken == min(offer.seats, len(on_list))
        assert (answer.taken < offer.seats) == bool(answer.reasons)
        for blocking in answer.blocking:
            assert len(blocking.holders) >= blocking.limit
            assert all(uses(semester, placement, h.student_id, blocking) for h in blocking.holders)
