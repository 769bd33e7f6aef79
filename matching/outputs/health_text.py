"""What `doctor` found, for a reader and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..health import Check, is_broken
from ..language import Lang, Sentence, sentence

_MARKS = {"ok": "✓", "note": "!", "broken": "✗"}
_GROUPS = {
    "versions": sentence("Versions"),
    "machine": sentence("Machine"),
    "solvers": sentence("Solvers"),
    "files": sentence("Files"),
    "language": sentence("Languages"),
    "extras": sentence("Extras"),
}
FINE = sentence("Everything that is needed works.")
BROKEN = sentence("Something that is needed does not work: see ✗ above.")


def health_text(checks: Sequence[Check], lang: Lang) -> str:
    """Return a heading per group, a line per check, and what it comes to."""
    lines: list[str] = []
    width = max(len(_label(check, lang)) for check in checks)
    for group, heading in _GROUPS.items():
        own = [check for check in checks if check.group == group]
        if own:
            lines += ["", heading.said(lang)]
            lines += [_line(check, width, lang) for check in own]
    lines += ["", (BROKEN if is_broken(checks) else FINE).said(lang)]
    return "\n".join(lines[1:])


def health_json(checks: Sequence[Check], lang: Lang) -> str:
    """Return one JSON object: whether all is fine, and each check with its fields."""
    content = {
        "ok": not is_broken(checks),
        "checks": [
            {
                "group": check.group,
                "name": check.name,
                "status": check.status,
                "value": check.value,
                "text": "" if check.said is None else check.said.said(lang),
            }
            for check in checks
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _line(check: Check, width: int, lang: Lang) -> str:
    said = "" if check.said is None else check.said.said(lang)
    # A number of megabytes is for programs; people read the sentence.
    value = "" if check.name == "memory_mb" else check.value
    text = "  ".join(part for part in (value, said) if part)
    return f"  {_MARKS[check.status]} {_label(check, lang):{width}}  {text}".rstrip()


def _label(check: Check, lang: Lang) -> str:
    return check.label.said(lang) if isinstance(check.label, Sentence) else check.label
