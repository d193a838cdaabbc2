from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]


async def test_cost_tells_what_was_paid_and_who_is_left_out(marsad: Marsad, rows: Rows) -> None:
    budget = {"MARSAD_PLATFORMS__X__DAILY_BUDGET_USD": "0.01"}
    await marsad("accounts", "add", "x", "X", "--agency", "city")
    await marsad("poll", "--platform", "x", **budget)

    code, out, _ = await marsad("cost", "--json", **budget)
    _, table, _ = await marsad("cost", **budget)

    (cost,) = rows(out)
    assert code == 0
    assert {key: cost[key] for key in ("platform", "unit", "today", "cap", "month", "accounts", "paid")} == {
        "platform": "x",
        "unit": "usd",
        "today": 0.01,
        "cap": 0.01,
        "month": 0.01,
        "accounts": 2,
        "paid": 1,
    }
    assert len(cost["left_out"]) == 1
    assert "$0.01" in table
    assert f"1 beyond today's budget, most overdue first: {cost['left_out'][0]}" in table


async def test_cost_says_so_when_nothing_costs_anything(marsad: Marsad) -> None:
    code, out, _ = await marsad("cost", MARSAD_PLATFORMS__X__ENABLED="false")

    assert (code, out) == (0, "Nothing that is read costs money or units.\n")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[platforms.facebook]\ndaily_budget_usd = 5", "reading it costs nothing"),
        ("[platforms.youtube]\ndaily_budget_usd = 5", "write daily_units instead"),
        ("[platforms.x]\ndaily_budget_usd = -1", "is too small"),
        ("[platforms.x]\ndaily_budget_usd = 0.001", "daily_budget_usd"),
    ],
)
async def test_a_limit_that_makes_no_sense_is_said(marsad: Marsad, tmp_path: Path, table: str, said: str) -> None:
    (tmp_path / "other.toml").write_text(table, encoding="utf-8")

    code, _, err = await marsad("--config", str(tmp_path / "other.toml"), "cost")

    assert code == 2
    assert said in err
