"""The settings of a run as plain values, ready for JSON."""

from __future__ import annotations

from fractions import Fraction

from ..settings import Settings

Plain = int | float | str | bool | list[int | float | str] | None


def plain_settings(settings: Settings) -> dict[str, Plain]:
    """Return every setting in use, given or by default, by name."""
    return {name: _plain(getattr(settings, name)) for name in sorted(Settings.model_fields)}


def _plain(value: object) -> Plain:
    if isinstance(value, tuple):
        return [_number_or_text(item) for item in value]
    return None if value is None else _number_or_text(value)


def _number_or_text(value: object) -> int | float | str:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value if isinstance(value, (int, float)) else str(value)
