from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from growth.figure import Precision, PublishedFigure, Rounding
from growth.platform import Metric, X
from storage.accounts import save_account
from storage.agencies import Agency, save_agency
from storage.figures import figures, figures_of, remove_figure, save_figures, stored_figures
from storage.store import Store

FIGURE = PublishedFigure(
    agency="ma_dgsn",
    platform="x",
    metric=Metric.FOLLOWERS,
    day=date(2022, 12, 1),
    precision=Precision.MONTH,
    value=385_000,
    rounding=Rounding.ROUNDED,
    source="the yearly report of 2022",
    quote_language="fr",
    note="released on 23 December",
)
EARLIER = replace(FIGURE, day=date(2019, 2, 15), precision=Precision.DAY, value=1_000, rounding=Rounding.APPROX)
SUM = replace(FIGURE, platform="all", value=1_268_000, quote_language=None, note=None)


@pytest.fixture
def published(store: Store) -> Store:
    """A store with three figures of one agency."""
    with store.begin() as tx:
        save_agency(tx, Agency(id="ma_dgsn", names={"fr": "DGSN"}))
        save_figures(tx, [FIGURE, EARLIER, SUM])
    return store


def test_figures_come_back_as_they_were_saved_oldest_first(published: Store) -> None:
    with published.read() as tx:
        assert figures(tx) == (EARLIER, FIGURE, SUM)


def test_saving_twice_changes_nothing(published: Store) -> None:
    with published.begin() as tx:
        save_figures(tx, [FIGURE, EARLIER, SUM])

    with published.read() as tx:
        assert figures(tx) == (EARLIER, FIGURE, SUM)


def test_a_corrected_figure_replaces_the_one_it_corrects(published: Store) -> None:
    with published.begin() as tx:
        save_figures(tx, [replace(SUM, value=1_270_000)])

    with published.read() as tx:
        assert figures(tx, platform="all") == (replace(SUM, value=1_270_000),)


def test_figures_are_picked_by_agency_and_platform(published: Store) -> None:
    with published.read() as tx:
        assert figures(tx, agency="ma_dgsn", platform="x") == (EARLIER, FIGURE)
        assert figures(tx, agency="nobody") == ()


def add_account(store: Store, handle: str) -> int:
    with store.begin() as tx:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        return save_account(tx, agency="ma_dgsn", platform=X, handle=handle, origin="command", now=now)


def test_a_figure_without_a_handle_is_the_only_account_s(published: Store) -> None:
    only = add_account(published, "DGSN_MAROC")

    with published.read() as tx:
        assert figures_of(tx, [only]) == {only: (EARLIER, FIGURE)}
        assert figures_of(tx, [only], Metric.LIKES) == {}


def test_a_figure_with_a_handle_is_that_account_s_whatever_its_case(published: Store) -> None:
    one, two = add_account(published, "DGSN_MAROC"), add_account(published, "DGSN_Contact")
    named = replace(FIGURE, handle="DGSN_maroc")

    with published.begin() as tx:
        save_figures(tx, [named])

    with published.read() as tx:
        assert figures_of(tx, [one, two]) == {one: (replace(named, handle="dgsn_maroc"),)}


def test_a_removed_figure_is_gone(published: Store) -> None:
    with published.begin() as tx:
        first, *_ = stored_figures(tx)

        assert remove_figure(tx, first.key)
        assert not remove_figure(tx, first.key)
        assert figures(tx) == (FIGURE, SUM)


def test_saving_none_is_nothing(published: Store) -> None:
    with published.begin() as tx:
        save_figures(tx, [])

    with published.read() as tx:
        assert len(figures(tx)) == 3
