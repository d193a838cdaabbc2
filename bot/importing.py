"""Brings counts that somebody else measured into the store, a batch at a time: good rows go in, bad ones are told."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

import numpy as np

from bot.import_accounts import Counter, Who, counter_of
from bot.import_file import Batch
from bot.series_cells import instant_of, is_missing, whole_of
from bot.series_file import BadRow
from growth.count import Count
from growth.platform import YOUTUBE, Metric
from growth.rounding import three_figures
from storage.accounts import StoredAccount
from storage.offers import Offers, keep_offers, series_key, source_key
from storage.store import Store
from storage.transaction import Transaction

MOST_LISTED: Final = 1_000
"""Bad rows and conflicts that are kept to be listed; of the others the number is told."""

_MOST_KNOWN: Final = 200_000
"""Cells whose meaning is remembered."""

_TOO_LARGE: Final = 10**15
_ARCHIVE: Final = "https://web.archive.org/web/{stamp}/{original}"

Key = TypeVar("Key")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Clash:
    """A row that contradicts what is known, which stands.

    Attributes:
        line: Its line.
        counter: Whose counter, for print.
        at: The instant (UTC).
        offered: What the row says.
        known: What is known.
        is_measured: Whether that was measured; otherwise it was imported before.

    """

    line: int
    counter: str
    at: datetime
    offered: int
    known: Count
    is_measured: bool


@dataclass(slots=True)
class Tally:
    """What an import has come to so far.

    Attributes:
        added: Counts that are new.
        unchanged: Counts that were known already.
        clashes: Rows that contradict known counts; ``listed_clashes`` are the first of them.
        bad: Rows that say nothing usable; ``listed_bad`` are the first of them.
        accounts: Accounts the file brought in.

    """

    added: int = 0
    unchanged: int = 0
    clashes: int = 0
    bad: int = 0
    listed_clashes: list[Clash] = field(default_factory=list)
    listed_bad: list[BadRow] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows looked at."""
        return self.added + self.unchanged + self.clashes + self.bad


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every row that does not say it.

    Attributes:
        source: Where the counts come from.
        account: The account of every row, whatever it says; None where rows say it.
        metric: The counter.

    """

    source: str
    account: StoredAccount | None = None
    metric: Metric = Metric.FOLLOWERS


class _Undone(Exception):
    """Ends a dry run's transaction."""


def import_counts(
    store: Store,
    batches: Iterable[Batch],
    defaults: Defaults,
    *,
    now: datetime,
    is_dry: bool = False,
    progress: Callable[[float], None] = lambda _: None,
) -> Tally:
    """Import every batch; what is known stays as it is, so that doing it again adds nothing.

    A batch is a transaction, between which others may write. A dry run is one transaction, taken back at its end.

    Args:
        store: The store.
        batches: The rows.
        defaults: What holds where they say nothing.
        now: The present (UTC); a later count is a bad row.
        is_dry: Whether only to see what would come of it.
        progress: Told the share of the file that is done, in ``[0, 1]``.

    """
    importing = _Importing(defaults, now)
    if not is_dry:
        for batch in batches:
            with store.begin() as tx:
                importing.take(tx, batch)
            progress(batch.share)
        return importing.tally
    try:
        with store.begin() as tx:
            for batch in batches:
                importing.take(tx, batch)
                progress(batch.share)
            raise _Undone  # noqa: TRY301 - leaving the transaction so is the purpose
    except _Undone:
        return importing.tally


class _Memo(dict[Key, Found | None], Generic[Key, Found]):
    """What texts mean, each worked out once; None for one that means nothing."""

    def __init__(self, find: Callable[[Key], Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, key: Key) -> Found | None:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        try:
            found: Found | None = self._find(key)
        except ValueError:
            found = None
        self[key] = found
        return found

    def why(self, key: Key) -> str:
        """Why a text means nothing."""
        try:
            self._find(key)
        except ValueError as error:
            return str(error)
        return ""


class _Importing:
    """One import: what its cells mean, and what became of its rows."""

    def __init__(self, defaults: Defaults, now: datetime) -> None:
        self.tally = Tally()
        self._defaults = defaults
        self._now = now
        self._tx: Transaction
        self._counters: dict[int, Counter] = {}
        self._seconds: _Memo[str, int] = _Memo(self._second)
        self._steps: _Memo[str, int] = _Memo(_step)
        self._values: _Memo[str, int] = _Memo(_value)
        self._series: _Memo[tuple[str, ...], int] = _Memo(self._counter)
        self._sources: _Memo[str, int] = _Memo(self._source)

    def take(self, tx: Transaction, batch: Batch) -> None:
        """Keep what a batch says that is new, and count the rest."""
        self._tx = tx
        self._note_bad(batch.bad)
        cells = batch.columns
        blank = [""] * len(batch.lines)
        who = [cells.get(name, blank) for name in Who._fields]
        at, value, step = (cells.get(name, blank) for name in ("observed_at", "value", "resolution"))
        columns: list[Sequence[int | None]] = [
            list(map(self._series.__getitem__, zip(*who, strict=True))),
            list(map(self._seconds.__getitem__, at)),
            _whole(value) or list(map(self._values.__getitem__, value)),
            list(map(self._steps.__getitem__, step)),
        ]
        columns.append(self._origins(batch, blank))
        lines = batch.lines
        if any(None in column for column in columns):
            good = [index for index, row in enumerate(zip(*columns, strict=True)) if None not in row]
            memos = (self._series, self._seconds, self._values, self._steps)
            texts = (list(zip(*who, strict=True)), at, value, step)
            self._note_bad(list(_reasons(lines, memos, texts, columns)))
            columns, lines = [[column[index] for index in good] for column in columns], [lines[index] for index in good]
        offers = Offers(*(np.array(column, dtype=np.int64) for column in columns))
        self._fill_steps(offers)
        self._keep(tx, offers, lines)

    def _keep(self, tx: Transaction, offers: Offers, lines: Sequence[int]) -> None:
        kept = keep_offers(tx, offers)
        self.tally.added += kept.added
        self.tally.unchanged += kept.unchanged
        self.tally.clashes += len(kept.conflicts)
        for one in kept.conflicts[: MOST_LISTED - len(self.tally.listed_clashes)]:
            counter = self._counters[int(offers.series[one.index])]
            at = datetime.fromtimestamp(int(offers.at[one.index]), UTC)
            name, offered = f"{counter.name} {counter.metric}", int(offers.value[one.index])
            self.tally.listed_clashes.append(
                Clash(lines[one.index], name, at, offered, one.known, is_measured=one.is_measured)
            )

    def _fill_steps(self, offers: Offers) -> None:
        """Counts without a resolution are exact, but for YouTube's, of which three figures are published."""
        missing = offers.resolution == 0
        offers.resolution[missing] = 1
        rounded = [key for key, counter in self._counters.items() if counter.platform == YOUTUBE]
        for index in np.flatnonzero(missing & np.isin(offers.series, rounded)).tolist() if rounded else ():
            value = int(offers.value[index])
            offers.resolution[index] = three_figures(value) if value % three_figures(value) == 0 else 1

    def _origins(self, batch: Batch, blank: list[str]) -> list[int | None]:
        """The source of each row: what it says, the archived page it was read from, or the file's."""
        named, pages = batch.columns.get("source"), batch.columns.get("original")
        if pages is None:
            return list(map(self._sources.__getitem__, named or blank))
        stamps = batch.columns.get("observed_at", blank)
        return [
            self._sources[source or _archived(stamp.strip(), page.strip())]
            for source, stamp, page in zip(named or blank, stamps, pages or blank, strict=True)
        ]

    def _note_bad(self, rows: Sequence[BadRow]) -> None:
        self.tally.bad += len(rows)
        self.tally.listed_bad += rows[: MOST_LISTED - len(self.tally.listed_bad)]

    def _second(self, text: str) -> int:
        if is_missing(text):
            raise ValueError("there is no date; write it as 2026-11-24 or 2026-11-24T09:30:00Z")
        at = instant_of(text)
        if at > self._now:
            raise ValueError(f"{at:%Y-%m-%d %H:%M} UTC lies ahead; nothing can have been counted then")
        return int(at.timestamp())

    def _counter(self, texts: tuple[str, ...]) -> int:
        who = Who(*(text.strip() for text in texts))
        account, metric = self._defaults.account, self._defaults.metric
        counter = counter_of(self._tx, who, account=account, metric=metric, now=self._now)
        self.tally.accounts += [counter.name] if counter.is_new else []
        key = series_key(self._tx, counter.account, counter.metric)
        self._counters[key] = counter
        return key

    def _source(self, text: str) -> int:
        return source_key(self._tx, text.strip() or self._defaults.source)


def _archived(stamp: str, page: str) -> str:
    """The address of an archived page; empty where a row names none."""
    return _ARCHIVE.format(stamp=stamp, original=page) if page and stamp.isdecimal() else page


def _whole(cells: Sequence[str]) -> list[int] | None:
    """Plain whole numbers at once; None when one of the cells is something else."""
    try:
        numbers = list(map(int, cells))
    except ValueError:
        return None
    return numbers if numbers and min(numbers) >= 0 and max(numbers) < _TOO_LARGE else None


def _value(text: str) -> int:
    if is_missing(text):
        raise ValueError("there is no count; leave the row out, or write one")
    return whole_of(text)


def _step(text: str) -> int:
    """The step of a count's rounding; 0 where a row says nothing of it."""
    if is_missing(text):
        return 0
    step = whole_of(text)
    if step < 1:
        raise ValueError("resolution 0 says nothing; write 1 for an exact count, or the step it was rounded down to")
    return step


def _reasons(
    lines: Sequence[int],
    memos: Sequence[_Memo[Any, int]],
    texts: Sequence[Sequence[object]],
    columns: Sequence[Sequence[int | None]],
) -> Iterator[BadRow]:
    """Why rows are bad: the first of their cells that means nothing."""
    for index, row in enumerate(zip(*columns, strict=True)):
        if None in row:
            place = row.index(None)
            yield BadRow(lines[index], memos[place].why(texts[place][index]))
