"""How people, places and half-days are called in an explanation."""

from __future__ import annotations

from collections.abc import Iterable

from ..language import Sentence, sentence
from .evidence import Evidence

HALF_DAY = (
    sentence("on Monday morning"),
    sentence("on Monday afternoon"),
    sentence("on Tuesday morning"),
    sentence("on Tuesday afternoon"),
    sentence("on Wednesday morning"),
    sentence("on Wednesday afternoon"),
    sentence("on Thursday morning"),
    sentence("on Thursday afternoon"),
    sentence("on Friday morning"),
    sentence("on Friday afternoon"),
    sentence("on Saturday morning"),
)
"""Half-days by number."""


def half_days(numbers: Iterable[int]) -> tuple[Sentence, ...]:
    """Return half-days in words, in week order."""
    return tuple(HALF_DAY[number] for number in sorted(numbers))


class Naming:
    """Names with their identifiers."""

    def __init__(self, evidence: Evidence) -> None:
        self._semester = evidence.semester
        self._places = evidence.market.places

    def supervisor(self, supervisor_id: str) -> str:
        """Return a supervisor's name."""
        return _with_id(self._semester.supervisor[supervisor_id].name, supervisor_id)

    def site(self, site_id: str) -> str:
        """Return a site's name."""
        return _with_id(self._semester.site[site_id].name, site_id)

    def territory(self, territory_id: str) -> str:
        """Return a territory's name."""
        return _with_id(self._semester.territory[territory_id].name, territory_id)

    def offer(self, offer_id: str) -> str:
        """Return an offer's name."""
        return _with_id(self._semester.offer[offer_id].name or "", offer_id)

    def programme(self, programme_id: str) -> str:
        """Return a programme's name."""
        return _with_id(self._semester.programme[programme_id].name, programme_id)

    def student(self, student_id: str) -> str:
        """Return a student's name."""
        return _with_id(self._semester.student[student_id].name, student_id)

    def target(self, kind: str, target: str) -> str:
        """Return the name of what a wish names."""
        match kind:
            case "offer":
                return self.offer(target)
            case "supervisor":
                return self.supervisor(target)
            case "site":
                return self.site(target)
            case _:
                return self.territory(target)

    def at(self, place: int) -> tuple[str, str]:
        """Return the identifiers of a place: supervisor and site."""
        semester, places = self._semester, self._places
        host = semester.supervisors[int(places.supervisor[place])]
        return host.supervisor_id, semester.sites[int(places.site[place])].site_id


def _with_id(name: str, identifier: str) -> str:
    return identifier if name in ("", identifier) else f"{name} [{identifier}]"
