import asyncio
import os
import pty
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from connectors.catalogue import CATALOGUE
from growth.platform import BY_HAND
from seeds import load

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def environment(offline: dict[str, str]) -> dict[str, str]:
    """Nothing here asks a platform."""
    return offline


async def test_an_agency_comes_in_from_the_catalogue(marsad: Marsad, rows: Rows) -> None:
    code, out, _ = await marsad("accounts", "add", "--from-seeds", "ma_dgsn", "--handle-of", "facebook", "dgsn.page")
    _, listed, _ = await marsad("accounts", "list", "--json")
    _, targets, _ = await marsad("baselines", "list", "--json")

    assert code == 0
    assert "unconfirmed until a first poll" in out
    assert {("ma_dgsn", "x", "DGSN_MAROC"), ("ma_dgsn", "facebook", "dgsn.page")} <= {
        (row["agency"], row["platform"], row["handle"]) for row in rows(listed)
    }
    assert "45k in one year" in {row["name"] for row in rows(targets)}


async def test_handles_nobody_knows_are_left_out_where_nobody_can_be_asked(marsad: Marsad, rows: Rows) -> None:
    code, out, _ = await marsad("accounts", "add", "--from-seeds", "ma_dgsn")
    again, _, _ = await marsad("accounts", "add", "--from-seeds", "ma_dgsn")
    _, listed, _ = await marsad("accounts", "list", "--json")

    assert (code, again) == (0, 0)
    assert "left out: facebook; name its handle with --handle-of facebook HANDLE" in out.splitlines()
    assert len({(row["platform"], row["handle"]) for row in rows(listed)}) == len(rows(listed))


async def test_handles_nobody_knows_are_asked_for_at_a_terminal(start: Any, marsad: Marsad, rows: Rows) -> None:  # noqa: ANN401 - see the fixture
    ours, theirs = pty.openpty()
    process = await start("accounts", "add", "--from-seeds", "ma_dgsn", stdin=theirs)
    os.close(theirs)
    unknown = [one.platform for one in load().agency("ma_dgsn").accounts if not one.is_identified]
    answers = {"facebook": "dgsn.page"}
    typed = [answers.get(platform, "") for platform in unknown if platform in (*CATALOGUE, *BY_HAND)]
    os.write(ours, "".join(f"{answer}\n" for answer in typed).encode())
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    os.close(ours)
    _, listed, _ = await marsad("accounts", "list", "--json")

    assert process.returncode == 0, err
    assert b"facebook: no source prints this account's handle. Handle (empty: leave it out):" in out
    assert ("facebook", "dgsn.page") in {(row["platform"], row["handle"]) for row in rows(listed)}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--from-seeds", "ma_dgns"], "ma_dgsn"),
        (["--from-seeds", "ma_dgsn", "--handle-of", "facebok", "a"], "waits for no handle of facebok; it waits for:"),
        (
            ["facebok", "a", "--agency", "city"],
            "platform: is not a platform this version knows; did you mean 'facebook'?",
        ),
        (["x", " @ ", "--agency", "city"], "handle: is empty; write the handle"),
        (
            ["x", "a", "--agency", "city", "--launched", "0001-01-01"],
            "launched: is too small; write at least 1970-01-01",
        ),
        (["x", "a", "--agency", "nobody"], "or add it to the settings"),
        (["x", "a"], "name PLATFORM, HANDLE and --agency, or --from-seeds AGENCY"),
    ],
)
async def test_what_cannot_be_added_is_said_with_how_to_mend_it(
    marsad: Marsad, arguments: list[str], says: str
) -> None:
    code, _, err = await marsad("accounts", "add", *arguments)

    assert code == 2
    assert says in err


async def test_an_old_name_of_youtube_is_brought_in_as_the_connector_takes_it(marsad: Marsad, rows: Rows) -> None:
    await marsad("accounts", "add", "--from-seeds", "ca_rcmp")
    _, listed, _ = await marsad("accounts", "list", "--json")

    assert ("youtube", "user/rcmpgrcpolice") in {(row["platform"], row["handle"]) for row in rows(listed)}


@pytest.mark.parametrize("platform", BY_HAND)
async def test_an_account_whose_counts_are_entered_by_hand_is_watched_and_never_asked_for(
    marsad: Marsad, platform: str
) -> None:
    added = await marsad("accounts", "add", platform, "Police magazine", "--agency", "city")
    named = await marsad("poll", "--platform", platform)
    polled = await marsad("poll", "--json")
    _, checked, _ = await marsad("check")

    assert added == (0, f"account 3: {platform} Police magazine\n", "")
    assert named == (2, "", f"{platform}: nothing to read; its counts are entered by hand.\n")
    assert polled == (0, "", "")
    assert f"ok   platform {platform}: 1 accounts whose counts are entered by hand; nothing is asked" in checked


async def test_an_account_is_added_switched_off_and_on(marsad: Marsad, rows: Rows) -> None:
    added = await marsad("accounts", "add", "x", "@second", "--agency", "city", "--launched", "2020-02-29")
    off = await marsad("accounts", "disable", "3")
    _, without, _ = await marsad("accounts", "list", "--json")
    on = await marsad("accounts", "enable", "3")
    _, listed, _ = await marsad("accounts", "--help")
    _, table, _ = await marsad("accounts")

    assert (added, off[0], on[0]) == ((0, "account 3: x second\n", ""), 0, 0)
    assert rows(without)[2] == {
        "key": 3,
        "agency": "city",
        "platform": "x",
        "handle": "second",
        "platform_id": None,
        "state": "unconfirmed",
        "enabled": False,
        "launched": "2020-02-29",
        "origin": "command",
    }
    assert table.splitlines()[3].split() == ["3", "city", "x", "second", "unconfirmed", "yes", "command"]
    assert "enable" in listed


@pytest.mark.parametrize("command", ["enable", "disable"])
@pytest.mark.parametrize(
    ("key", "says"), [("99", "there is no account 99"), ("0", "is not in the range"), ("9" * 30, "is not in the range")]
)
async def test_an_account_that_is_not_there_cannot_be_switched(
    marsad: Marsad, command: str, key: str, says: str
) -> None:
    code, _, err = await marsad("accounts", command, key)

    assert code == 2
    assert says in err
