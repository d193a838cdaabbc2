from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.route import Origin, Route

ORIGIN = Origin(("x/one",), date(2019, 2, 15), date(2020, 2, 14), 9)


@st.composite
def routes(draw: st.DrawFn) -> Route:
    """Paths with ups and downs, as counts have them."""
    counts = draw(st.lists(st.integers(0, 10**6), min_size=2, max_size=30))
    return Route(np.linspace(0, 1, len(counts)), np.array(counts, dtype=np.float64), ORIGIN)


@given(routes(), st.floats(-1, 1))
def test_within_its_time_a_route_stays_between_its_counts(route: Route, fraction: float) -> None:
    assert route.count.min() <= route.value_at(fraction) <= route.count.max()


@given(routes(), st.floats(0, 1))
def test_a_route_read_backwards_meets_the_value_for_the_first_time(route: Route, share: float) -> None:
    highest = float(route.count.max())
    value = float(route.count[0]) + share * (highest - float(route.count[0]))

    fraction = route.fraction_at(value)

    assert fraction is not None
    assert route.value_at(fraction) == pytest.approx(value, abs=1e-3)
    assert max(route.value_at(fraction * part) for part in (0.0, 0.3, 0.6, 0.9)) <= value + 1e-3


@given(routes())
def test_a_value_below_the_first_count_is_never_asked_for(route: Route) -> None:
    assert route.fraction_at(float(route.count[0]) - 1) is None


@given(routes(), st.floats(0, 3))
def test_past_its_end_a_route_goes_on_straight(route: Route, past: float) -> None:
    end, step = route.value_at(1), route.value_at(2) - route.value_at(1)

    assert route.value_at(1 + past) == pytest.approx(end + past * step, rel=1e-6, abs=1e-3)


@given(routes(), st.integers(1, 10**6))
def test_moving_every_count_moves_the_route(route: Route, by: int) -> None:
    moved = Route(route.fraction, route.count + by, ORIGIN)

    assert moved.value_at(0.4) == pytest.approx(route.value_at(0.4) + by)


def test_a_value_past_a_route_that_falls_at_its_end_is_never_met() -> None:
    assert Route(np.array([0.0, 1.0]), np.array([9.0, 5.0]), ORIGIN).fraction_at(10) is None


def test_only_quartiles_make_a_band_and_it_ends_with_the_counts() -> None:
    count = np.array([100.0, 200.0])
    alone, peers = (
        Route(np.array([0.0, 1.0]), count, ORIGIN),
        Route(np.array([0.0, 1.0]), count, ORIGIN, count, 2 * count),
    )

    assert alone.band_at(0.5) is None
    assert peers.band_at(0.5) == (150, 300)
    assert peers.band_at(1.01) is None
