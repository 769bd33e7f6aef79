"""Closing a semester: the next one's file begins where this one ended.

`close.py` says what becomes of everybody, `lines.py` which cells of the file that changes,
`writing.py` brings both together; `credit.py` and `ending.py` hold the two rules that a
coordinator will want to look up.
"""
