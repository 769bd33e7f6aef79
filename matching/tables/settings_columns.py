"""The settings described as columns are, for templates and for the reference page."""

from __future__ import annotations

from fractions import Fraction
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from ..settings import Settings
from .columns import Choice, Column, Kind


def _column(name: str, field: FieldInfo) -> Column:
    """Return the description of a setting, from the class that holds it."""
    limits = {key: value for part in field.metadata for key, value in _limit(part)}
    choices = _choices(field.annotation)
    kind = Kind.CHOICE if choices else _KINDS.get(field.annotation, Kind.TEXT)
    return Column(
        name,
        name,
        kind,
        " ".join((field.description or "").replace("``", "`").split()),
        choices=choices,
        default=field.default,
        minimum=limits.get("ge"),
        maximum=limits.get("le"),
    )


_KINDS: dict[Any, Kind] = {
    int: Kind.INTEGER,
    Fraction: Kind.DECIMAL,
    tuple[str, ...]: Kind.IDENTIFIERS,
}


def _limit(part: Any) -> list[tuple[str, float]]:
    """Return the limit that one annotation of a field sets, by its short name."""
    return [(key, getattr(part, key)) for key in ("ge", "le") if hasattr(part, key)]


def _choices(annotation: Any) -> tuple[Choice, ...]:
    """Return the values of a literal type, also where it may be empty."""
    if get_origin(annotation) is Literal:
        return tuple(Choice(value, value) for value in get_args(annotation))
    parts = [part for part in get_args(annotation) if get_origin(part) is Literal]
    if parts and set(get_args(annotation)) == {*parts, NoneType}:
        return _choices(parts[0])
    return ()


SETTING_COLUMNS: tuple[Column, ...] = tuple(
    _column(name, field) for name, field in Settings.model_fields.items()
)
"""Every setting, in the order in which a template lists them."""
