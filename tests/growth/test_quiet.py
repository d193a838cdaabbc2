from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from growth.quiet import Quiet

PARIS = ZoneInfo("Europe/Paris")
NIGHT = Quiet(time(22), time(7))
NOON = Quiet(time(12), time(14))


@pytest.mark.parametrize(
    ("quiet", "hour", "covered"),
    [
        *((NIGHT, hour, covered) for hour, covered in ((21, False), (22, True), (0, True), (6, True), (7, False))),
        *((NOON, hour, covered) for hour, covered in ((11, False), (12, True), (13, True), (14, False))),
    ],
)
def test_quiet_hours_cover_their_start_and_not_their_end(quiet: Quiet, hour: int, *, covered: bool) -> None:
    now = datetime(2026, 1, 15, hour, tzinfo=PARIS)

    assert quiet.covers(now, PARIS) is covered


@pytest.mark.parametrize(
    ("now", "over"),
    [
        (datetime(2026, 1, 15, 23, tzinfo=PARIS), datetime(2026, 1, 16, 6, tzinfo=UTC)),
        (datetime(2026, 1, 16, 1, tzinfo=PARIS), datetime(2026, 1, 16, 6, tzinfo=UTC)),
        (datetime(2026, 3, 28, 23, tzinfo=PARIS), datetime(2026, 3, 29, 5, tzinfo=UTC)),
    ],
)
def test_quiet_hours_are_over_at_their_end_of_the_local_day(now: datetime, over: datetime) -> None:
    assert NIGHT.over_at(now, PARIS) == over


@pytest.mark.parametrize("hour", range(24))
def test_an_instant_that_is_covered_is_no_longer_when_the_hours_are_over(hour: int) -> None:
    now = datetime(2026, 1, 15, hour, 30, tzinfo=PARIS)

    over = NIGHT.over_at(now, PARIS)

    assert over > now
    assert not NIGHT.covers(over, PARIS)
