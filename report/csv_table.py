"""Tables as CSV that a spreadsheet can open without running anything.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break is a formula to a spreadsheet; an apostrophe
before it makes it text (https://owasp.org/www-community/attacks/CSV_Injection). Numbers stay numbers.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

Cell = str | int | float | date | None
"""What a cell may hold; None is an empty one, an instant is written in ISO 8601."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table with a head, comma-separated, lines ended by CR LF (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([cell_text(cell) for cell in row] for row in rows)
    return out.getvalue()


def cell_text(cell: Cell) -> str:
    """One cell, formula-safe."""
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if cell.startswith(_FORMULA) else cell
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
