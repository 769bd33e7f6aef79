"""Data inside a page: JSON that no browser can take for markup."""

from __future__ import annotations

import json

from markupsafe import Markup

# The texts of a script element end at `</script` and change their meaning at `<!--`; written as
# escapes of JSON, these signs are the same data. The two separators end a line in old scripts.
_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def script_json(data: object) -> Markup:
    """Return data as JSON for the inside of a script element.

    Raises
    ------
    ValueError
        For numbers that JSON cannot hold.
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))
