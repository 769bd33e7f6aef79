"""Chances before the deadline: simulation of the wishes not yet known."""

from .estimate import NothingToForecast, chances
from .result import Chances

__all__ = ["Chances", "NothingToForecast", "chances"]
