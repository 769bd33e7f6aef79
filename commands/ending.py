"""Runs that end before any result: a sentence and an exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..matching.foreground import CutShort, EndedAtOnce
from ..matching.infeasible import OUT_OF_TIME, EndedEarly
from ..matching.interruption import CUT_SHORT, NOT_YET_MET, NOTHING_FOUND
from ..matching.language import Lang
from .exit_codes import CANNOT_BE_MET, INTERRUPTED
from .speech import end_with, warn


@contextmanager
def ending_early(lang: Lang) -> Iterator[None]:
    """Turn an end before any result into its sentence and exit code."""
    try:
        yield
    except EndedAtOnce:
        warn(NOTHING_FOUND.said(lang))
        end_with(INTERRUPTED)
    except CutShort:
        warn(CUT_SHORT.said(lang))
        end_with(INTERRUPTED)
    except EndedEarly as error:
        warn((NOT_YET_MET if error.interrupted else OUT_OF_TIME).said(lang))
        end_with(INTERRUPTED if error.interrupted else CANNOT_BE_MET)
