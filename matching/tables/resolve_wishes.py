"""From wishes as written to wishes: targets found, ranks renumbered.

Hundreds of thousands of lines are resolved by column, as arrays; one by one only where
something has to be said about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..entities import TargetKind, Wish
from ..language import sentence
from .findings import Finding, warning
from .numbering import numbered, taken
from .parsing import Parsed
from .wish_blocks import Block, wish_blocks
from .wish_targets import Targets
from .wrong import CellError

__all__ = ["Targets", "wishes"]

_REFUSED = 2**62  # as a rank, sorted after every other


def wishes(parsed: Parsed, findings: list[Finding]) -> tuple[Wish, ...]:
    """Return the wishes and refusals, sorted by student, rank and target."""
    targets = Targets(parsed)
    blocks = []
    found: list[tuple[TargetKind, str]] = []
    for block in wish_blocks(parsed, findings):
        kept, meant = _meant(block, targets, findings)
        blocks.append(kept)
        found += meant
    if not found:
        return ()
    return _Lines(blocks, found).wishes(findings)


def _meant(
    block: Block, targets: Targets, findings: list[Finding]
) -> tuple[Block, list[tuple[TargetKind, str]]]:
    """Return the wishes whose target is found, with what it is; report the others."""
    named = list(zip(block.targets, block.kinds, strict=True))
    meaning: dict[tuple[str, TargetKind | None], tuple[TargetKind, str]] = {}
    wrong: dict[tuple[str, TargetKind | None], CellError] = {}
    for target, kind in dict.fromkeys(named):
        try:
            meaning[target, kind] = targets.find(target, kind)
        except CellError as refused:
            wrong[target, kind] = refused
    if wrong:
        findings += [
            wrong[name].at(block.where(line)) for line, name in enumerate(named) if name in wrong
        ]
        block = block.only([line for line, name in enumerate(named) if name not in wrong])
        named = [name for name in named if name not in wrong]
    return block, list(map(meaning.__getitem__, named))


class _Lines:
    """All wishes by column: numbers of students and targets, ranks.

    Attributes
    ----------
    student, target, kind, rank
        Shape ``(n_lines,)``; numbers compare as what they stand for, and refusals have a
        rank after every other.
    """

    def __init__(self, blocks: Sequence[Block], found: Sequence[tuple[TargetKind, str]]) -> None:
        self._blocks = blocks
        students = numbered(list(chain.from_iterable(block.students for block in blocks)))
        targets = numbered([target for _, target in found])
        kinds = numbered([kind for kind, _ in found])
        self.student, self._students = students.numbers, students.texts
        self.target, self._targets = targets.numbers, targets.texts
        self.kind, self._kinds = kinds.numbers, kinds.texts
        ranks = chain.from_iterable(block.ranks for block in blocks)
        refused = chain.from_iterable(block.refused for block in blocks)
        self.rank = np.fromiter((rank or 0 for rank in ranks), np.int64, len(found))
        self.rank[np.fromiter(refused, np.bool_, len(found))] = _REFUSED

    def wishes(self, findings: list[Finding]) -> tuple[Wish, ...]:
        """Return the wishes with ranks 1 … K, in order, without repeated lines."""
        self._report_repeats(findings)
        order = np.lexsort((self.kind, self.target, self.rank, self.student))
        columns = [column[order] for column in (self.student, self.rank, self.target, self.kind)]
        new = np.any([_changes(column) for column in columns], axis=0)
        student, rank, target, kind = (column[new] for column in columns)
        refused = rank == _REFUSED
        ranks = _dense(student, rank).astype(object)
        ranks[refused] = None
        return tuple(
            map(
                Wish,
                taken(self._students, student),
                ranks.tolist(),
                taken(self._targets, target),
                cast(list[TargetKind], taken(self._kinds, kind)),
                refused.tolist(),
            )
        )

    def _report_repeats(self, findings: list[Finding]) -> None:
        """Warn of a target wished twice, or both wished and refused."""
        wished = (self.student * len(self._targets) + self.target) * len(self._kinds) + self.kind
        order = np.argsort(wished, kind="stable")
        new = _changes(wished[order])
        if new.all():
            return
        first = order[np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))]
        for line, before in zip(order[~new].tolist(), first[~new].tolist(), strict=True):
            findings.append(self._repeated(line, before))

    def _repeated(self, line: int, before: int) -> Finding:
        block, position = self._place(line)
        target, student = block.targets[position], block.students[position]
        where = block.where(position)
        if (self.rank[line] == _REFUSED) != (self.rank[before] == _REFUSED):
            message = sentence(
                "'{target}' is both wished and refused by '{student}'.",
                target=target,
                student=student,
            )
            return warning("wished-and-refused", where, message)
        message = sentence(
            "'{target}' is there twice for '{student}'.", target=target, student=student
        )
        return warning("repeated-wish", where, message)

    def _place(self, line: int) -> tuple[Block, int]:
        """Return the block of a line and its place there."""
        for block in self._blocks:
            if line < len(block.rows):
                return block, line
            line -= len(block.rows)
        raise IndexError(line)


def _changes(column: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each entry whether it differs from the one before."""
    new = np.ones(len(column), dtype=np.bool_)
    new[1:] = column[1:] != column[:-1]
    return new


def _dense(student: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return sorted ranks renumbered per student, from 1 and without gaps."""
    begins = _changes(student)
    steps: NDArray[np.int64] = np.cumsum(begins | _changes(rank))
    first = np.maximum.accumulate(np.where(begins, np.arange(len(student)), 0))
    dense: NDArray[np.int64] = steps - steps[first] + 1
    return dense
