"""The table of what happened during a semester, from which a placement is repaired."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .columns import Choice, Column, Kind, Table

CHANGES = Table(
    "changes",
    "changements",
    "What happened to students, supervisors, sites and offers during the semester.",
    (
        Column(
            "change",
            "changement",
            Kind.CHOICE,
            "What happened.",
            required=True,
            choices=(
                Choice("student_leaves", "depart_etudiant"),
                Choice("student_arrives", "arrivee_etudiant"),
                Choice("student_changes", "etudiant_modifie"),
                Choice("supervisor_absent", "msu_absent"),
                Choice("supervisor_changes", "msu_modifie"),
                Choice("supervisor_arrives", "arrivee_msu"),
                Choice("site_closed", "site_ferme"),
                Choice("site_changes", "site_modifie"),
                Choice("offer_opened", "offre_ouverte"),
                Choice("offer_closed", "offre_fermee"),
                Choice("offer_changes", "offre_modifiee"),
            ),
            example="supervisor_absent",
        ),
        Column(
            "id",
            "identifiant",
            Kind.IDENTIFIER,
            "Student, supervisor, site or offer that it happened to.",
            required=True,
        ),
        Column(
            "from",
            "a_partir_de",
            Kind.TEXT,
            "The first day, as a date, or the first week, as a number; empty: from the start.",
        ),
        Column(
            "half_days",
            "demi_journees",
            Kind.HALF_DAYS,
            "For an absence or a closed site: only these half-days; empty: all.",
        ),
        Column(
            "column",
            "colonne",
            Kind.TEXT,
            "Column that changes, of the table of students, supervisors, sites or offers.",
        ),
        Column("value", "valeur", Kind.TEXT, "What stands there from now on; empty: nothing."),
        Column("reason", "motif", Kind.TEXT, "Reason, for the coordinator only."),
    ),
)
"""The table of changes; it is no table of a semester."""

TABLE_OF: Mapping[str, str] = MappingProxyType(
    {
        choice.value: {"student": "students", "supervisor": "supervisors", "site": "sites"}.get(
            choice.value.partition("_")[0], "offers"
        )
        for choice in CHANGES.by_name["change"].choices
    }
)
"""By change, the table whose row it is about."""

ARRIVALS = frozenset({"student_arrives", "supervisor_arrives", "offer_opened"})
"""Changes that may bring a row of their own."""

WITH_VALUES = ARRIVALS | {"student_changes", "supervisor_changes", "site_changes", "offer_changes"}
"""Changes that name a column and its value."""

WITH_HALF_DAYS = frozenset({"supervisor_absent", "site_closed"})
"""Changes that may be of some half-days only."""

CHANGEABLE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "sites": frozenset({"rooms", "housing_places"}),
        "offers": frozenset({"seats", "min_seats", "min_if_open", "name"}),
    }
)
"""Columns that may change, of tables of which not all may."""

ADDED: Mapping[str, str] = MappingProxyType(
    {
        "students": "student_id",
        "wishes": "student_id",
        "supervisors": "supervisor_id",
        "offers": "offer_id",
        "offer_parts": "offer_id",
    }
)
"""Tables that may stand beside the changes, with rows of those who arrive, and whose they are."""
