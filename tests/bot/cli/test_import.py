import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]

HEAD = "agency,platform,handle,platform_id,metric,value,resolution,observed_at,source\n"
GOOD = (
    "city,x,city_police,,followers,900,1,2025-11-01T12:00:00Z,a yearbook\n"
    "city,x,city_police,,posts,12,,2025-11-01T12:00:00Z,a yearbook\n"
    "city,youtube,@citytube,,followers,1230000,,2025-11-02,a yearbook\n"
)


@pytest.fixture
def environment(offline: dict[str, str]) -> dict[str, str]:
    """Nothing here asks a platform."""
    return offline


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    def put(text: str, name: str = "counts.csv") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return put


@pytest.fixture
def summary(marsad: Marsad, rows: Rows) -> Callable[..., Coroutine[Any, Any, list[dict[str, Any]]]]:
    """What an import says of every row that is not simply new, and of the whole."""

    async def call(*arguments: str) -> list[dict[str, Any]]:
        _, out, _ = await marsad("import", *arguments, "--json")
        return rows(out)

    return call


async def test_the_same_file_twice_changes_nothing(
    marsad: Marsad, write: Callable[..., str], summary: Callable[..., Any]
) -> None:
    file = write(HEAD + GOOD)
    (dry,) = await summary(file, "--dry-run")
    (first,) = await summary(file)
    (second,) = await summary(file)
    _, cited, _ = await marsad("cite", "youtube", "--at", "2025-11-02", "--lang", "en")

    assert (dry["added"], dry["accounts"], dry["dry_run"]) == (3, ["youtube/citytube"], True)
    assert (first["added"], first["unchanged"], first["accounts"]) == (3, 0, ["youtube/citytube"])
    assert (second["added"], second["unchanged"], second["accounts"]) == (0, 3, [])
    assert "at least 1,230,000 followers" in cited
    assert "Imported, not measured by Marsad; rounded down by the platform to a multiple of 10,000" in cited
    assert "Source: a yearbook" in cited


async def test_bad_rows_are_told_with_their_line_and_the_good_ones_go_in(
    marsad: Marsad, write: Callable[..., str]
) -> None:
    bad = (
        "city,x,city_police,,fans,1,,2025-11-01,\n"
        "city,x,city_police,,,many,,2025-11-01,\n"
        "city,x,city_police,,,1,0,2025-11-01,\n"
        "city,x,city_police,,,1,,2999-01-01,\n"
        "city,x,,,,1,,2025-11-01,\n"
        ",x,nobody,,,1,,2025-11-01,\n"
        "zz_none,x,nobody,,,1,,2025-11-01,\n"
    )

    code, out, error = await marsad("import", write(HEAD + bad + GOOD))

    assert code == 1
    assert "10 rows; new 3, known already 0, in conflict with what is known 0, bad 7" in out
    assert [line.split(": ")[1] for line in error.splitlines()] == [f"line {line} left out" for line in range(2, 9)]
    assert "there is no counter 'fans'" in error
    assert "'many' is no number" in error
    assert "resolution 0 says nothing" in error
    assert "lies ahead" in error
    assert "names no account" in error
    assert "x/nobody is not known here; name its agency" in error
    assert "no agency 'zz_none' in the catalogue" in error


async def test_what_contradicts_is_listed_and_never_overwrites(
    marsad: Marsad, write: Callable[..., str], summary: Callable[..., Any]
) -> None:
    await marsad("import", write(HEAD + GOOD))
    other = write(HEAD + GOOD.replace(",900,", ",901,") + "city,x,city_police,,,902,,2025-11-01T12:00:00Z,\n", "b.csv")

    *conflicts, whole = await summary(other)
    _, cited, _ = await marsad("cite", "x/city_police", "--at", "2025-11-01", "--json")

    assert [(one["line"], one["offered"], one["known"], one["method"]) for one in conflicts] == [
        (2, 901, 900, "imported"),
        (5, 902, 900, "imported"),
    ]
    assert (whole["conflicts"], whole["unchanged"]) == (2, 2)
    assert json.loads(cited)["value"] == 900


async def test_a_table_of_dates_and_followers_goes_to_the_account_named(
    marsad: Marsad, write: Callable[..., str], summary: Callable[..., Any]
) -> None:
    (whole,) = await summary(write("date,followers\n2025-01-01,800\n2025-02-01,820\n"), "--account", "x/city_police")
    code, _, error = await marsad("import", "counts.csv", "--account", "city")

    assert whole["added"] == 2
    assert code == 2
    assert "fits several accounts" in error


async def test_an_archive_s_index_says_whose_page_each_copy_is(
    marsad: Marsad, write: Callable[..., str], summary: Callable[..., Any]
) -> None:
    index = "timestamp original followers\n20190301120000 https://mobile.twitter.com/City_Police 700\n"

    (whole,) = await summary(write(index, "index.cdx"))
    _, cited, _ = await marsad("cite", "x/city_police", "--at", "2019-03-01", "--lang", "en")

    assert whole["added"] == 1
    assert "Source: https://web.archive.org/web/20190301120000/https://mobile.twitter.com/City_Police" in cited


async def test_a_file_that_is_no_table_is_said_in_a_sentence(marsad: Marsad, write: Callable[..., str]) -> None:
    code, _, error = await marsad("import", write("a,b\n1,2\n"))

    assert code == 1
    assert "counts.csv: there is no column observed_at and no column value" in error
