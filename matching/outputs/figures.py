"""Numbers and half-days as a reader expects them in each language."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from itertools import groupby
from math import floor, isfinite

from ..halfdays import day_of
from ..language import Lang
from ..result import TierResult, TierValue
from .words import HALF_DAY_HEADINGS, words_in

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_IN_MILLIONTHS = frozenset({"value", "shortage", "wishes"})


def number_text(value: int, lang: Lang) -> str:
    """Return a whole number with its thousands set apart."""
    return f"{value:,}" if lang == "en" else f"{value:,}".replace(",", _NO_BREAK_SPACE)


def millionths_text(value: int, lang: Lang) -> str:
    """Return a number of millionths as units with three decimals, half up."""
    sign = "-" if value < 0 else ""
    whole, rest = divmod(floor(Fraction(abs(value), 1000) + Fraction(1, 2)), 1000)
    return f"{sign}{number_text(whole, lang)}{'.' if lang == 'en' else ','}{rest:03d}"


def gap_text(gap: float, lang: Lang) -> str:
    """Return a relative gap in per cent, ``unknown`` where there is no bound."""
    if not isfinite(gap):
        return words_in(lang)["unknown"]
    text = f"{100 * gap:.4f}".rstrip("0").rstrip(".")
    if gap > 0 and text == "0":
        text = "<0.0001"
    return f"{text if lang == 'en' else text.replace('.', ',')}{_NO_BREAK_SPACE}%"


def tier_title(tier: TierResult, lang: Lang) -> str:
    """Return a tier's name in words, with its order where programmes have one."""
    words = words_in(lang)
    title = words.get(f"tier_{tier.name}", tier.name)
    return title if tier.order is None else f"{title} ({words['order']} {tier.order})"


def tier_value_text(name: str, value: TierValue, lang: Lang) -> str:
    """Return a tier's value in words: units, minutes, or the classes of the worst off."""
    if isinstance(value, tuple):
        return (
            _worst_off_text(value, lang)
            if name == "worst_off"
            else _profile_text(name, value, lang)
        )
    if name in _IN_MILLIONTHS:
        return millionths_text(value, lang)
    if name == "distance":  # metres
        return f"{millionths_text(1000 * value, lang)}{_NO_BREAK_SPACE}km"
    text = number_text(value, lang)
    return f"{text}{_NO_BREAK_SPACE}min" if name == "travel" else text


def bound_text(name: str, bound: TierValue, lang: Lang) -> str:
    """Return a tier's bound, shorter than its value in words."""
    if not isinstance(bound, tuple):
        return tier_value_text(name, bound, lang)
    first = 0 if name == "greedy" else 1
    numbers = zip(bound[first::2], bound[first + 1 :: 2], strict=False)
    words = words_in(lang)
    pairs = [
        words["bound_pair"].format(
            name=words["bound_off"] if z == "off" else z, count=number_text(int(count), lang)
        )
        for z, count in numbers
    ]
    return listed([*(number_text(int(n), lang) for n in bound[:first]), *pairs], lang)


def half_days_text(half_days: Iterable[int], lang: Lang) -> str:
    """Return half-days for reading, a whole day joined: ``Mon am+pm, Tue am``."""
    return _half_days_text(tuple(sorted(half_days)), lang)


@cache
def _half_days_text(half_days: tuple[int, ...], lang: Lang) -> str:
    headings = HALF_DAY_HEADINGS[lang]
    days = []
    for _, group in groupby(half_days, key=day_of):
        first, *others = [headings[half_day] for half_day in group]
        days.append("+".join([first, *(text.split()[-1] for text in others)]))
    return ", ".join(days)


def class_text(name: int | str, lang: Lang) -> str:
    """Return the name of a wish class: its number, ``off the list`` or ``no wishes``."""
    return words_in(lang).get(f"class_{name}", str(name))


def _worst_off_text(value: tuple[int | str, ...], lang: Lang) -> str:
    words = words_in(lang)
    said = [_unplaced_text(int(value[0]), lang)]
    for index, (z, students) in enumerate(zip(value[1::2], value[2::2], strict=True)):
        template = words["next_class"] if index else words["worst_class"]
        said.append(
            template.format(name=class_text(z, lang), count=_students_text(int(students), lang))
        )
    return listed(said, lang)


def _profile_text(name: str, value: tuple[int | str, ...], lang: Lang) -> str:
    """Return all classes with their students: ``rank 1: 40; rank 2: 7; off the list: 3``."""
    words = words_in(lang)
    first = 0 if name == "greedy" else 1
    said = [_unplaced_text(int(unplaced), lang) for unplaced in value[:first]]
    for z, students in zip(value[first::2], value[first + 1 :: 2], strict=True):
        template = words["off_class" if z == "off" else "one_class"]
        said.append(template.format(name=z, count=number_text(int(students), lang)))
    return listed(said, lang) if said else words["no_class"]


def _unplaced_text(unplaced: int, lang: Lang) -> str:
    words = words_in(lang)
    if not unplaced:
        return words["nobody_unplaced"]
    return words["some_unplaced"].format(count=number_text(unplaced, lang))


def listed(said: list[str], lang: Lang) -> str:
    """Return sayings in one line, set apart as each language does."""
    return "; ".join(said) if lang == "en" else " ; ".join(said)


def _students_text(count: int, lang: Lang) -> str:
    words = words_in(lang)
    if count == 1:
        return words["student_one"]
    return words["student_many"].format(count=number_text(count, lang))
