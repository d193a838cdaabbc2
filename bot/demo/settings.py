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
    DGSN_X: """
[[agencies.accounts.baselines]]
name = {name}
start = 2019-02-15
start_value = 1000
target = 45000
within = "1y"
source = {source}
""",
    CITY_X: """
[[agencies.accounts.baselines]]
name = {name}
start = 2018-12-31
start_value = 11000
target = 20000
within = "1y"
""",
}
_TARGETS = {
    DGSN_X: {"ar": "45 ألف متابع في سنة", "fr": "45 000 abonnés en un an", "en": "45k in one year"},
    CITY_X: {"ar": "20 ألف متابع قبل نهاية 2019", "fr": "20 000 abonnés fin 2019", "en": "20k by the end of 2019"},
}
"""What the baselines are called: they are a reader's words, and so in the reader's language."""

_SOURCES = {
    "ar": "المغرب اليوم، 2020: حوار مع أمال برقية من مجلة «الشرطة»",
    "fr": "Almaghrib Today, 2020 : entretien avec Amal Barqia, de la revue Police",
    "en": "Almaghrib Today, 2020: interview with Amal Barqia of the magazine Police",
}


def write_config(path: Path, database: Path, language: str) -> None:
    """Write the settings file."""
    head = _HEAD.format(url=_quoted(f"sqlite:///{database}"), language=_quoted(language))
    path.write_text(head + "".join(_agencies(language)), encoding="utf-8")


def replayed(path: Path, simulator: Simulator) -> Settings:
    """The settings of that file with the simulated platforms in place of the real ones."""
    urls, tokens = simulator.urls, simulator.tokens
    day = "1d"
    x = PlatformSettings(base_url=urls.x, interval=day, credentials={"bearer_token": SecretStr(tokens.x)})
    graph = {"access_token": SecretStr(tokens.graph), "app_secret": SecretStr(tokens.app_secret or "")}
    facebook = PlatformSettings(base_url=urls.graph, interval=day, credentials=graph)
    telegram = TelegramSettings(token=SecretStr(tokens.telegram), base_url=urls.telegram, admins=(READER,))
    return load_settings(path).model_copy(update={"platforms": {X: x, FACEBOOK: facebook}, "telegram": telegram})


def _agencies(language: str) -> Iterator[str]:
    for agency, names in NAMES.items():
        shown = ", ".join(f"{language} = {_quoted(name)}" for language, name in names.items())
        yield f'\n[[agencies]]\nid = "{agency}"\nnames = {{ {shown} }}\n'
        for role in CAST:
            if role.agency == agency:
                yield from _account(role, language)


def _account(role: Role, language: str) -> Iterator[str]:
    yield f'\n[[agencies.accounts]]\nplatform = "{role.platform}"\nhandle = "{role.handle}"\n'
    if role.opens >= FIRST_DAY:
        yield f"launched = {role.opens}\n"
    if role in _BASELINES:
        name, source = _TARGETS[role][language], _SOURCES[language]
        yield _BASELINES[role].format(name=_quoted(name), source=_quoted(source))


def _quoted(text: str) -> str:
    """A TOML string: JSON's, with its letters as they are."""
    return json.dumps(text, ensure_ascii=False)
