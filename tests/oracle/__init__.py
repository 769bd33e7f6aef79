"""Exhaustive search over small semesters, written apart from the program it judges.

It follows the written definitions word by word and shares nothing with the package but the
data classes of a semester: bundles are listed by brute force over the half-days, every rule
is tested on the explicit bundle, and the placements are searched one student after the other.
"""

from __future__ import annotations

from .bundles import Bundle, Part, bundles_of
from .search import exhaustive
from .states import Answer

__all__ = ["Answer", "Bundle", "Part", "bundles_of", "exhaustive"]
