"""Why the system refuses a file, in the reader's language and not in the system's."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from ..language import Sentence, sentence

_WHY: Mapping[int, Sentence] = {
    errno.ENOENT: sentence("No such file or directory"),
    errno.EACCES: sentence("Permission denied"),
    errno.EPERM: sentence("Operation not permitted"),
    errno.EISDIR: sentence("Is a directory"),
    errno.ENOTDIR: sentence("Not a directory"),
    errno.EEXIST: sentence("File exists"),
    errno.ENOTEMPTY: sentence("Directory not empty"),
    errno.ENOSPC: sentence("No space left on device"),
    errno.EDQUOT: sentence("Disk quota exceeded"),
    errno.EROFS: sentence("Read-only file system"),
    errno.EFBIG: sentence("File too large"),
    errno.ENAMETOOLONG: sentence("File name too long"),
    errno.EBUSY: sentence("Device or resource busy"),
    errno.EIO: sentence("Input/output error"),
    errno.EXDEV: sentence("Invalid cross-device link"),
    errno.ELOOP: sentence("Too many levels of symbolic links"),
}


def why_refused(fault: OSError) -> Sentence:
    """Return why the system refuses a file; what is not known here, in the system's own words."""
    known = _WHY.get(fault.errno) if fault.errno is not None else None
    return known or Sentence("{text}", (("text", fault.strerror or str(fault)),))
