"""Reading of tables from a YAML file: a list of rows, or a list of rows by table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from ..language import Sentence, sentence
from .encodings import decode
from .foreign import empty, refuse_foreign_text
from .raw import RawTable
from .unreadable import SourceError

ENDINGS = (".yaml", ".yml")
"""How the name of a YAML file ends."""

_MAX_BYTES = 20_000_000
_NULL = "tag:yaml.org,2002:null"


def read_yaml(path: Path, title: str) -> list[RawTable]:
    """Return the raw tables of a file; every cell is the text that stands there.

    Texts are not made numbers, dates or yes and no, so that ``007`` and ``no`` are read by what
    their column holds, as in a ``.csv`` file. A list of texts is one cell, with spaces between.

    Parameters
    ----------
    title
        The table of a file that is one list of rows.

    Raises
    ------
    SourceError
        If it is empty, no YAML, or anything but rows of cells.
    """
    if path.stat().st_size > _MAX_BYTES:
        raise SourceError("too-large", path.name, sentence("the file is larger than 20 MB."))
    data = path.read_bytes()
    refuse_foreign_text(path, data[:4096])
    root = _root(path, decode(path.name, data))
    if root is None:
        raise empty(path)
    if isinstance(root, yaml.SequenceNode):
        return [_table(path, title, root)]
    tables = _pairs(path, root, sentence("a list of rows is expected here, or tables by name."))
    return [_table(path, name, rows) for name, (_, rows) in tables.items()]


def _root(path: Path, text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        where = path.name if mark is None else f"{path.name}:{mark.line + 1}"
        said = sentence("this is no YAML ({reason}).", reason=fault.problem or fault.context or "")
        raise SourceError("unreadable-file", where, said) from None
    except (yaml.YAMLError, RecursionError) as fault:
        said = sentence("this is no YAML ({reason}).", reason=type(fault).__name__)
        raise SourceError("unreadable-file", path.name, said) from None


def _table(path: Path, title: str, node: yaml.Node) -> RawTable:
    """Return the table of a list of rows; its headings are the keys, as they first come."""
    if not isinstance(node, yaml.SequenceNode):
        raise _fault(path, node, sentence("a list of rows is expected here."))
    wanted = sentence("a row is expected here: 'column: value' line by line.")
    rows = [_pairs(path, row, wanted) for row in node.value]
    headings: dict[str, int] = {}
    for row in rows:
        for key, (line, _) in row.items():
            headings.setdefault(key, line)
    return RawTable(
        name=path.name,
        title=title,
        headings=tuple(headings),
        rows=[[_cell(path, row[key][1]) if key in row else "" for key in headings] for row in rows],
        numbers=[_line(row) for row in node.value],
        heading_number=_line(node),
        style="file",
        cell_numbers=[
            [row[key][0] if key in row else _line(at) for key in headings]
            for row, at in zip(rows, node.value, strict=True)
        ],
        heading_numbers=tuple(headings.values()),
    )


def _pairs(path: Path, node: yaml.Node, wanted: Sentence) -> dict[str, tuple[int, yaml.Node]]:
    """Return the values of a mapping by key, each with the line of its key."""
    if not isinstance(node, yaml.MappingNode):
        raise _fault(path, node, wanted)
    found: dict[str, tuple[int, yaml.Node]] = {}
    for key, value in node.value:
        name = _cell(path, key)
        if name in found:
            said = sentence("'{name}' stands here twice.", name=name)
            raise _fault(path, key, said)
        found[name] = (_line(key), value)
    return found


def _cell(path: Path, node: yaml.Node) -> str:
    return " ".join(_texts(path, node))


def _texts(path: Path, node: yaml.Node) -> Iterator[str]:
    """Yield the texts of a cell: one, or those of a list."""
    parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for part in parts:
        if not isinstance(part, yaml.ScalarNode):
            raise _fault(path, part, sentence("a text or a list of texts is expected here."))
        yield "" if part.tag == _NULL else part.value


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _fault(path: Path, node: yaml.Node, said: Sentence) -> SourceError:
    return SourceError("unreadable-file", f"{path.name}:{_line(node)}", said)
