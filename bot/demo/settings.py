"""The demonstration's settings: the file an operator would write, and the simulator's addresses on top."""

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr

from bot.demo.cast import CAST, CITY_X, DGSN_X, FIRST_DAY, Role
from bot.settings import PlatformSettings, Settings, TelegramSettings
from bot.settings_file import load_settings
from growth.platform import FACEBOOK, X
from simulator.server import Simulator

READER = 700_001
"""The Telegram user who reads along, an administrator of the bot."""

NAMES = {
    "ma_dgsn": {
        "ar": "المديرية العامة للأمن الوطني",
        "fr": "Direction générale de la Sûreté nationale",
        "en": "General Directorate for National Security",
    },
    "sim_city_police": {
        "ar": "شرطة المدينة (محاكاة)",
        "fr": "Police de la ville (simulée)",
        "en": "City Police (simulated)",
    },
    "sim_coast_guard": {"ar": "خفر السواحل (محاكاة)", "fr": "Garde-côtes (simulés)", "en": "Coast Guard (simulated)"},
    "sim_rescue": {"ar": "خدمة الإنقاذ (محاكاة)", "fr": "Secours (simulés)", "en": "Rescue Service (simulated)"},
}

_HEAD = """# Settings of the demonstration: the database it filled and the accounts it watched.
# Add tokens (see config.example.toml) and real accounts, and the same file runs the real thing.

[storage]
url = {url}

[digest]
language = {language}
time_zone = "Africa/Casablanca"
"""
_BASELINES = {
    DGSN_X: (
        'name = "45k in one year"\nstart = 2019-02-15\nstart_value = 1000\ntarget = 45000\nwithin = "1y"\n'
        'source = "Interview with the magazine Police, Almaghrib Today, 2020"\n'
    ),
    CITY_X: 'name = "20k by the end of 2019"\nstart = 2019-01-01\nstart_value = 11000\ntarget = 20000\nwithin = "1y"\n',
}


def write_config(path: Path, database: Path, language: str) -> None:
    """Write the settings file."""
    head = _HEAD.format(url=json.dumps(f"sqlite:///{database}"), language=json.dumps(language))
    path.write_text(head + "".join(_agencies()), encoding="utf-8")


def replayed(path: Path, simulator: Simulator) -> Settings:
    """The settings of that file with the simulated platforms in place of the real ones."""
    urls, tokens = simulator.urls, simulator.tokens
    day = "1d"
    x = PlatformSettings(base_url=urls.x, interval=day, credentials={"bearer_token": SecretStr(tokens.x)})
    graph = {"access_token": SecretStr(tokens.graph), "app_secret": SecretStr(tokens.app_secret or "")}
    facebook = PlatformSettings(base_url=urls.graph, interval=day, credentials=graph)
    telegram = TelegramSettings(token=SecretStr(tokens.telegram), base_url=urls.telegram, admins=(READER,))
    return load_settings(path).model_copy(update={"platforms": {X: x, FACEBOOK: facebook}, "telegram": telegram})


def _agencies() -> Iterator[str]:
    for agency, names in NAMES.items():
        shown = ", ".join(f"{language} = {json.dumps(name, ensure_ascii=False)}" for language, name in names.items())
        yield f'\n[[agencies]]\nid = "{agency}"\nnames = {{ {shown} }}\n'
        for role in CAST:
            if role.agency == agency:
                yield from _account(role)


def _account(role: Role) -> Iterator[str]:
    yield f'\n[[agencies.accounts]]\nplatform = "{role.platform}"\nhandle = "{role.handle}"\n'
    if role.opens >= FIRST_DAY:
        yield f"launched = {role.opens}\n"
    if role in _BASELINES:
        yield f"\n[[agencies.accounts.baselines]]\n{_BASELINES[role]}"
