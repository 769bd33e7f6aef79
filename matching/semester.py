"""One semester: all its tables, read, checked and frozen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .entities import (
    Accreditation,
    Conflict,
    HistoryLine,
    HostRanking,
    Lock,
    Marks,
    Need,
    Offer,
    Programme,
    Provider,
    Quota,
    Site,
    Student,
    Supervisor,
    Territory,
    TravelTime,
    Wish,
    Zone,
)
from .money import Fee
from .practitioners import Aid, Criterion, Opening, Request
from .settings import Settings
from .tables.findings import Finding


@dataclass(frozen=True)
class Semester:
    """A checked semester.

    Every tuple is sorted by identifier, so that the order of rows in the file never matters;
    every reference between tables exists.

    Attributes
    ----------
    marks
        Places of an earlier result to be kept, where there are any: they are among the locks.
    warnings
        What the reading found odd without refusing it.
    fingerprints
        SHA-256 per table of its canonical form (English headings, sorted rows).
    cells
        For messages: (table, identifier, column) to the cell as named in the file.
    worked_out
        What others derived from these tables and keep for the next who asks. A copy made by
        ``dataclasses.replace`` begins anew.
    """

    settings: Settings
    territories: tuple[Territory, ...] = ()
    sites: tuple[Site, ...] = ()
    supervisors: tuple[Supervisor, ...] = ()
    programmes: tuple[Programme, ...] = ()
    students: tuple[Student, ...] = ()
    offers: tuple[Offer, ...] = ()
    wishes: tuple[Wish, ...] = ()
    host_rankings: tuple[HostRanking, ...] = ()
    quotas: tuple[Quota, ...] = ()
    locks: tuple[Lock, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    travel: tuple[TravelTime, ...] = ()
    zones: tuple[Zone, ...] = ()
    needs: tuple[Need, ...] = ()
    providers: tuple[Provider, ...] = ()
    accreditations: tuple[Accreditation, ...] = ()
    requests: tuple[Request, ...] = ()
    openings: tuple[Opening, ...] = ()
    aids: tuple[Aid, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    fees: tuple[Fee, ...] = ()
    marks: Marks | None = None
    warnings: tuple[Finding, ...] = ()
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[tuple[str, str, str], str] = field(default_factory=dict, repr=False)
    worked_out: dict[object, Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def territory(self) -> dict[str, Territory]:
        """Territories by identifier."""
        return {t.territory_id: t for t in self.territories}

    @cached_property
    def site(self) -> dict[str, Site]:
        """Sites by identifier."""
        return {s.site_id: s for s in self.sites}

    @cached_property
    def supervisor(self) -> dict[str, Supervisor]:
        """Supervisors by identifier."""
        return {s.supervisor_id: s for s in self.supervisors}

    @cached_property
    def programme(self) -> dict[str, Programme]:
        """Programmes by identifier."""
        return {p.programme_id: p for p in self.programmes}

    @cached_property
    def student(self) -> dict[str, Student]:
        """Students by identifier."""
        return {s.student_id: s for s in self.students}

    @cached_property
    def offer(self) -> dict[str, Offer]:
        """Offers by identifier."""
        return {o.offer_id: o for o in self.offers}

    @cached_property
    def lock(self) -> dict[str, Lock]:
        """Locks by student."""
        return {lock.student_id: lock for lock in self.locks}

    @cached_property
    def overruled(self) -> frozenset[str]:
        """Students whose lock goes before their own limits and before maximum quotas."""
        return frozenset(lock.student_id for lock in self.locks if lock.overrides)

    @cached_property
    def wishes_of(self) -> dict[str, tuple[Wish, ...]]:
        """Wishes and refusals by student, in the order of rank, then target."""
        groups: dict[str, list[Wish]] = defaultdict(list)
        for wish in self.wishes:
            groups[wish.student_id].append(wish)
        return {student: tuple(group) for student, group in groups.items()}
