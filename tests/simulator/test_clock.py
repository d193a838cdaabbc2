from datetime import UTC, datetime, timedelta, timezone

import pytest

from simulator.clock import Clock

NOW = datetime(2019, 2, 15, 12, tzinfo=UTC)


def test_a_clock_stands_where_it_was_put() -> None:
    clock = Clock(NOW)

    assert [clock.now(), clock.now()] == [NOW, NOW]
    assert not clock.is_running


def test_it_moves_by_what_it_is_told_and_back() -> None:
    clock = Clock(NOW)

    clock.advance(timedelta(days=1))
    forward = clock.now()
    clock.advance(timedelta(days=-2))

    assert forward == NOW + timedelta(days=1)
    assert clock.now() == NOW - timedelta(days=1)


def test_any_zone_is_taken_and_utc_is_given() -> None:
    clock = Clock(NOW)

    clock.set(datetime(2019, 9, 1, 1, tzinfo=timezone(timedelta(hours=1))))

    assert clock.now() == datetime(2019, 9, 1, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    clock = Clock(NOW)

    with pytest.raises(ValueError, match="time zone"):
        clock.set(datetime(2019, 9, 1))  # noqa: DTZ001  the mistake under test


def test_without_an_instant_it_runs_from_wherever_it_is_put() -> None:
    clock = Clock()

    clock.set(NOW)
    first = clock.now()
    clock.advance(timedelta(hours=1))

    assert clock.is_running
    assert first >= NOW
    assert clock.now() >= first + timedelta(hours=1)
