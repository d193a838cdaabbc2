"""Every command's answer as a reader gets it through Telegram, one file a language.

After a change of words, write the files anew and read the difference before keeping it:

    pytest tests/bot/test_commands_golden.py -n0 --regenerate-golden
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from support.golden import approved_page, page

from bot.app import App
from bot.settings import AccountSettings, AgencySettings, BaselineSettings, Settings
from bot.telegram.commands import COMMANDS
from growth.platform import X
from simulator.server import Simulator
from simulator.telegram_messages import Sent

GOLDEN = Path(__file__).parent / "golden"
QUESTIONS = (
    "/start",
    "/help",
    "/status",
    "/status nobody",
    "/growth",
    "/growth city",
    "/growth <b>nobody</b>",
    "/chart",
    "/chart nobody",
    "/compare",
    "/compare city nobody",
    "/baseline",
    "/baseline nobody",
    "/figures",
    "/record",
    "/record city 1000 2025-12 https://example.org/report",
    "/record city ~9000 2026-03-10 The city's bulletin",
    "/record city 1000 2031 The city's bulletin",
    "/record nobody 1000 a bulletin",
    "/figures city",
    "/figures nobody",
    "/digest",
    "/digest 2026-W10",
    "/digest 2026-W99",
    "/subscribe",
    "/subscribe city x",
    "/subscribe nobody",
    "/unsubscribe city",
    "/unsubscribe nobody",
    "/unsubscribe",
    "/alerts",
    "/milestones",
    "/forecast",
    "/forecast nobody",
    "/accounts",
    "/accounts nobody",
    "/export",
    "/report 2026-W99",
    "/whoami",
    "/add",
    "/add x city_fire city",
    "/add friendster city_fire city",
    "/add x city_fire nobody",
    "/export x",
    "/remove city_fire",
    "/remove city_fire yes",
    "/allow",
    "/allow 555 editor",
    "/deny",
    "/deny 555",
    "/deny 700",
    "/invite for ever",
    "/audit",
    "/forget",
    "/ack",
    "/ack 1",
    "/mute",
    "/mute 2d",
    "/mute off",
    "/mute for ever",
    "/cost",
    "/health",
    "/quiet 22-7",
    "/quiet later",
    "/settings",
    "/settings rules",
    "/settings severity warning",
    "/settings severity loud",
    "/quiet off",
    "/timezone",
    "/timezone Africa/Casablanca",
    "/timezone Atlantis",
    "/language",
    "/dance",
    "/forget yes",
    "/note",
    "/note city_police 2026-03-09 Open days https://example.org/open-days",
    "/note nobody 2026-03-09 Open days",
    "/note city_police",
)
STRANGER = 666

Ask = Callable[..., Awaitable[list[str]]]


@pytest.fixture(params=["ar", "fr", "en"])
def language(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """One account with a target, read once a day."""
    target = BaselineSettings(name="1.5k in a year", start="2026-01-01", target=1_500, within="1y", start_value=900)
    account = AccountSettings(platform="x", handle="city_police", launched="2025-06-01", baselines=(target,))
    (agency,) = settings.agencies
    agencies = (AgencySettings(id=agency.id, names=agency.names, accounts=(account,)),)
    daily = settings.platforms[X].model_copy(update={"interval": timedelta(days=1)})
    return settings.model_copy(update={"agencies": agencies, "platforms": {X: daily}})


@pytest.fixture
async def answers(ask: Ask, app: App, sim: Simulator, polled: None, language: str) -> Mapping[str, str]:
    """Each question with everything that was sent for it."""
    del polled
    await app.poll(X)
    await ask(f"/language {language}")
    refused = await _told(ask, sim, "/start", chat=STRANGER, user_id=STRANGER, language_code=language)
    return {question: await _told(ask, sim, question) for question in QUESTIONS} | {"a stranger": refused}


async def _told(ask: Ask, sim: Simulator, question: str, **who: object) -> str:
    before = len(sim.telegram.sent)
    await ask(question, **who)
    return "\n---\n".join(_shown(one) for one in sim.telegram.sent[before:])


def _shown(sent: Sent) -> str:
    kind = "" if sent.photo is None else "[picture] "
    return sent.text or f"{kind or f'[{sent.filename}] '}{sent.caption}"


@pytest.fixture
def approved(request: pytest.FixtureRequest, answers: Mapping[str, str], language: str) -> str:
    """The language's file, written anew first when the switch asks for it."""
    return approved_page(request.config, GOLDEN / f"{language}.txt", answers)


def test_every_answer_reads_as_it_was_approved(answers: Mapping[str, str], approved: str) -> None:
    written = page(answers)

    assert written == approved


def test_every_command_is_among_the_questions() -> None:
    asked = {question.split()[0].removeprefix("/") for question in QUESTIONS}

    assert {name for name, command in COMMANDS.items() if not command.is_button} <= asked
