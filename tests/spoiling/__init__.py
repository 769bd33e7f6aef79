"""Random damage and harmless rewriting of the demonstration semester, each told by a number.

`case` draws one from its number, so that a failure is replayed by that number alone.
"""

from .cases import Case, Outcome, case, failure

__all__ = ["Case", "Outcome", "case", "failure"]
