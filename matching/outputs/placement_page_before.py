"""The semester before, from the table of history, beside this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..entities import HistoryLine
from ..language import sentence
from ..need import SHORTAGE_ZONES
from ..pages import Block, Column, Details, Section, Table, Text
from ..pages.numbers import number_text, percent_text
from .labels import reading_order
from .placement_facts import Facts


@dataclass(frozen=True)
class Before:
    """The latest earlier semester of the history, and its lines of students."""

    semester: str
    lines: Sequence[HistoryLine]


def before_of(facts: Facts) -> Before | None:
    """Return the latest semester before this one that the history tells of."""
    history, this = facts.semester.history, facts.semester.settings.semester
    latest = max((line.semester for line in history if line.semester < this), default=None)
    if latest is None:
        return None
    return Before(latest, [line for line in history if line.semester == latest])


def before_section(facts: Facts) -> Iterator[Section]:
    """Yield the comparison, where there is a history."""
    before = before_of(facts)
    if before is not None:
        title = facts.words["page_before"].format(semester=before.semester)
        yield Section(title, tuple(_blocks(facts, before)))


def _blocks(facts: Facts, before: Before) -> Iterator[Block]:
    yield about_before(facts, before)
    yield _figures(facts, before)
    yield Details(facts.words["sheet_territories"], (_territories(facts, before),))


def about_before(facts: Facts, before: Before) -> Text:
    """Return what a reader has to know of the history."""
    said = sentence(
        "Of semester {semester} the table of history is all that is known: it may hold only those "
        "students who are still here. Zones are those of today.",
        semester=before.semester,
    )
    return Text(said.said(facts.lang), "note")


def _figures(facts: Facts, before: Before) -> Table:
    words, rows = facts.words, totals_before(facts, before)
    names, earlier, now = zip(*rows, strict=True)
    return Table(
        words["page_both"],
        (
            Column(words["page_figure"], [*names, words["page_share_zip_zac"]]),
            Column(words["page_then"], [*_numbers(earlier, facts), _share(rows, 1, facts)]),
            Column(words["page_now"], [*_numbers(now, facts), _share(rows, 2, facts)]),
        ),
    )


def _numbers(numbers: Sequence[int], facts: Facts) -> list[str]:
    return [number_text(number, facts.lang) for number in numbers]


def _share(rows: Sequence[tuple[str, int, int]], which: int, facts: Facts) -> str:
    students, short = (int(row[which]) for row in rows[:2])
    return percent_text(short / students, facts.lang) if students else ""


def totals_before(facts: Facts, before: Before) -> list[tuple[str, int, int]]:
    """Return what is counted, then and now: students first, those in ZIP or ZAC second."""
    words, site = facts.words, facts.semester.site
    then = [line for line in before.lines if line.site_id is not None]
    short_then = {x.student_id for x in then if _zone(facts, x) in SHORTAGE_ZONES}
    parts = [(s, part) for s in facts.placed for part in s.parts]
    short_now = {
        s.student_id
        for s, part in parts
        if facts.zone_at(part.site_id, s.programme_id) in SHORTAGE_ZONES
    }
    return [
        (words["page_students"], len({x.student_id for x in before.lines}), len(facts.placed)),
        (words["page_in_zip_zac"], len(short_then), len(short_now)),
        (
            words["page_territories_used"],
            len({site[x.site_id].territory_id for x in then if x.site_id in site}),
            len({site[part.site_id].territory_id for _, part in parts}),
        ),
        (words["page_sites_used"], len({x.site_id for x in then}), len(facts.students_at)),
        (
            words["page_supervisors_used"],
            len({x.supervisor_id for x in before.lines if x.supervisor_id is not None}),
            len({part.supervisor_id for _, part in parts}),
        ),
    ]


def _zone(facts: Facts, line: HistoryLine) -> str | None:
    """Return today's zone of where a student was."""
    student = facts.semester.student.get(line.student_id)
    programme = line.programme_id or (student.programme_id if student else None)
    if line.site_id not in facts.semester.site or programme not in facts.semester.programme:
        return None
    return facts.zone_at(line.site_id, programme)


def _territories(facts: Facts, before: Before) -> Table:
    words, site = facts.words, facts.semester.site
    then: dict[str, set[str]] = {}
    for line in before.lines:
        if line.site_id in site:
            then.setdefault(site[line.site_id].territory_id, set()).add(line.student_id)
    shown = [t for t in facts.sites_in if t in then or facts.students_in(t)]
    names = facts.view.labels.territory
    shown.sort(key=lambda t: (reading_order(names[t]), t))
    earlier = [len(then.get(t, ())) for t in shown]
    now = [len(facts.students_in(t)) for t in shown]
    return Table(
        words["sheet_territories"],
        (
            Column(words["territory"], [names[t] for t in shown]),
            Column(words["page_students_then"], earlier, "number"),
            Column(words["page_students_now"], now, "number"),
        ),
        page_length=10,
    )
