from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from growth.state import AccountState
from storage.accounts import accounts
from storage.states import Sighting, Spell, history, observe, observe_many, states_at
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OK, SUSPENDED, GONE = AccountState.OK, AccountState.SUSPENDED, AccountState.NOT_FOUND


def see(store: Store, account: int, state: AccountState, hours: float, detail: str | None = None) -> bool:
    with store.begin() as tx:
        return observe(tx, account, state, NOW + hours * HOUR, detail)


def state_of(store: Store, account: int) -> tuple[AccountState, datetime]:
    with store.read() as tx:
        (found,) = [one for one in accounts(tx) if one.key == account]
    return found.state, found.state_since


def test_a_new_state_is_kept_with_its_first_instant(store: Store, account: int) -> None:
    assert see(store, account, OK, 1)

    assert state_of(store, account) == (OK, NOW + HOUR)


def test_an_account_may_be_read_in_the_second_it_was_entered(store: Store, account: int) -> None:
    assert see(store, account, OK, 0)

    assert state_of(store, account) == (OK, NOW)


def test_a_state_that_goes_on_keeps_its_first_instant(store: Store, account: int) -> None:
    see(store, account, OK, 1)

    assert not see(store, account, OK, 2)

    assert state_of(store, account) == (OK, NOW + HOUR)


def test_the_states_an_account_was_in_are_its_history(store: Store, account: int) -> None:
    see(store, account, OK, 1)
    see(store, account, SUSPENDED, 2, "User has been suspended")
    see(store, account, SUSPENDED, 3, "User has been suspended")
    see(store, account, OK, 4)

    with store.read() as tx:
        assert history(tx, account) == (
            Spell(OK, NOW + HOUR, None),
            Spell(SUSPENDED, NOW + 2 * HOUR, "User has been suspended"),
            Spell(OK, NOW + 4 * HOUR, None),
        )


@pytest.mark.parametrize("hours", [1, 4.99])
def test_a_clock_that_went_back_changes_nothing(store: Store, account: int, hours: float) -> None:
    see(store, account, OK, 5)

    assert not see(store, account, GONE, hours)

    assert state_of(store, account) == (OK, NOW + 5 * HOUR)


def test_the_last_word_of_a_second_stands(store: Store, account: int) -> None:
    see(store, account, OK, 1)
    see(store, account, GONE, 1)

    with store.read() as tx:
        assert history(tx, account) == (Spell(GONE, NOW + HOUR, None),)
    assert state_of(store, account) == (GONE, NOW + HOUR)


def test_many_accounts_are_observed_at_once(store: Store, add_account: Callable[..., int]) -> None:
    one, two, three = add_account("one"), add_account("two"), add_account("three")
    see(store, one, OK, 1)

    with store.begin() as tx:
        sightings = {one: Sighting(OK), two: Sighting(GONE, "no such user"), three: Sighting(OK)}
        changed = observe_many(tx, sightings, NOW + 2 * HOUR)

    assert changed == {two, three}
    assert state_of(store, one) == (OK, NOW + HOUR)
    assert state_of(store, two) == (GONE, NOW + 2 * HOUR)


def test_an_account_that_was_never_polled_has_no_history(store: Store, account: int) -> None:
    with store.read() as tx:
        assert history(tx, account) == ()


def test_the_state_of_a_moment_past_is_known(store: Store, add_account: Callable[..., int]) -> None:
    one, two = add_account("one"), add_account("two")
    see(store, one, OK, 1)
    see(store, one, GONE, 3)
    see(store, two, OK, 4)

    with store.read() as tx:
        then = {hours: states_at(tx, [one, two], NOW + hours * HOUR) for hours in (1, 2, 3, 4, 5)}

    assert then == {1: {}, 2: {one: OK}, 3: {one: OK}, 4: {one: GONE}, 5: {one: GONE, two: OK}}
