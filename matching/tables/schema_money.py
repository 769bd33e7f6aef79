"""The table of money around a placement, and the columns of any amount."""

from __future__ import annotations

from .columns import Choice, Column, Kind, Table
from .schema_common import SCOPES, period, programme, source

PERIODS = (Choice("once", "une_fois"), Choice("month", "mois"), Choice("year", "an"))

SCOPE = Column(
    "scope",
    "portee",
    Kind.CHOICE,
    "What the values name, as in the table of quotas; empty: it holds everywhere.",
    choices=SCOPES,
    example="zone",
)

VALUE = Column(
    "value",
    "valeur",
    Kind.IDENTIFIERS,
    "The values within the scope, several allowed, as in the table of quotas.",
    example="ZIP",
)


def amount(example: int) -> Column:
    """Return the column ``amount`` of a table."""
    return Column(
        "amount",
        "montant",
        Kind.DECIMAL,
        "Amount in euros, each period.",
        required=True,
        minimum=0,
        example=example,
    )


def paid() -> Column:
    """Return the column ``period`` of a table."""
    return Column(
        "period", "periode", Kind.CHOICE, "How often it is paid.", choices=PERIODS, example="month"
    )


FEES = Table(
    "fees",
    "baremes",
    "The money around a placement, dated: a line per sum that a student or a supervisor is paid.",
    (
        Column(
            "fee_id",
            "bareme_id",
            Kind.IDENTIFIER,
            "Identifier of the fee.",
            required=True,
            example="BAREME-EXEMPLE",
        ),
        Column(
            "name",
            "nom",
            Kind.TEXT,
            "Name of the fee.",
            required=True,
            example="Indemnité Exemple",
        ),
        Column(
            "payee",
            "beneficiaire",
            Kind.CHOICE,
            "Who is paid.",
            required=True,
            choices=(Choice("student", "etudiant"), Choice("supervisor", "maitre_de_stage")),
            example="student",
        ),
        programme(text="Programme concerned; empty: all."),
        SCOPE,
        VALUE,
        Column(
            "min_km_home",
            "km_min_domicile",
            Kind.NUMBER,
            "The least distance from home, kilometres as the crow flies; empty: any.",
            minimum=0,
            example=15,
        ),
        Column(
            "min_km_campus",
            "km_min_faculte",
            Kind.NUMBER,
            "The least distance from the campus, kilometres as the crow flies; empty: any.",
            minimum=0,
        ),
        amount(130),
        paid(),
        Column(
            "shared",
            "partage",
            Kind.CHOICE,
            "How it is shared: in proportion to the half-days; empty: each payee is paid in full.",
            choices=(Choice("half_days", "demi_journees"),),
        ),
        Column(
            "excludes",
            "exclut",
            Kind.IDENTIFIERS,
            "Fees of the same payee that are not paid where this one is, their identifiers.",
            references=("fees",),
        ),
        *period(),
        source(),
    ),
    key=("fee_id",),
)
