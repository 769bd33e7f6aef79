"""Roles: the least of some templates that still does not fit together, and who plays it.

Templates that do not fit often clash at one host only, whatever their other parts are, and would
clash with fewer rules as well. A role is what is left of a template when all that the clash does
not need is taken away. Every template that demands at least as much plays the role too, so that
what holds for roles holds for many more templates than those that were found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

from .timetable import EVEN_SLOTS, Part, Signature

Fits = Callable[[Sequence[Signature]], bool]
"""Whether templates with these signatures fit side by side."""


def weakest(signs: Sequence[Signature], fits: Fits, widest: Mapping[int, int]) -> list[Signature]:
    """Return what is left of templates that do not fit when nothing more can be taken away.

    Parameters
    ----------
    signs
        A minimal set: without any one of them the others fit.
    widest
        For each host of theirs, a bit set of the slots that any template may use there.
    """
    roles = list(signs)

    def take(number: int, lighter: Signature) -> None:
        if lighter != roles[number] and not fits([*roles[:number], lighter, *roles[number + 1 :]]):
            roles[number] = lighter

    for number, (parts, _) in enumerate(signs):
        for position in reversed(range(len(parts))):
            if len(roles[number][0]) > 1:
                take(number, _without(roles[number], position))
    for number, (parts, _) in enumerate(roles):
        for position, part in enumerate(parts):
            take(number, _with(roles[number], position, paired=False))
            take(number, _with(roles[number], position, mask=widest[part.host]))
            for more in _days(widest[part.host] & ~roles[number][0][position].mask):
                mask = roles[number][0][position].mask | more
                take(number, _with(roles[number], position, mask=mask))
            take(number, _with(roles[number], position, run=0))
            take(number, _with(roles[number], position, room=-1))
        for pair in sorted(roles[number][1]):
            take(number, (roles[number][0], roles[number][1] - {pair}))
    return roles


def _without(sign: Signature, position: int) -> Signature:
    """Return a signature without one of its parts."""
    parts, blocked = sign
    kept = [k for k in range(len(parts)) if k != position]
    left = {(kept.index(a), kept.index(b)) for a, b in blocked if position not in (a, b)}
    return tuple(parts[k] for k in kept), frozenset(left)


def _with(sign: Signature, position: int, **changes: Any) -> Signature:
    """Return a signature with one of its parts changed."""
    parts, blocked = sign
    part = replace(parts[position], **changes)
    return (*parts[:position], part, *parts[position + 1 :]), blocked


def _days(mask: int) -> list[int]:
    """Split slots into those of each day."""
    return [mask & 3 << s for s in range(0, mask.bit_length(), 2) if mask & 3 << s]


def tightened(sign: Signature) -> Signature:
    """Return the same signature without slots that a part can never take.

    A part that has to take all of its slots leaves none of them to the others of those weeks.
    """
    parts, blocked = list(sign[0]), sign[1]
    while True:
        before = list(parts)
        for k, part in enumerate(parts):
            mask = part.mask
            if part.paired:
                mask &= 3 * (mask & mask >> 1 & EVEN_SLOTS)
            for j, other in enumerate(parts):
                if j != k and part.weeks & other.weeks and other.mask.bit_count() == other.size:
                    mask &= ~other.mask
                    if (j, k) in blocked:
                        mask &= ~((other.mask & EVEN_SLOTS) << 1)
                    if (k, j) in blocked:
                        mask &= ~(other.mask >> 1 & EVEN_SLOTS)
            if mask != part.mask:
                parts[k] = replace(part, mask=mask)
        if parts == before:
            return tuple(parts), blocked


def plays(sign: Signature, role: Signature) -> bool:
    """Say that a template demands at least as much as a role.

    Wherever it fits, the role fits in its place: on some of its slots.
    """
    parts, blocked = role
    for at in permutations(range(len(sign[0])), len(parts)):
        if all(_demands(sign[0][k], part) for k, part in zip(at, parts, strict=True)) and all(
            (at[a], at[b]) in sign[1] for a, b in blocked
        ):
            return True
    return False


def _demands(part: Part, other: Part) -> bool:
    """Say that some slots of each way to place a part are a way to place another one."""
    return (
        part.host == other.host
        and other.room in (-1, part.room)
        and part.size >= other.size
        and not part.mask & ~other.mask
        and not other.weeks & ~part.weeks
        and (not other.paired or (part.paired and other.size % 2 == 0))
        and (not other.run or 0 < part.run <= other.run)
    )
