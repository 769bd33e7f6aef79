"""Which openings are out of the question for a request, with one reason each."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ..language import Sentence, sentence
from ..need import SHORTAGE_ZONES
from ..practitioners import Opening, Request
from ..territories.profession_names import named_one
from .market import ALONE, GROUP, Market
from .names import FORMS, KINDS, MODES, SETTINGS, called

Bools = NDArray[np.bool_]
Codes = NDArray[np.uint8]

RULES = (
    "profession",
    "seats",
    "mode",
    "practice",
    "shortage",
    "date",
    "premises",
    "accessible",
    "distance",
    "team",
)
"""Codes of ``excluded.csv``, in the order in which they are tested: the first one counts."""

TEAM = RULES.index("team") + 1
"""The number of the rule on teams, which `teams` tests."""


def excluded(market: Market) -> Codes:
    """Return the number of the first rule that each pair breaks, 0 where it breaks none.

    Shape ``(n_requests, n_openings)``; number 1 is the first of `RULES`. The rule on teams needs
    all pairs that are left, and is tested elsewhere.
    """
    codes = np.zeros((len(market.requests), len(market.openings)), np.uint8)
    for position, own in enumerate(codes):
        for number, broken in enumerate(broken_rules(market, position), start=1):
            own[broken & (own == 0)] = number
    return codes


def latest_day(market: Market, request: Request) -> date:
    """Return the last day on which an opening may become available for a request."""
    day = market.day_of(request)
    months = day.year * 12 + day.month - 1 + market.semester.settings.patience_months
    year, month = divmod(months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def broken_rules(market: Market, position: int) -> Iterator[Bools]:
    """Yield which openings break each rule, in the order of `RULES` up to the distance."""
    request = market.requests[position]
    nothing = np.zeros(len(market.openings), np.bool_)
    yield market.profession != request.profession
    yield market.seats == 0
    other = {"liberal": "centre", "salaried": "liberal"}.get(request.mode)
    yield nothing if other is None else market.setting == other
    form = {"solo": GROUP, "group": ALONE}.get(request.practice)
    yield nothing if form is None else market.form == form
    yield _not_short(market) if request.shortage_only else nothing
    yield market.days > latest_day(market, request).toordinal()
    wanted = request.wants_premises_m2
    yield nothing if wanted is None else _area(market) < wanted
    yield ~_accessible(market) if request.accessible else nothing
    limit = request.max_minutes
    yield nothing if limit is None else market.minutes[position] > limit


def _not_short(market: Market) -> Bools:
    return np.array([zone not in SHORTAGE_ZONES for zone in market.zone], np.bool_)


def _area(market: Market) -> NDArray[np.float64]:
    """Return square metres; what is not known may be large enough."""
    return np.array([np.inf if o.m2 is None else o.m2 for o in market.openings], np.float64)


def _accessible(market: Market) -> Bools:
    return np.array([o.accessible for o in market.openings], np.bool_)


Facts = tuple[object, ...]
"""What makes the text of a reason; the same facts make the same text."""


def facts(market: Market, position: int, opening: int, rule: str) -> Facts:
    """Return what the reason of an excluded pair quotes."""
    return _FACTS[rule](market, position, market.requests[position], opening)


def reason(rule: str, quoted: Facts) -> Sentence:
    """Return a rule's text with what it quotes."""
    names = _NAMES[rule]
    said = {
        name: _SAID.get((rule, name), _as_it_is)(value)
        for name, value in zip(names, quoted, strict=True)
    }
    return _TEXTS[rule].filled(**said)


def _as_it_is(value: object) -> object:
    return value


_Ask = Callable[[Market, int, Request, int], Facts]


def _opening(market: Market, opening: int) -> Opening:
    return market.openings[opening]


_FACTS: Mapping[str, _Ask] = {
    "profession": lambda m, _, r, k: (_opening(m, k).profession, r.profession),
    "seats": lambda *_: (),
    "mode": lambda m, _, r, k: (_opening(m, k).setting, r.mode),
    "practice": lambda m, _, r, k: (_opening(m, k).kind, r.practice),
    "shortage": lambda m, _, r, k: (r.profession, m.zone[k]),
    "date": lambda m, _, r, k: (m.day_of(_opening(m, k)), latest_day(m, r)),
    "premises": lambda m, _, r, k: (_opening(m, k).m2, r.wants_premises_m2),
    "accessible": lambda *_: (),
    "distance": lambda m, j, r, k: (int(m.minutes[j, k]), r.max_minutes),
    "team": lambda m, _, r, k: (r.team_id, _opening(m, k).territory_id, _town(m, k)),
}

_NAMES: Mapping[str, tuple[str, ...]] = {
    "profession": ("offered", "wanted"),
    "seats": (),
    "mode": ("offered", "wanted"),
    "practice": ("offered", "wanted"),
    "shortage": ("profession", "zone"),
    "date": ("day", "latest"),
    "premises": ("area", "wanted"),
    "accessible": (),
    "distance": ("minutes", "limit"),
    "team": ("team", "territory", "name"),
}

_TEXTS: Mapping[str, Sentence] = {
    "profession": sentence("profession wanted there: {offered}; that of the request: {wanted}"),
    "seats": sentence("no practitioner is wanted there any more (0 seats)"),
    "mode": sentence("offered there: {offered}; wanted: {wanted}"),
    "practice": sentence("it is a {offered}; wanted: {wanted}"),
    "shortage": sentence("zone ({profession}): {zone}; the request wants ZIP or ZAC zones only"),
    "date": sentence("it is available from {day} on; the request waits until {latest} at most"),
    "premises": sentence("it has {area} m², the request wants {wanted} m²"),
    "accessible": sentence("it has no access for people of reduced mobility"),
    "distance": sentence("the farthest anchor is {minutes} minutes away, the limit is {limit}"),
    "team": sentence("team {team} does not find a place for everybody in {name} ({territory})"),
}


def _town(market: Market, opening: int) -> str:
    return market.semester.territory[_opening(market, opening).territory_id].name


def _profession(code: object) -> object:
    return named_one(str(code))


_SAID: Mapping[tuple[str, str], Callable[[object], object]] = {
    ("profession", "offered"): _profession,
    ("profession", "wanted"): _profession,
    ("mode", "offered"): lambda code: called(code, SETTINGS),
    ("mode", "wanted"): lambda code: called(code, MODES),
    ("practice", "offered"): lambda code: called(code, KINDS),
    ("practice", "wanted"): lambda code: called(code, FORMS),
    ("shortage", "profession"): _profession,
    ("shortage", "zone"): lambda zone: zone or sentence("no zone"),
}
"""How codes among the facts are said; all else is said as it is."""
