from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from connectors.daily import next_midnight


@pytest.mark.parametrize(
    ("now", "zone", "midnight"),
    [
        ("Tue, 24 Nov 2026 08:00:00 GMT", "UTC", datetime(2026, 11, 25, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 00:00:00 GMT", "UTC", datetime(2026, 11, 25, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 07:59:59 GMT", "America/Los_Angeles", datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 08:00:00 GMT", "America/Los_Angeles", datetime(2026, 11, 25, 8, tzinfo=UTC)),
        ("Tue, 23 Jun 2026 08:00:00 GMT", "America/Los_Angeles", datetime(2026, 6, 24, 7, tzinfo=UTC)),
        ("Sun, 01 Nov 2026 08:00:00 GMT", "America/Los_Angeles", datetime(2026, 11, 2, 8, tzinfo=UTC)),
    ],
)
def test_an_allowance_renews_at_the_next_midnight_of_its_zone(now: str, zone: str, midnight: datetime) -> None:
    assert next_midnight({"date": now}, zone) == midnight


@pytest.mark.parametrize("headers", [{}, {"date": "soon"}, {"date": ""}, {"date": "Fri, 31 Dec 9999 23:59:59 GMT"}])
def test_without_a_usable_date_nobody_knows(headers: Mapping[str, str]) -> None:
    assert next_midnight(headers) is None
