"""What the library raises where it cannot do what was asked, in words for the user."""

from __future__ import annotations

from .language import Sentence


class CannotDo(Exception):
    """What was asked for cannot be done; ``sentence`` says why."""

    sentence: Sentence


class Impossible(Exception):
    """What the input demands cannot all be met; ``sentences`` say what."""

    sentences: tuple[Sentence, ...]
