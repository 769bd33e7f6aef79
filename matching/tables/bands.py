"""Reading of bands of travel time, each with its weight: ``10:1, 15:0.3, 20:0.1``."""

from __future__ import annotations

import re
from fractions import Fraction

# The comma of a weight is a decimal one unless the digits behind it are the next minutes.
_MINUTES = r"[0-9]{1,6}(?:[.,][0-9]{1,9})?"
_WEIGHT = r"[0-9]{1,6}(?:[.,][0-9]{1,9}(?![0-9]*\s*:))?"
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
    """Write a number that was a decimal as one, without zeros at its end."""
    whole = number.numerator if number.denominator == 1 else None
    if whole is not None:
        return str(whole)
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    return f"{int(number * 10**places) / 10**places:.{places}f}"
