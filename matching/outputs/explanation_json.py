"""Explanations as JSON: keys and codes are the same in every language."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..explaining.answers import (
    Blocking,
    Fact,
    Holder,
    OfferAnswer,
    StudentAnswer,
    SupervisorAnswer,
    WishAnswer,
    plain,
)
from ..halfdays import HALF_DAYS
from ..language import Lang
from .decimals import decimal_text

Object = dict[str, object]


def explanation_json(answer: StudentAnswer | SupervisorAnswer | OfferAnswer, lang: Lang) -> str:
    """Return an explanation as the text of one JSON object; ``text`` keys are in a language."""
    if isinstance(answer, StudentAnswer):
        content = _student(answer, lang)
    elif isinstance(answer, SupervisorAnswer):
        content = _supervisor(answer, lang)
    else:
        content = _offer(answer, lang)
    return json.dumps(content, ensure_ascii=False, indent=2)


def _student(answer: StudentAnswer, lang: Lang) -> Object:
    given = answer.given
    return {
        "student_id": answer.student_id,
        "programme_id": answer.programme_id,
        "mechanism": answer.mechanism,
        "for_student": answer.for_student,
        "status": given.status,
        "offer_id": given.offer_id,
        "wish_rank": None if given.wish_rank is None else decimal_text(given.wish_rank),
        "housed": given.housed,
        "reason": given.reason,
        "parts": [
            {
                "supervisor_id": part.supervisor_id,
                "site_id": part.site_id,
                "half_days": [HALF_DAYS[h] for h in part.half_days],
                "weeks": part.weeks,
                "minutes": part.minutes,
            }
            for part in given.parts
        ],
        "facts": _facts(answer.facts, lang),
        "wishes": [_wish(wish, lang) for wish in answer.wishes],
    }


def _wish(wish: WishAnswer, lang: Lang) -> Object:
    return {
        "target": wish.target,
        "target_kind": wish.target_kind,
        "wish_rank": wish.wish_rank,
        "code": wish.code or None,
        "rule": wish.rule or None,
        "tier": wish.tier or None,
        "low": wish.low or None,
        "high": wish.high or None,
        "proof": wish.proof or None,
        "moved": int(wish.moved) if wish.moved.isdecimal() else None,
        "text": wish.said.said(lang),
        "facts": _facts(wish.facts, lang),
        "blocking": _blocking(wish.blocking),
    }


def _facts(facts: Sequence[Fact], lang: Lang) -> list[Object]:
    return [
        {
            "fact": fact.code,
            "cells": list(fact.cells),
            "values": {name: plain(value) for name, value in fact.said.values},
            "text": fact.said.said(lang),
        }
        for fact in facts
    ]


def _blocking(found: Sequence[Blocking]) -> list[Object]:
    return [
        {
            "kind": blocking.kind,
            "name": blocking.name,
            "half_day": None if blocking.half_day is None else HALF_DAYS[blocking.half_day],
            "limit": blocking.limit,
            "cells": list(blocking.cells),
            "holders": [_holder(holder) for holder in blocking.holders],
        }
        for blocking in found
    ]


def _holder(holder: Holder) -> Object:
    return {
        "student_id": holder.student_id,
        "programme_id": holder.programme_id,
        "turn": holder.turn,
        "position": holder.position,
        "seniority": holder.seniority,
        "rank": holder.rank,
        "ticket": holder.ticket,
        "locked": holder.locked,
    }


def _supervisor(answer: SupervisorAnswer, lang: Lang) -> Object:
    return {
        "supervisor_id": answer.supervisor_id,
        "hosted": answer.hosted,
        "max_students": answer.max_students,
        "weeks": [
            {
                "weeks": list(weeks),
                "half_days": [
                    {
                        "half_day": HALF_DAYS[slot.half_day],
                        "site_id": slot.site_id,
                        "away": slot.away,
                        "students": list(slot.students),
                        "reasons": list(slot.reasons),
                    }
                    for slot in slots
                ],
            }
            for weeks, slots in answer.weeks
        ],
        "reasons": _facts(answer.reasons, lang),
    }


def _offer(answer: OfferAnswer, lang: Lang) -> Object:
    return {
        "offer_id": answer.offer_id,
        "programme_id": answer.programme_id,
        "seats": answer.seats,
        "taken": answer.taken,
        "students": list(answer.students),
        "reasons": _facts(answer.reasons, lang),
        "blocking": _blocking(answer.blocking),
    }
