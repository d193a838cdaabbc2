from collections.abc import Callable, Coroutine
from typing import Any

import pytest

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]

FIVE = ("--start", "2026-01-01", "--target", "5000", "--within", "6mo")


async def test_a_baseline_is_added_replaced_and_removed(marsad: Marsad, rows: Rows) -> None:
    await marsad("accounts")
    added = await marsad("baselines", "add", "1", "5k", *FIVE, "--source", "yearbook")
    replaced = await marsad("baselines", "add", "1", "5k", *FIVE, "--start-value", "100", "--curve", "exponential")
    _, listed, _ = await marsad("baselines", "list", "--json")
    removed = await marsad("baselines", "remove", "1", "5k")
    again = await marsad("baselines", "remove", "1", "5k")

    assert added == (0, "account 1: 5k, 0 to 5,000 from 2026-01-01 to 2026-07-01\n", "")
    assert [call[0] for call in (replaced, removed, again)] == [0, 0, 2]
    assert rows(listed)[1] == {
        "account": 1,
        "platform": "x",
        "handle": "city_police",
        "name": "5k",
        "kind": "target",
        "of": None,
        "start": "2026-01-01",
        "start_value": 100,
        "target": 5000,
        "deadline": "2026-07-01",
        "curve": "exponential",
        "source": None,
        "state": None,
        "drawn_from": None,
        "missing": None,
    }
    assert "account 1 has no baseline '5k'; `marsad baselines` lists them" in again[2]


async def test_a_baseline_says_where_its_account_stands(marsad: Marsad) -> None:
    await marsad("poll")

    code, table, _ = await marsad("baselines")

    assert code == 0
    assert table.splitlines()[1].split() == [
        *("1", "x", "city_police", "2k", "linear", "2026-01-01", "0", "2,000", "2027-01-01", "behind"),
        *table.splitlines()[1].split()[10:13],
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["1", "x", "--start", "2026-01-01", "--target", "5", "--within", "soon"],
            "within: is not a span; write a whole",
        ),
        (
            ["1", "x", "--start", "2026-01-01", "--target", "5", "--within", "9999y"],
            "reaches past the last year there is",
        ),
        (["1", "x", "--start", "0001-01-01", "--target", "5", "--within", "1y"], "start: is too small; write at least"),
        (["1", "x", "--start", "yesterday", "--target", "5", "--within", "1y"], "does not match the format"),
        (
            ["1", "x", "--start", "2026-01-01", "--target", "0", "--within", "1y"],
            "target: is too small; write more than 0",
        ),
        (
            ["1", "x", "--start", "2026-01-01", "--target", "9" * 30, "--within", "1y"],
            "target: is too large; write less",
        ),
        (["1", "", *FIVE], "name: is empty; write something"),
        (["1", "x", *FIVE, "--start-value", "5000"], "asks for no growth; make target larger than start_value"),
        (["1", "x", "--start", "2026-01-01", "--within", "1y"], "names no target; write target"),
        (["1", "x", *FIVE, "--of", "x/a"], 'write kind = "first_year", or leave of out'),
        (["1", "x", *FIVE, "--of", "city"], "of: names no account; write platform/handle"),
        (["1", "x", *FIVE, "--kind", "cohort"], "takes its path from counts; leave target out, or the kind"),
        (["1", "x", "--kind", "first_year", "--start", "2026-01-01"], "is of another account only as first_year"),
        (["1", "x", "--kind", "first_year", "--of", "x/a"], "nobody said when account 1 opened; give --start"),
        (["1", "x", "--kind", "last_year", "--within", "2y"], "last_year is at most 1y long"),
        (["99", "x", *FIVE], "there is no account 99; `marsad accounts` lists them"),
    ],
)
async def test_a_baseline_that_makes_no_sense_is_refused(marsad: Marsad, arguments: list[str], says: str) -> None:
    code, _, err = await marsad("baselines", "add", *arguments)

    assert code == 2
    assert says in err


async def test_a_first_year_of_the_catalogue_s_is_drawn_from_what_was_published(marsad: Marsad, rows: Rows) -> None:
    await marsad("poll")
    year = ("--kind", "first_year", "--of", "x/DGSN_MAROC", "--start", "2026-01-01")
    added = await marsad("baselines", "add", "1", "like the DGSN", *year)
    _, listed, _ = await marsad("baselines", "list", "--json")

    found = rows(listed)[1]
    assert added[0] == 0
    assert added[1].startswith("account 1: like the DGSN, 400 to 45,000 from 2026-01-01 to 2027-01-01, drawn from x/DG")
    assert (found["kind"], found["of"], found["target"], found["curve"]) == ("first_year", "x/DGSN_MAROC", 45_000, None)
    assert found["drawn_from"]["accounts"] == ["x/DGSN_MAROC"]
    assert found["drawn_from"]["counts"] == len(found["drawn_from"]["sources"]) == 4


async def test_a_baseline_that_cannot_be_drawn_is_kept_and_says_why(marsad: Marsad, rows: Rows) -> None:
    await marsad("poll")
    added = await marsad("baselines", "add", "1", "peers", "--kind", "cohort")
    _, listed, _ = await marsad("baselines", "list", "--json")

    assert added == (
        0,
        "account 1: peers, kept; it cannot be drawn yet: The first day of an account is not known\n",
        "",
    )
    assert (rows(listed)[1]["state"], rows(listed)[1]["missing"]) == (None, "no_launch")
