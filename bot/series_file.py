"""Series from files: a table of counts as CSV, read without settings, database or network.

Columns, in any order: ``date`` or ``observed_at``, ``value``, and optionally ``platform``, ``handle``, ``resolution``
and ``event``. Cells are read as ``series_cells`` says; separators may be commas, semicolons or tabs.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from pathlib import Path

import numpy as np

from bot.series_cells import instant_of, is_missing, whole_of
from growth.platform import YOUTUBE, Platform
from growth.rounding import three_figures
from growth.series import Series

_COLUMNS = ("date", "observed_at", "value", "platform", "handle", "resolution", "event")
_SEPARATORS = ",;\t"
_NO_NAME = ("", "")
_MOST_NAMED = 10


class SeriesFileError(ValueError):
    """The file holds no series that could be used; the message says what is wrong, where, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something a file says happened.

    Attributes:
        at: When (UTC).
        event: The file's word for it.

    """

    at: datetime
    event: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out.

    Attributes:
        line: Its last line in the file; the first is 1.
        why: What is wrong with it and how to mend it.

    """

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """One account's series as a file tells it.

    Attributes:
        series: The observations, oldest first; at least one.
        platform: Where the account is; None when the file does not say.
        handle: Its name there, without ``@``; None when the file does not say.
        marks: What the file says happened, oldest first.
        bad: Rows left out, in the file's order.

    """

    series: Series
    platform: Platform | None
    handle: str | None
    marks: tuple[Mark, ...]
    bad: tuple[BadRow, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    at: datetime
    value: int | None
    resolution: int
    platform: str
    handle: str
    event: str

    @property
    def account(self) -> tuple[str, str]:
        """What rows of one account have in common."""
        return self.platform, self.handle.casefold()


def read_series_file(path: Path, *, handle: str | None = None) -> SeriesFile:
    """Read one account's series from a CSV file; rows may be in any order, and bad ones are left out and told.

    Of rows at the same instant the last one in the file is used. A count without a resolution is exact, but for
    YouTube's, which are three significant figures.

    Args:
        path: The file, in UTF-8 or in UTF-16 with its mark.
        handle: Which account to read where the file holds several: its handle, or ``platform/handle``. None for the
            only one.

    Raises:
        SeriesFileError: If there is no usable row, no such account, or more than one to choose from.
        OSError: If the file cannot be read.

    """
    try:
        rows, bad = _parse(_text(path))
        chosen = _chosen(rows, handle)
    except SeriesFileError as error:
        raise SeriesFileError(f"{path}: {error}") from None
    latest, superseded = _latest([row for row in chosen if row.value is not None])
    left_out = sorted([*bad, *superseded], key=attrgetter("line"))
    if not latest:
        first = f"; line {left_out[0].line}: {left_out[0].why}" if left_out else ""
        raise SeriesFileError(f"{path}: no row has both an instant and a count{first}")
    name = next((row for row in reversed(latest) if row.account != _NO_NAME), latest[-1])
    return SeriesFile(
        series=_series(latest),
        platform=Platform(name.platform) if name.platform else None,
        handle=name.handle or None,
        marks=tuple(sorted((Mark(row.at, row.event) for row in chosen if row.event), key=attrgetter("at"))),
        bad=tuple(left_out),
    )


def _text(path: Path) -> str:
    raw = path.read_bytes()
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise SeriesFileError(f"line {line} is not UTF-8 text; save the file as CSV in UTF-8") from None


def _parse(text: str) -> tuple[list[_Row], list[BadRow]]:
    """Every row that can be read, and every other."""
    head = next(iter(text.lstrip().splitlines()), "")
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=head.count), skipinitialspace=True
    )
    rows: list[_Row] = []
    bad: list[BadRow] = []
    try:
        names = _names(next((cells for cells in reader if any(cells)), []))
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            try:
                rows.append(_row(reader.line_num, names, cells))
            except ValueError as error:
                bad.append(BadRow(reader.line_num, str(error)))
    except csv.Error as error:
        raise SeriesFileError(f"line {reader.line_num} is not CSV: {error}") from None
    return rows, bad


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """The columns of the head, in order; those that are not ours keep their names."""
    names = tuple(cell.strip().casefold() for cell in cells)
    if "value" not in names or not {"date", "observed_at"} & set(names):
        found = f"it has {', '.join(repr(name[:20]) for name in names)}" if any(names) else "it is empty"
        raise SeriesFileError(f"the first line must name the columns date (or observed_at) and value; {found}")
    twice = sorted(name for name in _COLUMNS if names.count(name) > 1)
    if twice:
        raise SeriesFileError(f"the first line names {twice[0]} twice; keep one of them")
    return names


def _row(line: int, names: Sequence[str], cells: Sequence[str]) -> _Row:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        raise ValueError(
            f"{len(cells)} cells under {len(names)} columns; quote numbers whose thousands are set apart by the "
            "separator of the cells"
        )
    cell = dict(zip(names, (cell.strip() for cell in cells), strict=False))
    at, value, event = cell.get("observed_at") or cell.get("date", ""), cell.get("value", ""), cell.get("event", "")
    if is_missing(at):
        raise ValueError("there is no date; write it as 2026-11-24 or 2026-11-24T09:30:00Z")
    if is_missing(value) and not event:
        raise ValueError("there is no count; leave the row out, or write one")
    count = None if is_missing(value) else whole_of(value)
    platform = cell.get("platform", "").casefold()
    return _Row(
        line=line,
        at=instant_of(at),
        value=count,
        resolution=_resolution(cell.get("resolution", ""), count, platform),
        platform=platform,
        handle=cell.get("handle", "").removeprefix("@"),
        event=event,
    )


def _resolution(text: str, count: int | None, platform: str) -> int:
    if not is_missing(text):
        step = whole_of(text)
        if step < 1:
            raise ValueError(
                "resolution 0 says nothing; write 1 for an exact count, or the step it was rounded down to"
            )
        return step
    step = three_figures(count) if platform == YOUTUBE and count is not None else 1
    return step if count is not None and count % step == 0 else 1


def _chosen(rows: Sequence[_Row], handle: str | None) -> list[_Row]:
    """The rows of one account; rows that name none belong to the only one that others name."""
    accounts: dict[tuple[str, str], str] = {}
    for row in rows:
        accounts.setdefault(row.account, f"{row.platform}/{row.handle}".strip("/"))
    named = {account: name for account, name in accounts.items() if name}
    if len(named) == 1:
        accounts = named
    sought = (handle or "").removeprefix("@").casefold()
    fitting = [account for account, name in accounts.items() if not sought or sought in {account[1], name.casefold()}]
    known = ", ".join(sorted(name or "one without a name" for name in accounts.values())[:_MOST_NAMED])
    if accounts and not fitting:
        raise SeriesFileError(f"no row is of {handle!r}; it holds {known}")
    if len(fitting) > 1:
        raise SeriesFileError(f"it holds {len(fitting)} accounts ({known}); choose one with --handle")
    return [row for row in rows if row.account in fitting or (len(named) == 1 and row.account == _NO_NAME)]


def _latest(rows: Iterable[_Row]) -> tuple[list[_Row], Iterator[BadRow]]:
    """One row an instant, oldest first: the last in the file; and the others."""
    used = {row.at: row for row in rows}
    superseded = (
        BadRow(row.line, f"line {used[row.at].line} is of the same instant and is used instead")
        for row in rows
        if used[row.at] is not row
    )
    return sorted(used.values(), key=attrgetter("at")), superseded


def _series(rows: Sequence[_Row]) -> Series:
    table = np.array([(int(row.at.timestamp()), row.value, row.resolution) for row in rows], dtype=np.int64)
    return Series(at=table[:, 0], value=table[:, 1], resolution=table[:, 2])
