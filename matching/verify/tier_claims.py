"""The tiers of a summary: their values, proven bounds, gaps and tolerances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite

from ..language import sentence
from ..result import TierValue
from ..semester import Semester
from ..settings import TIERS
from .files import SUMMARY
from .report import RecomputedTier, Violation
from .tiers import MAXIMISED, class_key, orders_of

_ROUNDING = 1e-6
"""A printed gap may be rounded by this much, but never to nothing."""

Key = tuple[object, object]


def check_tiers(
    semester: Semester,
    summary: Mapping[str, object],
    options: Mapping[str, object],
    recomputed: tuple[RecomputedTier, ...],
) -> Iterator[Violation]:
    """Check ``tiers`` and, where ``status`` is ``optimal``, that it may be said."""
    printed = summary.get("tiers")
    if not isinstance(printed, list) or not all(isinstance(item, dict) for item in printed):
        yield Violation("tiers", SUMMARY, sentence("`tiers` must be a list of objects."))
        return
    asked = options.get("tiers") or list(semester.settings.tiers)
    known = {*TIERS, *(tier.name for tier in recomputed)}
    names = [name for name in asked if name in known] if isinstance(asked, list) else []
    expected = [(name, order) for order in orders_of(semester.programmes) for name in names]
    found = [(item.get("name"), item.get("order")) for item in printed]
    if found != expected or not found:
        text = ", ".join(_title(key) for key in expected)
        yield Violation(
            "tiers", SUMMARY, sentence("`tiers` must be, in this order: {text}.", text=text)
        )
        return
    values: dict[Key, TierValue] = {(tier.name, tier.order): tier.value for tier in recomputed}
    for key, item in zip(found, printed, strict=True):
        title = _title(key)
        yield from _value_and_bound(title, item, values.get(key))
        yield from _tolerance(title, semester, options, item)
        if summary.get("status") == "optimal":
            yield from _optimal(title, item)


def _title(key: Key) -> str:
    name, order = key
    return str(name) if order is None else f"{name} (order {order})"


def tier_value(name: str, thing: object) -> TierValue | None:
    """Return a JSON value as a tier's value, or ``None`` where it is none.

    A list holds pairs of a class and its students; they come after the number of unplaced
    students, for all tiers but ``greedy``.
    """
    if isinstance(thing, int) and not isinstance(thing, bool):
        return thing
    first = 0 if name == "greedy" else 1
    if not isinstance(thing, list) or len(thing) % 2 != first:
        return None
    for position, item in enumerate(thing):
        is_class = position % 2 == first
        whole = isinstance(item, int) and not isinstance(item, bool)
        if not whole and not (is_class and item == "off"):
            return None
    return tuple(thing)


def _better(name: str, value: TierValue, bound: TierValue) -> bool:
    """Say whether a value is better than its bound, as the tier compares them."""
    if name == "greedy" and isinstance(value, tuple) and isinstance(bound, tuple):
        reached, possible = _by_class(value), _by_class(bound)
        classes = sorted({**reached, **possible}, key=class_key)
        return [reached.get(z, 0) for z in classes] > [possible.get(z, 0) for z in classes]
    low, high = _comparable(value), _comparable(bound)
    return low > high if name in MAXIMISED else low < high


def _by_class(value: tuple[int | str, ...]) -> dict[int | str, int]:
    """Return the students of each class of a list without anything before the pairs."""
    return dict(zip(value[::2], map(int, value[1::2]), strict=True))


def _comparable(value: TierValue) -> tuple[tuple[bool, int], ...]:
    """Return a key that sorts values as the tier does; ``off`` is the largest class."""
    items = (value,) if isinstance(value, int) else value
    return tuple(class_key(item) for item in items)


def _value_and_bound(
    title: str, item: Mapping[str, object], recomputed: TierValue | None
) -> Iterator[Violation]:
    name = str(item["name"])
    value, bound = tier_value(name, item.get("value")), tier_value(name, item.get("bound"))
    if recomputed is not None and value != recomputed:
        said = sentence(
            "the value is {value}; the lines give {recomputed}.",
            value=_text(item.get("value")),
            recomputed=_text(recomputed),
        )
        yield Violation("tier-value", title, said)
    if value is None or bound is None or isinstance(value, int) != isinstance(bound, int):
        said = sentence(
            "value and bound must be whole numbers, or lists for `worst_off`, `greedy`, `generous`."
        )
        yield Violation("tier-bound", title, said)
        return
    if _better(name, value, bound):
        said = sentence(
            "the value {value} is better than its bound {bound}.",
            value=_text(value),
            bound=_text(bound),
        )
        yield Violation("tier-bound", title, said)
    yield from _gap(title, item, value, bound)


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def _number(thing: object) -> float | None:
    """Return a JSON number that is finite and not negative, otherwise ``None``."""
    if isinstance(thing, bool) or not isinstance(thing, (int, float)):
        return None
    try:
        number = float(thing)
    except OverflowError:
        return None
    return number if isfinite(number) and number >= 0 else None


def _gap(
    title: str, item: Mapping[str, object], value: TierValue, bound: TierValue
) -> Iterator[Violation]:
    if item.get("gap") is None:
        return  # unknown, which `optimal` forbids
    gap = _number(item["gap"])
    if gap is None:
        yield Violation("tier-gap", title, sentence("the gap must be a number from 0."))
    elif value != bound and gap == 0:
        yield Violation("tier-gap", title, sentence("the gap is 0, but value and bound differ."))
    elif isinstance(value, int) and isinstance(bound, int):
        least = abs(value - bound) / max(abs(value), abs(bound), 1)
        if gap < least - _ROUNDING:
            said = sentence(
                "the gap is {gap}; value and bound leave {least} at least.",
                gap=float(gap),
                least=float(least),
            )
            yield Violation("tier-gap", title, said)


def _tolerance(
    title: str, semester: Semester, options: Mapping[str, object], item: Mapping[str, object]
) -> Iterator[Violation]:
    settings = semester.settings
    declared = {
        "travel": float(settings.travel_tolerance),
        "balance": float(settings.balance_tolerance),
    }
    allowed = [declared.get(str(item["name"]), 0.0)]
    asked = _number(options.get("gap"))
    allowed += [] if asked is None else [asked]
    found = _number(item.get("tolerance"))
    if found is None or all(abs(found - one) > 1e-12 for one in allowed):
        yield Violation(
            "tolerance",
            title,
            sentence("the tolerance must be {allowed}.", allowed=float(allowed[-1])),
        )


def _optimal(title: str, item: Mapping[str, object]) -> Iterator[Violation]:
    gap, tolerance = _number(item.get("gap")), _number(item.get("tolerance"))
    if gap is None or tolerance is None or gap > tolerance:
        yield Violation(
            "optimal", title, sentence("the status is `optimal`, but the gap is too large.")
        )
