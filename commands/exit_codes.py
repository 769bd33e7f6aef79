"""The exit codes of the program; 0 is done."""

from __future__ import annotations

FAULT, WRONG_USAGE, INPUT_ERRORS, CANNOT_BE_MET, NOT_VERIFIED, INTERRUPTED = 1, 2, 3, 4, 5, 130
