from datetime import UTC, datetime, timedelta

from growth.platform import FACEBOOK, X
from storage.holds import FailureRun, Hold, hold, holds, record_outcome, release
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_pause_is_kept_until_it_is_released(store: Store) -> None:
    with store.begin() as tx:
        hold(tx, X, NOW + HOUR, "rate limit", since=NOW)
        hold(tx, FACEBOOK, NOW, "token refused", since=NOW)
        release(tx, FACEBOOK)

    with store.read() as tx:
        assert holds(tx) == {X: Hold(NOW + HOUR, "rate limit", NOW)}


def test_a_short_pause_does_not_cut_a_long_one_short(store: Store) -> None:
    with store.begin() as tx:
        hold(tx, X, NOW + 24 * HOUR, "refused", since=NOW)
        hold(tx, X, NOW + HOUR, "nearly used", since=NOW)
        hold(tx, FACEBOOK, NOW + HOUR, "nearly used", since=NOW)
        hold(tx, FACEBOOK, NOW + 24 * HOUR, "refused", since=NOW)

    with store.read() as tx:
        assert holds(tx) == dict.fromkeys([X, FACEBOOK], Hold(NOW + 24 * HOUR, "refused", NOW))


def test_a_pause_dated_by_a_clock_that_was_years_ahead_does_not_last_for_years(store: Store) -> None:
    with store.begin() as tx:
        hold(tx, X, NOW + 90_000 * HOUR, "refused", since=NOW + 89_999 * HOUR)
        ahead = holds(tx)[X]
        hold(tx, X, NOW + HOUR, "refused again", since=NOW)

        assert not ahead.stands(NOW)
        assert holds(tx)[X].stands(NOW)
        assert holds(tx)[X].until == NOW + HOUR


def test_a_pause_ends_at_its_instant() -> None:
    pause = Hold(NOW + HOUR, "refused", NOW)

    assert pause.stands(NOW)
    assert not pause.stands(NOW + HOUR)


def test_releasing_what_is_not_held_is_harmless(store: Store) -> None:
    with store.begin() as tx:
        release(tx, X)

        assert holds(tx) == {}


def test_failures_in_a_row_are_one_run_whatever_they_are(store: Store) -> None:
    with store.begin() as tx:
        first = record_outcome(tx, X, "Unavailable", NOW)
        second = record_outcome(tx, X, "AuthFailed", NOW + HOUR)

    assert first == FailureRun(NOW, 1, "Unavailable")
    assert second == FailureRun(NOW, 2, "AuthFailed")


def test_a_success_ends_the_run(store: Store) -> None:
    with store.begin() as tx:
        record_outcome(tx, X, "Unavailable", NOW)
        assert record_outcome(tx, X, None, NOW + HOUR) is None

        assert record_outcome(tx, X, "Unavailable", NOW + 2 * HOUR) == FailureRun(NOW + 2 * HOUR, 1, "Unavailable")


def test_a_repeated_or_older_failure_is_not_counted_again(store: Store) -> None:
    with store.begin() as tx:
        record_outcome(tx, X, "Unavailable", NOW + HOUR)

        assert record_outcome(tx, X, "Unavailable", NOW + HOUR) == FailureRun(NOW + HOUR, 1, "Unavailable")
        assert record_outcome(tx, X, "AuthFailed", NOW) == FailureRun(NOW + HOUR, 1, "Unavailable")


def test_platforms_fail_each_on_its_own(store: Store) -> None:
    with store.begin() as tx:
        record_outcome(tx, X, "Unavailable", NOW)

        assert record_outcome(tx, FACEBOOK, "Unavailable", NOW) == FailureRun(NOW, 1, "Unavailable")
