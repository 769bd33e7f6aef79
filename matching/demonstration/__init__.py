"""A complete demonstration semester: the real communes of five territories, invented people."""

from .files import write_demonstration
from .semester import DEFAULT_SEED, demonstration_tables

__all__ = ["DEFAULT_SEED", "demonstration_tables", "write_demonstration"]
