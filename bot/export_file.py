"""Writes figures as CSV, JSON Lines or Parquet, row after row, never all at once."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from bot import parquet
from bot.exporting import COLUMNS, Row
from report.csv_table import cell_text

BATCH: Final = 20_000
"""Rows written at once to Parquet."""


def write_csv(rows: Iterable[Row], file: TextIO) -> int:
    """CSV with a head; a text that a spreadsheet would run begins with an apostrophe. How many rows were written."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    return _counted(rows, lambda row: writer.writerow([cell_text(row[name]) for name in COLUMNS]))


def write_json_lines(rows: Iterable[Row], file: TextIO) -> int:
    """One object a line, in UTF-8 as it is. How many rows were written."""
    return _counted(rows, lambda row: file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"))


def write_parquet(rows: Iterable[Row], path: Path) -> int:
    """Parquet: counts and resolutions as whole numbers, everything else as text. How many rows were written.

    Raises:
        ParquetError: If pyarrow is missing.

    """
    number, left = 0, iter(rows)
    with parquet.written(path, {name: name in {"value", "resolution"} for name in COLUMNS}) as write:
        while some := list(islice(left, BATCH)):
            write({name: [row[name] for row in some] for name in COLUMNS})
            number += len(some)
    return number


WRITERS: Final[Mapping[str, Callable[[Iterable[Row], TextIO], int]]] = {"csv": write_csv, "jsonl": write_json_lines}
"""What writes to a stream, by the format's name."""


def _counted(rows: Iterable[Row], write: Callable[[Row], object]) -> int:
    number = 0
    for row in rows:
        write(row)
        number += 1
    return number
