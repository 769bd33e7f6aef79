"""All checks of a semester that has been read without error."""

from __future__ import annotations

from collections.abc import Iterator

from ..semester import Semester
from ..tables.findings import Finding
from .capacity import check_capacity
from .hosting import Hosting, hosting
from .links import check_links
from .locks import check_locks
from .placements import check_placements
from .quotas import check_quotas
from .seats import check_seats
from .stable import check_stable
from .supply import check_supply
from .wishes import check_wishes


def deep_checks(semester: Semester) -> tuple[Finding, ...]:
    """Return what reading cannot see: capacities, quotas, wishes, students whom nothing fits.

    Nearly all of it is warnings: placing does what it can. Only what the mechanism ``stable``
    refuses is an error.
    """
    return tuple(_checks(semester, hosting(semester)))


def _checks(semester: Semester, hosts: Hosting) -> Iterator[Finding]:
    yield from check_seats(semester)
    yield from check_capacity(semester, hosts)
    yield from check_quotas(semester, hosts)
    yield from check_links(semester, hosts)
    yield from check_supply(semester)
    yield from check_wishes(semester, hosts)
    yield from check_locks(semester, hosts)
    yield from check_placements(semester, hosts)
    yield from check_stable(semester)
