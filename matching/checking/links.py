"""Checks of linked students: somewhere there must be room for all of them in one territory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from ..entities import Student
from ..language import sentence
from ..semester import Semester
from ..tables.findings import Finding, warning
from .hosting import Hosting, cell, most_students


def check_links(semester: Semester, hosts: Hosting) -> Iterator[Finding]:
    """Yield links of more students than any one territory can take."""
    groups: dict[str, list[Student]] = defaultdict(list)
    for student in semester.students:
        if student.link_id is not None:
            groups[student.link_id].append(student)
    rooms: dict[str, Counter[str]] = {}
    most_of: dict[frozenset[str], int] = {}
    for link, members in sorted(groups.items()):
        if len(members) < 2:
            continue
        programmes = frozenset(student.programme_id for student in members)
        for name in programmes - rooms.keys():
            rooms[name] = _room(hosts, name)
        if programmes not in most_of:
            # All have a part in each territory of the common set: each must take all of them.
            together = sum((rooms[name] for name in programmes), Counter[str]())
            most_of[programmes] = max(together.values(), default=0)
        most = most_of[programmes]
        if 0 < most < len(members):
            message = sentence(
                "link '{link}' joins {members} students, but no territory can take more than "
                "{most} of them.",
                link=link,
                members=len(members),
                most=most,
            )
            where = cell(semester, "students", members[0].student_id, "link_id")
            yield warning("link-too-large", where, message)


def _room(hosts: Hosting, name: str) -> Counter[str]:
    """Return how many students of a programme each territory can take at any time."""
    semester = hosts.semester
    programme = semester.programme[name]
    found: Counter[str] = Counter()
    if programme.composition == "offers":
        above = hosts.above[name]
        for offer in hosts.open_offers(programme):
            for territory in {semester.site[p.site_id].territory_id for p in offer.parts}:
                found[territory] += offer.seats + above
        return found
    told: set[tuple[int, str]] = set()
    for number in np.flatnonzero(hosts.usable(programme)).tolist():
        host = int(hosts.places.supervisor[number])
        territory = semester.sites[int(hosts.places.site[number])].territory_id
        if (host, territory) not in told:
            told.add((host, territory))
            found[territory] += most_students(semester.supervisors[host], programme)
    return found
