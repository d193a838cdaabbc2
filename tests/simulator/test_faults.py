from datetime import UTC, datetime, timedelta

import pytest

from simulator.clock import Clock
from simulator.faults import Api, Fault, Faults

NOW = datetime(2019, 2, 15, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def faults(clock: Clock) -> Faults:
    return Faults(clock)


def test_a_fault_happens_as_often_as_it_says(faults: Faults) -> None:
    fault = Fault(api="x", status=503, times=2)
    faults.add(fault)

    taken = [faults.take("x", "/2/users") for _ in range(3)]

    assert taken == [fault, fault, None]
    assert faults.active == {}


def test_a_fault_ends_at_its_instant(faults: Faults, clock: Clock) -> None:
    faults.add(Fault(api="x", status=503, until=NOW + timedelta(hours=1)))

    clock.advance(timedelta(minutes=59, seconds=59))
    before = faults.take("x", "/")
    clock.advance(timedelta(seconds=1))
    after = faults.take("x", "/")

    assert before is not None
    assert after is None


def test_a_fault_without_an_end_lasts_until_it_is_removed(faults: Faults) -> None:
    key = faults.add(Fault(api="x", status=503))

    during = [faults.take("x", "/") is not None for _ in range(3)]
    faults.remove(key)
    faults.remove(key)

    assert during == [True, True, True]
    assert faults.take("x", "/") is None


@pytest.mark.parametrize(
    ("api", "path", "chat_id", "is_hit"),
    [
        ("telegram", "/bot1/sendMessage", 5, True),
        ("x", "/bot1/sendMessage", 5, False),
        ("telegram", "/bot1/getMe", 5, False),
        ("telegram", "/bot1/sendMessage", 6, False),
        ("telegram", "/bot1/sendMessage", None, False),
    ],
)
def test_a_fault_hits_only_where_it_is_meant(
    faults: Faults, api: str, path: str, chat_id: int | None, *, is_hit: bool
) -> None:
    faults.add(Fault(api="telegram", path="/send", chat_id=5, status=403))

    taken = faults.take(api, path, chat_id=chat_id)

    assert (taken is not None) is is_hit


def test_the_oldest_fault_comes_first_and_one_that_does_not_fit_is_passed_over(faults: Faults) -> None:
    first, second = Fault(api="x", status=500, times=1), Fault(api="x", status=503, times=1)
    faults.add(first)
    faults.add(second)

    fitting = faults.take("x", "/", accepts=lambda fault: fault.status == 503)
    oldest = faults.take("x", "/")

    assert (fitting, oldest) == (second, first)


def test_every_fault_can_be_taken_back_at_once(faults: Faults) -> None:
    faults.add(Fault(api="x", status=500))
    faults.add(Fault(api="graph", status=500))

    faults.clear()

    assert faults.active == {}


def test_a_kind_the_api_has_no_words_for_is_refused(faults: Faults) -> None:
    faults.know(Api.X, ["rate_limited"])

    with pytest.raises(ValueError, match="x has no failure 'nonsense'; it has rate_limited"):
        faults.add(Fault(api="x", kind="nonsense"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"api": "myspace"},
        {"api": "x", "times": 0},
        {"api": "x", "drop": "sometimes"},
        {"api": "x", "until": datetime(2019, 9, 1)},  # noqa: DTZ001  the mistake under test
    ],
)
def test_a_fault_that_could_never_happen_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Fault(**wrong)  # type: ignore[arg-type]  # wrong on purpose
