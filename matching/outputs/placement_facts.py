"""What a page says of a placement, worked out once: journeys, classes, zones, places left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ..checking.scopes import Scopes
from ..entities import Supervisor
from ..language import Lang
from ..need import SHORTAGE_ZONES, needs
from ..result import Placement, StudentPlacement
from ..semester import Semester
from ..territories.census import GENERAL_PRACTICE
from .counts import NO_ZONE, Counts, count, is_placed
from .placement_page_words import page_words
from .view import View
from .wish_class import wish_class
from .words import Words


@dataclass(frozen=True)
class Facts:
    """A placement in a language, with what its page counts."""

    view: View

    @property
    def semester(self) -> Semester:
        """The semester."""
        return self.view.semester

    @property
    def placement(self) -> Placement:
        """Who goes where."""
        return self.view.placement

    @property
    def lang(self) -> Lang:
        """The language of the page."""
        return self.view.lang

    @property
    def words(self) -> Words:
        """Words of the page."""
        return page_words(self.lang)

    @cached_property
    def counts(self) -> Counts:
        """Students placed, by wish rank, zone, setting and programme."""
        return count(self.semester, self.placement)

    @cached_property
    def placed(self) -> Sequence[StudentPlacement]:
        """Students with a place, by identifier."""
        found = (s for s in self.placement.students if is_placed(s))
        return sorted(found, key=lambda s: s.student_id)

    @cached_property
    def classes(self) -> Mapping[str, str]:
        """Wish class (``1`` …, ``off``, ``none``) of each placed student."""
        return {s.student_id: str(wish_class(self.semester, s)) for s in self.placed}

    @cached_property
    def minutes(self) -> Mapping[str, Fraction]:
        """Minutes one way of each placed student, the mean of its half-days."""
        return {s.student_id: _mean_minutes(s) for s in self.placed}

    @cached_property
    def zone_half_days(self) -> Mapping[str, int]:
        """Half-days a week by zone of the student's profession, ``none`` for no zone."""
        found: Counter[str] = Counter()
        for student in self.placed:
            for part in student.parts:
                found[self.zone_at(part.site_id, student.programme_id)] += len(part.half_days)
        return found

    @property
    def short_half_days(self) -> int:
        """Half-days a week in the zones short of practitioners."""
        return sum(
            self.zone_half_days[zone] for zone in SHORTAGE_ZONES if zone in self.zone_half_days
        )

    def zone_at(self, site_id: str, programme_id: str) -> str:
        """Return the zone of a site for a programme's profession."""
        profession = self.semester.programme[programme_id].profession
        territory = self.semester.site[site_id].territory_id
        return self.view.zones.get((territory, profession), NO_ZONE)

    @cached_property
    def profession(self) -> str:
        """The profession whose need is shown: general practice, otherwise that of most students."""
        found = Counter(
            self.semester.programme[s.programme_id].profession for s in self.semester.students
        )
        if not found or GENERAL_PRACTICE in found:
            return GENERAL_PRACTICE
        return min(found, key=lambda name: (-found[name], name))

    @cached_property
    def need(self) -> Mapping[str, float]:
        """The need of each territory for that profession."""
        return {
            name: float(one.need) for name, one in needs(self.semester, self.profession).items()
        }

    @cached_property
    def students_at(self) -> Mapping[str, frozenset[str]]:
        """Students with a part at each site."""
        found: dict[str, set[str]] = defaultdict(set)
        for student in self.placed:
            for part in student.parts:
                found[part.site_id].add(student.student_id)
        return {site: frozenset(own) for site, own in found.items()}

    def students_in(self, territory_id: str) -> frozenset[str]:
        """Return the students with a part in a territory."""
        sites = self.sites_in.get(territory_id, ())
        return frozenset().union(*(self.students_at.get(site, frozenset()) for site in sites))

    @cached_property
    def sites_in(self) -> Mapping[str, Sequence[str]]:
        """The sites of each territory that has any."""
        found: dict[str, list[str]] = defaultdict(list)
        for site in self.semester.sites:
            found[site.territory_id].append(site.site_id)
        return found

    @cached_property
    def places_left(self) -> Mapping[str, int]:
        """How many more students each supervisor could host."""
        return {s.supervisor_id: self._left(s) for s in self.semester.supervisors}

    def _left(self, supervisor: Supervisor) -> int:
        hosted = self.view.occupancy.at_once(supervisor.supervisor_id)
        return max(0, supervisor.max_students - hosted)

    @cached_property
    def reached(self) -> Mapping[str, int]:
        """What is counted for each quota: students with a part in its scope, or half-days there."""
        scopes = Scopes(self.semester, self.view.zones)
        at_site = self._half_days_at
        found: dict[str, int] = {}
        for quota in self.semester.quotas:
            inside: Counter[str] = Counter()
            for programme in self.semester.programmes:
                if quota.programme_id in (None, programme.programme_id):
                    for site in scopes.of(quota, programme.profession):
                        inside.update(at_site.get((programme.programme_id, site), {}))
            found[quota.quota_id] = inside.total() if quota.unit == "half_days" else len(inside)
        return found

    @cached_property
    def _half_days_at(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """By programme and site: the half-days of each student there."""
        found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for student in self.placed:
            for part in student.parts:
                at = found[student.programme_id, part.site_id]
                at[student.student_id] += len(part.half_days)
        return found


def _mean_minutes(student: StudentPlacement) -> Fraction:
    half_days = sum(len(part.half_days) for part in student.parts)
    total = sum(len(part.half_days) * part.minutes for part in student.parts)
    return Fraction(total, half_days)
