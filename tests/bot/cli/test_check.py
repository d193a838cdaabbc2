from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.catalogue import CATALOGUE
from growth.platform import X
from simulator.faults import Fault
from simulator.server import Simulator
from storage import holds
from storage.store import Store

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]

TOKEN = "make a new token, put it in the settings, and start again"
PERMISSION = "ask the platform for the permission it names; docs/connectors.md says which is needed"
WAIT = "wait; the limit renews by itself"
CREDITS = "add credits or raise the cap in the platform's console, or wait for the next period"
NETWORK = "check base_url and the way out of this machine; if both are fine the platform is down"
ANSWER = "check base_url and, where there is one, version; otherwise report the answer as an issue"
FATHER = "copy it again from @BotFather"
WAY = "check telegram.base_url and the way out of this machine"


def fixes(out: str) -> list[str]:
    return [line.removeprefix("     to fix: ") for line in out.splitlines() if line.startswith("     to fix: ")]


async def test_everything_is_tried_in_order(marsad: Marsad) -> None:
    code, out, _ = await marsad("check")

    assert code == 0, out
    assert fixes(out) == []
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "ok   settings",
        "ok   database",
        *(f"ok   platform {platform}" for platform in CATALOGUE),
        "ok   telegram bot",
    ]


async def test_each_platform_is_asked_once_for_the_canary_and_one_of_ours(marsad: Marsad, sim: Simulator) -> None:
    _, out, _ = await marsad("check")

    assert "ok   platform x: reads city_police\n" in out
    assert [one.params["usernames"] for one in sim.requests.of("x")] == ["X,city_police"]
    assert len(sim.requests.of("graph")) == 1
    assert [one.path.rpartition("/")[2] for one in sim.requests.of("telegram")] == ["getMe"]


@pytest.mark.parametrize(
    ("api", "fault", "mend"),
    [
        ("x", {"kind": "unauthorized"}, TOKEN),
        ("x", {"kind": "client_not_enrolled"}, PERMISSION),
        ("x", {"kind": "credits_depleted"}, CREDITS),
        ("x", {"kind": "spend_cap_reached"}, CREDITS),
        ("x", {"kind": "usage_capped"}, CREDITS),
        ("x", {"kind": "rate_limited"}, WAIT),
        ("x", {"kind": "internal_error"}, NETWORK),
        ("x", {"kind": "unavailable_html"}, NETWORK),
        ("x", {"drop": "before"}, NETWORK),
        ("x", {"body": "[1]"}, ANSWER),
        ("graph", {"kind": "token_expired"}, TOKEN),
        ("graph", {"kind": "token_invalid"}, TOKEN),
        ("graph", {"kind": "token_password_changed"}, TOKEN),
        ("graph", {"kind": "proof_invalid"}, TOKEN),
        ("graph", {"kind": "permission"}, PERMISSION),
        ("graph", {"kind": "capability"}, PERMISSION),
        ("graph", {"kind": "dead_version"}, ANSWER),
        ("graph", {"kind": "app_rate_limited"}, WAIT),
        ("graph", {"kind": "unavailable"}, NETWORK),
        ("graph", {"kind": "unavailable_html"}, NETWORK),
        ("telegram", {"kind": "unauthorized"}, FATHER),
        ("telegram", {"kind": "not_found"}, FATHER),
        ("telegram", {"kind": "flood"}, "wait a minute and check again"),
        ("telegram", {"kind": "bad_gateway"}, WAY),
        ("telegram", {"drop": "before"}, WAY),
        ("telegram", {"body": "<html>", "content_type": "text/html"}, WAY),
    ],
)
async def test_what_fails_is_said_with_how_to_mend_it_and_the_rest_is_tried(
    marsad: Marsad, sim: Simulator, api: str, fault: dict[str, Any], mend: str
) -> None:
    sim.faults.add(Fault(api=api, **fault))

    code, out, err = await marsad("check")

    assert code == 1
    assert fixes(out) == [mend]
    assert len([line for line in out.splitlines() if line.startswith("ok   ")]) == len(CATALOGUE) + 2
    assert err == ""


async def test_a_platform_that_asked_us_to_wait_is_not_asked(marsad: Marsad, sim: Simulator, tmp_path: Path) -> None:
    await marsad("accounts")
    with Store.open(f"sqlite:///{tmp_path / 'marsad.db'}").begin() as tx:
        holds.hold(tx, X, datetime(2100, 1, 1, tzinfo=UTC), "RateLimited", since=datetime(2026, 1, 1, tzinfo=UTC))

    code, out, _ = await marsad("check")

    assert code == 1
    assert "FAIL platform x: asked us to wait until 2100-01-01 00:00 UTC; not asked now" in out
    assert fixes(out) == [WAIT]
    assert sim.requests.of("x") == ()


async def test_spent_credits_are_asked_for_again_and_used_at_once_when_there_are_some(
    marsad: Marsad, sim: Simulator, tmp_path: Path
) -> None:
    await marsad("accounts")
    with Store.open(f"sqlite:///{tmp_path / 'marsad.db'}").begin() as tx:
        holds.hold(tx, X, datetime(2100, 1, 1, tzinfo=UTC), "BudgetSpent", since=datetime(2026, 1, 1, tzinfo=UTC))

    code, _, _ = await marsad("check")

    with Store.open(f"sqlite:///{tmp_path / 'marsad.db'}").read() as tx:
        assert holds.holds(tx) == {}
    assert code == 0
    assert len(sim.requests.of("x")) == 1


async def test_a_platform_whose_accounts_wait_for_a_credential_is_to_fix(marsad: Marsad) -> None:
    code, out, _ = await marsad("check", MARSAD_PLATFORMS__X__BEARER_TOKEN="")

    assert code == 1
    assert fixes(out) == ["1 accounts wait for it: set platforms.x.bearer_token, or disable them"]


async def test_a_platform_without_credentials_and_accounts_is_off(marsad: Marsad) -> None:
    await marsad("accounts", "disable", "1")

    code, out, _ = await marsad("check", MARSAD_PLATFORMS__X__BEARER_TOKEN="")

    assert code == 0
    assert "ok   platform x: off: bearer_token missing" in out


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"MARSAD_PLATFORMS__X__ENABLED": "false"}, "ok   platform x: switched off"),
        ({"MARSAD_TELEGRAM__TOKEN": ""}, "ok   telegram bot: off: no token; alerts wait in the database"),
    ],
)
async def test_what_is_off_is_said(marsad: Marsad, more: dict[str, str], line: str) -> None:
    code, out, _ = await marsad("check", **more)

    assert code == 0
    assert line in out.splitlines()


async def test_a_bot_that_lets_nobody_in_is_to_fix(marsad: Marsad) -> None:
    code, out, _ = await marsad("check", MARSAD_TELEGRAM__ADMINS="[]")

    assert code == 1
    assert fixes(out) == ["add your Telegram user id to telegram.admins"]


@pytest.mark.parametrize(
    ("url", "mend"),
    [
        ("sqlite:////nowhere/at/all.db", "mend storage.url, the rights on its folder, or the server it names"),
        (
            "postgresql://me:canary@127.0.0.1:1/none",
            "mend storage.url, the rights on its folder, or the server it names",
        ),
    ],
)
async def test_a_database_that_is_away_is_to_fix_and_the_rest_is_tried(marsad: Marsad, url: str, mend: str) -> None:
    code, out, _ = await marsad("check", MARSAD_STORAGE__URL=url)

    assert code == 1
    assert fixes(out) == [mend]
    assert "ok   platform x: reads X" in out
    assert "canary" not in out


async def test_a_file_that_is_no_database_is_to_fix(marsad: Marsad, tmp_path: Path) -> None:
    (tmp_path / "marsad.db").write_text("a letter to my mother" * 100, encoding="utf-8")

    code, out, _ = await marsad("check")

    assert code == 1
    assert fixes(out) == ["look with `marsad db check`, then `marsad db restore FILE`"]


async def test_every_wrong_setting_is_to_fix(marsad: Marsad, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[digest]\nlanguage = "klingon"\n[log]\nlevl = "debug"\n', encoding="utf-8")

    code, out, _ = await marsad("check")

    assert code == 2
    assert out.splitlines() == [
        "FAIL settings: digest.language: is none of the words it may be",
        "     to fix: write 'ar', 'fr' or 'en'",
        "FAIL settings: log.levl: is not a key Marsad knows",
        "     to fix: did you mean 'level'? config.example.toml has them all",
    ]


async def test_a_settings_file_with_secrets_that_anyone_may_read_gets_advice(marsad: Marsad, tmp_path: Path) -> None:
    (tmp_path / "config.toml").chmod(0o644)

    code, out, _ = await marsad("check")

    assert code == 0
    assert f"     advice: there are secrets, and anyone may read the file; run: chmod 600 {tmp_path}/config.toml" in out


async def test_an_address_on_which_tokens_travel_in_the_clear_gets_advice(marsad: Marsad) -> None:
    more = {"MARSAD_PLATFORMS__X__BASE_URL": "http://x.example", "MARSAD_PLATFORMS__X__ENABLED": "false"}

    code, out, _ = await marsad("check", **more)

    assert code == 0
    assert "ok   settings: platforms.x.base_url is plain http\n     advice: use https, so that nobody" in out
