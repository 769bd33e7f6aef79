"""Aids of the demonstration: public rules of 2026 with their sources, and two invented ones.

The weights of the criteria follow how often residents named each in a survey of the Conseil
national de l'Ordre des médecins (2019, n = 2,443): stated importances, not measured trade-offs.
"""

from __future__ import annotations

Row = dict[str, object]

_CONVENTION = "Convention médicale 2024-2029, aides à l'installation en vigueur au 1er janvier 2026"
_INVENTED = "règle inventée pour la démonstration"

AIDS: tuple[Row, ...] = (
    {
        "aid_id": "AM-ZIP",
        "name": "Première installation libérale en ZIP",
        "profession": "gp",
        "scope": "zone",
        "value": "ZIP",
        "audience": "installation",
        "amount": 10_000,
        "period": "once",
        "group": "AM-INSTALLATION",
        "start": "2026-01-01",
        "source": _CONVENTION,
    },
    {
        "aid_id": "AM-ZAC",
        "name": "Première installation libérale en ZAC",
        "profession": "gp",
        "scope": "zone",
        "value": "ZAC",
        "audience": "installation",
        "amount": 5_000,
        "period": "once",
        "group": "AM-INSTALLATION",
        "start": "2026-01-01",
        "source": _CONVENTION,
    },
    {
        "aid_id": "CAIM",
        "name": "Contrat d'aide à l'installation des médecins (fermé aux nouveaux)",
        "profession": "gp",
        "scope": "zone",
        "value": "ZIP",
        "audience": "installation",
        "amount": 50_000,
        "period": "once",
        "group": "AM-INSTALLATION",
        "end": "2025-12-31",
        "commitment_months": 60,
        "source": "Convention médicale 2016-2023 ; fermé depuis le 1er janvier 2026",
    },
    {
        "aid_id": "CAICD",
        "name": "Contrat d'aide à l'installation des chirurgiens-dentistes, zone très sous-dotée",
        "profession": "dentist",
        "scope": "zone",
        "value": "ZIP",
        "audience": "installation",
        "amount": 25_000,
        "period": "year",
        "duration_months": 24,
        "start": "2024-01-01",
        "commitment_months": 60,
        "source": "Contrat CAICD 2023 : 50 000 € en deux fois ; zone très sous-dotée notée ZIP ici",
    },
    {
        "aid_id": "CESP",
        "name": "Contrat d'engagement de service public",
        "audience": "studies",
        "amount": 1_200,
        "period": "month",
        "commitment_months": 24,
        "source": "Loi HPST du 21 juillet 2009 ; allocation brute, engagement d'autant, de "
        "deux ans au moins",
    },
    {
        "aid_id": "VIENNE-MG",
        "name": "Aide départementale inventée à l'installation",
        "scope": "department",
        "value": "86",
        "audience": "installation",
        "amount": 4_000,
        "period": "once",
        "start": "2026-01-01",
        "commitment_months": 36,
        "source": _INVENTED,
    },
    {
        "aid_id": "QUARTIER",
        "name": "Aide inventée au loyer en quartier prioritaire",
        "scope": "qpv",
        "value": "true",
        "audience": "staying",
        "amount": 200,
        "period": "month",
        "duration_months": 36,
        "start": "2026-01-01",
        "source": _INVENTED,
    },
)

CRITERIA: tuple[Row, ...] = (
    {"criterion": "travel", "weight": 0.20},
    {"criterion": "practice", "weight": 0.10},
    {"criterion": "mode", "weight": 0.05},
    {"criterion": "team", "weight": 0.15},
    {"criterion": "services", "weight": 0.10},
    {"criterion": "premises", "weight": 0.05},
    {"criterion": "takeover", "weight": 0.05},
    {"criterion": "leaver", "weight": 0.05},
    {"criterion": "need", "weight": 0.10},
    {"criterion": "need_gain", "weight": 0.10},
    {"criterion": "aids", "weight": 0.05},
)
"""Weights to start from; planners and practitioners change them."""
