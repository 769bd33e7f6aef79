"""The text of a file whose encoding nobody wrote down."""

from __future__ import annotations

import codecs
import re

from ..language import sentence
from .unreadable import SourceError

# Letters and signs of French in UTF-8: in Windows-1252 nobody writes Ã©, Å“ or â€™.
_FRENCH_IN_UTF8 = re.compile(
    rb"\xc3[\xa0-\xbf\x80\x82\x87-\x8f\x94\x99-\x9b]|\xc5[\x92\x93]|\xe2\x80[\x80-\xbf]"
)


def decode(name: str, data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 (with its mark) or Windows-1252.

    Raises
    ------
    SourceError
        If it is no text, or some of its lines are in UTF-8 and others are not.
    """
    text = None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _decoded(data, "utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            marked = data.startswith(codecs.BOM_UTF8)
            if marked or _FRENCH_IN_UTF8.search(data):
                raise _mixed(name, data, error.start + 3 * marked) from error
            text = _decoded(data, "cp1252")
    if text is None or "\0" in text:
        said = sentence("the file is no text in UTF-8, UTF-16 or Windows-1252.")
        raise SourceError("unreadable-file", name, said)
    return text


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _mixed(name: str, data: bytes, position: int) -> SourceError:
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    said = sentence(
        "the line has letters that are not in UTF-8, as others in the file are; save the file "
        "anew as UTF-8, or type the letters of this line again."
    )
    return SourceError("mixed-encoding", f"{name}:{before.count(10) + 1}", said)
