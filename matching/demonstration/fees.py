"""Money around a placement in the demonstration: public rules in force in 2026, with sources.

Only what a public text or page gives is here. Some sums are due on conditions that no table
knows (a second rent, a declaration): their names say so, and what they come to is the most that
can be due.
"""

from __future__ import annotations

from .programmes import Row

_TRANSPORT = "Indemnité forfaitaire de transport, lieu de stage à plus de 15 km"
_HOUSING = "Indemnité forfaitaire d'hébergement en zone sous-dense, sur attestation"
_INTERN_TRANSPORT = (
    "Arrêté du 4 mars 2014 : 130 € bruts par mois, à plus de 15 km du CHU et du domicile"
)
_INTERN_HOUSING = "Arrêté du 3 juillet 2018, 300 € bruts par mois depuis novembre 2020, ZIP et ZAC"
_TEACHING = "Honoraires pédagogiques du maître de stage"
_INTERN_TEACHING = "600 € bruts par mois et par interne (MG France, Egora, 2 décembre 2019)"


def _monthly(fee_id: str, name: str, programme: str, amount: int, source: str) -> Row:
    return {
        "fee_id": fee_id,
        "name": name,
        "programme_id": programme,
        "amount": amount,
        "period": "month",
        "source": source,
    }


def _intern(programme: str) -> tuple[Row, ...]:
    return (
        {
            **_monthly(f"TRANSPORT-{programme}", _TRANSPORT, programme, 130, _INTERN_TRANSPORT),
            "payee": "student",
            "min_km_home": 15,
            "min_km_campus": 15,
        },
        {
            **_monthly(f"HEBERGEMENT-{programme}", _HOUSING, programme, 300, _INTERN_HOUSING),
            "payee": "student",
            "scope": "zone",
            "value": "ZIP, ZAC",
        },
        {
            **_monthly(f"HONORAIRES-{programme}", _TEACHING, programme, 600, _INTERN_TEACHING),
            "payee": "supervisor",
            "shared": "half_days",
        },
    )


FEES: tuple[Row, ...] = (
    *_intern("N1"),
    *_intern("SASPAS"),
    {
        **_monthly(
            "TRANSPORT-EXT",
            _TRANSPORT,
            "EXT",
            130,
            "Décret n° 2014-319 et arrêté du 11 mars 2014 : 130 € bruts par mois, à plus de 15 km "
            "de l'UFR (stage à temps partiel)",
        ),
        "payee": "student",
        "min_km_campus": 15,
    },
    {
        **_monthly(
            "HEBERGEMENT-EXT",
            _HOUSING,
            "EXT",
            150,
            "Décret n° 2020-1241 et arrêté du 9 octobre 2020 : 150 € bruts par mois, ZIP et ZAC",
        ),
        "payee": "student",
        "scope": "zone",
        "value": "ZIP, ZAC",
    },
    {
        **_monthly(
            "HONORAIRES-EXT",
            _TEACHING,
            "EXT",
            300,
            "300 € bruts par mois et par externe à temps partiel (MG France, Egora, "
            "2 décembre 2019)",
        ),
        "payee": "supervisor",
        "shared": "half_days",
    },
)
"""Allowances of students and fees of supervisors."""
