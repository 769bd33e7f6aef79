"""From wishes as written to wishes: targets found, ranks renumbered.

Hundreds of thousands of lines are resolved by column, as arrays; one by one only where
something has to be said about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
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
    blocks = [_Resolved.of(block, targets, findings) for block in wish_blocks(parsed, findings)]
    blocks = [block for block in blocks if len(block.meant)]
    return _Lines(blocks).wishes(findings) if blocks else ()


@dataclass(frozen=True)
class _Resolved:
    """Wishes of one column whose targets are found.

    Attributes
    ----------
    found
        Kind and identifier of each distinct target.
    meant
        Shape ``(n_lines,)``: the place of each wish's target there.
    """

    block: Block
    found: list[tuple[TargetKind, str]]
    meant: NDArray[np.int64]

    @classmethod
    def of(cls, block: Block, targets: Targets, findings: list[Finding]) -> _Resolved:
        """Find the targets; report what is none."""
        written = numbered(block.targets)
        kinds = numbered([kind or "" for kind in block.kinds])
        named = [cast("TargetKind", kind) if kind else None for kind in kinds.texts]
        codes = written.numbers * max(1, len(named)) + kinds.numbers
        distinct, meant = np.unique(codes, return_inverse=True)
        found: list[tuple[TargetKind, str]] = []
        wrong: dict[int, CellError] = {}
        for place, code in enumerate(distinct.tolist()):
            target, kind = divmod(code, len(named))
            try:
                found.append(targets.find(written.texts[target], named[kind]))
            except CellError as refused:
                wrong[place] = refused
                found.append(("offer", ""))  # nothing refers to it
        if wrong:
            known = ~np.isin(meant, list(wrong))
            findings += [
                wrong[int(meant[line])].at(block.where(line))
                for line in np.flatnonzero(~known).tolist()
            ]
            block, meant = block.only(np.flatnonzero(known).tolist()), meant[known]
        return cls(block, found, meant)


class _Lines:
    """All wishes by column: numbers of students and targets, ranks.

    Attributes
    ----------
    student, target, kind, rank
        Shape ``(n_lines,)``; numbers compare as what they stand for, and refusals have a
        rank after every other.
    """

    def __init__(self, resolved: Sequence[_Resolved]) -> None:
        self._blocks = [part.block for part in resolved]
        students = numbered(list(chain.from_iterable(b.students for b in self._blocks)))
        targets = numbered([target for part in resolved for _, target in part.found])
        kinds = numbered([kind for part in resolved for kind, _ in part.found])
        begins = np.cumsum([0, *(len(part.found) for part in resolved)])
        meant = np.concatenate([part.meant + b for part, b in zip(resolved, begins, strict=False)])
        self.student, self._students = students.numbers, students.texts
        self.target, self._targets = targets.numbers[meant], targets.texts
        self.kind, self._kinds = kinds.numbers[meant], kinds.texts
        ranks = chain.from_iterable(block.ranks for block in self._blocks)
        refused = chain.from_iterable(block.refused for block in self._blocks)
        self.rank = np.fromiter((rank or 0 for rank in ranks), np.int64, len(meant))
        self.rank[np.fromiter(refused, np.bool_, len(meant))] = _REFUSED

    def wishes(self, findings: list[Finding]) -> tuple[Wish, ...]:
        """Return the wishes with ranks 1 … K, in order, without repeated lines."""
        self._report_repeats(findings)
        order = np.lexsort((self.kind, self.target, self.rank, self.student))
        columns = [column[order] for column in (self.student, self.rank, self.target, self.kind)]
        new = np.any([_changes(column) for column in columns], axis=0)
        student, rank, target, kind = (column[new] for column in columns)
        refused = rank == _REFUSED
        ranks, as_written = _dense(student, rank).astype(object), rank.astype(object)
        ranks[refused] = as_written[refused] = None
        written = (
            taken(self._students, student),
            ranks.tolist(),
            taken(self._targets, target),
            taken(self._kinds, kind),
            refused.tolist(),
            as_written.tolist(),
        )
        # To call Wish so often would take longer than all the rest.
        return tuple(map(partial(tuple.__new__, Wish), zip(*written, strict=True)))

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
