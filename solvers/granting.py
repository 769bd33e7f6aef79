"""Look for choices in which agents have what they ask for, for many questions of one choice.

The answer to a question is a choice in which the agent has one of the options asked for, that
loses as little as possible against the choice asked about, tier before tier.

Steps, in batches of a fixed size, so that the answers do not depend on how many workers there are:

1. for each question the exact model of a neighbourhood of very few agents, by one objective that
   puts tier before tier; others may lose their option;
2. where that found nothing, of more and more agents with fewer options each;
3. the questions in most doubt first (those that lose most, in the earliest tier), with growing
   effort: what was found is made better around whoever loses most in it; and a neighbourhood is
   looked at in which the tiers before the first one that got worse have to be kept.

A choice found for one question answers every other one that it happens to meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from .limits import Limits
from .nearby import Forced, Nearby, Question, changed_agents
from .neighbourhood import Effort
from .result import Solution
from .search import Search
from .side_by_side import side_by_side
from .values import loss, value_of

_FIRST = (Effort(4, 12, 0.05), Effort(12, 4, 0.1), Effort(30, 3, 0.4))
"""Neighbourhoods that questions without an answer are looked at in."""

_AROUND = (Effort(4, 12, 0.05), Effort(8, 12, 0.1))
_CLOSER = (Effort(6, 16, 0.1), Effort(14, 20, 0.4))
"""Those in which answers are made better, in turns: around who loses, and with tiers kept."""

_BATCH = 8
"""Questions looked at side by side."""

_BUILDING, _WORK = 0.02, 35.0
"""What building a model counts for, in the exact solver's units of work, and how much of them is
done before answers are no longer made better. A unit takes about a second."""


@dataclass(frozen=True)
class Answer:
    """A choice with one of the options, and what it loses in each tier (negative: gains).

    In a tier of several numbers that is by how much the first one that differs is worse.
    """

    solution: Solution
    losses: tuple[int, ...]

    @property
    def tier(self) -> int | None:
        """Number of the first tier that gets worse, ``None`` where none does, or one better."""
        first = next((k for k, lost in enumerate(self.losses) if lost), None)
        return first if first is not None and self.losses[first] > 0 else None


Settled = Callable[[Question, Answer], bool]
"""Whether it is known that a question has no better answer than one."""

_Make = Callable[[Question, "Answer | None", Effort], "Forced | None"]
"""Makes the model of a neighbourhood, if there is one worth looking at."""


def never(_: Question, __: Answer) -> bool:
    """Say that nothing is known of better answers."""
    return False


class Granting:
    """Looks for the answers to questions about one choice.

    Attributes
    ----------
    answers
        What was found so far, ``None`` where nothing was.
    """

    def __init__(
        self,
        search: Search,
        solution: Solution,
        questions: Sequence[Question],
        limits: Limits,
        settled: Settled = never,
    ) -> None:
        self.problem, self.solution, self.limits = search.problem, solution, limits
        self.questions, self._settled = questions, settled
        self.answers: list[Answer | None] = [None] * len(questions)
        self.nearby = Nearby(search, solution)
        self._values = [value_of(self.problem, tier, solution) for tier in self.problem.tiers]
        self._asked = [frozenset(question.options.tolist()) for question in questions]
        self._of_agent: dict[int, list[int]] = defaultdict(list)
        for number, question in enumerate(questions):
            self._of_agent[question.agent].append(number)
        self._work = 0.0

    def run(self) -> list[Answer | None]:
        """Find answers, and make them better until time or work is over."""
        with side_by_side(self.limits) as pool:
            for effort in _FIRST:
                self.find(pool, effort)
            for around, closer in zip(_AROUND, _CLOSER, strict=True):
                self._improve(pool, self._around, around)
                self._improve(pool, self._closer, closer)
        return self.answers

    def find(self, pool: Executor, effort: Effort) -> None:
        """Look for answers to the questions that have none, those of an agent together."""
        waiting = [
            [number for number in numbers if self.answers[number] is None]
            for _, numbers in sorted(self._of_agent.items())
        ]
        waiting = [numbers for numbers in waiting if numbers]
        while waiting and not self.limits.over:
            self._look_at_each(pool, waiting[:_BATCH], effort)
            waiting = waiting[_BATCH:]

    def _look_at_each(self, pool: Executor, batch: Sequence[Sequence[int]], effort: Effort) -> None:
        """Look at neighbourhoods of some agents, with some questions of each, side by side."""
        running = []
        for numbers in batch:
            # Few options first: what meets them meets wider wishes of the same agent as well.
            ordered = sorted(numbers, key=lambda number: (len(self._asked[number]), number))
            asked = [self._asked[number] for number in ordered]
            model = self.nearby.of_each([self.questions[number] for number in ordered], effort)
            result = pool.submit(model.found_each, asked, effort.work, self.limits)
            running.append((model, result))
        for model, result in running:
            for found in result.result():
                self._take(found)
            self._work += model.spent + _BUILDING

    def _improve(self, pool: Executor, make: _Make, effort: Effort) -> None:
        """Look for better answers, of those in most doubt first."""
        numbers = [number for number in range(len(self.answers)) if self._tier(number) is not None]
        numbers.sort(key=self._doubt)
        while numbers and not self.limits.over and self._work < _WORK:
            batch = [number for number in numbers[:_BATCH] if self._is_open(number)]
            numbers = numbers[_BATCH:]
            before = [self._tier(number) for number in batch]
            self._look(pool, make, batch, effort)
            # Where a later tier is now the first that gets worse, that is looked at as well.
            numbers += [k for k, tier in zip(batch, before, strict=True) if self._tier(k) != tier]

    def _look(self, pool: Executor, make: _Make, batch: Sequence[int], effort: Effort) -> None:
        """Look at neighbourhoods of some questions side by side."""
        running = []
        for number in batch:
            model = make(self.questions[number], self.answers[number], effort)
            if model is not None:
                running.append(
                    (model, pool.submit(model.found, effort.work, self.limits.remaining))
                )
        for model, result in running:
            found = result.result()
            self._work += model.spent + _BUILDING
            if found is not None:
                self._take(found)

    def _around(self, question: Question, answer: Answer | None, effort: Effort) -> Forced | None:
        assert answer is not None
        return self.nearby.around(question, answer.solution, effort)

    def _closer(self, question: Question, answer: Answer | None, effort: Effort) -> Forced | None:
        assert answer is not None
        assert answer.tier is not None
        return self.nearby.closer(question, answer.solution, answer.tier, effort)

    def _tier(self, number: int) -> int | None:
        answer = self.answers[number]
        return None if answer is None else answer.tier

    def _doubt(self, number: int) -> tuple[int, int, int]:
        answer = self.answers[number]
        assert answer is not None
        assert answer.tier is not None
        return answer.tier, -answer.losses[answer.tier], number

    def _is_open(self, number: int) -> bool:
        answer = self.answers[number]
        if answer is None or answer.tier is None:
            return False
        return not self._settled(self.questions[number], answer)

    def _take(self, solution: Solution) -> None:
        """Take a choice for each question that it answers better than what was found before."""
        answer = self._answer(solution)
        for agent in changed_agents(self.solution, solution):
            for number in self._of_agent.get(agent, ()):
                if int(solution.option[agent]) in self._asked[number]:
                    before = self.answers[number]
                    if before is None or answer.losses < before.losses:
                        self.answers[number] = answer

    def _answer(self, solution: Solution) -> Answer:
        found = (value_of(self.problem, tier, solution) for tier in self.problem.tiers)
        tiers = zip(self.problem.tiers, self._values, found, strict=True)
        return Answer(solution, tuple(loss(tier, value, other) for tier, value, other in tiers))
