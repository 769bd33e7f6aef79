"""What a repair did, in a few sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..language import Sentence, plural_sentence, sentence
from .repair import Repaired
from .stage import Stage


def repair_lines(repaired: Repaired) -> Iterator[Sentence]:
    """Yield a sentence or two per stage: whom the changes touched, who had to move."""
    for stage in repaired.stages:
        yield _stage(stage)
        lost = Counter(line.what for line in stage.log)["lost"]
        if lost:
            yield plural_sentence(
                "{count} student whom no change touched has no place any more.",
                "{count} students whom no change touched have no place any more.",
                count=lost,
            )


def _stage(stage: Stage) -> Sentence:
    touched = plural_sentence(
        "{count} student touched by the changes",
        "{count} students touched by the changes",
        count=len(stage.touched),
    )
    moved = plural_sentence(
        "{count} other student moved", "{count} other students moved", count=stage.moves
    )
    return sentence(
        "From week {week} on: {touched}, {moved}.", week=stage.week, touched=touched, moved=moved
    )
