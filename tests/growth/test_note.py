from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from growth.note import effect
from growth.series import Series

ZONE = ZoneInfo("Africa/Casablanca")
DAY = date(2026, 3, 2)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
FIRST = datetime(2025, 1, 1, tzinfo=UTC)


def daily(rate: float, *, campaign: float = 0.0, days: int = 510, wobble: float = 0.0) -> Series:
    """A count read at midnight that grows by ``rate`` a day, and by ``campaign`` more in the 28 days from DAY on."""
    number = np.arange(days)
    start = (datetime(2026, 3, 2, tzinfo=UTC) - FIRST).days
    extra = np.where((number >= start) & (number < start + 28), campaign, 0.0)
    weekly = wobble * np.sin(number / 9.0)
    count = 100_000 * np.exp(np.cumsum(rate + extra + weekly))
    at = int(FIRST.timestamp()) + 86_400 * number
    return Series(at.astype(np.int64), count.astype(np.int64), np.ones(days, np.int64))


def test_a_campaign_shows_beside_quiet_peers() -> None:
    found = effect(daily(0.001, campaign=0.002, wobble=5e-5), [daily(0.001)] * 3, day=DAY, now=NOW, zone=ZONE)

    assert found is not None
    assert found.days == 28
    assert found.beyond == pytest.approx(28 * 0.002, abs=0.012)
    assert found.interval is not None
    assert found.interval[0] > 0
    assert found.interval[0] < found.beyond < found.interval[1]


def test_what_all_peers_share_is_no_effect() -> None:
    everyone = [daily(0.001, campaign=0.002)] * 3

    found = effect(daily(0.001, campaign=0.002), everyone, day=DAY, now=NOW, zone=ZONE)

    assert found is not None
    assert found.beyond == pytest.approx(0.0, abs=1e-4)
    assert found.peers == pytest.approx(28 * 0.002, abs=0.004)


def test_without_peers_the_account_is_its_own_measure() -> None:
    found = effect(daily(0.001, campaign=0.002), [], day=DAY, now=NOW, zone=ZONE)

    assert found is not None
    assert found.peers is None
    assert found.beyond == found.after - found.before


def test_a_short_past_gives_no_interval() -> None:
    series = daily(0.001).where(daily(0.001).at > datetime(2026, 1, 20, tzinfo=UTC).timestamp())

    found = effect(series, [], day=DAY, now=NOW, zone=ZONE)

    assert found is not None
    assert found.interval is None


@pytest.mark.parametrize(
    ("day", "now"),
    [
        (DAY, datetime(2026, 3, 6, tzinfo=UTC)),
        (DAY, datetime(2026, 2, 1, tzinfo=UTC)),
        (date(2025, 1, 5), NOW),
        (date(2027, 1, 1), datetime(2027, 3, 1, tzinfo=UTC)),
    ],
    ids=["too soon", "ahead", "before the history", "after the history"],
)
def test_too_little_on_either_side_gives_nothing(day: date, now: datetime) -> None:
    assert effect(daily(0.001), [], day=day, now=now, zone=ZONE) is None


def test_a_young_note_is_looked_at_over_the_days_there_are() -> None:
    found = effect(daily(0.001), [], day=DAY, now=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=11), zone=ZONE)

    assert found is not None
    assert found.days == 11
