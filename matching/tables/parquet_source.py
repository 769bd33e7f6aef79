"""Reading of a `.parquet` file, its typed columns as plain cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..language import sentence
from .columns import Table
from .foreign import empty
from .grids import TOO_MANY, TOO_MANY_CELLS, garbled_texts
from .raw import RawTable
from .schema import find_table
from .unreadable import SourceError

if TYPE_CHECKING:
    import pyarrow as pa

_MAX_BYTES = 2_000_000_000
_PANDAS_INDEX = "__index_level_"


def read_parquet(path: Path, table: Table | None = None) -> RawTable:
    """Return the raw table of a file; its first row is number 1, its headings have none.

    Parameters
    ----------
    table
        What the file is read as; if ``None``, what its name says.

    Raises
    ------
    SourceError
        If the file is empty, damaged, encrypted, absurdly large, or has columns whose values
        are no plain cells.
    """
    import pyarrow as pa  # not needed for other formats, and slow to load

    table = table or find_table(path.stem)
    if path.stat().st_size == 0:
        raise empty(path)
    try:
        names, columns = _columns(path)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        # Values that Python cannot hold, such as dates after the year 9999, come as the latter.
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the file cannot be opened
        said = sentence("the file is damaged, encrypted, or no .parquet file; export it again.")
        raise SourceError("unreadable-file", path.name, said) from error
    rows: Sequence[Sequence[object]] = list(zip(*columns, strict=True))
    numbers = range(1, len(rows) + 1)
    findings = garbled_texts(path.name, rows, numbers, "file") if table is not None else []
    return RawTable(path.name, path.stem, names, rows, numbers, 0, "file", tuple(findings))


def _columns(path: Path) -> tuple[tuple[str, ...], list[list[Any]]]:
    """Return the names and the cells of the columns."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        _check_size(path, file)
        schema = file.schema_arrow
    # Texts that repeat are kept once, however often they stand in the file.
    texts = [field.name for field in schema if _is_text(field.type)]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        read = file.read()
    read.validate(full=True)
    kept = [k for k, name in enumerate(read.column_names) if not name.startswith(_PANDAS_INDEX)]
    names = tuple(read.column_names[k] for k in kept)
    return names, [_cells(path, names[i], read.column(k)) for i, k in enumerate(kept)]


def _check_size(path: Path, file: Any) -> None:
    metadata = file.metadata
    groups = [metadata.row_group(k) for k in range(metadata.num_row_groups)]
    cells = sum(group.column(k).num_values for group in groups for k in range(metadata.num_columns))
    if max(cells, metadata.num_rows * metadata.num_columns) > TOO_MANY_CELLS:
        raise SourceError("too-large", path.name, TOO_MANY)
    if sum(group.total_byte_size for group in groups) > _MAX_BYTES:
        said = sentence("the file unpacks to more than 2 GB.")
        raise SourceError("too-large", path.name, said)


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow.types as types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _cells(path: Path, name: str, column: pa.ChunkedArray) -> list[Any]:
    """Return the cells of a column as Python values.

    Numbers of lower precision are those that their shortest text says, as its user sees them.
    """
    import pyarrow.types as types

    kind = column.type
    inner = kind.value_type if types.is_dictionary(kind) or types.is_list(kind) else kind
    if types.is_nested(inner) or types.is_binary(inner) or types.is_large_binary(inner):
        said = sentence(
            "the column '{column}' holds values of type {kind}, which no cell can hold; export "
            "it as text.",
            column=name,
            kind=str(kind),
        )
        raise SourceError("unreadable-column", path.name, said)
    if types.is_dictionary(kind):
        return [cell for chunk in column.chunks for cell in _decoded(chunk)]
    cells: list[Any] = column.to_pylist()
    if types.is_float16(kind) or types.is_float32(kind):
        numbers = column.to_numpy()
        cells = [cell if cell is None else float(str(numbers[k])) for k, cell in enumerate(cells)]
    return cells


def _decoded(chunk: Any) -> list[Any]:
    values = chunk.dictionary.to_pylist()
    return [None if k is None else values[k] for k in chunk.indices.to_pylist()]
