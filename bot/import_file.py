"""Files of counts as batches of columns: CSV, JSON Lines, Parquet, and the indexes of web archives.

What columns are called differs from tool to tool; here they have one name each. Cells are text still.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import Final, TextIO

from bot import parquet
from bot.series_file import BadRow

BATCH: Final = 20_000
"""Rows read at once."""

_BLOCK: Final = 1024 * 1024
"""Characters read at once of text that needs no reading row by row."""

KNOWN: Final = ("agency", "platform", "handle", "platform_id", "metric", "value", "resolution", "observed_at", "source")
"""The columns of a file of counts, in the order in which they are written."""

_NAMES: Final[Mapping[str, str]] = {
    **{name: name for name in (*KNOWN, "original", "method")},
    **dict.fromkeys(("date", "day", "datetime", "time", "timestamp"), "observed_at"),
    **dict.fromkeys(("mementodatetime", "memento_datetime"), "observed_at"),
    **dict.fromkeys(("count", "followers", "follower_count", "followers_count", "followercount"), "value"),
    **dict.fromkeys(("subscribers", "subscriber_count"), "value"),
    **dict.fromkeys(("account", "username", "screen_name"), "handle"),
    **dict.fromkeys(("url", "uri_r"), "original"),
    **dict.fromkeys(("memento", "uri_m"), "source"),
}
"""Other tools' names, folded. A memento is an archived copy, which is the source (RFC 7089)."""

_CDX_LETTERS: Final = {"b": "observed_at", "a": "original"}
"""Letters of a CDX head that matter here. Source: https://archive.org/web/researcher/cdx_legend.php"""

_SEPARATORS: Final = ",;\t"
_LARGEST_ARRAY: Final = 256 * 1024 * 1024
"""Bytes of a JSON array, which must be read whole; larger ones belong into JSON Lines."""


class ImportFileError(ValueError):
    """The file cannot be read as counts; the message says what is wrong, where, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file.

    Attributes:
        lines: The line each row stands on, or its number in a file without lines; from 1.
        columns: Cells by column, all as long as ``lines``; columns the file lacks are left out.
        bad: Rows that are none, with their reason.
        share: How much of the file has been read, in ``[0, 1]``.

    """

    lines: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    bad: Sequence[BadRow] = field(default=())
    share: float = 1.0


def batches_of(path: Path) -> Iterator[Batch]:
    """The rows of a file, a batch at a time; what it is, its name's ending says, and its beginning where that does not.

    Raises:
        ImportFileError: If it cannot be read as counts.
        OSError: If it cannot be read at all.

    """
    read = _reader(path)
    try:
        yield from read(path)
    except UnicodeDecodeError as error:
        raise ImportFileError(f"{path} is not UTF-8 text ({error.reason}); save it in UTF-8") from None
    except ImportFileError as error:
        raise ImportFileError(f"{path}: {error}") from None


def _reader(path: Path) -> Callable[[Path], Iterator[Batch]]:
    ending = path.suffix.casefold()
    if ending in {".parquet", ".pq"}:
        return _parquet
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"PAR1"):
        return _parquet
    if start.startswith(b"["):
        return _array
    return _json_lines if start.startswith(b"{") or ending in {".jsonl", ".ndjson"} else _table


def columns_of(names: Sequence[str]) -> dict[str, int]:
    """Where each known column stands.

    Raises:
        ImportFileError: If instants or counts are missing, or two columns mean the same.

    """
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        known = _NAMES.get(name.strip().casefold().replace("-", "_"))
        if known in found and known not in {"source", "original"}:
            raise ImportFileError(f"the columns {names[found[known]]!r} and {name!r} mean the same; keep one of them")
        if known is not None:
            found.setdefault(known, place)
    missing = [what for what in ("observed_at", "value") if what not in found]
    if missing:
        listed = ", ".join(repr(name[:20]) for name in names[:15]) or "nothing"
        hint = "; an archive's index says when a page was kept: add the count that each copy shows" * (
            "original" in found and missing == ["value"]
        )
        raise ImportFileError(f"there is no column {' and no column '.join(missing)}; the file has {listed}{hint}")
    return found


def _table(path: Path) -> Iterator[Batch]:
    """CSV with commas, semicolons or tabs; CDX, whose cells blanks set apart.

    Text without quotes is cut up whole, several times as quick as row by row; from the first quote on, or where rows
    are not all of one length, it is read as CSV.
    """
    with path.open("rb") as raw:
        encoding = "utf-16" if raw.read(2) in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    size = max(path.stat().st_size, 1)
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, newline="") as file:
        line, names, separator = _head(file)
        places, quoted = columns_of(names), False
        while text := file.read(_BLOCK) + file.readline():
            quoted = quoted or '"' in text
            whole = None if quoted else _cut(text, line, len(names), separator, places)
            lines = chain(() if whole else io.StringIO(text, newline=""), file if quoted else ())
            for batch in [whole] if whole else _rows(lines, line, len(names), separator, places):
                yield replace(batch, share=min(raw.tell() / size, 1.0))
            line += text.count("\n")


def _cut(text: str, after: int, width: int, separator: str, places: Mapping[str, int]) -> Batch | None:
    """Lines without quotes and all of ``width`` cells, at once; None where they are not."""
    if separator == " ":
        return None
    lines = text.replace("\r\n", "\n").removesuffix("\n")
    if "\r" in lines or f"\n{separator * (width - 1)}\n" in f"\n{lines}\n":
        return None
    number = lines.count("\n") + 1
    cells = lines.replace("\n", f"{separator}\n{separator}").split(separator)
    step = width + 1
    if len(cells) != number * step - 1 or cells[width::step].count("\n") != number - 1:
        return None
    columns = {name: cells[place::step] for name, place in places.items()}
    return Batch(range(after + 1, after + number + 1), columns)


def _rows(lines: Iterable[str], after: int, width: int, separator: str, places: Mapping[str, int]) -> Iterator[Batch]:
    """The same by the rules of CSV, a row at a time."""
    reader, line = csv.reader(lines, delimiter=separator, skipinitialspace=True), after
    try:
        while rows := list(islice(reader, BATCH)):
            numbers = _lines(rows, after=line, last=after + reader.line_num)
            line = after + reader.line_num
            yield _batch(numbers, rows, places, width)
    except csv.Error as error:
        raise ImportFileError(f"line {after + reader.line_num} is not CSV: {error}") from None


def _head(file: TextIO) -> tuple[int, list[str], str]:
    """The line of the names, the names, and what sets cells apart."""
    line, first = 1, file.readline()
    while first and not first.strip():
        line, first = line + 1, file.readline()
    separator = max(_SEPARATORS, key=first.count)
    if first.split()[:1] == ["CDX"] or not first.count(separator):
        separator = " "
    names = next(csv.reader([first.strip()], delimiter=separator, skipinitialspace=True), [])
    if names[:1] == ["CDX"]:
        names = [_CDX_LETTERS.get(name, name) for name in names[1:]]
    return line, names, separator


def _lines(rows: Sequence[Sequence[str]], *, after: int, last: int) -> Sequence[int]:
    """The line each row ends on; rows are one line each unless a quoted cell holds the end of one."""
    if last - after == len(rows):
        return range(after + 1, last + 1)
    return list(accumulate((1 + sum(cell.count("\n") for cell in row) for row in rows), initial=after))[1:]


def _batch(lines: Sequence[int], rows: Sequence[Sequence[str]], places: Mapping[str, int], width: int) -> Batch:
    """Rows as columns. Short rows lack their last cells; longer ones are bad; blank ones are nothing."""
    bad: list[BadRow] = []
    if set(map(len, rows)) != {width} or [""] * width in rows:
        numbered = [(line, row) for line, row in zip(lines, rows, strict=True) if any(cell.strip() for cell in row)]
        bad = [
            BadRow(line, f"{len(row)} cells under {width} columns; quote numbers with separators in them")
            for line, row in numbered
            if len(row) > width and any(cell.strip() for cell in row[width:])
        ]
        wrong = {row.line for row in bad}
        whole = [(line, [*row, *[""] * width][:width]) for line, row in numbered if line not in wrong]
        lines, rows = [line for line, _ in whole], [row for _, row in whole]
    columns = list(zip(*rows, strict=True)) or [()] * width
    return Batch(lines, {name: columns[place] for name, place in places.items()}, bad)


def _json_lines(path: Path) -> Iterator[Batch]:
    """One object a line."""
    size = max(path.stat().st_size, 1)
    with path.open("rb") as raw, io.TextIOWrapper(raw, "utf-8-sig") as file:
        start = 1
        while lines := list(islice(file, BATCH)):
            bad, good = [], []
            for number, text in enumerate(lines, start):
                try:
                    good += [(number, json.loads(text))] if text.strip() else []
                except ValueError as error:
                    bad.append(BadRow(number, f"it is not JSON: {error}"))
            start += len(lines)
            yield _objects(good, bad, share=min(raw.tell() / size, 1.0))


def _array(path: Path) -> Iterator[Batch]:
    """A JSON array of objects, or of rows under a first row of names, as archives' indexes are given."""
    if path.stat().st_size > _LARGEST_ARRAY:
        raise ImportFileError("it is one JSON array too large to be read at once; write one object a line instead")
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise ImportFileError(f"it is not JSON: {error}") from None
    if found and isinstance(found[0], list):
        head = [str(name) for name in found[0]]
        found = [dict(zip(head, row, strict=False)) if isinstance(row, list) else row for row in found[1:]]
    yield _objects(list(enumerate(found, 1)), [], share=1.0)


def _objects(numbered: Sequence[tuple[int, object]], bad: list[BadRow], *, share: float) -> Batch:
    """Objects as columns; an absent key or null is an empty cell. One that is no flat object is bad."""
    good: list[tuple[int, dict[str, str]]] = []
    for number, found in numbered:
        if not isinstance(found, dict) or any(isinstance(value, dict | list) for value in found.values()):
            bad.append(BadRow(number, "it is no flat object; write one of column names and values"))
            continue
        cells = ((_NAMES.get(str(name).casefold().replace("-", "_")), value) for name, value in found.items())
        good.append((number, {name: "" if value is None else str(value) for name, value in cells if name}))
    names = {name for _, cells in good for name in cells}
    if good:
        columns_of(sorted(names))
    columns = {name: [cells.get(name, "") for _, cells in good] for name in names}
    return Batch([number for number, _ in good], columns, bad, share)


def _parquet(path: Path) -> Iterator[Batch]:
    """Rows by their number, since the file has no lines."""
    try:
        with parquet.opened(path) as file:
            places = columns_of(file.names)
            done = 0
            for columns in file.batches(BATCH):
                chosen = {name: columns[place] for name, place in places.items()}
                number = len(columns[0])
                yield Batch(range(done + 1, done + number + 1), chosen, (), (done + number) / max(file.rows, 1))
                done += number
    except parquet.ParquetError as error:
        raise ImportFileError(str(error)) from None
