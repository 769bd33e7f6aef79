"""Who may host a programme's students: accreditations of supervisors and of sites."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from .entities import Accreditation, Programme
from .semester import Semester


def takes(semester: Semester, programme: Programme, *, dated: bool) -> NDArray[np.bool_]:
    """Say which supervisors take a programme at all, shape ``(n_supervisors,)``.

    Parameters
    ----------
    dated
        Ask also that the accreditation covers the whole semester.
    """
    lines: dict[str, list[Accreditation]] = defaultdict(list)
    for line in semester.accreditations:
        for key in (line.supervisor_id, line.site_id):
            if key is not None:
                lines[key].append(line)
    first, last = semester.settings.first_day, semester.settings.last_day

    def covers(line: Accreditation) -> bool:
        return (line.start is None or line.start <= first) and (
            line.end is None or line.end >= last
        )

    name = programme.programme_id
    allowed = np.zeros(len(semester.supervisors), bool)
    for k, supervisor in enumerate(semester.supervisors):
        own = lines.get(supervisor.supervisor_id, []) + lines.get(supervisor.site_id, [])
        if own:
            allowed[k] = any(
                line.programme_id == name and (not dated or covers(line)) for line in own
            )
        else:
            end = supervisor.accreditation_end
            allowed[k] = name in supervisor.programmes and (not dated or end is None or end >= last)
    return allowed
