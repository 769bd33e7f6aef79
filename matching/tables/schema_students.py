"""The tables of students and of what is decided about them."""

from __future__ import annotations

from .columns import Choice, Column, Family, Kind, Table
from .schema_hosts import offer, programme, site, supervisor
from .schema_places import latitude, longitude, territory

WISH_FAMILY = Family(
    "wish_",
    "voeu_",
    Kind.TARGET,
    "The target of the wish of that rank: offer, supervisor, site or territory.",
    numbered=True,
)


def student(*, text: str, lenient: bool = False) -> Column:
    """Return the column ``student_id`` of a table other than students."""
    return Column(
        "student_id",
        "etudiant_id",
        Kind.IDENTIFIER,
        text,
        required=True,
        references=("students",),
        lenient=lenient,
    )


def reason() -> Column:
    """Return the column ``reason``, which students never see."""
    return Column("reason", "motif", Kind.TEXT, "Reason, for the coordinator only.")


STUDENTS = Table(
    "students",
    "etudiants",
    "The students to place.",
    (
        Column(
            "student_id",
            "etudiant_id",
            Kind.IDENTIFIER,
            "Identifier of the student.",
            required=True,
        ),
        Column("name", "nom", Kind.TEXT, "Name of the student.", required=True),
        programme(required=True, text="Programme of the student."),
        Column("seniority", "anciennete", Kind.INTEGER, "Validated semesters.", minimum=0),
        Column("rank", "rang", Kind.INTEGER, "Rank; smaller chooses first.", minimum=0),
        latitude(),
        longitude(),
        territory(text="Territory of the home, where no coordinates are given."),
        latitude("second_lat"),
        longitude("second_lon"),
        Column("car", "vehicule", Kind.FLAG, "Whether the student has a car.", default=True),
        Column(
            "max_minutes",
            "temps_max",
            Kind.NUMBER,
            "The longest journey from home, minutes one way; empty: no limit.",
            minimum=0,
        ),
        Column(
            "shortage_only",
            "zone_sous_dense",
            Kind.FLAG,
            "Whether every part must lie in a ZIP or ZAC zone.",
            default=False,
        ),
        Column("needs_housing", "logement", Kind.FLAG, "Whether housing is needed.", default=False),
        Column(
            "link_id",
            "binome",
            Kind.IDENTIFIER,
            "Students of one link are placed in the same territories.",
        ),
        Column(
            "credit",
            "credit",
            Kind.DECIMAL,
            "How badly earlier semesters served the student, 0 or more.",
            default=0,
            minimum=0,
        ),
        Column(
            "surnombre",
            "surnombre",
            Kind.CHOICE,
            "Placed above the list, validating the semester or not.",
            choices=(
                Choice("validating", "validant"),
                Choice("non_validating", "non_validant"),
            ),
        ),
        Column("subdivision", "subdivision", Kind.IDENTIFIER, "Subdivision of the student."),
        Column("email", "courriel", Kind.TEXT, "Electronic mail address."),
    ),
    key=("student_id",),
    families=(WISH_FAMILY,),
    required=True,
)

WISHES = Table(
    "wishes",
    "voeux",
    "The wishes: a line per wish, or a line per student with a column per rank.",
    (
        student(text="Student who wishes."),
        Column(
            "rank",
            "rang",
            Kind.INTEGER,
            "Rank of the wish, 1 first; the same rank twice is a tie.",
            minimum=0,
        ),
        Column(
            "target",
            "cible",
            Kind.TARGET,
            "Identifier or name of an offer, a supervisor, a site or a territory.",
        ),
        Column(
            "target_kind",
            "type_cible",
            Kind.CHOICE,
            "What the target is; empty: found where only one has that identifier or name.",
            choices=(
                Choice("offer", "offre"),
                Choice("supervisor", "maitre_de_stage"),
                Choice("site", "site"),
                Choice("territory", "territoire"),
            ),
        ),
        Column("refused", "refus", Kind.FLAG, "Whether never to place there.", default=False),
    ),
    families=(WISH_FAMILY,),
)

HOST_RANKINGS = Table(
    "host_rankings",
    "classement_hotes",
    "The lists of hosts, for stable matching.",
    (
        offer(text="Offer that ranks."),
        supervisor(text="Supervisor who ranks for all its offers."),
        student(text="Student ranked."),
        Column(
            "rank", "rang", Kind.INTEGER, "Rank of the student, 1 first; ties allowed.", minimum=0
        ),
        Column("refused", "refus", Kind.FLAG, "Whether the student is refused.", default=False),
    ),
)

QUOTAS = Table(
    "quotas",
    "quotas",
    "The least and the most students or half-days within a scope.",
    (
        Column("quota_id", "quota_id", Kind.IDENTIFIER, "Identifier of the quota.", required=True),
        Column(
            "scope",
            "portee",
            Kind.CHOICE,
            "What the values name.",
            required=True,
            choices=(
                Choice("territory", "territoire"),
                Choice("zone", "zone"),
                Choice("department", "departement"),
                Choice("epci", "epci"),
                Choice("region", "region"),
                Choice("setting", "cadre"),
                Choice("kind", "nature"),
                Choice("site", "site"),
                Choice("qpv", "qpv"),
                Choice("frr", "frr"),
            ),
        ),
        Column(
            "value",
            "valeur",
            Kind.IDENTIFIERS,
            "The values within the scope, several allowed; `true` for qpv and frr.",
            required=True,
        ),
        programme(text="Programme whose students count; empty: all."),
        Column(
            "min",
            "min",
            Kind.AMOUNT,
            "The least, a number or a percentage of the programme's students.",
            minimum=0,
        ),
        Column(
            "max",
            "max",
            Kind.AMOUNT,
            "The most, a number or a percentage of the programme's students.",
            minimum=0,
        ),
        Column(
            "hard",
            "dur",
            Kind.FLAG,
            "Whether it must hold; empty: a maximum must, a minimum should.",
        ),
        Column(
            "unit",
            "unite",
            Kind.CHOICE,
            "Students, each once, or half-days per week.",
            choices=(Choice("students", "etudiants"), Choice("half_days", "demi_journees")),
            default="students",
        ),
    ),
    key=("quota_id",),
)

LOCKS = Table(
    "locks",
    "verrous",
    "Decisions taken before the run.",
    (
        student(text="Student who is placed so."),
        offer(text="Offer where the student is placed; empty where supervisors are named."),
        Column(
            "supervisor_ids",
            "msu_ids",
            Kind.IDENTIFIERS,
            "Exactly the supervisors of the placement.",
            references=("supervisors",),
        ),
        Column(
            "half_days",
            "demi_journees",
            Kind.HALF_DAYS,
            "Exactly the half-days of the placement; empty: free.",
        ),
        reason(),
        Column("author", "auteur", Kind.TEXT, "Who decided."),
        Column("date", "date", Kind.DATE, "Day of the decision."),
    ),
    key=("student_id",),
)

CONFLICTS = Table(
    "conflicts",
    "conflits",
    "Whom and where a student is never placed.",
    (
        student(text="Student concerned."),
        supervisor(text="Supervisor excluded."),
        site(text="Site excluded."),
        reason(),
    ),
)

HISTORY = Table(
    "history",
    "parcours",
    "The placements of earlier semesters.",
    (
        student(text="Student concerned.", lenient=True),
        Column("semester", "semestre", Kind.TEXT, "Semester, as in `2026-11`.", required=True),
        supervisor(text="Supervisor of the part.", lenient=True),
        site(text="Site of the part.", lenient=True),
        programme(text="Programme of the placement.", lenient=True),
        Column("validated", "valide", Kind.FLAG, "Whether it was validated.", default=False),
    ),
)

TRAVEL = Table(
    "travel",
    "trajets",
    "Known travel times.",
    (
        Column(
            "origin",
            "origine",
            Kind.IDENTIFIER,
            "Site, student or territory where the journey begins.",
            required=True,
            references=("sites", "students", "territories"),
            lenient=True,
        ),
        Column(
            "destination",
            "destination",
            Kind.IDENTIFIER,
            "Site, student or territory where it ends.",
            required=True,
            references=("sites", "students", "territories"),
            lenient=True,
        ),
        Column(
            "minutes",
            "minutes",
            Kind.DECIMAL,
            "Minutes; they hold both ways unless the way back is given too.",
            required=True,
            minimum=0,
        ),
    ),
    key=("origin", "destination"),
)
