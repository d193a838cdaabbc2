"""Gathers a week's page and table: the digest, and what is drawn beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from bot.drawings import drawings
from bot.trails import whole_histories
from growth.baseline import Baseline
from growth.digest import Digest
from growth.pace import ends_at, expected, starts_at
from growth.series import Series
from growth.settled import settled
from report.digest_page import Lines, Point, digest_page
from report.digest_table import digest_table
from report.words import Words
from storage.accounts import StoredAccount
from storage.transaction import Transaction

SHOWN = timedelta(weeks=26)
"""How far back a page's charts reach."""

_DAY_S = 86_400
_PATH_POINTS = 27


@dataclass(frozen=True, slots=True)
class Report:
    """A week for those who want more than a message.

    Attributes:
        page: A self-contained HTML page.
        table: The accounts as CSV.

    """

    page: str
    table: str


def report(
    tx: Transaction, watched: Sequence[StoredAccount], digest: Digest, words: Words, *, now: datetime, zone: ZoneInfo
) -> Report:
    """The page and the table of a digest over ``watched``, from data up to its week's end."""
    as_of = min(now, digest.end)
    return Report(digest_page(digest, _lines(tx, watched, as_of, zone), words, zone=zone), digest_table(digest))


def _lines(tx: Transaction, watched: Sequence[StoredAccount], as_of: datetime, zone: ZoneInfo) -> Mapping[int, Lines]:
    targets = drawings(tx, watched, now=as_of, zone=zone)
    histories = whole_histories(tx, [account.key for account in watched], now=as_of)
    counts = {key: _daily(settled(series.until(as_of)), as_of) for key, series in histories.items()}
    drawn = {key: target.baselines[0] for key, target in targets.items() if target.baselines}
    return {
        key: Lines(points, _path(drawn[key], points, zone) if key in drawn else ())
        for key, points in counts.items()
        if len(points) > 1
    }


def _daily(series: Series, as_of: datetime) -> tuple[Point, ...]:
    """The last count of each day (UTC) since the charts begin; a day without a reading has none."""
    recent = series.where(series.at >= int((as_of - SHOWN).timestamp()))
    is_last = np.append(np.diff(recent.at // _DAY_S) != 0, True)[: len(recent)]
    chosen = recent.where(is_last)
    return tuple((chosen.time_of(place), float(value)) for place, value in enumerate(chosen.value))


def _path(baseline: Baseline, points: Sequence[Point], zone: ZoneInfo) -> tuple[Point, ...]:
    """Where the baseline runs within the days of the counts; empty when it does not."""
    start = max(points[0][0], starts_at(baseline, zone))
    end = min(points[-1][0], ends_at(baseline, zone))
    if start >= end:
        return ()
    step = (end - start) / (_PATH_POINTS - 1)
    return tuple((at, expected(baseline, at, zone)) for at in (start + step * place for place in range(_PATH_POINTS)))
