"""Why a question about where to settle has no answer."""

from __future__ import annotations

from ..cannot_do import CannotDo
from ..language import Sentence


class CannotSettle(CannotDo):
    """What was asked cannot be answered from these tables; ``sentence`` says why."""

    def __init__(self, said: Sentence) -> None:
        self.sentence = said
        super().__init__(str(said))
