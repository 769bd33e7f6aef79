"""What one mechanism does to a semester: whom it settles, and what it leaves to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .language import Sentence
from .reached import Reached
from .result import BlockingPair, Refusal, StudentPlacement, Withheld
from .settled import Settled


@dataclass(frozen=True)
class Step:
    """The students settled before and by one mechanism.

    Attributes
    ----------
    unplaced
        Its students without a place, by identifier.
    reached
        Where the bundles of its students lead.
    line
        Identifiers of the students in the order in which they chose, for choice by rank.
    withheld
        Picks that would have broken a requirement, in the order of choice.
    blocking_pairs
        Pairs that block a stable matching, where there are any.
    refusals
        Why better wishes were not given, where the rules on the student alone allow them.
    notes
        What a reader has to know of it.
    """

    settled: Settled
    unplaced: Mapping[str, StudentPlacement]
    reached: Reached
    line: tuple[str, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    blocking_pairs: tuple[BlockingPair, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Sentence, ...] = ()
