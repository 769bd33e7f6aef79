"""Ctrl-C while the program is being loaded: it ends at once, as the system ends it.

Loading takes a second or more. Python would show where it was; nothing is there to be told of, so
until `listen` the system's own way holds. Imported before all else; a library that imports the
package keeps its signals.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path


def _is_program() -> bool:
    """Say whether this is ``maillage`` or ``python -m maillage``, not a program that imports it."""
    name = sys.argv[0] if sys.argv else ""
    return name == "-m" or Path(name).stem == "maillage"


def listen() -> None:
    """Hear Ctrl-C as usual from now on."""
    if _HELD_BACK:
        signal.signal(signal.SIGINT, signal.default_int_handler)


# Whoever started the program may have told it to ignore Ctrl-C: that stays so.
_HELD_BACK = _is_program() and signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _HELD_BACK:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
