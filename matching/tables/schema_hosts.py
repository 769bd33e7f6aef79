"""The tables of those who take students: sites, supervisors, accreditations."""

from __future__ import annotations

from datetime import date

from ..halfdays import HALF_DAYS, HALF_DAYS_FRENCH
from .columns import Column, Kind, Table
from .schema_common import (
    PROGRAMME,
    SITE,
    SUPERVISOR,
    latitude,
    longitude,
    period,
    profession,
    programme,
    site,
    supervisor,
    territory,
)
from .schema_places import SETTINGS, SITE_KINDS

# Monday, Tuesday and Thursday at the usual site, Friday morning reachable.
_EXAMPLE_WEEK = {
    **dict.fromkeys(HALF_DAYS[:4], "x"),
    **dict.fromkeys(HALF_DAYS[6:8], "x"),
    "fri_am": "a",
}

SITES = Table(
    "sites",
    "sites",
    "The places where students work.",
    (
        Column(
            "site_id",
            "site_id",
            Kind.IDENTIFIER,
            "Identifier of the site, any short code; each only once.",
            required=True,
            example=SITE,
        ),
        Column(
            "name", "nom", Kind.TEXT, "Name of the site.", required=True, example="Cabinet Exemple"
        ),
        Column(
            "kind",
            "nature",
            Kind.CHOICE,
            "Kind of site.",
            required=True,
            choices=SITE_KINDS,
            example="liberal_practice",
        ),
        Column(
            "setting",
            "cadre",
            Kind.CHOICE,
            "Private practice or salaried centre: what the mix of a placement counts.",
            required=True,
            choices=SETTINGS,
            example="liberal",
        ),
        territory(required=True, text="Territory where the site lies."),
        latitude(text="Latitude in degrees (WGS84); empty: that of the territory.", example=46.21),
        longitude(text="Longitude in degrees (WGS84); empty: that of the territory.", example=5.22),
        Column(
            "rooms",
            "salles",
            Kind.INTEGER,
            "Consulting rooms for students at the same half-day; empty: no limit.",
            minimum=0,
            example=2,
        ),
        Column(
            "housing_places",
            "places_logement",
            Kind.INTEGER,
            "Students who can be housed there during the semester.",
            default=0,
            minimum=0,
            example=1,
        ),
    ),
    key=("site_id",),
    required=True,
)

SUPERVISORS = Table(
    "supervisors",
    "maitres_de_stage",
    "The supervisors, with their capacity and the timetable of their week.",
    (
        Column(
            "supervisor_id",
            "msu_id",
            Kind.IDENTIFIER,
            "Identifier of the supervisor, any short code; each only once.",
            required=True,
            example=SUPERVISOR,
        ),
        Column(
            "name",
            "nom",
            Kind.TEXT,
            "Name of the supervisor.",
            required=True,
            example="Dr Alex Exemple",
        ),
        profession(),
        site(required=True, text="Usual site of the supervisor."),
        Column(
            "programmes",
            "programmes",
            Kind.IDENTIFIERS,
            "Programmes that the supervisor takes students of, several allowed; required where the "
            "table of accreditations has no line of the supervisor or its site.",
            references=("programmes",),
            example=PROGRAMME,
        ),
        Column(
            "max_students",
            "max_etudiants",
            Kind.INTEGER,
            "The most students at any time, all programmes together.",
            required=True,
            minimum=0,
            example=2,
        ),
        Column(
            "max_at_once",
            "max_simultanes",
            Kind.INTEGER,
            "The most students at the same half-day.",
            default=1,
            minimum=0,
            example=1,
        ),
        Column(
            "limits",
            "limites",
            Kind.LIMITS,
            "The most students of single programmes, as in `N1:1, EXT:2`; empty: no further limit.",
            references=("programmes",),
            example=f"{PROGRAMME}:1",
        ),
        Column(
            "accreditation_end",
            "fin_agrement",
            Kind.DATE,
            "Last day of the accreditation; empty: no end.",
            example=date(2029, 4, 30),
        ),
        *(
            Column(
                name,
                french,
                Kind.PRESENCE,
                "`x`: at the usual site; a site's identifier: at that site; `a` or `a:SITE`: away "
                "but reachable, the room at the usual or named site being free; empty: not there.",
                references=("sites",),
                example=_EXAMPLE_WEEK.get(name),
            )
            for name, french in zip(HALF_DAYS, HALF_DAYS_FRENCH, strict=True)
        ),
    ),
    key=("supervisor_id",),
    required=True,
)

ACCREDITATIONS = Table(
    "accreditations",
    "agrements",
    "Dated accreditations; they replace those of the supervisors that they name.",
    (
        supervisor(text="Supervisor accredited; empty where the line names a site."),
        site(text="Site accredited; empty where the line names a supervisor.", example=None),
        programme(required=True, text="Programme for which it holds."),
        *period(),
    ),
)
