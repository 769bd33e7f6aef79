"""Swapping two folders in one step, where the system can."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_CURRENT_DIRECTORY = -100
_SWAP = 2
_NOT_SUPPORTED = frozenset(
    {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV}
)


def exchange(first: Path, second: Path) -> bool:
    """Swap two existing folders atomically.

    Linux (``renameat2`` with ``RENAME_EXCHANGE``) and macOS (``renamex_np`` with
    ``RENAME_SWAP``) can, on most file systems.

    Returns
    -------
    bool
        False where the system or the file system cannot; nothing has changed then.

    Raises
    ------
    OSError
        The system can swap but refuses these two folders.
    """
    code = _swap(os.fsencode(first), os.fsencode(second))
    if code is None or code in _NOT_SUPPORTED:
        return False
    if code:
        raise OSError(code, os.strerror(code), str(second))
    return True


def _swap(first: bytes, second: bytes) -> int | None:
    """Return 0, an error number, or ``None`` where the C library has no such call."""
    if os.name != "posix":
        return None
    library = ctypes.CDLL(None, use_errno=True)
    name = "renamex_np" if sys.platform == "darwin" else "renameat2"
    call = getattr(library, name, None)
    if call is None:
        return None
    if name == "renamex_np":
        failed = call(first, second, ctypes.c_uint(_SWAP))
    else:
        at = _CURRENT_DIRECTORY
        failed = call(at, first, at, second, ctypes.c_uint(_SWAP))
    return ctypes.get_errno() if failed else 0
