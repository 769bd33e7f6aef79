"""Checks of wishes that cannot be met whatever happens: nobody there takes the programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from ..entities import Programme, TargetKind
from ..language import Sentence, plural_sentence
from ..semester import Semester
from ..tables.findings import Finding, warning
from .hosting import Hosting, cell

_TOLD = 20
_TABLES: dict[TargetKind, tuple[str, str]] = {
    "offer": ("offers", "programme_id"),
    "supervisor": ("supervisors", "supervisor_id"),
    "site": ("sites", "site_id"),
    "territory": ("territories", "territory_id"),
}

Target = tuple[TargetKind, str]


def check_wishes(semester: Semester, hosts: Hosting) -> Iterator[Finding]:
    """Yield targets that no student of a programme can get, with how many wish for them.

    Closed offers are told when the tables are read, and programmes that nobody at all can take
    with the students whom no placement fits.
    """
    useful = {p.programme_id: _useful(hosts, p) for p in semester.programmes}
    vain: dict[tuple[Target, str], list[str]] = defaultdict(list)
    for wish in semester.wishes:
        programme = semester.student[wish.student_id].programme_id
        named: Target = (wish.target_kind, wish.target)
        if wish.refused or named in useful[programme] or not useful[programme]:
            continue
        offer = semester.offer.get(wish.target) if wish.target_kind == "offer" else None
        if offer is None or (offer.open and offer.programme_id != programme):
            vain[named, programme].append(wish.student_id)
    listed = sorted(vain.items(), key=lambda item: (-len(item[1]), item[0]))
    for ((kind, target), programme), students in listed[:_TOLD]:
        table, column = _TABLES[kind]
        message = _sentence(semester, kind, target, programme, students)
        yield warning("useless-wish", cell(semester, table, target, column), message)
    if len(listed) > _TOLD:
        message = plural_sentence(
            "{count} more target is wished for by students whose programme nobody there takes.",
            "{count} more targets are wished for by students whose programme nobody there takes.",
            count=len(listed) - _TOLD,
        )
        (kind, target), _ = listed[_TOLD][0]
        yield warning(
            "useless-wish", cell(semester, _TABLES[kind][0], target, _TABLES[kind][1]), message
        )


def _useful(hosts: Hosting, programme: Programme) -> set[Target]:
    """Return what a wish of a programme's student may name with any effect."""
    semester = hosts.semester
    found: set[Target] = set()
    pairs: set[tuple[str, str]] = set()
    if programme.composition == "offers":
        for offer in hosts.open_offers(programme):
            found.add(("offer", offer.offer_id))
            pairs |= {(part.supervisor_id, part.site_id) for part in offer.parts}
    else:
        for number in np.flatnonzero(hosts.usable(programme)).tolist():
            supervisor = semester.supervisors[int(hosts.places.supervisor[number])]
            site = semester.sites[int(hosts.places.site[number])]
            pairs.add((supervisor.supervisor_id, site.site_id))
    for supervisor_id, site_id in pairs:
        found.add(("supervisor", supervisor_id))
        found.add(("site", site_id))
        found.add(("territory", semester.site[site_id].territory_id))
    return found


def _sentence(
    semester: Semester, kind: TargetKind, target: str, programme: str, students: list[str]
) -> Sentence:
    values = {"target": target, "programme": programme, "student": students[0]}
    count = len(students)
    if kind == "offer":
        return plural_sentence(
            "offer '{target}' belongs to programme '{other}', but student '{student}' of programme "
            "'{programme}' wishes for it.",
            "offer '{target}' belongs to programme '{other}', but {count} students of programme "
            "'{programme}' wish for it, the first is '{student}'.",
            count=count,
            other=semester.offer[target].programme_id,
            **values,
        )
    if kind == "supervisor":
        return plural_sentence(
            "supervisor '{target}' cannot take students of programme '{programme}', but "
            "'{student}' wishes for it.",
            "supervisor '{target}' cannot take students of programme '{programme}', but {count} "
            "of them wish for it, the first is '{student}'.",
            count=count,
            **values,
        )
    if kind == "site":
        return plural_sentence(
            "nobody at site '{target}' can take students of programme '{programme}', but "
            "'{student}' wishes for it.",
            "nobody at site '{target}' can take students of programme '{programme}', but {count} "
            "of them wish for it, the first is '{student}'.",
            count=count,
            **values,
        )
    return plural_sentence(
        "nobody in territory '{target}' can take students of programme '{programme}', but "
        "'{student}' wishes for it.",
        "nobody in territory '{target}' can take students of programme '{programme}', but {count} "
        "of them wish for it, the first is '{student}'.",
        count=count,
        **values,
    )
