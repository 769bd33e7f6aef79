"""The table of settings."""

from __future__ import annotations

from .columns import Column, Kind, Table

SETTINGS = Table(
    "settings",
    "parametres",
    "The settings of the run; a line that is left out means the default.",
    (
        Column(
            "key", "cle", Kind.IDENTIFIER, "Name of the setting.", required=True, example="campus"
        ),
        Column(
            "value",
            "valeur",
            Kind.SETTING,
            "Value of the setting.",
            required=True,
            example="latitude longitude",
        ),
        Column(
            "meaning",
            "signification",
            Kind.REMARK,
            "What the setting does; for the reader, nothing is read from it.",
        ),
    ),
    key=("key",),
)
