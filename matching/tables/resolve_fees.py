"""From parsed tables to the fees around a placement."""

from __future__ import annotations

from ..money import Fee
from .findings import Finding
from .parsing import Parsed
from .references import Known
from .resolve_places import rows_of
from .scopes import optional_scope


def fees(parsed: Parsed, known: Known, findings: list[Finding]) -> tuple[Fee, ...]:
    """Return the fees, the values of their scopes resolved; without a period they come once."""
    found = []
    for index, record in rows_of(parsed, "fees"):
        values = optional_scope(parsed, known, ("fees", index), record, findings)
        record["excludes"] = tuple(sorted(set(record["excludes"] or ())))
        record["period"] = record["period"] or "once"
        found.append(Fee(**record, values=values))
    return tuple(sorted(found, key=lambda fee: fee.fee_id))
