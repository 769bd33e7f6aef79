"""The tables of a placement's page: by student, by supervisor, by site, by territory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..need import needs
from ..pages import Column, Table
from ..result import StudentPlacement
from .counts import is_placed, setting_of
from .figures import half_days_text, listed
from .labels import reading_order
from .occupancy import Stay
from .placement_facts import Facts
from .placement_page_map import need_label
from .placement_rows import sorted_parts

ROWS = 10
"""Rows shown at a time."""


def student_table(facts: Facts, *, short: bool = False) -> Table:
    """Return a row per student; ``short``: without half-days, supervisors and sites."""
    words, names = facts.words, facts.view.labels.student
    students = sorted(
        facts.placement.students, key=lambda s: (reading_order(names[s.student_id]), s.student_id)
    )
    ranks = [None if s.wish_rank is None else float(s.wish_rank) for s in students]
    status = [words[f"is_{s.status}"] for s in students]
    columns = [
        Column(words["student"], [names[s.student_id] for s in students]),
        Column(words["student_id"], [s.student_id for s in students]),
        Column(words["programme"], [s.programme_id for s in students], choices=True),
        Column(words["status"], status, choices=True),
        Column(words["wish_rank"], ranks, "number", decimals=_decimals(ranks)),
        *([] if short else _places(facts, students)),
        Column(words["territory"], [_territories(facts, s) for s in students]),
        Column(words["zone"], [_zones(facts, s) for s in students], choices=True),
        Column(words["page_longest"], [_longest(s) for s in students], "number"),
        *([] if short else _less_often(facts, students)),
    ]
    return Table(words["sheet_students"], tuple(columns), page_length=ROWS)


def _decimals(ranks: Iterable[float | None]) -> int:
    return 0 if all(rank is None or rank.is_integer() for rank in ranks) else 2


def _places(facts: Facts, students: Sequence[StudentPlacement]) -> list[Column]:
    words, labels = facts.words, facts.view.labels
    setting = [words[setting_of(facts.semester, s)] if is_placed(s) else None for s in students]
    hosts = [
        _each(facts, (labels.supervisor[p.supervisor_id] for p in sorted_parts(s)))
        for s in students
    ]
    sites = [_each(facts, (labels.site[p.site_id] for p in sorted_parts(s))) for s in students]
    days = [
        _each(facts, (half_days_text(p.half_days, facts.lang) for p in sorted_parts(s)))
        for s in students
    ]
    return [
        Column(words["supervisor"], hosts),
        Column(words["site"], sites),
        Column(words["setting"], setting, choices=True),
        Column(words["half_days"], days),
    ]


def _less_often(facts: Facts, students: Sequence[StudentPlacement]) -> list[Column]:
    """Return the columns that are there only where somebody has something in them."""
    words, labels = facts.words, facts.view.labels
    columns = (
        Column(
            words["weeks"], [_each(facts, (p.weeks for p in sorted_parts(s))) for s in students]
        ),
        Column(words["offer"], [labels.offer.get(s.offer_id or "") for s in students]),
        Column(words["housed"], [labels.site.get(s.housed or "") for s in students]),
        Column(words["reason"], [_reason(facts, s) for s in students]),
    )
    return [column for column in columns if any(v is not None for v in column.values)]


def _reason(facts: Facts, student: StudentPlacement) -> str | None:
    return facts.words.get(f"reason_{student.reason}", student.reason or "")


def _each(facts: Facts, texts: Iterable[str]) -> str:
    """Return distinct texts in one cell, in their order."""
    return listed([text for text in dict.fromkeys(texts) if text], facts.lang)


def _territories(facts: Facts, student: StudentPlacement) -> str:
    names, site = facts.view.labels.territory, facts.semester.site
    return _each(facts, (names[site[p.site_id].territory_id] for p in sorted_parts(student)))


def _zones(facts: Facts, student: StudentPlacement) -> str:
    found = {facts.zone_at(p.site_id, student.programme_id) for p in student.parts}
    return ", ".join(facts.words.get(f"zone_{zone}", zone) for zone in sorted(found))


def _longest(student: StudentPlacement) -> int | None:
    return max((part.minutes for part in student.parts), default=None)


def supervisor_table(facts: Facts) -> Table:
    """Return a row per supervisor, those who host nobody too."""
    words, labels, occupancy = facts.words, facts.view.labels, facts.view.occupancy
    rows = sorted(
        facts.semester.supervisors, key=lambda s: (reading_order(s.name), s.supervisor_id)
    )
    stays = [occupancy.by_supervisor.get(s.supervisor_id, []) for s in rows]
    site = facts.semester.site
    setting = [words[site[s.site_id].setting] for s in rows]
    hosted = [occupancy.at_once(s.supervisor_id) for s in rows]
    return Table(
        words["sheet_supervisors"],
        (
            Column(words["supervisor"], [labels.supervisor[s.supervisor_id] for s in rows]),
            Column(words["supervisor_id"], [s.supervisor_id for s in rows]),
            Column(words["site"], [labels.site[s.site_id] for s in rows]),
            Column(words["setting"], setting, choices=True),
            Column(
                words["territory"], [labels.territory[site[s.site_id].territory_id] for s in rows]
            ),
            Column(words["page_hosted"], hosted, "number"),
            Column(words["page_most"], [s.max_students for s in rows], "number"),
            Column(words["half_day_count"], [_half_days(own) for own in stays], "number"),
            Column(words["names"], [_names(facts, own) for own in stays]),
        ),
        page_length=ROWS,
    )


def site_table(facts: Facts) -> Table:
    """Return a row per site."""
    words, labels, occupancy = facts.words, facts.view.labels, facts.view.occupancy
    rows = sorted(facts.semester.sites, key=lambda s: (reading_order(s.name), s.site_id))
    stays = [occupancy.by_site.get(site.site_id, []) for site in rows]
    housed: dict[str, int] = {}
    for student in facts.placed:
        if student.housed is not None:
            housed[student.housed] = housed.get(student.housed, 0) + 1
    columns = [
        Column(words["site"], [labels.site[site.site_id] for site in rows]),
        Column(words["kind"], [words.get(s.kind, s.kind) for s in rows], choices=True),
        Column(words["setting"], [words[site.setting] for site in rows], choices=True),
        Column(words["territory"], [labels.territory[site.territory_id] for site in rows]),
        Column(words["students"], [_students(own) for own in stays], "number"),
        Column(words["half_day_count"], [_half_days(own) for own in stays], "number"),
    ]
    if any(site.housing_places for site in rows):
        texts = [
            f"{housed.get(s.site_id, 0)} / {s.housing_places}" if s.housing_places else None
            for s in rows
        ]
        columns.append(Column(words["housed_of_places"], texts))
    columns.append(Column(words["names"], [_names(facts, own) for own in stays]))
    return Table(words["sheet_sites"], tuple(columns), page_length=ROWS)


def territory_table(facts: Facts) -> Table:
    """Return a row per territory with a site, where most is lacking first."""
    words, labels, occupancy = facts.words, facts.view.labels, facts.view.occupancy
    rows = [t for t in facts.semester.territories if t.territory_id in facts.sites_in]
    rows.sort(key=lambda t: (reading_order(t.name), t.territory_id))
    sites = [facts.sites_in[t.territory_id] for t in rows]
    stays = [[stay for site in own for stay in occupancy.by_site.get(site, ())] for own in sites]
    zone = [facts.view.zones.get((t.territory_id, facts.profession)) for t in rows]
    source = needs(facts.semester, facts.profession)
    sources = [words[f"need_{source[t.territory_id].source}"] for t in rows]
    need = [facts.need[t.territory_id] for t in rows]
    columns = (
        Column(words["territory"], [labels.territory[t.territory_id] for t in rows]),
        Column(words["territory_id"], [t.territory_id for t in rows]),
        Column(words["department"], [t.department for t in rows], choices=True),
        Column(words["zone"], zone, choices=True),
        Column(need_label(facts), need, "number", decimals=2, bar=True),
        Column(words["need_source"], sources),
        Column(words["students"], [_students(own) for own in stays], "number"),
        Column(words["half_day_count"], [_half_days(own) for own in stays], "number"),
        Column(words["sites"], [len(own) for own in sites], "number"),
        Column(words["page_hosting"], [_hosting(own) for own in stays], "number"),
    )
    return Table(words["sheet_territories"], columns, sort=(4, True), page_length=ROWS)


def _students(stays: Iterable[Stay]) -> int:
    return len({stay.student.student_id for stay in stays})


def _half_days(stays: Iterable[Stay]) -> int:
    return sum(len(stay.part.half_days) for stay in stays)


def _hosting(stays: Iterable[Stay]) -> int:
    return len({stay.part.supervisor_id for stay in stays})


def _names(facts: Facts, stays: Iterable[Stay]) -> str:
    names = {facts.view.labels.student[stay.student.student_id] for stay in stays}
    return ", ".join(sorted(names, key=lambda name: (reading_order(name), name)))
