"""Independent verification of a result of ``place``.

Everything is derived again from the tables in plain Python with exact fractions: the form of
``placements.csv``, what each student may have, what students share, quotas, wish ranks, tier
values, counts and the fingerprints of the input. Nothing is shared with the code that places
but the reading of the tables.

The shapes that ``summary.json`` must have (``docs/summary.md`` has an example):

- ``format_version`` 1; ``semester`` as in the settings; ``program_version`` a text; ``seed``;
  ``status`` ``optimal``, ``feasible`` or ``interrupted``;
- ``input_sha256``: table to SHA-256; ``mechanisms``: programme_id to mechanism;
- ``options`` (may be absent): what the command line set; ``tiers`` (a list), ``gap``,
  ``mechanism`` and ``seed`` replace settings, the others are for a replay;
- ``marked`` (may be absent): ``places``, a list of {student_id, offer_id, housed, parts} with
  parts {supervisor_id, site_id, half_days}, of students who keep an earlier place as marked;
- ``softened`` (may be absent): quota_ids that ``--partial`` made soft;
- ``tiers``: {name, order, value, bound, gap, tolerance} for every order (``null`` for
  programmes without one, which come last) and within it for every tier asked for;
- ``counts``: ``students``, ``placed`` (locked ones included), ``unplaced``, ``locked``, and

  - ``by_wish_rank``: placed students per class as text (the wish rank rounded up), ``off`` and,
    for students without wishes, ``none``,
  - ``by_zone``: placed students per zone or ``none``, once in each zone where a part lies,
  - ``by_setting``: placed students as ``liberal``, ``centre`` or ``mixed``,
  - ``by_programme``: programme_id to {students, placed}.

  Keys that count nobody may be left out of these four.

In ``placements.csv`` the columns status, offer_id, wish_rank and housed are the same on every
line of a student.
"""

from .report import RULES, RecomputedTier, Report, Violation
from .verification import verify

__all__ = ["RULES", "RecomputedTier", "Report", "Violation", "verify"]
