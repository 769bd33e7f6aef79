"""What the terminal says of scenario runs that ended with an error."""

from __future__ import annotations

from collections.abc import Sequence

from ..matching.language import Lang, plural_sentence, sentence
from ..scenarios.failures import Failure
from .speech import warn

_SHOWN = 5


def warn_of(failures: Sequence[Failure], lang: Lang) -> None:
    """Say on standard error which runs failed and why, the first few of them."""
    for failure in failures[:_SHOWN]:
        run = failure.variant
        if failure.repetition is not None:
            run = f"{run} [{failure.repetition}]"
        said = sentence("{run}: error: {what}", run=run, what=failure.said(lang))
        warn(said.said(lang))
    more = len(failures) - _SHOWN
    if more > 0:
        said = plural_sentence(
            "{count} more run with an error: runs.csv of the comparison names it.",
            "{count} more runs with an error: runs.csv of the comparison names them.",
            count=more,
        )
        warn(said.said(lang))
