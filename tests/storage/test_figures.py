from dataclasses import replace
from datetime import date

import pytest

from growth.platform import Metric
from storage.agencies import Agency, save_agency
from storage.figures import DayPrecision, PublishedFigure, Rounding, figures, save_figures
from storage.store import Store

FIGURE = PublishedFigure(
    agency="ma_dgsn",
    platform="x",
    metric=Metric.FOLLOWERS,
    day=date(2022, 12, 1),
    precision=DayPrecision.MONTH,
    value=385_000,
    rounding=Rounding.ROUNDED,
    source="the yearly report of 2022",
    quote_language="fr",
    note="released on 23 December",
)
EARLIER = replace(FIGURE, day=date(2019, 2, 15), precision=DayPrecision.DAY, value=1_000, rounding=Rounding.APPROX)
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


def test_saving_none_is_nothing(published: Store) -> None:
    with published.begin() as tx:
        save_figures(tx, [])

    with published.read() as tx:
        assert len(figures(tx)) == 3
