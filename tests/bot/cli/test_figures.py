from collections.abc import Callable, Coroutine
from typing import Any

import pytest

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]

ADD = ("figures", "add", "x/city_police", "--date", "2025-12", "--value", "1,200", "--source", "https://example.org/a")


@pytest.fixture
def environment(offline: dict[str, str]) -> dict[str, str]:
    """Nothing here asks a platform."""
    return offline


async def test_a_figure_is_kept_listed_cited_and_removed(marsad: Marsad, rows: Rows) -> None:
    added = await marsad(*ADD, "--rounding", "approx")
    _, listed, _ = await marsad("figures", "list", "--json")
    code, cited, _ = await marsad("cite", "city_police", "--at", "2025-12-20", "--json")
    removed = await marsad("figures", "remove", "1")
    gone = await marsad("cite", "city_police", "--at", "2025-12-20")

    assert (added[0], code, removed[0], gone[0]) == (0, 0, 0, 1)
    assert [(row["date"], row["value"], row["rounding"]) for row in rows(listed)] == [("2025-12", 1_200, "approx")]
    (quoted,) = rows(cited)
    assert (quoted["method"], quoted["precision"], quoted["source"]) == ("published", "month", "https://example.org/a")
    assert quoted["citation"]["fr"].startswith("City Police, X (@city_police)\u00a0: 1")
    assert "nearest figures: none" in gone[2]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("--date", "2025-13"), "is no date"),
        (("--date", "2999"), "lies ahead"),
        (("--value", "many"), "is no number"),
        (("--metric", "fans"), "write one of followers"),
        (("--language", "Arabic"), "two letters"),
        (("--source", " "), "needs a source"),
    ],
)
async def test_a_figure_that_cannot_be_meant_is_refused(marsad: Marsad, wrong: tuple[str, str], says: str) -> None:
    code, _, error = await marsad(*ADD, *wrong)

    assert code == 2
    assert says in error


async def test_an_account_must_be_one(marsad: Marsad) -> None:
    several = await marsad("cite", "city")
    none = await marsad("cite", "nobody")

    assert (several[0], none[0]) == (2, 2)
    assert "fits several accounts; choose one of 1: x/city_police, 2: facebook/city.page" in several[2]
    assert "nobody fits no account" in none[2]


async def test_the_catalogue_s_figures_are_loaded_for_a_known_agency(marsad: Marsad, rows: Rows) -> None:
    refused = await marsad("figures", "load", "ma_dgsn")
    await marsad("accounts", "add", "x", "DGSN_MAROC", "--agency", "ma_dgsn")
    loaded = await marsad("figures", "load", "ma_dgsn")
    _, cited, _ = await marsad("cite", "x/DGSN_MAROC", "--at", "2023-12-26", "--json")

    assert (refused[0], loaded[0]) == (2, 0)
    assert "ma_dgsn: 16 published figures, 0 of them contradicted" in loaded[1]
    assert [(row["value"], row["method"]) for row in rows(cited)] == [(480_944, "published")]
