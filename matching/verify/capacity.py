"""What students share: supervisors, rooms, seats, housing and links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..halfdays import HALF_DAYS
from ..language import Sentence, sentence
from ..semester import Semester
from .claims import Claim
from .report import Violation

Students = set[str]


@dataclass
class _Week:
    """Who is where in one week."""

    at_once: dict[tuple[str, int], Students] = field(default_factory=dict)
    hosted: dict[str, Students] = field(default_factory=dict)
    by_programme: dict[tuple[str, str], Students] = field(default_factory=dict)
    in_rooms: dict[tuple[str, int], Students] = field(default_factory=dict)

    @classmethod
    def of(cls, claims: Iterable[Claim], week: int) -> _Week:
        """Collect the parts that last in this week."""
        found = cls()
        for claim in claims:
            student = claim.student.student_id
            for part in claim.parts:
                if week not in part.weeks:
                    continue
                supervisor, site = part.supervisor.supervisor_id, part.site.site_id
                found.hosted.setdefault(supervisor, set()).add(student)
                key = (supervisor, claim.programme.programme_id)
                found.by_programme.setdefault(key, set()).add(student)
                for half_day in part.half_days:
                    found.at_once.setdefault((supervisor, half_day), set()).add(student)
                    if claim.programme.needs_room:
                        found.in_rooms.setdefault((site, half_day), set()).add(student)
        return found


def weekly(semester: Semester, claims: list[Claim]) -> Iterator[Violation]:
    """Check every week; weeks in which the same parts last are looked at once."""
    patterns = {part.weeks for claim in claims for part in claim.parts}
    sets = sorted(patterns, key=sorted)
    seen: set[tuple[bool, ...]] = set()
    said: set[tuple[str, str, Sentence]] = set()
    for week in range(1, semester.settings.n_weeks + 1):
        signature = tuple(week in weeks for weeks in sets)
        if signature in seen:
            continue
        seen.add(signature)
        for excess in _one_week(semester, _Week.of(claims, week)):
            key = (excess.code, excess.subject, excess.which)
            if key not in said:
                said.add(key)
                yield excess.in_week(week)


@dataclass(frozen=True, slots=True)
class _Excess:
    """More students than allowed; ``which`` says which of them."""

    code: str
    subject: str
    found: int
    most: int
    which: Sentence

    def in_week(self, week: int) -> Violation:
        said = self.which.filled(found=self.found, week=week, most=self.most)
        return Violation(self.code, self.subject, said)


def _one_week(semester: Semester, found: _Week) -> Iterator[_Excess]:
    for (supervisor, half_day), students in sorted(found.at_once.items()):
        most = semester.supervisor[supervisor].max_at_once
        if len(students) > most:
            which = sentence(
                "{found} students on {half_day} in week {week}; at most {most}.",
                half_day=HALF_DAYS[half_day],
            )
            yield _Excess("at-once", supervisor, len(students), most, which)
    for supervisor, students in sorted(found.hosted.items()):
        most = semester.supervisor[supervisor].max_students
        if len(students) > most:
            which = sentence("{found} students in week {week}; at most {most}.")
            yield _Excess("max-students", supervisor, len(students), most, which)
    for (supervisor, programme), students in sorted(found.by_programme.items()):
        limit = semester.supervisor[supervisor].limits.get(programme)
        if limit is not None and len(students) > limit:
            which = sentence(
                "{found} students of {programme} in week {week}; at most {most}.",
                programme=programme,
            )
            yield _Excess("limits", supervisor, len(students), limit, which)
    for (site, half_day), students in sorted(found.in_rooms.items()):
        rooms = semester.site[site].rooms
        if rooms is not None and len(students) > rooms:
            which = sentence(
                "{found} students in need of a room on {half_day} in week {week}; at most {most}.",
                half_day=HALF_DAYS[half_day],
            )
            yield _Excess("room", site, len(students), rooms, which)


def seats_taken(claims: Iterable[Claim]) -> Counter[str]:
    """Return how many students take a seat of each offer; a surnombre takes none."""
    return Counter(
        claim.offer.offer_id
        for claim in claims
        if claim.offer is not None and claim.student.surnombre is None
    )


def offers(semester: Semester, claims: list[Claim]) -> Iterator[Violation]:
    """Seats, and the least number of students of an offer in use."""
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.offer is not None:
            groups.setdefault(claim.offer.offer_id, []).append(claim)
    for offer_id, group in sorted(groups.items()):
        offer = semester.offer[offer_id]
        taken = seats_taken(group)[offer_id]
        if taken > offer.seats:
            said = sentence("{taken} students for {seats} seats.", taken=taken, seats=offer.seats)
            yield Violation("seats", offer_id, said)
        if len(group) < offer.min_if_open:
            said = sentence(
                "{count} students; if any, at least {min_if_open}.",
                count=len(group),
                min_if_open=offer.min_if_open,
            )
            yield Violation("min-if-open", offer_id, said)


def housing(semester: Semester, claims: list[Claim]) -> Iterator[Violation]:
    """No site houses more students than it has places."""
    housed: dict[str, int] = {}
    for claim in claims:
        if claim.housed is not None:
            housed[claim.housed.site_id] = housed.get(claim.housed.site_id, 0) + 1
    for site_id, count in sorted(housed.items()):
        places = semester.site[site_id].housing_places
        if count > places:
            yield Violation(
                "housing-places",
                site_id,
                sentence("{count} housed for {places} places.", count=count, places=places),
            )


def links(claims: list[Claim]) -> Iterator[Violation]:
    """Students of one link have the same set of territories, or none is placed."""
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.student.link_id is not None:
            groups.setdefault(claim.student.link_id, []).append(claim)
    for link_id, group in sorted(groups.items()):
        # An unplaced student has no territory, which differs from any placed one's.
        if len({claim.territories for claim in group}) > 1:
            names = tuple(claim.student.student_id for claim in group)
            said = sentence(
                "the linked students {names} do not have the same territories.", names=names
            )
            yield Violation("link", link_id, said)
