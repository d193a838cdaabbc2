"""What is the App Store's own: storefronts, an answer that calls itself JavaScript, a 403 that means too many."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from connectors.app_store import PAUSE, key_of
from connectors.connector import Connector, Quota
from connectors.errors import RateLimited
from growth.count import Count
from growth.platform import APP_STORE, Metric
from growth.reading import Absence, AccountRef, Profile, Unread, UnreadReason
from simulator.faults import Fault
from simulator.open_world import StoreApp
from simulator.server import Simulator


@pytest.fixture
def app_store(connect: Callable[..., Connector]) -> Connector:
    return connect(APP_STORE)


@pytest.fixture(autouse=True)
def magazine(sim: Simulator) -> StoreApp:
    opened = datetime(2019, 2, 15, tzinfo=UTC)
    return sim.world.put(StoreApp(id="123", name="Police", ratings={"fr": 120, "ma": 0}, released_at=opened))


async def test_an_app_has_ratings_of_its_own_in_every_storefront(app_store: Connector, sim: Simulator) -> None:
    answer = await app_store.read([AccountRef("fr/123"), AccountRef("MA/123"), AccountRef("us/123")])

    french, moroccan, american = answer.readings
    assert isinstance(french, Profile)
    assert isinstance(moroccan, Profile)
    assert (french.counters, moroccan.counters) == ({Metric.RATINGS: Count(120)}, {Metric.RATINGS: Count(0)})
    assert (french.platform_id, moroccan.platform_id) == ("fr/123", "ma/123")
    assert french.url == "https://apps.apple.com/fr/app/id123?uo=4"
    assert american == Unread(UnreadReason.NOT_FOUND, "not sold in the storefront us, or not any more")
    assert len(sim.requests) == 3


@pytest.mark.parametrize(("french", "moroccan", "requests"), [(100, 0, 1), (101, 0, 2), (100, 100, 2), (101, 1, 3)])
async def test_a_request_takes_a_hundred_apps_of_a_storefront(
    app_store: Connector, sim: Simulator, french: int, moroccan: int, requests: int
) -> None:
    refs = [AccountRef(f"fr/{number + 1}") for number in range(french)]
    refs += [AccountRef(f"ma/{number + 1}") for number in range(moroccan)]

    await app_store.read(refs)

    assert len(sim.requests) == requests


async def test_ratings_that_are_left_out_are_withheld(app_store: Connector, magazine: StoreApp) -> None:
    magazine.ratings["fr"] = None

    (reading,) = (await app_store.read([AccountRef("fr/123")])).readings

    assert isinstance(reading, Profile)
    assert reading.absent == {Metric.RATINGS: Absence.WITHHELD}


async def test_an_impossible_storefront_costs_its_own_apps_only(app_store: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="itunes", kind="bad_request", times=1))

    refused, read = (await app_store.read([AccountRef("zz/123"), AccountRef("fr/123")])).readings

    assert refused == Unread(UnreadReason.MALFORMED, "Invalid value(s) for key(s): [country]")
    assert isinstance(read, Profile)


async def test_a_throttled_request_asks_for_a_minutes_pause(app_store: Connector, sim: Simulator) -> None:
    sim.faults.add(Fault(api="itunes", kind="throttled"))

    with pytest.raises(RateLimited) as caught:
        await app_store.read([AccountRef("fr/123")])

    assert caught.value.after == PAUSE == timedelta(minutes=1)


async def test_what_was_read_before_the_throttle_is_kept(app_store: Connector, sim: Simulator) -> None:
    refs = [AccountRef(f"{letter}{other}/123") for letter in "fm" for other in "abcdefghijkr"]

    answer = await app_store.read(refs)

    unanswered = [one for one in answer.readings if isinstance(one, Unread) and one.reason is UnreadReason.UNANSWERED]
    assert len(unanswered) == len(refs) - 20
    assert len(sim.requests) == 21
    assert answer.quota == Quota(remaining=0, renews_after=PAUSE)


@pytest.mark.parametrize(
    ("ref", "key"),
    [
        (AccountRef("fr/123"), ("fr", "123")),
        (AccountRef("FR/123"), ("fr", "123")),
        (AccountRef("x", "fr/123"), ("fr", "123")),
        (AccountRef("123"), None),
        (AccountRef("fr/0123"), None),
        (AccountRef("fra/123"), None),
        (AccountRef("fr/123,456"), None),
        (AccountRef("fr/" + "9" * 20), None),
        (AccountRef("fr/123", "123"), None),
    ],
)
def test_a_key_is_a_storefront_and_an_app(ref: AccountRef, key: tuple[str, str] | None) -> None:
    assert key_of(ref) == key
