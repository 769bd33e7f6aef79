"""The tables of what is decided or known before the run."""

from __future__ import annotations

from datetime import date

from .columns import Choice, Column, Kind, Table
from .schema_common import (
    SCOPES,
    SITE,
    TERRITORY,
    offer,
    programme,
    reason,
    site,
    student,
    supervisor,
)

QUOTAS = Table(
    "quotas",
    "quotas",
    "The least and the most students or half-days within a scope.",
    (
        Column(
            "quota_id",
            "quota_id",
            Kind.IDENTIFIER,
            "Identifier of the quota.",
            required=True,
            example="QUOTA-EXEMPLE",
        ),
        Column(
            "scope",
            "portee",
            Kind.CHOICE,
            "What the values name.",
            required=True,
            choices=SCOPES,
            example="zone",
        ),
        Column(
            "value",
            "valeur",
            Kind.IDENTIFIERS,
            "The values within the scope, several allowed, as in `ZIP, ZAC` for zones; `true` for "
            "qpv and frr.",
            required=True,
            example="ZIP, ZAC",
        ),
        programme(text="Programme whose students count; empty: all."),
        Column(
            "min",
            "min",
            Kind.AMOUNT,
            "The least: a number, or a percentage of the programme's students as in `30%`; empty: "
            "no limit.",
            minimum=0,
            example="30%",
        ),
        Column(
            "max",
            "max",
            Kind.AMOUNT,
            "The most: a number, or a percentage of the programme's students as in `30%`; empty: "
            "no limit.",
            minimum=0,
        ),
        Column(
            "hard",
            "dur",
            Kind.FLAG,
            "Whether it must hold; empty: a maximum must hold, a minimum should.",
            example=False,
        ),
        Column(
            "unit",
            "unite",
            Kind.CHOICE,
            "What is counted: students, each once, or half-days per week.",
            choices=(Choice("students", "etudiants"), Choice("half_days", "demi_journees")),
            default="students",
            example="students",
        ),
    ),
    key=("quota_id",),
)

LOCKS = Table(
    "locks",
    "verrous",
    "Students placed by decision, before the run.",
    (
        student(text="Student who is placed so."),
        offer(text="Offer where the student is placed; empty where supervisors are named."),
        Column(
            "supervisor_ids",
            "msu_ids",
            Kind.IDENTIFIERS,
            "Exactly the supervisors of the placement, where no offer is named.",
            references=("supervisors",),
        ),
        Column(
            "half_days",
            "demi_journees",
            Kind.HALF_DAYS,
            "Exactly the half-days of the placement, as in `mon_am mon_pm`; empty: free.",
        ),
        reason(),
        Column("author", "auteur", Kind.TEXT, "Who decided.", example="A. Exemple"),
        Column("date", "date", Kind.DATE, "Day of the decision.", example=date(2027, 3, 15)),
    ),
    key=("student_id",),
)

CONFLICTS = Table(
    "conflicts",
    "conflits",
    "Whom and where a student is never placed.",
    (
        student(text="Student concerned."),
        supervisor(text="Supervisor excluded; empty where the line names a site."),
        site(text="Site excluded; empty where the line names a supervisor.", example=None),
        reason(),
    ),
)

HISTORY = Table(
    "history",
    "parcours",
    "The placements of earlier semesters.",
    (
        student(text="Student concerned.", lenient=True),
        Column(
            "semester",
            "semestre",
            Kind.TEXT,
            "First month of the semester, as in `2026-11`.",
            required=True,
            example="2026-11",
        ),
        supervisor(text="Supervisor of the part.", lenient=True),
        site(text="Site of the part.", lenient=True),
        programme(text="Programme of the placement.", lenient=True),
        Column(
            "validated",
            "valide",
            Kind.FLAG,
            "Whether it was validated.",
            default=False,
            example=True,
        ),
    ),
)

TRAVEL = Table(
    "travel",
    "trajets",
    "Travel times that are known; elsewhere they are computed from the distance.",
    (
        Column(
            "origin",
            "origine",
            Kind.IDENTIFIER,
            "Site, student or territory where the journey begins, its identifier.",
            required=True,
            references=("sites", "students", "territories"),
            lenient=True,
            example=TERRITORY,
        ),
        Column(
            "destination",
            "destination",
            Kind.IDENTIFIER,
            "Site, student or territory where the journey ends, its identifier.",
            required=True,
            references=("sites", "students", "territories"),
            lenient=True,
            example=SITE,
        ),
        Column(
            "minutes",
            "minutes",
            Kind.DECIMAL,
            "Minutes of the journey; they hold both ways unless the way back is given too.",
            required=True,
            minimum=0,
            example=12,
        ),
    ),
    key=("origin", "destination"),
)
