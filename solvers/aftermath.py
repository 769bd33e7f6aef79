"""What a finished search knows of choices that it did not make.

Of an agent and some of its options it is asked: if the agent had to have one of them, which
tier would be the first to get worse, and by how much? Two sides answer:

- the *prices* of the search have excluded options tier by tier: where all of them are out, some
  tier up to the last of those where they went out must get worse;
- a choice with one of the options is looked for nearby (`granting`). It shows how little has to
  be lost, and in which tier.

Where both name the same tier it is the first to get worse, between the two amounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .arrays import Ints
from .granting import Answer, Granting
from .impossible import impossible
from .limits import Limits
from .losses import NEVER
from .nearby import Question, changed_agents
from .problem import Problem
from .result import Solution, TierOutcome
from .search import Search
from .values import is_plain

_MOST = 2**31 - 1


@dataclass(frozen=True)
class Cost:
    """What it costs to give an agent one of some options.

    Attributes
    ----------
    tier
        Number of the first tier that gets worse in the choice that was found (``None``: none
        does); where none was found, of the last one that can be the first to get worse (``None``:
        there is no choice with any of the options).
    low, high
        By how much the tier gets worse: at the least, and in the choice that was found;
        ``None`` where that is not known, or the tier has more than one number.
    known
        No choice with the option keeps all tiers up to this one.
    solution
        The choice that was found.
    moved
        How many other agents have another option or other slots in it.
    """

    tier: int | None
    low: int | None = None
    high: int | None = None
    known: bool = False
    solution: Solution | None = None
    moved: int = 0


class Aftermath:
    """Answers questions about a finished search."""

    def __init__(
        self,
        search: Search,
        outcomes: Sequence[TierOutcome],
        solution: Solution,
    ) -> None:
        self.search, self.problem, self.solution = search, search.problem, solution
        self.losses = search.losses
        self.tiers = search.problem.tiers
        proven = [outcome.value == outcome.bound for outcome in outcomes]
        # Beyond a tier whose value is not proven, prices hold only for choices that keep what
        # every piece has, not for all that are as good in sum.
        self._firm = proven.index(False) if False in proven else len(proven)

    def costs(self, questions: Sequence[Question], limits: Limits | None = None) -> list[Cost]:
        """Say what it costs to give agents one of some options, each question by itself.

        Parameters
        ----------
        limits
            When to stop looking for choices; what prices say is told in any case.
        """
        granting = Granting(
            self.search, self.solution, questions, limits or Limits(), self._is_settled
        )
        answers = granting.run()
        return [
            self.priced(question) if answer is None else self._shown(question, answer)
            for question, answer in zip(questions, answers, strict=True)
        ]

    def priced(self, question: Question) -> Cost:
        """Say what is told of a question without looking for a choice."""
        if impossible(self.problem, question.options).all():
            return Cost(None, known=True)
        last, least = self._excluded(question.options)
        if last == NEVER:
            return Cost(len(self.tiers) - 1)
        return Cost(last, least or None, known=self._is_known(last, least))

    def _excluded(self, options: Ints) -> tuple[int, int]:
        """Return the tier that is out of reach at the latest, and what it loses at the least."""
        tiers = self.losses.tier[options]
        last = int(tiers.max(initial=0))
        if last > self._firm:
            return NEVER, 0
        return last, int(self.losses.least[options[tiers == last]].min(initial=_MOST))

    def _is_known(self, tier: int, least: int) -> bool:
        """Say whether it is proven that a tier gets worse, if none before it does."""
        return least > 0 or not is_plain(self.tiers[tier])

    def _is_settled(self, question: Question, answer: Answer) -> bool:
        """Say whether prices prove that there is no better answer."""
        last, least = self._excluded(question.options)
        if answer.tier is None or answer.tier != last:
            return False
        return not is_plain(self.tiers[last]) or answer.losses[last] <= least

    def _shown(self, question: Question, answer: Answer) -> Cost:
        """Return what a choice shows, and what the prices say of the tier that it shows."""
        found, tier = answer.solution, answer.tier
        others = moved(self.problem, self.solution, found, question.agent)
        if tier is None:
            return Cost(None, known=True, solution=found, moved=others)
        last, least = self._excluded(question.options)
        known = tier == last and self._is_known(last, least)
        if not is_plain(self.tiers[tier]):
            return Cost(tier, None, None, known, found, others)
        return Cost(tier, least if known else 0, answer.losses[tier], known, found, others)


def moved(problem: Problem, here: Solution, there: Solution, agent: int) -> int:
    """Return how many agents besides one are elsewhere, or at other slots, in a solution."""
    return sum(
        _where(problem, here, one) != _where(problem, there, one)
        for one in changed_agents(here, there)
        if one != agent
    )


def _where(problem: Problem, solution: Solution, agent: int) -> list[tuple[int, ...]]:
    """Return host, location, weeks and slots of an agent's parts: options may be alike."""
    option, table = int(solution.option[agent]), problem.timetable
    if option < 0:
        return []
    template = int(problem.template[option])
    if table is None:
        return [(template,)]
    parts = table.parts(template)
    slots = solution.slots.get(agent, (0,) * len(parts))
    return sorted(
        (part.host, part.location, part.weeks, mask)
        for part, mask in zip(parts, slots, strict=True)
    )
