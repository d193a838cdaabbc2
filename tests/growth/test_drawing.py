from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.baseline import Baseline, BaselineKind, Recipe, Undrawable, Undrawn
from growth.drawing import drawn
from growth.pace import band, ends_at, expected, starts_at
from growth.series import Series
from growth.span import Span
from growth.trail import NOTHING, Source, Trail, with_published
from growth.wall import midnight

UTC_ZONE = ZoneInfo("UTC")
CASABLANCA = ZoneInfo("Africa/Casablanca")
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
START = date(2026, 1, 1)
YEAR = Span(months=12)
LIKE = Recipe("like x/a", BaselineKind.FIRST_YEAR, START, YEAR, of="x/a")
AGAIN = Recipe("as last year", BaselineKind.LAST_YEAR, START, Span(months=6))
PEERS = Recipe("peers", BaselineKind.COHORT, START, Span(days=89))


def daily(first: date, counts: Sequence[float]) -> Series:
    """A count at noon of each day from ``first`` on."""
    noon = int(datetime(first.year, first.month, first.day, 12, tzinfo=UTC).timestamp())
    at = noon + 86_400 * np.arange(len(counts), dtype=np.int64)
    return Series(at, np.array(counts, dtype=np.int64), np.ones(len(counts), dtype=np.int64))


def line(first: date, *, days: int, start: float, per_day: float) -> Series:
    return daily(first, [start + per_day * day for day in range(days)])


def own(counts: Series = NOTHING, launched: date | None = START) -> Trail:
    return Trail("x/own", launched, counts)


def made(recipe: Recipe, mine: Trail, *others: Trail) -> Baseline:
    found = drawn(recipe, mine, others, now=NOW, zone=UTC_ZONE)
    assert isinstance(found, Baseline), found
    return found


def refused(recipe: Recipe, mine: Trail, *others: Trail, now: datetime = NOW) -> Undrawable:
    found = drawn(recipe, mine, others, now=now, zone=UTC_ZONE)
    assert isinstance(found, Undrawable), found
    return found


def peers(number: int, *, per_day: Callable[[int], float], start: float = 1_000, age: int = 0) -> list[Trail]:
    """Accounts that opened in 2024, with counts from the age on at which they are compared."""
    opened = date(2024, 3, 1)
    first = opened + timedelta(days=age)
    return [
        Trail(f"x/{index}", opened, line(first, days=200, start=start, per_day=per_day(index)))
        for index in range(number)
    ]


@given(moved=st.integers(-3_000, 3_000), length=st.integers(40, 360), zone=st.sampled_from([UTC_ZONE, CASABLANCA]))
def test_an_account_that_grows_as_another_did_is_on_its_path_every_day(moved: int, length: int, zone: ZoneInfo) -> None:
    launched = date(2015, 6, 1) + timedelta(days=moved)
    counts = line(launched, days=400, start=500, per_day=37)
    recipe = replace(LIKE, within=Span(days=length))

    baseline = drawn(recipe, own(), [Trail("x/a", launched, counts)], now=NOW, zone=zone)

    assert isinstance(baseline, Baseline)
    day = timedelta(days=length // 2)
    there = np.interp((midnight(launched, zone) + day).timestamp(), counts.at, counts.value)
    assert expected(baseline, starts_at(baseline, zone) + day, zone) == pytest.approx(there, abs=37 / 12)


def test_a_first_year_ends_at_the_count_it_had_then() -> None:
    baseline = made(LIKE, own(), Trail("x/a", date(2020, 2, 1), line(date(2020, 2, 1), days=800, start=0, per_day=100)))

    assert baseline.deadline == date(2027, 1, 1)
    assert baseline.target == pytest.approx(36_600, abs=100)
    assert baseline.source == "x/a, 2020-02-01/2021-01-31"


def test_a_first_year_that_is_not_over_ends_with_its_counts() -> None:
    baseline = made(LIKE, own(), Trail("x/a", date(2020, 2, 1), line(date(2020, 2, 1), days=100, start=0, per_day=10)))

    assert baseline.within == Span(days=98)
    assert baseline.is_cut
    assert baseline.target == pytest.approx(990, abs=10)


def test_published_counts_alone_make_a_first_year_and_name_their_sources() -> None:
    opened = date(2019, 2, 15)
    points = [(datetime(2019, 3, 10, tzinfo=UTC), 14_000), (datetime(2020, 2, 14, tzinfo=UTC), 45_000)]
    sources = [Source(str(value), int(at.timestamp()), int(at.timestamp())) for at, value in points]
    later = Source("much later", 1_800_000_000, 1_800_000_000)
    trail = Trail("x/a", opened, with_published(NOTHING, points), (*sources, later))

    baseline = made(LIKE, own(), trail)

    assert (baseline.start_value, baseline.target) == (0, 45_000)
    assert baseline.source == "x/a, 2019-03-10/2020-02-14; 14000; 45000"


def test_a_later_count_draws_no_line_beyond_the_end() -> None:
    points = [(datetime(2019, 3, 1, tzinfo=UTC), 10_000), (datetime(2020, 2, 14, tzinfo=UTC), 45_000)]
    late = (datetime(2024, 1, 1, tzinfo=UTC), 900_000)

    baseline = made(LIKE, own(), Trail("x/a", date(2019, 2, 15), with_published(NOTHING, [*points, late])))

    assert baseline.target == 45_000


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        ([], Undrawn.UNKNOWN_ACCOUNT),
        ([own(), own()], Undrawn.UNKNOWN_ACCOUNT),
        ([own(launched=None)], Undrawn.NO_LAUNCH),
        ([own(NOTHING)], Undrawn.TOO_SHORT),
        ([own(line(START, days=20, start=1, per_day=1))], Undrawn.TOO_SHORT),
        ([own(line(START + timedelta(days=60), days=400, start=1, per_day=1))], Undrawn.TOO_SHORT),
        ([own(line(START, days=400, start=9_000, per_day=-5))], Undrawn.NO_GROWTH),
    ],
)
def test_a_first_year_that_nothing_is_known_of_is_not_drawn(others: list[Trail], reason: Undrawn) -> None:
    assert refused(LIKE, own(), *others) == Undrawable(LIKE, reason)


@given(start=st.integers(0, 10**6), last=st.floats(1, 500), now=st.floats(0, 500))
def test_last_year_is_added_to_where_this_year_began(start: int, last: float, now: float) -> None:
    before = line(date(2024, 12, 1), days=396, start=start, per_day=last)
    since = line(START, days=180, start=float(before.value[-1]), per_day=now)
    counts = Series(
        *(np.concatenate(pair) for pair in ((before.at, since.at), (before.value, since.value))), np.ones(576)
    )

    baseline = made(AGAIN, own(counts))

    days = (ends_at(baseline, UTC_ZONE) - starts_at(baseline, UTC_ZONE)) / timedelta(days=1)
    assert baseline.deadline == date(2026, 7, 1)
    assert baseline.target - baseline.start_value == pytest.approx(last * days, abs=2 * last + 2)


def test_a_period_still_to_come_has_no_last_year_yet() -> None:
    counts = line(date(2024, 1, 1), days=900, start=0, per_day=1)

    assert refused(replace(AGAIN, start=date(2026, 8, 1)), own(counts)).reason is Undrawn.NOT_BEGUN
    assert refused(AGAIN, own(line(START, days=100, start=0, per_day=1))).reason is Undrawn.TOO_SHORT


@given(paces=st.lists(st.integers(1, 200), min_size=5, max_size=9), scale=st.integers(1, 9))
def test_a_cohort_is_the_middle_of_its_peers_and_half_of_them_lie_in_its_band(paces: list[int], scale: int) -> None:
    others = peers(len(paces), per_day=lambda index: paces[index])
    mine = own(line(START, days=90, start=1_000 * scale, per_day=1))

    baseline = made(PEERS, mine, *others)

    middle = starts_at(baseline, UTC_ZONE) + (ends_at(baseline, UTC_ZONE) - starts_at(baseline, UTC_ZONE)) / 2
    grown = np.array(paces) * 45 / 1_000
    low, high = band(baseline, middle, UTC_ZONE) or (0, 0)
    assert expected(baseline, middle, UTC_ZONE) == pytest.approx(1_000 * scale * (1 + np.median(grown)), rel=0.02)
    assert low <= expected(baseline, middle, UTC_ZONE) <= high
    assert baseline.start_value == pytest.approx(1_000 * scale, abs=1)


def test_small_accounts_are_compared_in_followers() -> None:
    others = peers(5, per_day=lambda index: index, start=3)

    baseline = made(PEERS, own(line(START, days=90, start=500, per_day=1)), *others)

    assert (baseline.start_value, baseline.target) == (500, pytest.approx(500 + 2 * 90, abs=3))


@pytest.mark.parametrize(
    ("others", "left"),
    [
        (peers(4, per_day=lambda _: 1), 4),
        ([*peers(4, per_day=lambda _: 1), replace(peers(1, per_day=lambda _: 1)[0], launched=None)], 4),
        ([*peers(4, per_day=lambda _: 1), *peers(3, per_day=lambda _: 1, start=20_000)], 4),
        ([*peers(4, per_day=lambda _: 1), *peers(3, per_day=lambda _: 1, age=400)], 4),
    ],
    ids=["four", "one of unknown age", "others too large", "others too old"],
)
def test_fewer_than_five_peers_make_no_cohort(others: list[Trail], left: int) -> None:
    mine = own(line(START, days=90, start=2_000, per_day=1))

    assert refused(PEERS, mine, *others) == Undrawable(PEERS, Undrawn.FEW_PEERS, left)


def test_an_old_account_is_compared_with_old_ones_from_the_age_on_that_their_counts_reach() -> None:
    mine = own(line(START, days=90, start=2_000, per_day=1), launched=date(2016, 1, 1))
    others = [
        Trail(f"x/{year}", date(year, 1, 1), line(date(2025, 9, 1), days=150, start=3_000, per_day=30))
        for year in (2010, 2012, 2014, 2018, 2020)
    ]

    baseline = made(PEERS, mine, *others)

    assert baseline.target == pytest.approx(2_000 * (1 + 30 * 90 / 3_000), rel=0.05)
    assert baseline.kind is BaselineKind.COHORT


def test_what_the_operator_says_of_a_source_stands_first() -> None:
    trail = Trail("x/a", date(2020, 2, 1), line(date(2020, 2, 1), days=400, start=0, per_day=100))

    assert made(replace(LIKE, source="the ministry's wish"), own(), trail).source == (
        "the ministry's wish; x/a, 2020-02-01/2021-01-31"
    )
