from collections.abc import Callable, Coroutine
from typing import Any

import pytest

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]


async def test_the_accounts_of_the_only_agency_are_compared(marsad: Marsad, rows: Rows) -> None:
    await marsad("poll")

    code, out, err = await marsad("compare", "--json")

    first, second = rows(out)
    assert (code, err) == (0, "")
    assert (first["handle"], second["handle"]) == ("city_police", "city.page")
    assert first["followers"] == {"low": 990, "high": 990, "rank": 1, "tied": False}
    assert second["share"] == {"low": 0.072, "high": 0.072, "rank": 2, "tied": False}
    assert (first["per_residents"], first["growth"], first["age_days"]) == (None, None, None)


async def test_a_table_says_what_it_leaves_out(marsad: Marsad) -> None:
    await marsad("poll")

    code, out, _ = await marsad("compare", "city_police", "facebook/city.page")

    assert code == 0
    assert "Followers" in out.splitlines()[0]
    assert out.splitlines()[1].split() == ["X", "1.", "990", "1.", "92.8%"]
    assert "Left out, because nothing is known of it: Followers per 1,000 residents." in out.splitlines()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nobody", "city"], "nobody fits nobody; `marsad accounts` lists everyone"),
        (["city_police"], "a comparison takes two accounts or agencies at least"),
        (["x"], "a comparison takes two accounts or agencies at least"),
    ],
)
async def test_nothing_to_compare_is_wrong_use(marsad: Marsad, words: list[str], says: str) -> None:
    code, _, err = await marsad("compare", *words)

    assert (code, says in err) == (2, True)
