"""Many runs of the domain side by side, for planners.

>>> from maillage.scenarios import compare, read_plan, run
>>> plan = read_plan("plan.yaml")  # doctest: +SKIP
>>> run(plan, "runs", workers=2)  # doctest: +SKIP
>>> compare("runs").differences  # doctest: +SKIP
"""

from .cluster import CannotConnect
from .comparing import Compared, compare
from .comparison_files import write_compared
from .plan import Plan, Variant, read_plan
from .running import Ran, Standing, run

__all__ = [
    "CannotConnect",
    "Compared",
    "Plan",
    "Ran",
    "Standing",
    "Variant",
    "compare",
    "read_plan",
    "run",
    "write_compared",
]
