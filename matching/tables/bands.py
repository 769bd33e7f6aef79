"""Reading of bands of travel time, each with its weight: ``10:1, 15:2/3, 20:1/3``."""

from __future__ import annotations

import re
from fractions import Fraction

# The comma of a weight is a decimal one unless the digits behind it are the next minutes.
_MINUTES = r"[0-9]{1,6}(?:[.,][0-9]{1,9})?"
_WEIGHT = r"[0-9]{1,6}(?:/[1-9][0-9]{0,5}|[.,][0-9]{1,9}(?![0-9]*\s*:))?"
_BAND = re.compile(rf"\s*({_MINUTES})\s*:\s*({_WEIGHT})\s*(?:[;,|\n]|$|(?=\s))")


def read_bands(text: str) -> tuple[str, ...] | None:
    """Return bands in their canonical form, ``None`` where the text is none.

    Minutes ascend, and some weight is above 0.
    """
    found: list[tuple[Fraction, Fraction]] = []
    position = 0
    while position < len(text.rstrip()):
        band = _BAND.match(text, position)
        if band is None:
            return None
        end, weight = (Fraction(number.replace(",", ".")) for number in band.groups())
        found.append((end, weight))
        position = band.end()
    ends = [end for end, _ in found]
    if ends != sorted(set(ends)) or not any(weight for _, weight in found):
        return None
    return tuple(f"{_decimal(end)}:{_decimal(weight)}" for end, weight in found)


def _decimal(number: Fraction) -> str:
    """Write a number as a decimal without zeros at its end; as a fraction where it is none."""
    if number.denominator == 1:
        return str(number.numerator)
    places = next((n for n in range(1, 16) if (number * 10**n).denominator == 1), None)
    if places is None:
        return str(number)
    return f"{int(number * 10**places) / 10**places:.{places}f}"
