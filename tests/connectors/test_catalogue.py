import inspect
import subprocess
import sys
from importlib import import_module

import pytest
from pydantic import SecretStr

from connectors.catalogue import CATALOGUE, Entry
from growth.platform import FACEBOOK, INSTAGRAM, Platform, X


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE.keys())
async def test_every_platform_connects_with_the_credentials_the_table_names(entry: Entry) -> None:
    needed = {**dict.fromkeys(entry.secrets, SecretStr("token")), **dict.fromkeys(entry.needed, "1")}
    connector = entry.connect(**needed, timeout_s=1.0)
    await connector.close()

    assert connector.platform == entry.platform
    assert connector.batch_size >= 1


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_the_table_names_every_parameter_of_the_module(entry: Entry) -> None:
    parameters = inspect.signature(import_module(entry.module).connect).parameters

    named = {*entry.secrets, *entry.optional_secrets, *entry.options, *entry.switches}

    assert parameters.keys() == {*named, "base_url", "timeout_s"}
    assert set(entry.needed) <= set(entry.options)


@pytest.mark.parametrize(
    ("platform", "given", "missing"),
    [
        (X, set(), ("bearer_token",)),
        (X, {"bearer_token", "other"}, ()),
        (FACEBOOK, {"app_secret"}, ("access_token",)),
        (FACEBOOK, {"access_token"}, ()),
        (INSTAGRAM, {"access_token"}, ("user_id",)),
    ],
)
def test_the_table_says_which_credentials_are_missing(
    platform: Platform, given: set[str], missing: tuple[str, ...]
) -> None:
    assert CATALOGUE[platform].missing(given) == missing


def test_an_option_no_module_knows_is_a_mistake_that_is_said() -> None:
    with pytest.raises(TypeError, match="colour"):
        CATALOGUE[X].connect(bearer_token=SecretStr("t"), colour="blue")


def test_nothing_heavy_is_imported_before_a_platform_is_connected() -> None:
    program = (
        "import sys, connectors.catalogue, connectors.x, connectors.facebook, connectors.youtube, "
        "connectors.instagram, connectors.threads, connectors.tiktok, connectors.linkedin, "
        "connectors.bluesky, connectors.mastodon, "
        "connectors.app_store, connectors.newsroom, connectors.telegram_web, connectors.telegram_bot; "
        "print(sorted({'aiohttp', 'facebook', 'feedparser', 'requests', 'tweepy'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
