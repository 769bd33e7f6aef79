"""Names to show for students, supervisors and sites, and the order in which people look."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from ..semester import Semester


def reading_order(text: str) -> str:
    """Return a key that sorts names whatever their accents and capitals."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


class Labels:
    """A name per identifier; two of the same name are told apart by their identifiers."""

    def __init__(self, semester: Semester) -> None:
        self.student = _told_apart((s.student_id, s.name) for s in semester.students)
        self.supervisor = _told_apart((s.supervisor_id, s.name) for s in semester.supervisors)
        self.site = _told_apart((s.site_id, s.name) for s in semester.sites)
        self.territory = _told_apart((t.territory_id, t.name) for t in semester.territories)
        self.offer = _told_apart((o.offer_id, o.name or o.offer_id) for o in semester.offers)

    def target(self, target: str) -> str:
        """Return the name of a wish's target, whatever its kind, with its identifier."""
        for names in (self.offer, self.supervisor, self.site, self.territory):
            if target in names and names[target] != target:
                return f"{names[target]} [{target}]"
        return target


def _told_apart(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    named = list(pairs)
    shared = Counter(name for _, name in named)
    return {
        identifier: f"{name} ({identifier})" if shared[name] > 1 else name
        for identifier, name in named
    }
