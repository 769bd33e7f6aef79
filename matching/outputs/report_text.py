"""What `verify` found, for a reader and as JSON."""

from __future__ import annotations

import json

from ..language import Lang
from ..verify.report import Report
from .messages import message


def report_text(report: Report, lang: Lang) -> str:
    """Return a line per rule broken, what was taken on trust, and what came of it."""
    last = message(
        "verified" if report.ok else "not_verified",
        lang,
        students=report.students,
        placed=report.placed,
        violations=len(report.violations),
    )
    broken = [violation.line(lang) for violation in report.violations]
    return "\n".join([*broken, *(note.said(lang) for note in report.remarks), last])


def report_json(report: Report, lang: Lang) -> str:
    """Return one JSON object; its keys are English, the sentences in the language."""
    content = {
        "ok": report.ok,
        "students": report.students,
        "placed": report.placed,
        "violations": [
            {"code": one.code, "subject": one.subject, "text": one.said.said(lang)}
            for one in report.violations
        ],
        "tiers": [
            {"name": tier.name, "order": tier.order, "value": tier.value} for tier in report.tiers
        ],
        "notes": [note.said(lang) for note in report.remarks],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
