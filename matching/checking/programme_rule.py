"""Which of a programme's own rules leaves no placement for anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from ..accreditation import takes
from ..bundles import bundles, market
from ..entities import Programme, Student
from ..settings import Settings
from .finder import Finder, most_tried
from .hosting import Hosting

_ANY_JOURNEY = Fraction(10**6)
"""Minutes at noon that every change of site allows."""


def programme_rule(finder: Finder, programme: Programme, car: bool) -> str | None:
    """Return the first rule after which a programme has no placement left, ``None`` if it has.

    The rules narrow down one after the other, in the order of the codes of ``not-eligible``.
    """
    if finder.fits(Student("", "", programme.programme_id, car=car), ()):
        return None
    of_offers = programme.composition == "offers"
    steps = _of_offers(finder, programme, car) if of_offers else _composed(finder, programme, car)
    return next((rule for rule, left in steps if not left), None)


def _of_offers(finder: Finder, programme: Programme, car: bool) -> Iterator[tuple[str, bool]]:
    semester, hosts = finder.semester, finder.hosts
    own = [o for o in semester.offers if o.programme_id == programme.programme_id and o.parts]
    yield "programme", bool(own)
    yield "closed", any(offer.open for offer in own)
    yield "accreditation", bool(hosts.open_offers(programme))
    anywhere = semester.settings.model_copy(update={"noon_minutes": _ANY_JOURNEY})
    yield "presence", _some_offer(finder, programme, car, anywhere)
    yield "noon", _some_offer(finder, programme, car, semester.settings)
    yield "room", False


def _some_offer(finder: Finder, programme: Programme, car: bool, settings: Settings) -> bool:
    return any(found for found in finder.of_offers(programme, car, settings))


def _composed(finder: Finder, programme: Programme, car: bool) -> Iterator[tuple[str, bool]]:
    hosts = finder.hosts
    # Of supervisors, not of where they are: who is nowhere may take the programme all the same.
    yield "programme", bool(takes(hosts.semester, programme, dated=False).any())
    yield "accreditation", bool(takes(hosts.semester, programme, dated=True).any())
    yield "presence", bool((hosts.usable(programme) > 0).any())
    yield "mix", _mix_possible(hosts, programme)
    settings = finder.semester.settings
    anywhere = settings.model_copy(update={"noon_minutes": _ANY_JOURNEY})
    roomy = replace(programme, needs_room=False)
    yield "parts", _exists(finder, replace(roomy, max_km=None), car, anywhere)
    yield "between-parts", _exists(finder, roomy, car, anywhere)
    yield "noon", _exists(finder, roomy, car, settings)
    yield "room", False


def _mix_possible(hosts: Hosting, programme: Programme) -> bool:
    """Say whether the settings at hand can make up the mix, half-days left aside."""
    sites = np.unique(hosts.places.site[hosts.usable(programme) > 0]).tolist()
    settings = {hosts.semester.sites[number].setting for number in sites}
    least = {"liberal": programme.min_liberal, "centre": programme.min_centre}
    return all(setting in settings for setting, half_days in least.items() if half_days)


def _exists(finder: Finder, programme: Programme, car: bool, settings: Settings) -> bool:
    """Say whether anybody could have a placement under rules made milder.

    Where too many supervisors are open to tell, the milder rules are not the ones to blame.
    """
    usable = finder.hosts.usable(programme) > 0
    numbers = np.unique(finder.hosts.places.supervisor[usable]).tolist()
    if len(numbers) > most_tried(programme):
        return True
    supervisors = [finder.semester.supervisors[number] for number in numbers]
    nobody = Student("", "", programme.programme_id, car=car)
    excerpt = finder.excerpts.excerpt(programme, nobody, supervisors, settings=settings)
    return len(bundles(market(excerpt), np.zeros(1, np.int64)).student) > 0
