from collections.abc import Callable, Coroutine
from typing import Any

from simulator.faults import Fault
from simulator.server import Simulator
from simulator.world import XState

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]


async def test_show_gives_the_evidence_for_a_state(marsad: Marsad, rows: Rows, sim: Simulator) -> None:
    sim.world.x("111").state = XState.SUSPENDED
    await marsad("poll")

    code, out, _ = await marsad("accounts", "show", "city_police", "--json")
    _, text, _ = await marsad("accounts", "show", "city_police")
    by_key = await marsad("accounts", "show", "1", "--json")

    (shown,) = rows(out)
    assert by_key == (0, out, "")
    assert code == 0
    assert [one["state"] for one in shown["states"]] == ["suspended"]
    assert "suspended" in shown["states"][0]["said"]
    assert (shown["last_poll"]["outcome"], shown["last_poll"]["because_of"]) == ("suspended", "account")
    assert "User has been suspended" in text


async def test_an_outage_is_theirs_and_a_refused_token_is_ours(marsad: Marsad, rows: Rows, sim: Simulator) -> None:
    sim.faults.add(Fault(api="x", status=503))
    sim.faults.add(Fault(api="graph", kind="token_invalid"))
    await marsad("poll")

    _, x, _ = await marsad("accounts", "show", "city_police", "--json")
    _, page, _ = await marsad("accounts", "show", "city.page", "--json")

    causes = [rows(out)[0]["last_poll"]["because_of"] for out in (x, page)]
    assert causes == ["them", "us"]


async def test_show_says_when_no_account_fits(marsad: Marsad) -> None:
    code, _, err = await marsad("accounts", "show", "nobody_at_all")

    assert code == 1
    assert "No account fits" in err
