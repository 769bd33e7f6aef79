"""Many runs of the domain side by side, for planners.

>>> from maillage.scenarios import compare, read_plan, run
>>> plan = read_plan("plan.yaml")  # doctest: +SKIP
>>> run(plan, "runs", workers=2)  # doctest: +SKIP
>>> compare("runs").differences  # doctest: +SKIP
"""

from .cluster import CannotConnect
from .comparing import Compared, compare
from .comparison_files import write_compared
from .front import CannotTrade, front
from .front_files import write_front
from .front_result import Front, FrontPoint
from .plan import Plan, Variant, read_plan
from .running import Ran, Standing, run
from .years import years
from .years_files import write_years
from .years_plan import YearsTask, read_years_plan
from .years_result import Years

__all__ = [
    "CannotConnect",
    "CannotTrade",
    "Compared",
    "Front",
    "FrontPoint",
    "Plan",
    "Ran",
    "Standing",
    "Variant",
    "Years",
    "YearsTask",
    "compare",
    "front",
    "read_plan",
    "read_years_plan",
    "run",
    "write_compared",
    "write_front",
    "write_years",
    "years",
]
