"""Every platform as it is connected to the simulator, by the name that tests call it: its own, or that of one way."""

from collections.abc import Mapping

from pydantic import SecretStr

from connectors.catalogue import CATALOGUE
from connectors.connector import Connector
from growth.platform import (
    APP_STORE,
    BLUESKY,
    FACEBOOK,
    INSTAGRAM,
    LINKEDIN,
    MASTODON,
    NEWSROOM,
    TELEGRAM,
    THREADS,
    TIKTOK,
    YOUTUBE,
    Platform,
    X,
)
from simulator.server import Simulator

WAYS: Mapping[str, Platform] = {"telegram_bot": TELEGRAM}
"""Platforms that are read in several ways, by the name of one beside the usual."""


def credentials(sim: Simulator, name: str) -> dict[str, SecretStr]:
    """The right credentials; empty where none are needed."""
    tokens = sim.tokens
    known: dict[str, dict[str, str]] = {
        X: {"bearer_token": tokens.x},
        FACEBOOK: {"access_token": tokens.graph, "app_secret": tokens.app_secret or ""},
        INSTAGRAM: {"access_token": tokens.graph, "app_secret": tokens.app_secret or ""},
        THREADS: {"access_token": tokens.threads},
        TIKTOK: {"client_key": tokens.tiktok_key, "client_secret": tokens.tiktok_secret},
        LINKEDIN: {"access_token": tokens.linkedin},
        "telegram_bot": {"bot_token": tokens.telegram},
        YOUTUBE: {"api_key": tokens.youtube},
    }
    return {setting: SecretStr(secret) for setting, secret in known.get(name, {}).items()}


def options(sim: Simulator, name: str) -> dict[str, object]:
    """What else a platform is connected with."""
    urls = sim.urls
    known: dict[str, dict[str, object]] = {
        X: {"base_url": urls.x},
        FACEBOOK: {"base_url": urls.graph},
        INSTAGRAM: {"base_url": urls.graph, "user_id": sim.tokens.instagram_user},
        THREADS: {"base_url": urls.threads},
        TIKTOK: {"base_url": urls.tiktok},
        LINKEDIN: {"base_url": urls.linkedin},
        "telegram_bot": {"base_url": urls.telegram},
        YOUTUBE: {"base_url": urls.youtube},
        TELEGRAM: {"base_url": urls.telegram_web},
        MASTODON: {"base_url": urls.mastodon, "allow_loopback": True},
        BLUESKY: {"base_url": urls.bluesky},
        APP_STORE: {"base_url": urls.itunes},
        NEWSROOM: {"base_url": urls.feeds, "allow_loopback": True},
    }
    return known[name]


def connected(sim: Simulator, name: str, **others: object) -> Connector:
    """A connector to the simulator, with the right settings or those given in their place."""
    entry = CATALOGUE[WAYS.get(name, Platform(name))]
    return entry.connect(**(credentials(sim, name) | options(sim, name) | others))
