from collections.abc import Callable
from dataclasses import replace
from datetime import date

from growth.baseline import Baseline, BaselineKind, Curve, Recipe
from growth.platform import Metric
from growth.span import Span
from storage.baselines import baselines, remove, save
from storage.store import Store

FIRST = Baseline(
    name="45k in one year",
    start=date(2019, 2, 15),
    target=45_000,
    within=Span(months=12, days=3),
    start_value=1_000,
    curve=Curve.FRONT_LOADED,
    source="المغرب اليوم",
    metric=Metric.FOLLOWERS,
)
SECOND = Baseline(name="a thousand posts", start=date(2018, 1, 1), target=1_000, within=Span(days=90))
RECIPE = Recipe("like the DGSN", BaselineKind.FIRST_YEAR, date(2026, 1, 1), Span(months=12), of="x/DGSN_MAROC")


def test_a_baseline_comes_back_as_it_was_saved(store: Store, account: int) -> None:
    with store.begin() as tx:
        save(tx, account, FIRST, "seeds")

    with store.read() as tx:
        assert baselines(tx) == {account: (FIRST,)}


def test_saving_twice_changes_nothing(store: Store, account: int) -> None:
    with store.begin() as tx:
        save(tx, account, FIRST, "seeds")
        save(tx, account, FIRST, "seeds")

    with store.read() as tx:
        assert baselines(tx, account) == {account: (FIRST,)}


def test_a_baseline_of_the_same_name_is_replaced_in_its_place(store: Store, account: int) -> None:
    with store.begin() as tx:
        save(tx, account, FIRST, "seeds")
        save(tx, account, SECOND, "command")
        save(tx, account, replace(FIRST, target=50_000), "settings")

    with store.read() as tx:
        assert baselines(tx) == {account: (replace(FIRST, target=50_000), SECOND)}


def test_baselines_stay_with_their_accounts(store: Store, add_account: Callable[..., int]) -> None:
    one, two, three = add_account("one"), add_account("two"), add_account("three")
    with store.begin() as tx:
        save(tx, one, FIRST, "seeds")
        save(tx, two, FIRST, "seeds")

    with store.read() as tx:
        assert baselines(tx) == {one: (FIRST,), two: (FIRST,)}
        assert baselines(tx, three) == {}


def test_a_removed_baseline_is_gone_and_the_others_stay(store: Store, account: int) -> None:
    with store.begin() as tx:
        save(tx, account, FIRST, "seeds")
        save(tx, account, SECOND, "seeds")

    with store.begin() as tx:
        assert remove(tx, account, FIRST.name)
        assert not remove(tx, account, FIRST.name)

    with store.read() as tx:
        assert baselines(tx) == {account: (SECOND,)}


def test_a_recipe_comes_back_as_it_was_saved(store: Store, account: int) -> None:
    with store.begin() as tx:
        save(tx, account, RECIPE, "command")

    with store.read() as tx:
        assert baselines(tx) == {account: (RECIPE,)}


def test_a_target_gives_way_to_a_recipe_of_the_same_name_and_back(store: Store, account: int) -> None:
    with store.begin() as tx:
        save(tx, account, replace(RECIPE, name=FIRST.name), "command")
        save(tx, account, FIRST, "command")

    with store.read() as tx:
        assert baselines(tx) == {account: (FIRST,)}
