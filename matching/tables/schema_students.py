"""The tables of students, of what they wish and of who wants them."""

from __future__ import annotations

from .columns import Choice, Column, Family, Kind, Table
from .schema_common import (
    OFFER,
    STUDENT,
    latitude,
    longitude,
    offer,
    programme,
    student,
    supervisor,
    territory,
)

WISH_FAMILY = Family(
    "wish_",
    "voeu_",
    Kind.TARGET,
    "The target of the wish of that rank: offer, supervisor, site or territory.",
    numbered=True,
)

STUDENTS = Table(
    "students",
    "etudiants",
    "The students to place.",
    (
        Column(
            "student_id",
            "etudiant_id",
            Kind.IDENTIFIER,
            "Identifier of the student, any short code; each only once.",
            required=True,
            example=STUDENT,
        ),
        Column(
            "name",
            "nom",
            Kind.TEXT,
            "Name of the student.",
            required=True,
            example="Camille Exemple",
        ),
        programme(required=True, text="Programme of the student."),
        Column(
            "seniority",
            "anciennete",
            Kind.INTEGER,
            "Number of semesters validated; more of them choose first.",
            minimum=0,
            example=2,
        ),
        Column(
            "rank",
            "rang",
            Kind.INTEGER,
            "Rank among the students; the smaller chooses first.",
            minimum=0,
            example=120,
        ),
        latitude(text="Latitude of the home in degrees (WGS84)."),
        longitude(text="Longitude of the home in degrees (WGS84)."),
        territory(text="Territory of the home, where no coordinates are given."),
        latitude("second_lat", "Latitude of a second home; the nearer of the two counts."),
        longitude("second_lon", "Longitude of a second home; the nearer of the two counts."),
        Column(
            "car",
            "vehicule",
            Kind.FLAG,
            "Whether the student has a car.",
            default=True,
            example=True,
        ),
        Column(
            "max_minutes",
            "temps_max",
            Kind.NUMBER,
            "The longest journey from home, minutes one way; empty: no limit.",
            minimum=0,
            example=45,
        ),
        Column(
            "shortage_only",
            "zone_sous_dense",
            Kind.FLAG,
            "Whether the whole placement must lie in zones ZIP or ZAC.",
            default=False,
            example=False,
        ),
        Column(
            "needs_housing",
            "logement",
            Kind.FLAG,
            "Whether housing is needed where a site is further away than the longest journey.",
            default=False,
            example=False,
        ),
        Column(
            "link_id",
            "binome",
            Kind.IDENTIFIER,
            "Any code shared by students who are placed in the same territories.",
        ),
        Column(
            "credit",
            "credit",
            Kind.DECIMAL,
            "How badly earlier semesters served the student: 0 not badly; 1 doubles the weight of "
            "its wishes.",
            default=0,
            minimum=0,
            example=0,
        ),
        Column(
            "surnombre",
            "surnombre",
            Kind.CHOICE,
            "Placed beyond the seats of the offers, validating the semester or not; empty: within "
            "the seats.",
            choices=(
                Choice("validating", "validant"),
                Choice("non_validating", "non_validant"),
            ),
        ),
        Column(
            "subdivision",
            "subdivision",
            Kind.IDENTIFIER,
            "Subdivision of the student.",
            example="Bourg",
        ),
        Column(
            "email",
            "courriel",
            Kind.TEXT,
            "Electronic mail address.",
            example="camille@example.org",
        ),
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
            example=1,
        ),
        Column(
            "target",
            "cible",
            Kind.TARGET,
            "Identifier or name of an offer, a supervisor, a site or a territory.",
            example=OFFER,
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
            example="offer",
        ),
        Column(
            "refused",
            "refus",
            Kind.FLAG,
            "Whether never to place the student there; the rank then stays empty.",
            default=False,
            example=False,
        ),
    ),
    families=(WISH_FAMILY,),
)

HOST_RANKINGS = Table(
    "host_rankings",
    "classement_hotes",
    "The students as ranked by offers or supervisors, for stable matching.",
    (
        offer(text="Offer that ranks; empty where the line names a supervisor."),
        supervisor(
            text="Supervisor who ranks for all its offers; empty where the line names an offer.",
            example=None,
        ),
        student(text="Student ranked."),
        Column(
            "rank",
            "rang",
            Kind.INTEGER,
            "Rank of the student, 1 first; ties allowed.",
            minimum=0,
            example=1,
        ),
        Column(
            "refused",
            "refus",
            Kind.FLAG,
            "Whether the student is refused.",
            default=False,
            example=False,
        ),
    ),
)
