"""``marsad rules test``: what each rule says now, and why."""

from collections.abc import Callable, Coroutine
from typing import Any

from growth.event import Rule

Told = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Told]]
Rows = Callable[[str], list[dict[str, Any]]]


async def test_every_rule_about_an_account_is_explained(marsad: Marsad, rows: Rows) -> None:
    await marsad("poll")

    code, out, _ = await marsad("rules", "test", "x/city_police", "--json")
    said = {one["rule"]: one for one in rows(out)}

    assert code == 0
    assert set(said) == set(Rule)
    assert {one["account"] for one in said.values()} == {"x/city_police"}
    assert said["behind"]["subject"] == "2k"
    assert "990 where" in said["behind"]["why"]
    assert said["surge"]["status"] == "inactive"
    assert "a first reading says nothing" in said["surge"]["why"]


async def test_every_account_is_explained_and_nothing_else_is_done(marsad: Marsad) -> None:
    await marsad("poll")

    code, out, told = await marsad("rules", "test")

    assert (code, told) == (0, "")
    assert "x/city_police" in out
    assert "facebook/city.page" in out
