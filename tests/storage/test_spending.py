from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from storage.spending import Reserved, bought_on, reserve, settle, spent, take
from storage.store import Store

DAY = date(2026, 3, 2)
NEXT = date(2026, 3, 3)
CENT = 10_000


def cost(store: Store, day: date = DAY) -> int:
    with store.read() as tx:
        return spent(tx, "x", start=day, end=date.fromordinal(day.toordinal() + 1)).get(day, 0)


def ask(store: Store, *resources: str, day: date = DAY, cap: int | None = None) -> Reserved:
    with store.begin() as tx:
        return reserve(tx, "x", day, resources, each=CENT, cap=cap)


def answer(store: Store, *bought: str, unsold: tuple[str, ...] = (), day: date = DAY) -> None:
    with store.begin() as tx:
        settle(tx, "x", day, bought=bought, unsold=unsold, each=CENT)


def test_what_was_paid_for_today_costs_nothing_until_tomorrow(store: Store) -> None:
    ask(store, "1", "2")
    answer(store, "1", "2")

    again, tomorrow = ask(store, "1", "2"), ask(store, "1", day=NEXT)

    assert again == Reserved(free=frozenset({"1", "2"}))
    assert tomorrow == Reserved(fresh=("1",))
    assert (cost(store), cost(store, NEXT)) == (2 * CENT, CENT)


@pytest.mark.parametrize(("cap", "fresh"), [(0, ()), (CENT - 1, ()), (CENT, ("2",)), (3 * CENT, ("2", "3"))])
def test_a_cap_lets_the_first_ones_through_and_the_paid_ones_always(
    store: Store, cap: int, fresh: tuple[str, ...]
) -> None:
    ask(store, "1")

    reserved = ask(store, "1", "2", "3", cap=CENT + cap)

    assert reserved == Reserved(free=frozenset({"1"}), fresh=fresh)


def test_what_was_asked_for_and_never_answered_stays_spent(store: Store) -> None:
    ask(store, "1")

    assert cost(store) == CENT
    assert ask(store, "1", cap=CENT).free == {"1"}


def test_what_an_answer_did_not_sell_is_taken_back_once(store: Store) -> None:
    ask(store, "1", "2")

    answer(store, "1", unsold=("2",))
    answer(store, "1", unsold=("2",))

    assert cost(store) == CENT


def test_what_another_job_was_sold_is_not_taken_back_by_one_that_was_refused(store: Store) -> None:
    ask(store, "1")
    ask(store, "1")
    answer(store, "1")

    answer(store, unsold=("1",))

    assert cost(store) == CENT


def test_an_answer_to_a_handle_is_kept_under_the_id_it_gave(store: Store) -> None:
    ask(store, "@police")

    answer(store, "111", unsold=("@police",))

    with store.read() as tx:
        assert bought_on(tx, "x", DAY) == {"111"}
    assert cost(store) == CENT


def test_credentials_spend_each_its_own(store: Store) -> None:
    with store.begin() as tx:
        assert take(tx, "youtube", DAY, 5, cap=5)
        assert not take(tx, "youtube", DAY, 1, cap=5)
        assert take(tx, "tiktok", DAY, 5, cap=5)
        assert take(tx, "youtube", DAY, -2, cap=5)
        assert take(tx, "youtube", DAY, 2, cap=5)
        assert spent(tx, "youtube", start=DAY, end=NEXT) == {DAY: 5}


def test_jobs_at_the_same_time_never_spend_more_than_the_cap_together(store: Store) -> None:
    names = [[f"{job}-{number}" for number in range(5)] for job in range(4)]

    with ThreadPoolExecutor(4) as jobs:
        reserved = list(jobs.map(lambda wanted: ask(store, *wanted, cap=7 * CENT), names))

    assert sum(len(one.fresh) for one in reserved) == 7
    assert cost(store) == 7 * CENT
