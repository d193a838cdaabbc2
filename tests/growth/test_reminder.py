from datetime import UTC, datetime, timedelta

import pytest

from growth.reminder import reminder_due

TOLD = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("later", "every", "nth"),
    [
        (-DAY, DAY, 0),
        (0 * DAY, DAY, 0),
        (DAY - timedelta(seconds=1), DAY, 0),
        (DAY, DAY, 1),
        (1.9 * DAY, DAY, 1),
        (40 * DAY, 3 * DAY, 13),
        (40 * DAY, 0 * DAY, 0),
    ],
    ids=["the clock went back", "just told", "a second early", "the first", "not again", "after a downtime", "never"],
)
def test_the_reminder_that_is_due_is_counted_from_the_telling(later: timedelta, every: timedelta, nth: int) -> None:
    assert reminder_due(TOLD, TOLD + later, every=every) == nth
