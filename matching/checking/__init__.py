"""Checks of a semester as a whole: can this ever come out well? Reading does not need them."""

from __future__ import annotations

from .deep import deep_checks

__all__ = ["deep_checks"]
