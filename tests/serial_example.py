"""Small random semesters whose programmes choose by rank."""

from __future__ import annotations

from hypothesis import strategies as st

from .strategies import Tables, semesters


@st.composite
def serial_semesters(draw: st.DrawFn, *, mixed: bool = False) -> Tables:
    """Draw a small semester that asks much of those who choose by rank.

    ``mixed``: some programmes are optimised instead.
    """
    tables = draw(semesters(most_students=5, most_supervisors=3))
    one = lambda *values: draw(st.sampled_from(values))  # noqa: E731
    for row in tables["programmes"]:
        row["mechanism"] = one("serial", "serial", "optimal") if mixed else "serial"
        row["everyone"] = one("", "", "true")
    for row in tables["students"]:
        row["seniority"] = one("", "1", "2")
        row["rank"] = one("", "1", "2", "3", "4")
    for row in tables.get("offers", []):
        row["min_seats"] = one("", row["seats"], "1")
    for row in tables.get("quotas", []):
        if row.get("min") and not row.get("max"):
            row["hard"] = one("true", "", "true")
    tables["settings"].append({"key": "seed", "value": one("0", "1", "2")})
    return tables
