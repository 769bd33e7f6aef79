"""Which few of many demands conflict: minimal conflicts, minimal corrections, smallest amounts.

Demands are any things that can be compared; a *test* says whether some of them can be met
together. What is answers, and how, is not known here.

References
----------
Junker, U. (2004). QuickXplain: preferred explanations and relaxations for over-constrained
problems. AAAI, 167-172. The search here halves as QuickXplain does, but always holds a proven
conflict, so that it can end at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .limits import Limits

Demand = TypeVar("Demand", bound=Hashable)


class Answers(Generic[Demand]):
    """Answers whether demands can be met together, and remembers the answers.

    Parameters
    ----------
    test
        Whether the given demands, all others dropped, can be met; ``None``: not known.
    limits
        When to ask no more; unknown is the answer then.
    may_help
        Whether a demand, beyond what it asks, may make others easier to meet.
    """

    def __init__(
        self,
        test: Callable[[frozenset[Demand]], bool | None],
        limits: Limits,
        may_help: Callable[[Demand], bool] = lambda _: False,
    ) -> None:
        self._test = test
        self.may_help = may_help
        self._known: dict[frozenset[Demand], bool | None] = {}
        self.limits = limits

    def can_be_met(self, demands: Iterable[Demand]) -> bool | None:
        """Say whether demands can be met together; ``None`` where that is not known."""
        key = frozenset(demands)
        if self._known.get(key) is None:
            if self.limits.over:
                return None
            self._known[key] = self._test(key)
        return self._known[key]


@dataclass(frozen=True)
class Smallest(Generic[Demand]):
    """Demands that conflict (or correct), in the order given.

    ``minimal``: without any one of them the rest would not.
    """

    demands: tuple[Demand, ...]
    minimal: bool


def smallest_conflict(
    answers: Answers[Demand], demands: Sequence[Demand], beside: Iterable[Demand] = ()
) -> Smallest[Demand]:
    """Return a minimal part of demands that cannot be met beside others.

    Parameters
    ----------
    demands
        Together with those beside they cannot be met. The last ones are left out first.
    beside
        Demands that stay.
    """
    stay = frozenset(beside)
    return _shrunk(demands, lambda kept: answers.can_be_met(stay.union(kept)) is False, answers)


def smallest_correction(
    answers: Answers[Demand], demands: Sequence[Demand], dropped: Sequence[Demand]
) -> Smallest[Demand]:
    """Return a minimal part of dropped demands without which all others can be met.

    Parameters
    ----------
    demands
        All demands; without the dropped ones they can be met.
    dropped
        The last ones are taken up again first.
    """
    everything = frozenset(demands)
    return _shrunk(dropped, lambda d: answers.can_be_met(everything.difference(d)) is True, answers)


def _shrunk(
    demands: Sequence[Demand], holds: Callable[[Sequence[Demand]], bool], answers: Answers[Demand]
) -> Smallest[Demand]:
    """Return a minimal part of demands of which something still holds.

    Steps: leave out a block of demands; where it still holds, they are gone for good, otherwise
    try the halves of the block. What was needed once is needed ever after, unless a demand is
    left out that others may depend on: then all that is left is tried again, one by one.
    """
    kept = list(demands)
    again = False

    def leave_out(block: Sequence[Demand], *, needed: bool = False) -> bool:
        """Leave out of a block what can be; say whether all could be."""
        nonlocal again
        if answers.limits.over:
            return False
        rest = [d for d in kept if d not in set(block)]
        if not needed and holds(rest):
            kept[:] = rest
            again |= any(map(answers.may_help, block))
            return True
        if len(block) > 1:
            half = len(block) // 2
            all_gone = leave_out(block[half:])
            leave_out(block[:half], needed=all_gone)
        return False

    if kept:
        leave_out(tuple(kept))
    while again and not answers.limits.over:
        again = False
        for demand in tuple(reversed(kept)):
            leave_out((demand,))
    return Smallest(tuple(kept), minimal=not answers.limits.over)


def smallest_amount(enough: Callable[[int], bool | None], most: int) -> int | None:
    """Return the smallest amount from 1 to ``most`` that is enough; ``None``: none is known.

    More is always enough where less is. The amounts are tried in steps that double, then by
    bisection.
    """
    low, high = 0, 1
    while high < most and not (answer := enough(high)):
        if answer is None:
            return None
        low, high = high, min(2 * high, most)
    if high == most and not enough(most):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        answer = enough(middle)
        if answer is None:
            return None
        low, high = (low, middle) if answer else (middle, high)
    return high
