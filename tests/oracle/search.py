"""The best placement of a small semester, by trying them all.

The students are placed one after the other in every possible way. A branch is left where a
limit is passed, and where even the best that the students still to come could bring is not
better than a placement already found. Each tier is turned into a cost, smaller being better,
and costs compare tier by tier, first tier first.
"""

from __future__ import annotations

from collections.abc import Mapping

from maillage.matching.entities import Offer, Quota, Student
from maillage.matching.semester import Semester

from .bundles import Bundle, bundles_of
from .grading import OFF, grade, ranks_of
from .resources import Key, distinct_weeks, pack, quota_count, uses_of
from .states import Answer, Cost, Option, Order, State, TierValue


def exhaustive(
    semester: Semester,
    fixed: Mapping[str, Bundle | None] | None = None,
    *,
    pruned: bool = True,
) -> Answer:
    """Find the exact best tiers of every order, lower orders first.

    ``fixed`` gives the only choice that some students have: it judges a placement that is
    known, or settles the lower orders as another program has settled them. ``pruned=False``
    tries every combination, to check the cutting of branches.
    """
    fixed = dict(fixed or {})
    answer = Answer(False, {}, {})
    orders = sorted({p.order for p in semester.programmes}, key=lambda o: (o is None, o or 0))
    for order in orders:
        search = Search(semester, orders[: orders.index(order) + 1], {**fixed, **answer.placements})
        search.pruned = pruned
        search.run()
        if search.best_state is None:
            return Answer(True, {}, {})
        answer.tiers[order] = search.tiers()
        answer.placements.update(search.best_choice)
    return answer


class Search:
    """All placements of the students of some orders."""

    def __init__(
        self, semester: Semester, orders: list[Order], fixed: Mapping[str, Bundle | None]
    ) -> None:
        self.semester = semester
        self.pruned = True
        settled = {p.programme_id for p in semester.programmes if p.order in orders}
        last = all(p.order in orders for p in semester.programmes)
        # Students with a lock come first: what they use of a maximum is then known.
        self.students = sorted(
            (s for s in semester.students if s.programme_id in settled),
            key=lambda s: (s.student_id not in semester.lock, s.link_id or "", s.student_id),
        )
        self.quotas = [q for q in semester.quotas if q.programme_id in (None, *settled)]
        self.offers = [o for o in semester.offers if o.programme_id in settled]
        self.minima = {q.quota_id for q in self.quotas if q.programme_id is not None or last}
        bundles: dict[str, list[Bundle | None]] = {}
        for student in self.students:
            name = student.student_id
            own: list[Bundle | None] = list(bundles_of(semester, student))
            if name not in semester.lock:
                own.append(None)
            if name in fixed:
                own = [bundle for bundle in own if bundle == fixed[name]]
            bundles[name] = own
        self.options = self.describe(bundles)
        self.rest_counts = [self.greatest(i) for i in range(len(self.students) + 1)]
        self.rest_value = [
            sum(max((o.value for o in own), default=0) for own in self.options[i:])
            for i in range(len(self.students) + 1)
        ]
        self.best_state: State | None = None
        self.best_costs: list[Cost] = []
        self.best_choice: dict[str, Bundle | None] = {}

    # --- options ---------------------------------------------------------------------------

    def describe(self, bundles: dict[str, list[Bundle | None]]) -> list[list[Option]]:
        """Turn every student's bundles into options, the most promising first."""
        real = [b for own in bundles.values() for b in own if b is not None]
        self.weeks = distinct_weeks(self.semester, real)
        limits: dict[Key, int] = {
            key: limit
            for student in self.students
            for bundle in bundles[student.student_id]
            if bundle is not None
            for key, limit in uses_of(self.semester, student, bundle, self.weeks)
            if limit is not None
        }
        self.packing = pack(limits)
        return [
            sorted(
                (self.option(student, bundle) for bundle in bundles[student.student_id]),
                key=lambda o: (o.bundle is None, o.klass or 0, -o.value, o.travel),
            )
            for student in self.students
        ]

    def option(self, student: Student, bundle: Bundle | None) -> Option:
        """Return all that a bundle counts for."""
        semester = self.semester
        counts = tuple(self.count(student, bundle))
        locked = student.student_id in semester.lock
        quota_counts = counts[: len(self.quotas)]
        free_counts = tuple(0 for _ in quota_counts) if locked else quota_counts
        if bundle is None:
            everyone = semester.programme[student.programme_id].everyone
            wishing = bool(ranks_of(semester, student))
            hosts = tuple(0 for _ in semester.supervisors)
            return Option(
                None, 0, counts, free_counts, hosts, None, None, int(everyone), int(wishing), 0, 0
            )
        worth = grade(semester, student, bundle)
        return Option(
            bundle=bundle,
            use=self.packing.use(
                [key for key, _ in uses_of(semester, student, bundle, self.weeks)]
            ),
            counts=counts,
            free_counts=free_counts,
            hosts=tuple(int(s.supervisor_id in bundle.supervisors) for s in semester.supervisors),
            territories=bundle.territories(semester),
            klass=worth.klass,
            unplaced=0,
            unplaced_wishing=0,
            value=worth.value,
            travel=worth.travel,
        )

    def count(self, student: Student, bundle: Bundle | None) -> list[int]:
        """Count a bundle in every quota, then on the seats, then among the people of offers."""
        if bundle is None:
            return [0] * (len(self.quotas) + 2 * len(self.offers))
        there = [int(offer.offer_id == bundle.offer_id) for offer in self.offers]
        return [
            *(quota_count(self.semester, student, bundle, quota) for quota in self.quotas),
            *(n if student.surnombre is None else 0 for n in there),
            *there,
        ]

    def greatest(self, depth: int) -> tuple[int, ...]:
        """Return the most that the students from ``depth`` on can add to each count."""
        total = [0] * (len(self.quotas) + 2 * len(self.offers))
        for own in self.options[depth:]:
            for i in range(len(total)):
                total[i] += max((option.counts[i] for option in own), default=0)
        return tuple(total)

    # --- the search ------------------------------------------------------------------------

    def run(self) -> None:
        """Try everything."""
        start = State(
            use=self.packing.empty,
            counts=(0,) * (len(self.quotas) + 2 * len(self.offers)),
            free_counts=(0,) * len(self.quotas),
            hosts=(0,) * len(self.semester.supervisors),
            links=frozenset(),
            classes=(),
            unplaced=0,
            unplaced_wishing=0,
            value=0,
            travel=0,
        )
        self.fewest: dict[tuple[int, int], int] = {}
        self.seen: list[set[State]] = [set() for _ in range(len(self.students) + 1)]
        self.choice: list[Bundle | None] = []
        if not start.use & self.packing.guard:
            self.extend(start)

    def extend(self, state: State) -> None:
        """Place the next student in every way that the limits leave."""
        depth = len(self.choice)
        if depth == len(self.students):
            self.finish(state)
            return
        student = self.students[depth]
        for option in self.options[depth]:
            after = self.add(state, student, option)
            if after is None or (self.pruned and self.is_hopeless(after, depth + 1)):
                continue
            self.choice.append(option.bundle)
            self.extend(after)
            self.choice.pop()

    def add(self, state: State, student: Student, option: Option) -> State | None:
        """Return the state with one more student, or ``None`` where a rule forbids it."""
        use = state.use + option.use
        if use & self.packing.guard:
            return None
        links = state.links
        if student.link_id is not None:
            for link, territories in links:
                if link == student.link_id and territories != option.territories:
                    return None
            links |= {(student.link_id, option.territories)}
        counts = tuple(map(int.__add__, state.counts, option.counts))
        free_counts = tuple(map(int.__add__, state.free_counts, option.free_counts))
        for i, quota in enumerate(self.quotas):
            if quota.hard_max and quota.max_count is not None:
                locked = counts[i] - free_counts[i]
                if free_counts[i] > max(0, quota.max_count - locked):
                    return None
        return State(
            use,
            counts,
            free_counts,
            tuple(map(int.__add__, state.hosts, option.hosts)),
            links,
            state.classes
            if option.klass is None
            else tuple(sorted((*state.classes, option.klass), reverse=True)),
            state.unplaced + option.unplaced,
            state.unplaced_wishing + option.unplaced_wishing,
            state.value + option.value,
            state.travel + option.travel,
        )

    def is_hopeless(self, state: State, depth: int) -> bool:
        """Say whether nothing better than the best can come of a state."""
        if state in self.seen[depth]:
            return True
        self.seen[depth].add(state)
        if self.best_state is None:
            return False
        must_place = False
        for tier, best in zip(self.semester.settings.tiers, self.best_costs, strict=True):
            cost = self.cost(tier, state, depth)
            if must_place:
                cost = self.with_the_rest(tier, cost, depth)
            if cost != best:
                return _listed(cost) > _listed(best)
            # As many are unplaced already as in the best: all still to come must be placed.
            must_place = must_place or (tier == "placed" and state.unplaced == best)
        return True

    def with_the_rest(self, tier: str, cost: Cost, depth: int) -> Cost:
        """Add the least that the students to come cost if all with `everyone` are placed.

        Each of them travels at least as its nearest bundle does, and is one student more at
        one supervisor or several, which adds 1 or more to the squares.
        """
        if tier not in ("travel", "balance"):
            return cost
        assert isinstance(cost, int)
        for options in self.options[depth:]:
            if all(option.bundle is not None or option.unplaced for option in options):
                travels = [option.travel for option in options if option.bundle is not None]
                cost += min(travels, default=0) if tier == "travel" else len(travels[:1])
        return cost

    def finish(self, state: State) -> None:
        """Keep a complete placement if it meets the hard minima and is the best so far."""
        n_quotas, n_offers = len(self.quotas), len(self.offers)
        for i, quota in enumerate(self.quotas):
            binds = quota.hard_min and quota.quota_id in self.minima
            if binds and state.counts[i] < (quota.min_count or 0):
                return
        for i, offer in enumerate(self.offers):
            people = state.counts[n_quotas + n_offers + i]
            if 0 < people < offer.min_if_open:
                return
        costs = [
            self.cost(tier, state, len(self.students)) for tier in self.semester.settings.tiers
        ]
        if self.best_state is None or costs < self.best_costs:
            self.best_state, self.best_costs = state, costs
            names = [student.student_id for student in self.students]
            self.best_choice = dict(zip(names, self.choice, strict=True))

    # --- the tiers -------------------------------------------------------------------------

    def cost(self, tier: str, state: State, depth: int) -> Cost:
        """Return the least that a tier can cost when ``depth`` students are placed so."""
        if tier == "placed":
            return state.unplaced + self.fewest_unplaced(depth, state.use)
        if tier == "floors":
            return self.shortfall(state, depth)
        if tier == "worst_off":
            return self.worst_off(state, self.semester.settings.worst_off_depth)
        if tier == "generous":
            return self.worst_off(state, None)
        if tier == "greedy":
            return self.greedy(state, depth)
        if tier == "value":
            return -state.value - self.rest_value[depth]
        if tier == "travel":
            return state.travel
        assert tier == "balance", f"the exhaustive search knows no tier {tier}"
        return sum(n * n for n in state.hosts)

    def fewest_unplaced(self, depth: int, use: int) -> int:
        """Return the fewest unplaced students to come when nothing but the limits counts."""
        if depth == len(self.students):
            return 0
        known = self.fewest.get((depth, use))
        if known is None:
            known = len(self.students)
            for option in self.options[depth]:
                after = use + option.use
                if not after & self.packing.guard:
                    found = option.unplaced + self.fewest_unplaced(depth + 1, after)
                    known = min(known, found)
                    if known == 0:
                        break
            self.fewest[depth, use] = known
        return known

    def shortfall(self, state: State, depth: int) -> int:
        """Return what soft minima, soft maxima and the seats to fill are off by, at least."""
        rest = self.rest_counts[depth]
        total = 0
        for i, quota in enumerate(self.quotas):
            total += self.off_by(quota, state.counts[i], rest[i])
        for i, offer in enumerate(self.offers, start=len(self.quotas)):
            total += max(0, owed(offer) - state.counts[i] - rest[i])
        return total

    def off_by(self, quota: Quota, count: int, rest: int) -> int:
        """Return what one quota is off by, if ``rest`` more could still be had."""
        total = 0
        if quota.min_count is not None and not quota.hard_min and quota.quota_id in self.minima:
            total += max(0, quota.min_count - count - rest)
        if quota.max_count is not None and not quota.hard_max:
            total += max(0, count - quota.max_count)
        return total

    def worst_off(self, state: State, depth: int | None) -> tuple[int, ...]:
        """Return the unplaced with wishes, then worst class and its students, class by class.

        One more student never makes it smaller: it is not placed, or its class is counted.
        """
        classes = sorted(set(state.classes), reverse=True)
        result = [state.unplaced_wishing]
        for klass in classes[:depth]:
            result += [klass, state.classes.count(klass)]
        return tuple(result)

    def greedy(self, state: State, depth: int) -> tuple[int, ...]:
        """Return minus the students of each class, the best first; those to come may be in it."""
        most = len(self.semester.wishes) + 1
        numbers = [state.classes.count(klass) for klass in (*range(1, most + 1), OFF)]
        numbers[0] += len(self.students) - depth
        return tuple(-number for number in numbers)

    def tiers(self) -> list[tuple[str, TierValue]]:
        """Return the tiers of the best placement as a result shows them."""
        assert self.best_state is not None
        return [(tier, self.shown(tier, self.best_state)) for tier in self.semester.settings.tiers]

    def shown(self, tier: str, state: State) -> TierValue:
        """Return a tier's value: students placed, the value itself, the class off by name."""
        cost = self.cost(tier, state, len(self.students))
        if tier == "greedy":
            found = sorted(set(state.classes))
            pairs = [(klass, state.classes.count(klass)) for klass in found]
            return tuple("off" if n == OFF else n for pair in pairs for n in pair)
        if tier == "placed":
            everyone = sum(self.semester.programme[s.programme_id].everyone for s in self.students)
            return everyone - state.unplaced
        if isinstance(cost, tuple):
            return tuple("off" if number == OFF else number for number in cost)
        return -cost if tier == "value" else cost


def owed(offer: Offer) -> int:
    """Return the seats that should be filled; a closed offer owes none."""
    return offer.min_seats if offer.open else 0


def _listed(cost: Cost) -> tuple[int, ...]:
    """Return a cost as numbers that are compared one after the other."""
    return cost if isinstance(cost, tuple) else (cost,)
