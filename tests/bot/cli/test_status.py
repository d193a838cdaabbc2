import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from simulator.server import Simulator

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]


async def test_status_tells_of_every_account(marsad: Marsad, rows: Rows) -> None:
    await marsad("poll")

    code, out, err = await marsad("status", "--json")

    first, second = rows(out)
    assert (code, err) == (0, "")
    assert datetime.fromisoformat(first.pop("observed_at")).tzinfo is not None
    assert first.pop("baseline").keys() == {
        *("name", "kind", "state", "target", "deadline", "share_of_target", "expected", "ratio", "days_ahead"),
        *("extrapolated", "projected", "reached_on", "days_early"),
    }
    assert first == {
        "agency": "city",
        "platform": "x",
        "handle": "city_police",
        "state": "ok",
        "followers": {"value": 990, "resolution": 1},
        "is_stale": False,
        "net_day": None,
        "net_week": None,
        "next_milestone": {"threshold": 1_000, "missing": 10, "projected": None},
    }
    assert (second["handle"], second["baseline"]) == ("city.page", None)


async def test_accounts_that_were_never_read_are_told_as_well(marsad: Marsad, rows: Rows) -> None:
    code, out, _ = await marsad("status", "--json")
    _, table, _ = await marsad("status")

    assert code == 0
    assert [(row["followers"], row["observed_at"], row["state"]) for row in rows(out)] == [
        (None, None, "unconfirmed")
    ] * 2
    assert table.splitlines()[1].split()[-1] == "never"


@pytest.mark.parametrize(
    ("words", "handles"),
    [
        (["city_police"], ["city_police"]),
        (["@CITY_POLICE"], ["city_police"]),
        (["city", "facebook"], ["city.page"]),
        (["city.paje"], ["city.page"]),
        (["nobody"], []),
    ],
)
async def test_words_narrow_it_down(marsad: Marsad, rows: Rows, words: list[str], handles: list[str]) -> None:
    code, out, _ = await marsad("status", "--json", *words)

    assert code == 0
    assert [row["handle"] for row in rows(out)] == handles


async def test_a_digest_and_a_chart_come_from_stored_data(marsad: Marsad, sim: Simulator, tmp_path: Path) -> None:
    await marsad("poll")
    sim.world.x("111").followers = 1_000
    await asyncio.sleep(1.1)  # an instant has whole seconds
    await marsad("poll")
    week = datetime.now().astimezone().strftime("%G-W%V")

    digest = await marsad("digest", "--week", week.lower(), "--html")
    report = await marsad("report", "--week", week, "--lang", "fr", "--out", "report")
    chart = await marsad("chart", "city_police", "--out", "pictures", "--lang", "ar", "--dark")

    assert report[:2] == (0, f"report/marsad-{week}.fr.html\nreport/marsad-{week}.csv\n")
    assert 'dir="ltr"' in (tmp_path / "report" / f"marsad-{week}.fr.html").read_text(encoding="utf-8")
    assert f"{week},city,x,city_police,ok,1000,1," in (tmp_path / "report" / f"marsad-{week}.csv").read_text()
    assert digest[0] == 0
    assert "<b>" in digest[1]
    assert "City Police" in digest[1]
    assert (chart[0], chart[1]) == (0, "pictures/city-x-1.png\n")
    assert (tmp_path / "pictures" / "city-x-1.png").read_bytes().startswith(b"\x89PNG")


async def test_the_last_whole_week_comes_in_every_language(marsad: Marsad) -> None:
    said = {language: (await marsad("digest", "--lang", language))[1] for language in ("ar", "fr", "en")}

    assert len(set(said.values())) == 3
    assert all(not {"<", ">"} & set(text) for text in said.values())


async def test_a_digest_may_be_put_into_the_outbox(marsad: Marsad) -> None:
    assert await marsad("digest", "--send") == (0, "0 digests opened\n", "")


@pytest.mark.parametrize("week", ["2026-W99", "2026", "0000-W01", "9999-W52", "2026-W00", "last"])
async def test_a_week_that_is_none_is_wrong_use(marsad: Marsad, week: str) -> None:
    code, _, err = await marsad("digest", "--week", week)

    assert code == 2
    assert err


async def test_a_chart_of_nothing_is_said(marsad: Marsad) -> None:
    code, out, err = await marsad("chart", "nobody")

    assert (code, out) == (1, "")
    assert "No account fits, or none has two counts yet" in err
