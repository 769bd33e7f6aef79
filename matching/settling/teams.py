"""Practitioners who install together: all in one territory, each at an opening of its own seat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ...solvers.together import Teams
from .filters import TEAM, Codes
from .market import Market

Open = Mapping[int, Sequence[int]]
"""By member: the openings in one territory that are not excluded."""


def exclude_without_team(market: Market, codes: Codes) -> None:
    """Exclude, in place, the pairs after which some other of the team finds no place nearby.

    The members' own openings alone are looked at: others may want the same seats.
    """
    for members in market.teams.values():
        for there in _by_territory(market, codes, members).values():
            for member in members:
                for opening in there.get(member, ()):
                    if not _all_fit(market, there, members, (member, opening)):
                        codes[member, opening] = TEAM


def teams_of(market: Market, codes: Codes) -> Teams | None:
    """Return the teams for the solver; a place is a territory. ``None`` where there are none.

    A team that fits nowhere, all of whose pairs are excluded, ties nobody.
    """
    found = [own for own in market.teams.values() if (codes[list(own)] == 0).any()]
    if not found:
        return None
    numbers = {t.territory_id: k for k, t in enumerate(market.semester.territories)}
    territory = np.array([numbers[o.territory_id] for o in market.openings], np.int64)
    team = np.full(len(market.requests), -1, np.int64)
    for number, members in enumerate(found):
        team[list(members)] = number
    return Teams(team, np.tile(territory, (len(found), 1)))


def _by_territory(
    market: Market, codes: NDArray[np.uint8], members: Sequence[int]
) -> dict[str, dict[int, list[int]]]:
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for member in members:
        for opening in np.flatnonzero(codes[member] == 0).tolist():
            found[market.openings[opening].territory_id][member].append(opening)
    return found


def _all_fit(market: Market, there: Open, members: Sequence[int], pair: tuple[int, int]) -> bool:
    """Say whether all members find seats, one of them at an opening named."""
    member, opening = pair
    held: dict[int, list[int]] = defaultdict(list)
    options = {m: [opening] if m == member else there.get(m, ()) for m in members}
    return all(_seated(market, options, held, m, set()) for m in members)


def _seated(
    market: Market, options: Open, held: dict[int, list[int]], member: int, seen: set[int]
) -> bool:
    """Seat one more member, moving others where that makes room (augmenting paths)."""
    for opening in options[member]:
        if opening in seen:
            continue
        seen.add(opening)
        if len(held[opening]) < market.openings[opening].seats:
            held[opening].append(member)
            return True
        for other in tuple(held[opening]):
            held[opening].remove(other)
            if _seated(market, options, held, other, seen):
                held[opening].append(member)
                return True
            held[opening].append(other)
    return False
