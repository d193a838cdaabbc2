from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app import App
from bot.drawings import Drawings, Memo, drawings
from bot.facts import held
from growth.baseline import Baseline, BaselineKind, Recipe, Undrawn
from growth.count import Count
from growth.figure import Precision, PublishedFigure, Rounding
from growth.platform import Metric, X
from growth.span import Span
from storage import accounts, baselines, figures, imports
from storage.imports import ImportedCount
from storage.store import Store

NOW = datetime(2026, 2, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)

Add = Callable[..., int]


@pytest.fixture
def add(app: App) -> Add:
    """Adds an account of the city's that opened some days ago and gained so many a day since, as a file told."""

    def watched(handle: str, *, days: int, per_day: int, start: int = 2_000, launched: bool = True) -> int:
        with app.store.begin() as tx:
            opened = (NOW - days * DAY).date()
            key = accounts.save_account(
                tx,
                agency="city",
                platform=X,
                handle=handle,
                launched=opened if launched else None,
                origin="command",
                now=NOW,
            )
            counts = [
                ImportedCount(key, Metric.FOLLOWERS, NOW - (days - day) * DAY, Count(start + per_day * day))
                for day in range(days + 1)
            ]
            imports.keep(tx, counts, f"archive of {handle}")
        return key

    return watched


@pytest.fixture
def drawn(app: App) -> Callable[[int], Drawings]:
    """What an account's baselines are now."""

    def made(key: int) -> Drawings:
        with app.store.read() as tx:
            watched = [one for one in accounts.accounts(tx) if one.key == key]
            return drawings(tx, watched, now=NOW, zone=app.settings.zone).get(key, Drawings())

    return made


def recipe(kind: BaselineKind, start: date, *, days: int = 60, of: str | None = None) -> Recipe:
    return Recipe("drawn", kind, start, Span(days=days), of=of)


def keep(store: Store, key: int, *kept: Recipe | Baseline) -> None:
    with store.begin() as tx:
        _ = [baselines.save(tx, key, one, "command") for one in kept]


def test_five_accounts_like_it_make_a_cohort(store: Store, add: Add, drawn: Callable[[int], Drawings]) -> None:
    mine = add("mine", days=100, per_day=1)
    _ = [add(f"peer{number}", days=120, per_day=10 * number) for number in range(5)]
    keep(store, mine, recipe(BaselineKind.COHORT, (NOW - 50 * DAY).date()))

    (baseline,) = drawn(mine).baselines

    assert baseline.kind is BaselineKind.COHORT
    assert baseline.start_value < baseline.target
    assert baseline.route is not None
    assert baseline.route.origin.accounts == tuple(f"x/peer{number}" for number in range(5))
    assert baseline.route.origin.sources == tuple(f"archive of peer{number}" for number in range(5))


def test_a_first_year_is_of_the_account_that_is_watched_and_of_what_was_published_of_it(
    store: Store, add: Add, drawn: Callable[[int], Drawings]
) -> None:
    mine = add("mine", days=40, per_day=1)
    model = add("model", days=100, per_day=20)
    with store.begin() as tx:
        later = (NOW - 5 * DAY).date()
        of = ("city", X, Metric.FOLLOWERS)
        published = [
            PublishedFigure(*of, day, Precision.DAY, 900, Rounding.EXACT, source, handle="model")
            for day, source in ((later, "http://a.example"), (date(2020, 1, 1), "http://b.example"))
        ]
        figures.save_figures(tx, published)
    keep(store, mine, recipe(BaselineKind.FIRST_YEAR, (NOW - 40 * DAY).date(), of="x/MODEL"))

    (baseline,) = drawn(mine).baselines

    assert (baseline.start_value, baseline.target) == (2_000, pytest.approx(3_220, abs=20))
    assert baseline.source is not None
    assert baseline.source.endswith("archive of model")
    assert model != mine


def test_a_name_that_is_nobody_s_is_told(store: Store, add: Add, drawn: Callable[[int], Drawings]) -> None:
    mine = add("mine", days=40, per_day=1)
    keep(store, mine, recipe(BaselineKind.FIRST_YEAR, NOW.date(), of="x/nobody"))

    assert [one.reason for one in drawn(mine).missing] == [Undrawn.UNKNOWN_ACCOUNT]


def test_a_target_and_what_was_drawn_stand_in_the_order_they_were_entered(store: Store, app: App, add: Add) -> None:
    mine = add("mine", days=500, per_day=3)
    year = Recipe("as a year before", BaselineKind.LAST_YEAR, date(2026, 1, 1), Span(months=3))
    keep(store, mine, year, Baseline("4k", date(2026, 1, 1), 4_000, Span(months=6)))

    with app.store.read() as tx:
        ((_, found),) = held(
            tx, [one for one in accounts.accounts(tx) if one.key == mine], now=NOW, zone=app.settings.zone
        )

    assert [one.standing.baseline.name for one in found.prospects] == ["as a year before", "4k"]
    assert found.prospects[0].standing.ratio == pytest.approx(1, abs=0.01)
    assert found.prospects[1].chance is not None


def test_what_was_drawn_today_is_drawn_again_tomorrow(store: Store, app: App, add: Add) -> None:
    mine = add("mine", days=500, per_day=3)
    keep(store, mine, Recipe("before", BaselineKind.LAST_YEAR, date(2026, 1, 1), Span(months=3)))
    memo = Memo()

    with app.store.read() as tx:
        watched = accounts.accounts(tx)
        first, again, tomorrow = (
            drawings(tx, watched, now=NOW + hours * timedelta(hours=1), zone=app.settings.zone, memo=memo)[mine]
            for hours in (0, 3, 24)
        )

    assert first.baselines[0] is again.baselines[0]
    assert tomorrow.baselines[0] is not first.baselines[0]
