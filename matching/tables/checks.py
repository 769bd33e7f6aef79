"""Checks over a whole semester: what no single cell shows.

Each check is a function from the semester (of the rows without error) to findings; the
modules ``checks_…`` hold them by subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..semester import Semester
from .checks_coordinates import check_coordinates
from .checks_decisions import check_decisions
from .checks_duplicates import check_duplicates
from .checks_fees import check_fees
from .checks_hosts import check_hosts
from .checks_lines import check_lines
from .checks_offers import check_offers
from .checks_plausibility import check_plausibility
from .checks_practitioners import check_practitioners
from .checks_programmes import check_programmes
from .checks_settling import check_settling
from .columns import Table
from .findings import Finding
from .parsing import Parsed


def check(semester: Semester, parsed: Parsed, needed: Sequence[Table]) -> Iterator[Finding]:
    """Yield what is wrong or odd in a semester, each with its cell."""
    yield from check_lines(parsed, needed)
    yield from check_programmes(semester)
    yield from check_hosts(semester)
    yield from check_offers(semester)
    yield from check_decisions(semester)
    yield from check_practitioners(semester)
    yield from check_coordinates(semester)
    yield from check_plausibility(semester)
    yield from check_duplicates(semester)
    yield from check_settling(semester)
    yield from check_fees(semester)
