from collections.abc import Callable, Coroutine
from typing import Any

from simulator.server import Simulator
from simulator.world import XAccount

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]

OFF = {"MARSAD_PLATFORMS__TELEGRAM__ENABLED": "false", "MARSAD_PLATFORMS__BLUESKY__ENABLED": "false"}


async def test_impersonators_are_listed_and_looked_up_when_asked(marsad: Marsad, rows: Rows, sim: Simulator) -> None:
    sim.world.put(XAccount(id="666", username="city_police_", name="City\nPolice", followers=40))

    _, listed, _ = await marsad("impersonators", "city", "--json", **OFF)
    code, looked, _ = await marsad("impersonators", "city", "--look", "--json", **OFF)
    _, table, _ = await marsad("impersonators", "city", **OFF)

    before = {row["handle"]: row for row in rows(listed)}
    (taken,) = [row for row in rows(looked) if row["exists"] == "taken"]
    assert code == 0
    assert before["city_police_"]["exists"] == "unchecked"
    assert (taken["handle"], taken["platform_id"], taken["followers"], taken["growth"]) == (
        "city_police_",
        "666",
        40,
        0,
    )
    assert "City Police" in table


async def test_an_agency_that_is_not_known_is_said(marsad: Marsad) -> None:
    code, _, err = await marsad("impersonators", "town")

    assert code == 2
    assert "known: city" in err
