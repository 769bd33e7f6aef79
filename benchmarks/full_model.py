"""The peer's model: plain CP-SAT on the full model of a semester, written straightforwardly.

Every placement that a student may have is a boolean, every capacity a constraint; `descent`
optimises the tiers. There are two forms of the same model:

``half-days``
    One boolean per student and bundle (supervisors, sites, sizes), and one per student,
    supervisor's place and half-day, tied to the first by sums.
``bundles``
    One boolean per student, supervisors, sites *and half-days*. Programmes of single half-days
    make tens of millions of them at 300 students, so that only small instances can be built.

The list of bundles and their worth are input, shared with the program; nothing of its solving
is. The model covers what the benchmark's generator makes: composed programmes, and in the form
``bundles`` fixed offers; programmes that last the whole semester; no locks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from covered import Form, TooLargeError, check_covered
from covered import NotCoveredError as NotCoveredError
from maillage.matching.bundles import Bundles, Market, bundles, market
from maillage.matching.entities import Quota
from maillage.matching.semester import Semester
from maillage.matching.valuation import Valuation, valuation
from maillage.solvers.timetable import Part, patterns
from ortools.sat.python import cp_model

Var = cp_model.IntVar
Linear = cp_model.LinearExpr
MOST_BOOLEANS = 3_000_000
_SAMPLE = 200  # students whose bundles are counted before those of all are listed


@dataclass
class FullModel:
    """The variables of a semester's full model.

    Attributes
    ----------
    taken
        One boolean per bundle: the student has it (on whatever half-days).
    placed
        One boolean per student who has any bundle.
    at_host, in_room
        By (half-day, supervisor), and by (half-day, site) for rooms: who is there.
    floors
        What soft quotas lack or have too much.
    """

    market: Market
    bundles: Bundles
    worth: Valuation
    form: Form
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    taken: list[Var] = field(default_factory=list)
    placed: dict[int, Var] = field(default_factory=dict)
    at_host: dict[tuple[int, int], list[Var]] = field(default_factory=lambda: defaultdict(list))
    in_room: dict[tuple[int, int], list[Var]] = field(default_factory=lambda: defaultdict(list))
    floors: list[Var] = field(default_factory=list)
    known: dict[int, tuple[Part, ...]] = field(default_factory=dict)

    def parts(self, row: int) -> tuple[Part, ...]:
        """Return the parts of a composition."""
        if row not in self.known:
            self.known[row] = tuple(self._parts(row))
        return self.known[row]

    def _parts(self, row: int) -> Iterator[Part]:
        table, where = self.bundles.compositions, self.market.places
        for k, place in enumerate(table.place[row].tolist()):
            if place < 0:
                continue
            yield Part(
                host=int(where.supervisor[place]),
                location=int(where.site[place]),
                room=-1,
                size=int(table.size[row, k]),
                mask=int(table.mask[row, k]),
                weeks=1,
                paired=bool(table.paired[row, k]),
                run=int(table.run[row, k]),
                free=bool(table.free[row, k]),
            )

    def needs_room(self, row: int, site: int) -> bool:
        """Say whether a composition's student takes a scarce room at a site."""
        semester = self.market.semester
        programme = semester.programmes[int(self.bundles.programme[row])]
        return programme.needs_room and semester.sites[site].rooms is not None

    def territories(self, row: int) -> frozenset[str]:
        """Return the territories of a composition's sites."""
        sites = self.market.semester.sites
        return frozenset(sites[p.location].territory_id for p in self.parts(row))


def build(semester: Semester, form: Form) -> FullModel:
    """Build the full model of a semester.

    Raises
    ------
    NotCoveredError
        For what the generator never makes.
    TooLargeError
        If there would be more than `MOST_BOOLEANS` booleans.
    """
    check_covered(semester, form)
    prepared = market(semester)
    _check_size(prepared)
    everything = bundles(prepared, np.arange(len(semester.students)))
    full = FullModel(prepared, everything, valuation(prepared, everything), form)
    full.taken = [full.model.new_bool_var("") for _ in everything.student]
    for student, own in by_student(everything).items():
        full.placed[student] = full.model.new_bool_var("")
        full.model.add_exactly_one(~full.placed[student], *(full.taken[b] for b in own))
    if form == "bundles":
        _add_patterns(full)
    else:
        _add_half_days(full)
    _add_capacity(full)
    _add_seats(full)
    _add_students_limits(full)
    _add_housing(full)
    for quota in semester.quotas:
        _add_quota(full, quota)
    _add_links(full)
    return full


def _check_size(prepared: Market) -> None:
    """Refuse what is too large by a sample, before the bundles of all are listed."""
    number = len(prepared.semester.students)
    if number <= _SAMPLE:
        return
    sample = np.linspace(0, number - 1, _SAMPLE).astype(np.int64)
    about = len(bundles(prepared, sample).student) * number // _SAMPLE
    if about > MOST_BOOLEANS:
        raise TooLargeError(f"about {about:,}, so more than {MOST_BOOLEANS:,} bundles")


def by_student(everything: Bundles) -> dict[int, list[int]]:
    """Return the bundles of each student who has any."""
    groups: dict[int, list[int]] = defaultdict(list)
    for bundle, student in enumerate(everything.student.tolist()):
        groups[student].append(bundle)
    return groups


def _blocked(full: FullModel, row: int, parts: tuple[Part, ...]) -> frozenset[tuple[int, int]]:
    """Return the ordered pairs of parts between which the noon is too short."""
    able = full.market.journeys.noon[bool(full.bundles.with_car[row])]
    return frozenset(
        (a, b)
        for a, one in enumerate(parts)
        for b, other in enumerate(parts)
        if one.location != other.location and not able[one.location, other.location]
    )


def _half_days(mask: int) -> Iterable[int]:
    return (h for h in range(mask.bit_length()) if mask >> h & 1)


# -- form "bundles" ---------------------------------------------------------------------------


def _add_patterns(full: FullModel) -> None:
    """Add a boolean per bundle and choice of half-days; a bundle taken has one of them."""
    number = 0
    listed: dict[int, list[tuple[int, ...]]] = {}
    for bundle, row in enumerate(full.bundles.composition.tolist()):
        parts = full.parts(row)
        if row not in listed:
            sign = (parts, _blocked(full, row, parts))
            listed[row] = list(patterns(sign))
        number += len(listed[row])
        if number > MOST_BOOLEANS:
            raise TooLargeError(f"more than {MOST_BOOLEANS:,} bundles with their half-days")
        if len(listed[row]) == 1:
            chosen = [full.taken[bundle]]
        else:
            chosen = [full.model.new_bool_var("") for _ in listed[row]]
            full.model.add(Linear.sum(chosen) == full.taken[bundle])
        for variable, masks in zip(chosen, listed[row], strict=True):
            for part, mask in zip(parts, masks, strict=True):
                for half_day in _half_days(mask):
                    full.at_host[half_day, part.host].append(variable)
                    if full.needs_room(row, part.location):
                        full.in_room[half_day, part.location].append(variable)


# -- form "half-days" -------------------------------------------------------------------------


def _add_half_days(full: FullModel) -> None:
    """Add a boolean per student, place and half-day, tied to the bundles by sums."""
    for own in by_student(full.bundles).values():
        _StudentWeek(full, own).add()


class _StudentWeek:
    """One student's half-days at every place of its bundles."""

    def __init__(self, full: FullModel, own: list[int]) -> None:
        self.full, self.own = full, own
        self.using: dict[tuple[int, int], list[tuple[Var, Part]]] = defaultdict(list)
        self.blocked: set[tuple[tuple[int, int], tuple[int, int]]] = set()
        for bundle in own:
            row = int(full.bundles.composition[bundle])
            parts = full.parts(row)
            keys = [(p.host, p.location) for p in parts]
            for key, part in zip(keys, parts, strict=True):
                self.using[key].append((full.taken[bundle], part))
            self.blocked |= {(keys[a], keys[b]) for a, b in _blocked(full, row, parts)}
        self.there: dict[tuple[int, int], dict[int, Var]] = {}

    def add(self) -> None:
        """Add the student's variables and rules."""
        for key, uses in self.using.items():
            self.there[key] = self._at_place(key, uses)
        per_half_day: dict[int, list[Var]] = defaultdict(list)
        for at_place in self.there.values():
            for half_day, variable in at_place.items():
                per_half_day[half_day].append(variable)
        for variables in per_half_day.values():
            self.full.model.add_at_most_one(variables)
        self._keep_noons()

    def _at_place(self, key: tuple[int, int], uses: list[tuple[Var, Part]]) -> dict[int, Var]:
        full, (host, site) = self.full, key
        part = uses[0][1]  # mask, whole days and run are the same in all of a student's bundles
        there = {h: full.model.new_bool_var("") for h in _half_days(part.mask)}
        variables, parts = zip(*uses, strict=True)
        size = Linear.weighted_sum(variables, [p.size for p in parts])
        full.model.add(Linear.sum(list(there.values())) == size)
        row = int(full.bundles.composition[self.own[0]])
        here = full.model.new_bool_var("")
        full.model.add(Linear.sum(variables) == here)
        for half_day, variable in there.items():
            full.model.add_implication(variable, here)  # implied; tightens the relaxation
            full.at_host[half_day, host].append(variable)
            if full.needs_room(row, site):
                full.in_room[half_day, site].append(variable)
            if part.paired and half_day % 2 == 0:
                full.model.add(variable == there[half_day + 1])
        self._keep_runs(part, there)
        return there

    def _keep_runs(self, part: Part, there: dict[int, Var]) -> None:
        """Allow at most ``run`` consecutive days (of days with any half-day) at a place."""
        if not part.run:
            return
        for first in range(6 - part.run):
            days = [
                [there[h] for h in (2 * d, 2 * d + 1) if h in there]
                for d in range(first, first + part.run + 1)
            ]
            self._forbid_all(days)

    def _forbid_all(self, days: list[list[Var]]) -> None:
        if all(days):
            used = []
            for halves in days:
                day = self.full.model.new_bool_var("")
                for half in halves:
                    self.full.model.add_implication(half, day)
                used.append(day)
            self.full.model.add_bool_or([~day for day in used])

    def _keep_noons(self) -> None:
        for one, other in self.blocked:
            for half_day, variable in self.there[one].items():
                later = self.there[other].get(half_day + 1)
                if half_day % 2 == 0 and later is not None:
                    self.full.model.add_bool_or([~variable, ~later])


# -- what students share ----------------------------------------------------------------------


def _add_capacity(full: FullModel) -> None:
    """Limit students at a half-day: at each supervisor, and in each site's rooms."""
    semester = full.market.semester
    for (_, host), variables in full.at_host.items():
        full.model.add(Linear.sum(variables) <= semester.supervisors[host].max_at_once)
    for (_, site), variables in full.in_room.items():
        full.model.add(Linear.sum(variables) <= (semester.sites[site].rooms or 0))


def _add_seats(full: FullModel) -> None:
    """Limit the students of each offer to its seats."""
    holding: dict[int, list[Var]] = defaultdict(list)
    offers = full.bundles.compositions.offer[full.bundles.composition]
    for bundle, offer in enumerate(offers.tolist()):
        if offer >= 0:
            holding[offer].append(full.taken[bundle])
    for offer, variables in holding.items():
        full.model.add(Linear.sum(variables) <= full.market.semester.offers[offer].seats)


def hosted(full: FullModel) -> dict[tuple[int, int], list[Var]]:
    """Return, by (supervisor, programme), the bundles that have the supervisor."""
    found: dict[tuple[int, int], list[Var]] = defaultdict(list)
    for bundle, row in enumerate(full.bundles.composition.tolist()):
        for host in {part.host for part in full.parts(row)}:
            found[host, int(full.bundles.programme[row])].append(full.taken[bundle])
    return found


def _add_students_limits(full: FullModel) -> None:
    """Limit a supervisor's students, over all programmes and per programme."""
    semester = full.market.semester
    everyone: dict[int, list[Var]] = defaultdict(list)
    for (host, programme), variables in hosted(full).items():
        everyone[host] += variables
        limit = semester.supervisors[host].limits.get(semester.programmes[programme].programme_id)
        if limit is not None:
            full.model.add(Linear.sum(variables) <= limit)
    for host, variables in everyone.items():
        full.model.add(Linear.sum(variables) <= semester.supervisors[host].max_students)


def _add_housing(full: FullModel) -> None:
    housed: dict[int, list[Var]] = defaultdict(list)
    for bundle, site in enumerate(full.bundles.housed.tolist()):
        if site >= 0:
            housed[site].append(full.taken[bundle])
    for site, variables in housed.items():
        full.model.add(Linear.sum(variables) <= full.market.semester.sites[site].housing_places)


def quota_use(full: FullModel, quota: Quota) -> dict[int, int]:
    """Return how much each bundle counts for a quota, where it does."""
    found = {}
    for bundle, row in enumerate(full.bundles.composition.tolist()):
        programme = full.market.semester.programmes[int(full.bundles.programme[row])]
        if quota.programme_id in (None, programme.programme_id):
            inside = sum(p.size for p in full.parts(row) if _inside(full, quota, p.location))
            if inside:
                found[bundle] = inside if quota.unit == "half_days" else 1
    return found


def _add_quota(full: FullModel, quota: Quota) -> None:
    """Add a quota; what a soft one lacks or has too much is a quantity of the tier floors."""
    use = quota_use(full, quota)
    count = Linear.weighted_sum([full.taken[b] for b in use], list(use.values()))
    if quota.min_count:
        lacking = full.model.new_int_var(0, 0 if quota.hard_min else quota.min_count, "")
        full.model.add(count + lacking >= quota.min_count)
        full.floors.append(lacking)
    if quota.max_count is not None:
        beyond = full.model.new_int_var(0, 0 if quota.hard_max else sum(use.values()), "")
        full.model.add(count - beyond <= quota.max_count)
        full.floors.append(beyond)


def _inside(full: FullModel, quota: Quota, number: int) -> bool:
    site = full.market.semester.sites[number]
    territory = full.market.semester.territory[site.territory_id]
    if quota.scope in ("qpv", "frr"):
        return bool(getattr(territory, quota.scope))
    if quota.scope in ("site", "territory"):
        return getattr(site, f"{quota.scope}_id") in quota.values
    owner = site if quota.scope in ("setting", "kind") else territory
    return getattr(owner, quota.scope) in quota.values


def _add_links(full: FullModel) -> None:
    """Give linked students the same set of territories, or none of them a place."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, student in enumerate(full.market.semester.students):
        if student.link_id is not None:
            members[student.link_id].append(number)
    own = by_student(full.bundles)
    for group in members.values():
        sets: list[dict[frozenset[str], list[Var]]] = []
        for member in group:
            sets.append(defaultdict(list))
            for bundle in own.get(member, []):
                key = full.territories(int(full.bundles.composition[bundle]))
                sets[-1][key].append(full.taken[bundle])
        for key in set().union(*sets):
            for other in sets[1:]:
                full.model.add(Linear.sum(sets[0].get(key, [])) == Linear.sum(other.get(key, [])))
