"""Which rule excludes a lock that cannot hold by itself."""

from __future__ import annotations

from dataclasses import replace

from ..checking.hosting import hosting
from ..checking.locks import check_locks
from ..language import Sentence
from ..semester import Semester


def rule_against(semester: Semester, student_id: str) -> Sentence | None:
    """Return the finding of `check` on a lock alone; ``None`` where it has none."""
    alone = replace(semester, locks=(semester.lock[student_id],))
    for finding in check_locks(alone, hosting(alone)):
        if finding.code == "lock-cannot-hold":
            return finding.sentence
    return None
