"""Parquet files of text columns, through pyarrow, which is heavy and installed apart (``marsad[parquet]``).

pyarrow is imported when a file is read or written, and nothing of it leaves this module.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

MISSING: Final = "Parquet needs pyarrow, which is not installed: run pip install 'marsad[parquet]', or use CSV"


class ParquetError(ValueError):
    """The file cannot be read or written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file being read.

    Attributes:
        names: Its columns.
        rows: Its number of rows.

    """

    names: Sequence[str]
    rows: int
    _file: Any

    def batches(self, number: int) -> Iterator[Sequence[Sequence[str]]]:
        """At most so many rows at a time, as columns of text; a null is an empty cell."""
        for batch in self._file.iter_batches(number):
            yield [["" if cell is None else str(cell) for cell in column.to_pylist()] for column in batch.columns]


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """A file to read, closed at the end.

    Raises:
        ParquetError: If pyarrow is missing, or it is no such file.

    """
    arrow, parquet = _arrow()
    try:
        with parquet.ParquetFile(path) as file:
            yield Opened(file.schema_arrow.names, file.metadata.num_rows, file)
    except arrow.ArrowException as error:
        raise ParquetError(f"it cannot be read as Parquet: {error}") from None


Write = Callable[[Mapping[str, Sequence[object]]], None]
"""Takes some rows as columns."""


@contextmanager
def written(path: Path, columns: Mapping[str, bool]) -> Iterator[Write]:
    """A file to write, closed at the end; ``columns`` says of each whether it holds whole numbers rather than text.

    Raises:
        ParquetError: If pyarrow is missing.

    """
    arrow, parquet = _arrow()
    schema = arrow.schema([(name, arrow.int64() if is_whole else arrow.string()) for name, is_whole in columns.items()])
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        yield lambda rows: writer.write_table(arrow.table(dict(rows), schema=schema))


def _arrow() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise ParquetError(MISSING) from None
