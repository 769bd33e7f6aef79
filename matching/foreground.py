"""Placing while somebody watches: progress is shown, signals are heard, the result is written."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO, TypeVar, cast

from .chances.estimate import chances
from .chances.result import Chances
from .comparison import Comparison, compare
from .interruption import Interruption, Moment, aside
from .language import Lang, Sentence, plural_sentence
from .opening.compose import compose
from .opening.result import Composition
from .outputs.chances_files import write_chances
from .outputs.comparison_files import write_comparison
from .outputs.directory import write_results
from .outputs.progress import Progress, progress_on
from .placement import place
from .repair.files import write_repaired
from .repair.repair import Inputs, Repaired, repaired
from .replaying.replay import Replay, replay
from .result import Placement, TierValue
from .semester import Semester

T = TypeVar("T")

_MOMENTS = {"solve": Moment.SEARCH, "reasons": Moment.AFTER}
"""Phases that change what an interruption does; a later order's listing is part of the search."""


class EndedAtOnce(Exception):
    """The user ended the run before anything was found; its thread may still be at work."""


class CutShort(Exception):
    """The user ended the run a second time, while the result was being written."""


def place_in_foreground(
    semester: Semester,
    directory: Path,
    lang: Lang,
    stream: TextIO,
    before: Mapping[str, float],
    time_limit: float | None = None,
    *,
    anonymous: bool = False,
    **options: Any,
) -> Placement:
    """Place, write the result, return it; to be called in the main thread.

    Parameters
    ----------
    stream
        Shows how the run goes on: standard error.
    before
        Seconds of the phases that came before.
    time_limit
        Seconds in all, those before included.
    anonymous
        Whether the page of the result is to be published.
    options
        As `place` takes them.

    Raises
    ------
    EndedAtOnce
        Interrupted before the search began; nothing was written.
    CutShort
        Interrupted twice; the folder is as it was or complete.
    """
    left = None if time_limit is None else max(0.0, time_limit - sum(before.values()))

    def placed(progress: Progress, stop: threading.Event) -> Placement:
        found = place(semester, progress=progress, stop=stop, time_limit=left, **options)
        given = {} if time_limit is None else {"time_limit": time_limit}
        seconds = {**before, **found.seconds}
        return replace(found, options={**found.options, **given}, seconds=seconds)

    def write(placement: Placement) -> None:
        write_results(semester, placement, directory, lang, anonymous=anonymous)

    return _in_foreground(placed, write, lang, stream)[0]


def replay_in_foreground(
    directory: Path, semester: Semester, lang: Lang, stream: TextIO, **options: Any
) -> Replay:
    """Replay a result, return what was found; to be called in the main thread.

    Parameters
    ----------
    stream
        Shows how the run goes on: standard error.
    options
        As `replay` takes them.

    Raises
    ------
    EndedAtOnce, CutShort
        As in `place_in_foreground`.
    """

    def replayed(progress: Progress, stop: threading.Event) -> Replay:
        return replay(directory, semester, progress=progress, stop=stop, **options)

    return _in_foreground(replayed, None, lang, stream)[0]


def compare_in_foreground(
    semester: Semester,
    mechanisms: Sequence[str],
    directory: Path,
    lang: Lang,
    stream: TextIO,
    **options: Any,
) -> Comparison:
    """Compare mechanisms, write the comparison, return it; to be called in the main thread.

    An interruption ends the mechanism at work with the best placement found, and leaves out
    those that have not begun.

    Parameters
    ----------
    stream
        Shows how the run goes on: standard error.
    options
        As `compare` takes them.

    Raises
    ------
    EndedAtOnce, CutShort
        As in `place_in_foreground`.
    """

    def compared(progress: Progress, stop: threading.Event) -> Comparison:
        return compare(semester, mechanisms, progress=progress, stop=stop, **options)

    return _in_foreground(
        compared,
        lambda comparison: write_comparison(semester, comparison, directory, lang),
        lang,
        stream,
    )[0]


def repair_in_foreground(
    inputs: Inputs,
    directory: Path,
    lang: Lang,
    stream: TextIO,
    before: Mapping[str, float],
    **options: Any,
) -> Repaired:
    """Repair, write the result, return it; to be called in the main thread.

    Parameters
    ----------
    stream
        Shows how the run goes on: standard error.
    before
        Seconds of the phases that came before.
    options
        As `repair` takes them.

    Raises
    ------
    EndedAtOnce, CutShort
        As in `place_in_foreground`.
    """

    def done(progress: Progress, stop: threading.Event) -> Repaired:
        found = repaired(inputs, progress=progress, stop=stop, **options)
        seconds = {**before, **found.placement.seconds}
        return replace(found, placement=replace(found.placement, seconds=seconds))

    return _in_foreground(done, lambda found: write_repaired(found, directory, lang), lang, stream)[
        0
    ]


Result = TypeVar("Result")


def chances_in_foreground(
    semester: Semester, directory: Path | None, lang: Lang, stream: TextIO, **options: Any
) -> Chances:
    """Estimate chances, write them if there is a folder, return them; in the main thread.

    Parameters
    ----------
    stream
        Shows how the run goes on: standard error.
    options
        As `chances` takes them.

    Raises
    ------
    EndedAtOnce, CutShort
        As in `place_in_foreground`.
    """

    def estimated(progress: Progress, stop: threading.Event) -> Chances:
        return chances(semester, progress=progress, stop=stop, **options)

    def write(found: Chances) -> None:
        if directory is not None:
            write_chances(semester, found, directory)

    return _in_foreground(estimated, write, lang, stream)[0]


def _in_foreground(
    work: Callable[[Progress, threading.Event], Result],
    write: Callable[[Result], T] | None,
    lang: Lang,
    stream: TextIO,
) -> tuple[Result, T | None]:
    """Do the work in another thread, write what comes of it, and hear signals meanwhile.

    Returns the result, and what writing it returns.
    """

    def announce(what: Sentence) -> None:
        _write_past_buffers(stream, what.said(lang))

    written = None
    with progress_on(stream, lang) as shown, Interruption(announce) as interruption:
        progress = _Followed(shown, interruption)
        try:
            result = aside(lambda: work(progress, interruption.stop))
            interruption.writing()
            if write is not None:
                shown.phase("write")
                written = write(result)
        except KeyboardInterrupt:
            began = interruption.moment is Moment.WRITING
            raise (CutShort if began else EndedAtOnce) from None
    return result, written


def compose_in_foreground(
    semester: Semester,
    lang: Lang,
    stream: TextIO,
    write: Callable[[Composition], T],
    **options: Any,
) -> tuple[Composition, T]:
    """Compose offers, write them, return them and what writing returns; in the main thread.

    Parameters
    ----------
    stream
        Shows how the run goes on: standard error.
    write
        Writes the result.
    options
        As `compose` takes them.

    Raises
    ------
    EndedAtOnce
        Interrupted before the search began; nothing was written.
    CutShort
        Interrupted twice; the file is as it was or complete.
    """

    def composed(progress: Progress, stop: threading.Event) -> Composition:
        return compose(semester, progress=progress, stop=stop, **options)

    found, written = _in_foreground(composed, write, lang, stream)
    return found, cast("T", written)


def late(time_limit: float | None, seconds: Mapping[str, float]) -> Sentence | None:
    """Return a sentence where a time limit was over before the search began."""
    passed = sum(seconds.get(phase, 0.0) for phase in ("read", "prepare", "bundles", "model"))
    if time_limit is None or passed < time_limit:
        return None
    return plural_sentence(
        "The time limit left nothing for the search: reading the semester and listing the "
        "possible placements took {count} second.",
        "The time limit left nothing for the search: reading the semester and listing the "
        "possible placements took {count} seconds.",
        count=max(1, round(passed)),
    )


class _Followed:
    """Passes on what a run tells, and keeps in mind how far that is."""

    def __init__(self, shown: Progress, interruption: Interruption) -> None:
        self._shown = shown
        self._interruption = interruption

    def phase(self, name: str) -> None:
        if name.startswith("under_") and self._interruption.moment is Moment.AFTER:
            # A comparison goes on with the next mechanism.
            self._interruption.moment = Moment.SEARCH
        self._interruption.moment = _MOMENTS.get(name, self._interruption.moment)
        self._shown.phase(name)

    def tier(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        self._shown.tier(name, value, bound)

    def advance(self, name: str, value: TierValue | None, bound: TierValue | None) -> None:
        self._shown.advance(name, value, bound)


def _write_past_buffers(stream: TextIO, text: str) -> None:
    """Write a line from a signal handler, which may have come in the middle of a write."""
    # On a terminal the line of the progress, and the ^C behind it, stay where they are.
    line = f"\n{text}\n" if stream.isatty() else f"{text}\n"
    os.write(stream.fileno(), line.encode(stream.encoding or "utf-8", "replace"))
