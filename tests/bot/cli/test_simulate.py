import asyncio
import json
import signal
import socket
from typing import Any

import aiohttp
import pytest

APIS = {
    "x",
    "facebook",
    "instagram",
    "threads",
    "tiktok",
    "linkedin",
    "youtube",
    "telegram",
    "telegram_web",
    "mastodon",
    "bluesky",
    "app_store",
    "newsroom",
    "control",
}


@pytest.fixture
def environment(offline: dict[str, str]) -> dict[str, str]:
    """Nothing here asks a platform."""
    return offline


async def announced(process: asyncio.subprocess.Process) -> dict[str, dict[str, Any]]:
    assert process.stdout is not None
    async with asyncio.timeout(30):
        return json.loads(await process.stdout.readline())  # type: ignore[no-any-return]


async def test_simulated_platforms_are_served_until_told_to_stop(start: Any) -> None:  # noqa: ANN401 - see the fixture
    process = await start("simulate", "--json", "--clock", "2020-01-01")
    found = await announced(process)
    async with aiohttp.ClientSession() as session:
        clock = await session.get(found["control"]["base_url"] + "/clock")
        account = {"username": "city_police", "followers": 5}
        await session.post(found["control"]["base_url"] + "/accounts/x/111", json=account)
        headers = {"Authorization": f"Bearer {found['x']['bearer_token']}"}
        user = await session.get(found["x"]["base_url"] + "/2/users/by?usernames=city_police", headers=headers)
        me = await session.get(f"{found['telegram']['base_url']}/bot{found['telegram']['token']}/getMe")
        answers = [await one.json() for one in (clock, user, me)]
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(20):
        _, err = await process.communicate()

    assert set(found) == APIS
    assert answers[0]["now"].startswith("2020-01-01T00:00:00")
    assert answers[1]["data"][0]["id"] == "111"
    assert answers[2]["ok"]
    assert (process.returncode, err) == (0, b"")


async def test_the_settings_it_prints_can_be_used_as_they_are(start: Any, marsad: Any, tmp_path: Any) -> None:  # noqa: ANN401 - see the fixtures
    process = await start("simulate")
    async with asyncio.timeout(30):
        lines = [await process.stdout.readline()]
        while not lines[-1].startswith(b"base_url") or b"[control]\n" not in lines:
            lines.append(await process.stdout.readline())
    (tmp_path / "simulated.toml").write_bytes(b"".join(lines).partition(b"[control]")[0])
    off = {
        f"MARSAD_PLATFORMS__{name}__ENABLED": "false"
        for name in ("X", "FACEBOOK", "INSTAGRAM", "THREADS", "TIKTOK", "LINKEDIN", "YOUTUBE")
    }  # no canaries there
    more = {"MARSAD_TELEGRAM__ADMINS": "7"}
    code, out, _ = await marsad("--config", "simulated.toml", "check", **off, **more)
    process.terminate()
    await process.communicate()

    assert code == 0, out


async def test_a_port_that_is_taken_is_said(start: Any) -> None:  # noqa: ANN401 - see the fixture
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = await start("simulate", "--x-port", str(taken.getsockname()[1]))
        async with asyncio.timeout(30):
            _, err = await process.communicate()

    assert process.returncode == 1
    assert err.startswith(b"Error: cannot listen: ")
