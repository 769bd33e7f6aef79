"""Draws of the day of choice, with the unknown wishes drawn from the model."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..market import Market
from ..phases import Progress
from ..semester import Semester
from .choice import ChoiceModel, fitted, known_lists
from .drawing import Drawer
from .knowledge import Knowledge, knowledge
from .market_days import MarketDays
from .tally import Tally
from .targets import Targets, kinds_in_use, targets_of


@dataclass(frozen=True)
class Guess:
    """The models fitted on what is known, and whose wishes are drawn from them."""

    models: Mapping[str, ChoiceModel]
    drawers: tuple[Drawer, ...]


class Forecast:
    """All that stays the same from draw to draw, and the draws themselves."""

    def __init__(self, semester: Semester, seed: int) -> None:
        self.semester, self.seed = semester, seed
        self.days = MarketDays(semester)
        self.students = self.days.students
        self.turn = self.days.turns()

    @cached_property
    def knowledge(self) -> dict[int, Knowledge]:
        """What is known of the wishes of each simulated student, by position."""
        everybody = self.semester.students
        return {k: knowledge(self.semester, everybody[k]) for k in self.students.tolist()}

    @cached_property
    def targets(self) -> dict[str, Targets]:
        """What can be wished for, by programme."""
        led_to = self.days.led_to()
        found = {}
        for programme in self.semester.programmes:
            own = self._of_programme(programme.programme_id)
            if len(own):
                kinds = kinds_in_use(self.semester, programme)
                found[programme.programme_id] = targets_of(self.days.market, led_to, own, kinds)
        return found

    def _of_programme(self, name: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        students = self.semester.students
        own = [k for k in self.students.tolist() if students[k].programme_id == name]
        return np.array(own, np.int64)

    def guess(self, hidden: frozenset[str] = frozenset()) -> Guess:
        """Fit the models, the wishes of the ``hidden`` students being treated as unknown."""
        models, drawers = {}, []
        for name, targets in self.targets.items():
            own = {
                k: "unknown" if self.semester.students[k].student_id in hidden else what
                for k, what in self.knowledge.items()
                if self.semester.students[k].programme_id == name
            }
            learnt = {k: what == "known" for k, what in own.items() if what in ("known", "partial")}
            known, left_out = known_lists(self.semester, targets, learnt)
            least = self.semester.programme[name].min_wishes
            models[name] = fitted(name, targets, known, left_out, least)
            drawers += [
                self._drawer(models[name], targets, k, with_own=what == "partial")
                for k, what in own.items()
                if what in ("unknown", "partial")
            ]
        return Guess(models, tuple(drawers))

    def _drawer(
        self, model: ChoiceModel, targets: Targets, number: int, *, with_own: bool
    ) -> Drawer:
        student = self.semester.students[number]
        wishes = self.semester.wishes_of.get(student.student_id, ()) if with_own else ()
        own = tuple(w for w in wishes if w.rank is not None and not w.refused)
        named = {(w.target_kind, w.target) for w in own}
        names = [targets.names[k] for k in targets.lists[number].tolist()]
        free = np.array([name not in named for name in names], bool)
        return Drawer(
            student_id=student.student_id,
            names=tuple(n for n, there in zip(names, free.tolist(), strict=True) if there),
            utilities=model.utilities(targets, number)[free],
            own=own,
            lengths=model.lengths,
            least=self.semester.programme[student.programme_id].min_wishes,
        )

    def tally(
        self, guess: Guess, draws: int, stop: threading.Event, progress: Progress | None = None
    ) -> Tally:
        """Place with drawn wishes, again and again, until done or told to stop."""
        tally = Tally(self.semester, self.students, self.turn)
        for draw in range(draws):
            if stop.is_set():
                break
            # Where nothing is drawn, all draws are the same.
            if guess.drawers or not draw:
                market = self.market(guess, draw)
                settled = self.days.placed(market)
            tally.add(market, settled)
            if progress is not None:
                progress.advance("draws", draw + 1, None)
        return tally

    def market(self, guess: Guess, draw: int) -> Market:
        """Return the market with the wishes of one draw."""
        wishes = [w for drawer in guess.drawers for w in drawer.wishes(self.seed, draw)]
        return self.days.with_wishes(wishes, {drawer.student_id for drawer in guess.drawers})
