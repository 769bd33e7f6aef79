"""How well each opening that is not excluded fits each request, and nothing more of a ranking."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .aids import pair_aids
from .filters import excluded
from .market import Market
from .ranking import criteria_of_pairs, fit_in_millionths
from .result import MILLION
from .teams import exclude_without_team
from .weights import weights


def fits(there: Market) -> Mapping[tuple[str, str], float]:
    """Return the fit, 0 to 1, by (request, opening): that of ``ranking.csv``."""
    codes = excluded(there)
    exclude_without_team(there, codes)
    request, opening = (found.astype(np.int64) for found in np.nonzero(codes == 0))
    criteria = criteria_of_pairs(there, request, opening, pair_aids(there, request, opening))
    fit, _ = fit_in_millionths(criteria.value, weights(there.semester))
    return {
        (there.requests[j].request_id, there.openings[k].opening_id): value / MILLION
        for j, k, value in zip(request.tolist(), opening.tolist(), fit.tolist(), strict=True)
    }
