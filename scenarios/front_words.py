"""A front in words: what each step costs, and what is known of it as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from ..matching.language import Sentence, plural_sentence, sentence
from .front_result import Front, FrontPoint, FrontStanding

_MILLIONTHS = frozenset({"value", "shortage", "wishes"})
_LESS = frozenset({"floors", "travel", "balance"})
_COUNTED = {"shortage": "half_days_zip", "wishes": "wish_ranks"}
"""What people count a tier in, where that is something else than its own unit."""

GAINS = {
    "placed": sentence("One more student placed"),
    "floors": sentence("One place less that minimums lack"),
    "value": sentence("One more point of value"),
    "travel": sentence("One minute less (one way, per half-day)"),
    "balance": sentence("One less in the squared numbers of students"),
    "shortage": sentence("One more point of need (a student wholly at need 1)"),
    "wishes": sentence("One more point of satisfaction (a first wish for one left out)"),
}
COSTS: dict[str, Callable[[int], Sentence]] = {
    "placed": lambda n: plural_sentence("student placed", "students placed", count=n),
    "floors": lambda n: plural_sentence(
        "place that minimums lack", "places that minimums lack", count=n
    ),
    "value": lambda n: plural_sentence("point of value", "points of value", count=n),
    "travel": lambda n: plural_sentence(
        "minute (one way, per half-day)", "minutes (one way, per half-day)", count=n
    ),
    "balance": lambda n: plural_sentence("squared student", "squared students", count=n),
    "shortage": lambda n: plural_sentence("point of need", "points of need", count=n),
    "wishes": lambda n: plural_sentence("point of satisfaction", "points of satisfaction", count=n),
}
GAINS_COUNTED = {
    "shortage": sentence("One more half-day in ZIP"),
    "wishes": sentence("One wish rank better"),
}
COSTS_COUNTED: dict[str, Callable[[int], Sentence]] = {
    "shortage": lambda n: plural_sentence("half-day in ZIP", "half-days in ZIP", count=n),
    "wishes": lambda n: plural_sentence("wish rank", "wish ranks", count=n),
}

STOPPING = sentence("Stopping with the points found so far. Once more to end at once.")


def standing(at: FrontStanding) -> Sentence:
    """Return how far a search for a front is."""
    if at.seconds_left is None:
        return sentence("looking for the first of up to {wanted} points ...", wanted=at.wanted)
    return plural_sentence(
        "{count} point of up to {wanted}, about {seconds} s left",
        "{count} points of up to {wanted}, about {seconds} s left",
        count=at.points,
        wanted=at.wanted,
        seconds=round(at.seconds_left),
    )


def in_units(tier: str, value: int) -> Fraction:
    """Return a tier's value in units: millionths made whole."""
    return Fraction(value, 10**6) if tier in _MILLIONTHS else Fraction(value)


def gained(tier: str, change: Fraction) -> Fraction:
    """Return how much better a tier becomes by a change of its value."""
    return -change if tier in _LESS else change


def price(front: Front, better: FrontPoint, worse: FrontPoint) -> Fraction:
    """Return what one unit of the first tier costs in units of the second.

    ``better`` is better in the first tier and therefore worse in the second.
    """
    one, other = front.between
    gain = gained(one, in_units(one, better.values[0]) - in_units(one, worse.values[0]))
    loss = gained(other, in_units(other, worse.values[1]) - in_units(other, better.values[1]))
    return loss / gain


def price_sentence(front: Front, better: FrontPoint, worse: FrontPoint) -> Sentence:
    """Return what one more of the first tier costs, in units that people count in if there are."""
    one, other = front.between
    counted = _in_counted(front, better, worse)
    if counted is not None:
        return _said(
            GAINS_COUNTED.get(one, GAINS[one]), counted, COSTS_COUNTED.get(other, COSTS[other])
        )
    return _said(GAINS[one], price(front, better, worse), COSTS[other])


def _said(gain: Sentence, amount: Fraction, unit: Callable[[int], Sentence]) -> Sentence:
    rounded = float(f"{float(amount):.3g}")
    # English has the plural of all but 1, French of 2 and more; so 0 stands for what is between.
    count = 2 if rounded >= 2 else int(rounded == 1)
    return sentence("{gain} costs {amount} {unit}.", gain=gain, amount=rounded, unit=unit(count))


def _in_counted(front: Front, better: FrontPoint, worse: FrontPoint) -> Fraction | None:
    """Return the price in what people count, ``None`` where it goes the other way or is none."""
    if not _COUNTED.keys() & set(front.between):
        return None
    if better.amounts["placed"] != worse.amounts["placed"]:
        return None  # a sum of ranks says nothing where others are counted
    one, other = front.between
    gain = _change(one, 0, worse, better)
    loss = -_change(other, 1, worse, better)
    return loss / gain if gain > 0 and loss > 0 else None


def _change(tier: str, number: int, before: FrontPoint, after: FrontPoint) -> Fraction:
    """Return how much better a tier becomes, in what people count it in."""
    if tier in _COUNTED:
        name = _COUNTED[tier]
        change = after.amounts[name] - before.amounts[name]
        return -change if name == "wish_ranks" else change
    return gained(tier, in_units(tier, after.values[number] - before.values[number]))


def remarks(front: Front) -> Iterator[Sentence]:
    """Yield what is known of the front as a whole."""
    count = len(front.points)
    if front.complete:
        yield plural_sentence(
            "{count} point: it is best in both, proven.",
            "{count} points: the whole front, proven; there is no other point.",
            count=count,
        )
    else:
        yield plural_sentence(
            "{count} point of the front; there may be others.",
            "{count} points spread over the front; there may be others between them.",
            count=count,
        )
    if front.interrupted:
        yield sentence("The search was interrupted: these are the points found by then.")
    open_ = sum(not point.proven for point in front.points)
    if open_:
        yield plural_sentence(
            "{count} point is not proven: it is the best found in the time, with its gap.",
            "{count} points are not proven: they are the best found in the time, with their gaps.",
            count=open_,
        )
    yield sentence(
        "Half-days, ranks and minutes are those of the placement found at each point; another "
        "placement may be as good in both objectives and differ in them."
    )
