"""What `check` found, for a reader and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..language import Lang
from ..tables.findings import Finding
from .messages import counted, message


def findings_text(findings: Sequence[Finding], lang: Lang) -> str:
    """Return errors, then warnings, a line each, under how many there are."""
    lines = []
    colon = ":" if lang == "en" else "\N{NO-BREAK SPACE}:"
    for noun in ("error", "warning"):
        group = [finding for finding in findings if finding.severity == noun]
        if group:
            lines.append(f"{counted(noun, len(group), lang)}{colon}")
            lines += [" ".join(finding.said(lang).splitlines()) for finding in group]
    return "\n".join(lines) or message("nothing_found", lang)


def findings_json(findings: Sequence[Finding], lang: Lang = "en") -> str:
    """Return one JSON object: how many errors and warnings, and each with its fields."""
    content = {
        "errors": sum(finding.severity == "error" for finding in findings),
        "warnings": sum(finding.severity == "warning" for finding in findings),
        "findings": [_fields(finding, lang) for finding in findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _fields(finding: Finding, lang: Lang) -> dict[str, str]:
    return {
        "severity": finding.severity,
        "code": finding.code,
        "where": finding.where,
        "message": finding.message_in(lang),
        "suggestion": finding.suggestion_in(lang),
    }
