"""Every bundle of a student, listed by brute force and tested rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from maillage.matching.entities import Lock, Offer, Presence, Programme, Student, Supervisor
from maillage.matching.semester import Semester

from .geography import Atlas


@dataclass(frozen=True)
class Part:
    """A supervisor at a site on half-days of the week, in the weeks given."""

    supervisor_id: str
    site_id: str
    half_days: tuple[int, ...]
    weeks: frozenset[int]


@dataclass(frozen=True)
class Bundle:
    """One way to place a student; ``housed`` is the site that houses it, if any must."""

    parts: tuple[Part, ...]
    offer_id: str | None = None
    housed: str | None = None

    @property
    def supervisors(self) -> set[str]:
        return {part.supervisor_id for part in self.parts}

    @property
    def sites(self) -> set[str]:
        return {part.site_id for part in self.parts}

    @property
    def half_days(self) -> int:
        return sum(len(part.half_days) for part in self.parts)

    def territories(self, semester: Semester) -> frozenset[str]:
        return frozenset(semester.site[site].territory_id for site in self.sites)


def all_weeks(semester: Semester) -> frozenset[int]:
    return frozenset(range(1, semester.settings.n_weeks + 1))


def weeks_of(semester: Semester, programme: Programme) -> frozenset[int]:
    return all_weeks(semester) if programme.weeks is None else programme.weeks


# --- the bundles that a programme allows to anyone -------------------------------------------


def is_there(programme: Programme, cell: Presence | None) -> bool:
    """Say whether a supervisor's cell counts for the programme."""
    return cell is not None and (not cell.away or programme.presence == "reachable")


def accredited(semester: Semester, supervisor: Supervisor, programme: Programme) -> bool:
    """Say whether a supervisor may host the programme during the whole semester."""
    first, last = semester.settings.first_day, semester.settings.last_day
    lines = [
        line
        for line in semester.accreditations
        if line.supervisor_id == supervisor.supervisor_id or line.site_id == supervisor.site_id
    ]
    if lines:
        return any(
            line.programme_id == programme.programme_id
            and (line.start is None or line.start <= first)
            and (line.end is None or line.end >= last)
            for line in lines
        )
    end = supervisor.accreditation_end
    return programme.programme_id in supervisor.programmes and (end is None or end >= last)


def composed_bundles(semester: Semester, programme: Programme) -> Iterator[Bundle]:
    """List every choice of half-days and, for each of them, of the supervisor."""
    weeks = weeks_of(semester, programme)
    cells: dict[int, list[tuple[str, str]]] = {}
    for supervisor in semester.supervisors:
        if not accredited(semester, supervisor, programme):
            continue
        for half_day, cell in enumerate(supervisor.timetable):
            if cell is not None and is_there(programme, cell):
                place = (supervisor.supervisor_id, cell.site_id)
                cells.setdefault(half_day, []).append(place)
    for half_days in combinations(sorted(cells), programme.half_days):
        for places in product(*(cells[half_day] for half_day in half_days)):
            days: dict[tuple[str, str], tuple[int, ...]] = {}
            for half_day, place in zip(half_days, places, strict=True):
                days[place] = (*days.get(place, ()), half_day)
            parts = tuple(Part(*place, days[place], weeks) for place in sorted(days))
            bundle = Bundle(parts)
            if is_composition(semester, programme, bundle):
                yield bundle


def is_composition(semester: Semester, programme: Programme, bundle: Bundle) -> bool:
    """Test the rules on number and size of parts, sites and mix."""
    of_setting = {
        setting: sum(
            len(part.half_days)
            for part in bundle.parts
            if semester.site[part.site_id].setting == setting
        )
        for setting in ("liberal", "centre")
    }
    n_sites = len(bundle.sites)
    return (
        programme.min_parts <= len(bundle.supervisors) <= programme.max_parts
        and (programme.min_sites is None or n_sites >= programme.min_sites)
        and (programme.max_sites is None or n_sites <= programme.max_sites)
        and of_setting["liberal"] >= programme.min_liberal
        and of_setting["centre"] >= programme.min_centre
        and all(len(part.half_days) >= programme.min_part for part in bundle.parts)
        and all(keeps_days(programme, part) for part in bundle.parts)
        and near_enough(semester, programme, bundle)
    )


def keeps_days(programme: Programme, part: Part) -> bool:
    """Test whole days and the longest run of consecutive days of one part."""
    days = {half_day // 2 for half_day in part.half_days}
    if programme.whole_days:
        for day in days:
            if 2 * day not in part.half_days or 2 * day + 1 not in part.half_days:
                return False
    if programme.max_run_days is not None:
        too_long = programme.max_run_days + 1
        for start in range(6):
            if all(start + i in days for i in range(too_long)):
                return False
    return True


def near_enough(semester: Semester, programme: Programme, bundle: Bundle) -> bool:
    """Test the greatest distance between two parts at different sites."""
    if programme.max_km is None:
        return True
    atlas = Atlas(semester)
    return all(
        atlas.km_between(semester.site[a], semester.site[b]) <= programme.max_km
        for a, b in combinations(sorted(bundle.sites), 2)
    )


def offer_bundles(semester: Semester, programme: Programme, offer: Offer) -> Iterator[Bundle]:
    """List the ways to sit in an offer: one, unless a part only gives its number of half-days."""
    if not offer.open or not offer.parts:
        return
    choices: list[list[Part]] = []
    for line in offer.parts:
        supervisor = semester.supervisor[line.supervisor_id]
        if not accredited(semester, supervisor, programme):
            return
        present = [
            half_day
            for half_day, cell in enumerate(supervisor.timetable)
            if cell is not None and cell.site_id == line.site_id and is_there(programme, cell)
        ]
        weeks = weeks_of(semester, programme)
        if line.weeks_text:
            weeks = all_weeks(semester) if line.weeks is None else line.weeks
        if isinstance(line.half_days, int):
            parts = [
                Part(line.supervisor_id, line.site_id, chosen, weeks)
                for chosen in combinations(present, line.half_days)
            ]
            choices.append([part for part in parts if keeps_days(programme, part)])
        else:
            fixed = tuple(sorted(line.half_days))
            part = Part(line.supervisor_id, line.site_id, fixed, weeks)
            choices.append([part] if set(fixed) <= set(present) else [])
    for parts_chosen in product(*choices):
        if not any(
            set(a.half_days) & set(b.half_days) and a.weeks & b.weeks
            for a, b in combinations(parts_chosen, 2)
        ):
            yield Bundle(parts_chosen, offer.offer_id)


# --- the bundles that one student may take -----------------------------------------------------


def bundles_of(semester: Semester, student: Student) -> list[Bundle]:
    """Return every bundle that the rules allow to one student, by itself."""
    programme = semester.programme[student.programme_id]
    if programme.composition == "composed":
        candidates = list(composed_bundles(semester, programme))
    else:
        candidates = [
            bundle
            for offer in semester.offers
            if offer.programme_id == programme.programme_id
            for bundle in offer_bundles(semester, programme, offer)
        ]
    lock = semester.lock.get(student.student_id)
    return [
        housed
        for bundle in candidates
        if is_free_for(semester, student, programme, bundle, lock)
        and noon_allows(semester, student, bundle)
        for housed in with_housing(semester, student, bundle, lock)
    ]


def is_free_for(
    semester: Semester, student: Student, programme: Programme, bundle: Bundle, lock: Lock | None
) -> bool:
    """Test conflicts, history, and either the lock or what a lock overrides."""
    for conflict in semester.conflicts:
        if conflict.student_id == student.student_id and (
            conflict.supervisor_id in bundle.supervisors or conflict.site_id in bundle.sites
        ):
            return False
    for line in semester.history:
        if line.student_id == student.student_id and (
            (programme.no_repeat == "supervisor" and line.supervisor_id in bundle.supervisors)
            or (programme.no_repeat == "site" and line.site_id in bundle.sites)
        ):
            return False
    if lock is not None:
        return fits_lock(bundle, lock)
    if student.shortage_only:
        atlas = Atlas(semester)
        for territory in bundle.territories(semester):
            if atlas.zone(territory, programme.profession) not in ("ZIP", "ZAC"):
                return False
    return not any(
        wish.refused and wish.target in touched(semester, bundle)[wish.target_kind]
        for wish in semester.wishes_of.get(student.student_id, ())
    )


def touched(semester: Semester, bundle: Bundle) -> dict[str, set[str]]:
    """Return the identifiers that a bundle touches, by kind of target."""
    return {
        "offer": set() if bundle.offer_id is None else {bundle.offer_id},
        "supervisor": bundle.supervisors,
        "site": bundle.sites,
        "territory": set(bundle.territories(semester)),
    }


def fits_lock(bundle: Bundle, lock: Lock) -> bool:
    """Test offer, exact set of supervisors and exact half-days of a lock."""
    half_days = {half_day for part in bundle.parts for half_day in part.half_days}
    return (
        (lock.offer_id is None or lock.offer_id == bundle.offer_id)
        and (not lock.supervisor_ids or set(lock.supervisor_ids) == bundle.supervisors)
        and (not lock.half_days or set(lock.half_days) == half_days)
    )


def noon_allows(semester: Semester, student: Student, bundle: Bundle) -> bool:
    """Test every change of site at noon that the offer itself does not fix."""
    chosen = [True] * len(bundle.parts)
    if bundle.offer_id is not None:
        lines = semester.offer[bundle.offer_id].parts
        chosen = [isinstance(line.half_days, int) for line in lines]
    atlas = Atlas(semester)
    for i, a in enumerate(bundle.parts):
        for j, b in enumerate(bundle.parts):
            if a.site_id == b.site_id or not a.weeks & b.weeks or not (chosen[i] or chosen[j]):
                continue
            changes = any(h % 2 == 0 and h + 1 in b.half_days for h in a.half_days)
            if changes:
                morning, afternoon = semester.site[a.site_id], semester.site[b.site_id]
                minutes = atlas.noon_minutes(student, morning, afternoon)
                if minutes > semester.settings.noon_minutes:
                    return False
    return True


def with_housing(
    semester: Semester, student: Student, bundle: Bundle, lock: Lock | None
) -> list[Bundle]:
    """Return the bundle as it is where home is near, otherwise once per site that may house."""
    atlas = Atlas(semester)
    if (
        lock is not None
        or student.max_minutes is None
        or all(
            atlas.minutes(student, semester.site[site]) <= student.max_minutes
            for site in bundle.sites
        )
    ):
        return [bundle]
    if not student.needs_housing:
        return []
    return [
        Bundle(bundle.parts, bundle.offer_id, site)
        for site in sorted(bundle.sites)
        if semester.site[site].housing_places > 0
    ]
