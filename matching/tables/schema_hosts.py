"""The tables of those who take students: sites, supervisors, programmes, offers."""

from __future__ import annotations

from ..halfdays import HALF_DAYS, HALF_DAYS_FRENCH
from .columns import Choice, Column, Kind, Table
from .schema_places import SETTINGS, SITE_KINDS, latitude, longitude, period, profession, territory


def supervisor(*, required: bool = False, text: str, lenient: bool = False) -> Column:
    """Return the column ``supervisor_id`` of a table other than supervisors."""
    return Column(
        "supervisor_id",
        "msu_id",
        Kind.IDENTIFIER,
        text,
        required=required,
        references=("supervisors",),
        lenient=lenient,
    )


def site(*, required: bool = False, text: str, lenient: bool = False) -> Column:
    """Return the column ``site_id`` of a table other than sites."""
    return Column(
        "site_id",
        "site_id",
        Kind.IDENTIFIER,
        text,
        required=required,
        references=("sites",),
        lenient=lenient,
    )


def programme(*, required: bool = False, text: str, lenient: bool = False) -> Column:
    """Return the column ``programme_id`` of a table other than programmes."""
    return Column(
        "programme_id",
        "programme_id",
        Kind.IDENTIFIER,
        text,
        required=required,
        references=("programmes",),
        lenient=lenient,
    )


def offer(*, required: bool = False, text: str) -> Column:
    """Return the column ``offer_id`` of a table other than offers."""
    return Column(
        "offer_id",
        "offre_id",
        Kind.IDENTIFIER,
        text,
        required=required,
        references=("offers",),
    )


SITES = Table(
    "sites",
    "sites",
    "The places where students work.",
    (
        Column("site_id", "site_id", Kind.IDENTIFIER, "Identifier of the site.", required=True),
        Column("name", "nom", Kind.TEXT, "Name of the site.", required=True),
        Column("kind", "nature", Kind.CHOICE, "Kind of site.", required=True, choices=SITE_KINDS),
        Column(
            "setting",
            "cadre",
            Kind.CHOICE,
            "Private practice or salaried centre: what the mix of a placement counts.",
            required=True,
            choices=SETTINGS,
        ),
        territory(required=True),
        latitude(),
        longitude(),
        Column(
            "rooms",
            "salles",
            Kind.INTEGER,
            "Consulting rooms for trainees per half-day; empty: no limit.",
            minimum=0,
        ),
        Column(
            "housing_places",
            "places_logement",
            Kind.INTEGER,
            "Students who can be housed there.",
            default=0,
            minimum=0,
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
            "Identifier of the supervisor.",
            required=True,
        ),
        Column("name", "nom", Kind.TEXT, "Name of the supervisor.", required=True),
        profession(),
        site(required=True, text="Usual site of the supervisor."),
        Column(
            "programmes",
            "programmes",
            Kind.IDENTIFIERS,
            "Programmes that the supervisor takes students of; required where the table of "
            "accreditations has no line of the supervisor or its site.",
            references=("programmes",),
        ),
        Column(
            "max_students",
            "max_etudiants",
            Kind.INTEGER,
            "The most students at any time, all programmes together.",
            required=True,
            minimum=0,
        ),
        Column(
            "max_at_once",
            "max_simultanes",
            Kind.INTEGER,
            "The most students at the same half-day.",
            default=1,
            minimum=0,
        ),
        Column(
            "limits",
            "limites",
            Kind.LIMITS,
            "The most students per programme, as in `N1:1, EXT:2`.",
            references=("programmes",),
        ),
        Column(
            "accreditation_end",
            "fin_agrement",
            Kind.DATE,
            "Last day of the accreditation; empty: no end.",
        ),
        *(
            Column(
                name,
                french,
                Kind.PRESENCE,
                "Empty: not there; `x`: at the usual site; a site_id: at that site; `a` or "
                "`a:SITE`: away but reachable, the room being free.",
                references=("sites",),
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
        supervisor(text="Supervisor accredited; empty where a site is."),
        site(text="Site accredited; empty where a supervisor is."),
        programme(required=True, text="Programme for which it holds."),
        *period(),
    ),
)

PROGRAMMES = Table(
    "programmes",
    "programmes",
    "The programmes, with their rules on a placement.",
    (
        Column(
            "programme_id",
            "programme_id",
            Kind.IDENTIFIER,
            "Identifier of the programme.",
            required=True,
        ),
        Column("name", "nom", Kind.TEXT, "Name of the programme.", required=True),
        profession(),
        Column(
            "half_days",
            "demi_journees",
            Kind.INTEGER,
            "Half-days per week of a placement.",
            required=True,
            minimum=1,
            maximum=len(HALF_DAYS),
        ),
        Column("min_parts", "min_parties", Kind.INTEGER, "The fewest supervisors.", minimum=1),
        Column(
            "max_parts",
            "max_parties",
            Kind.INTEGER,
            "The most supervisors; empty: 2, or min_parts if that is more.",
            minimum=1,
        ),
        Column("min_sites", "min_sites", Kind.INTEGER, "The fewest sites.", minimum=0),
        Column("max_sites", "max_sites", Kind.INTEGER, "The most sites.", minimum=1),
        Column(
            "min_liberal",
            "min_liberal",
            Kind.INTEGER,
            "The fewest half-days per week in private practice.",
            default=0,
            minimum=0,
        ),
        Column(
            "min_centre",
            "min_centre",
            Kind.INTEGER,
            "The fewest half-days per week in salaried centres.",
            default=0,
            minimum=0,
        ),
        Column(
            "min_part",
            "demi_journees_min_partie",
            Kind.INTEGER,
            "The fewest half-days of a part; empty: 2, or half_days if that is less.",
            minimum=1,
        ),
        Column(
            "whole_days",
            "journees_entieres",
            Kind.FLAG,
            "Whether each day used is used morning and afternoon.",
            default=False,
        ),
        Column(
            "max_run_days",
            "max_jours_suivis",
            Kind.INTEGER,
            "The most consecutive days of one part.",
            minimum=1,
        ),
        Column(
            "max_km",
            "max_km_entre_parties",
            Kind.NUMBER,
            "The most kilometres between two parts, as the crow flies.",
            minimum=0,
        ),
        Column(
            "needs_room",
            "salle_requise",
            Kind.FLAG,
            "Whether the student consults alone and needs a room.",
            default=False,
        ),
        Column(
            "presence",
            "presence",
            Kind.CHOICE,
            "Whether the supervisor must be there or may be away but reachable.",
            choices=(Choice("required", "requise"), Choice("reachable", "joignable")),
            default="required",
        ),
        Column(
            "weeks",
            "semaines",
            Kind.WEEKS,
            "Weeks of the semester, as in `1-13`, `odd`, `even`; empty: all.",
        ),
        Column(
            "no_repeat",
            "pas_deux_fois",
            Kind.CHOICE,
            "What a student may not have twice, against the history.",
            choices=(
                Choice("none", "aucun"),
                Choice("supervisor", "maitre_de_stage"),
                Choice("site", "site"),
            ),
            default="none",
        ),
        Column(
            "min_wishes",
            "voeux_min",
            Kind.INTEGER,
            "Wishes that a student must give to be protected from a placement on none.",
            default=0,
            minimum=0,
        ),
        Column(
            "mechanism",
            "mecanisme",
            Kind.CHOICE,
            "How students are placed.",
            required=True,
            choices=(
                Choice("optimal", "optimal"),
                Choice("serial", "classement"),
                Choice("stable", "appariement"),
            ),
        ),
        Column(
            "composition",
            "composition",
            Kind.CHOICE,
            "Whether places are given offers or composed for each student; empty: offers if "
            "the programme has any.",
            choices=(Choice("offers", "offres"), Choice("composed", "composees")),
        ),
        Column(
            "order",
            "ordre",
            Kind.INTEGER,
            "Lower numbers are settled first and keep their places; empty: last.",
        ),
        Column(
            "everyone",
            "tous",
            Kind.FLAG,
            "Whether leaving a student unplaced is the last resort; empty: true for optimal, "
            "false otherwise.",
        ),
    ),
    key=("programme_id",),
    required=True,
)

OFFERS = Table(
    "offers",
    "offres",
    "Places composed beforehand, with their seats.",
    (
        Column("offer_id", "offre_id", Kind.IDENTIFIER, "Identifier of the offer.", required=True),
        programme(required=True, text="Programme that it belongs to."),
        Column("name", "nom", Kind.TEXT, "Name of the offer."),
        Column("seats", "places", Kind.INTEGER, "Seats.", required=True, minimum=0),
        Column(
            "min_seats",
            "min_places",
            Kind.INTEGER,
            "Seats that should be filled.",
            default=0,
            minimum=0,
        ),
        Column(
            "min_if_open",
            "min_si_ouverte",
            Kind.INTEGER,
            "The fewest students there if there is any.",
            default=0,
            minimum=0,
        ),
        Column("open", "ouverte", Kind.FLAG, "Whether it can be used.", default=True),
        Column(
            "subdivision",
            "subdivision",
            Kind.IDENTIFIER,
            "Subdivision whose students come first.",
        ),
    ),
    key=("offer_id",),
)

OFFER_PARTS = Table(
    "offer_parts",
    "composantes",
    "The parts of the offers.",
    (
        offer(required=True, text="Offer that the part belongs to."),
        supervisor(required=True, text="Supervisor of the part."),
        site(text="Site of the part; empty: the supervisor's usual site."),
        Column(
            "half_days",
            "demi_journees",
            Kind.HALF_DAYS_OR_COUNT,
            "The half-days of the week, or their number where they are chosen per student.",
            required=True,
        ),
        Column("weeks", "semaines", Kind.WEEKS, "Weeks of the part; empty: the programme's."),
    ),
)
