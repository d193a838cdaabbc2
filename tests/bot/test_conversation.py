import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from support.process import until

from bot.app import App, open_app
from bot.settings import Settings
from bot.telegram.commands import COMMANDS
from growth.platform import X
from report.reply_text import COMMANDS as MENU
from simulator.faults import Fault
from simulator.server import Simulator
from storage import accounts, chats
from storage.chats import Role
from storage.store import Store

ADMIN = 700
STRANGER = 666
GROUP = -4000

Ask = Callable[..., Awaitable[list[str]]]


async def test_an_admin_is_welcomed_and_follows_everything(ask: Ask, store: Store) -> None:
    (welcome,) = await ask("/start")

    with store.read() as tx:
        chat = chats.chat_by_telegram_id(tx, ADMIN)
    assert welcome.startswith("👋 Marsad")
    assert "Monday" in welcome
    assert chat is not None
    assert chat.scopes == {"all"}


@pytest.mark.parametrize("command", sorted(COMMANDS))
async def test_a_stranger_gets_one_refusal_with_the_number_of_the_chat_and_nothing_else(
    ask: Ask, store: Store, command: str
) -> None:
    first = await ask(f"/{command}", chat=STRANGER, user_id=STRANGER, language_code="en")
    again = await ask(f"/{command}", chat=STRANGER, user_id=STRANGER, answers=0)

    with store.read() as tx:
        kept = chats.chats(tx)
    assert [line for text in first for line in text.splitlines()][1] == f"Number of this chat: \u2068{STRANGER}\u2069"
    assert again == []
    assert kept == ()


async def test_a_stranger_is_told_again_after_a_day(ask: Ask, sim: Simulator) -> None:
    await ask("/start", chat=STRANGER, user_id=STRANGER)
    sim.clock.advance(timedelta(days=1))

    again = await ask("/start", chat=STRANGER, user_id=STRANGER)

    assert len(again) == 1


async def test_a_user_of_an_admitted_group_is_answered_there_and_nowhere_else(ask: Ask) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")

    in_the_group = await ask("/help", chat=GROUP, user_id=STRANGER)
    alone = await ask("/help", chat=STRANGER, user_id=STRANGER, language_code="fr")

    assert in_the_group[0].startswith("Commands")
    assert alone[0].startswith("Ce bot ne répond")


async def test_open_access_lets_anyone_read_along(settings: Settings, sim: Simulator) -> None:
    telegram = settings.telegram.model_copy(update={"access": "open"})
    async with open_app(settings.model_copy(update={"telegram": telegram}), now=sim.clock.now) as app:
        assert app.listener is not None
        stop = asyncio.Event()
        listening = asyncio.create_task(app.listener.listen(stop))
        sim.telegram.say("/start", chat_id=STRANGER, user_id=STRANGER)
        await until(lambda: len(sim.telegram.sent) == 1)
        stop.set()
        await listening

    assert sim.telegram.sent[0].text.startswith("👋")


async def test_a_command_for_another_bot_is_ignored(ask: Ask) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")

    answers = await ask("/status@another_bot", chat=GROUP, answers=0)

    assert answers == []


async def test_a_command_addressed_to_this_bot_is_answered(ask: Ask) -> None:
    answers = await ask("/help@marsad_simulated_bot")

    assert len(answers) == 1


async def test_an_unknown_command_is_named_unknown_in_private_only(ask: Ask) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")

    private = await ask("/dance")
    group = await ask("/dance", chat=GROUP, answers=0)

    assert private == ["I do not know that command. /help lists those I know."]
    assert group == []


ANSWERS = {
    "/status": "📋 Status",
    "/growth": "📈 Growth",
    "/growth city": "📈 Growth",
    "/growth citi": "📈 Growth",
    "/chart": "\u200e\u2068City Police",
    "/baseline": "🎯 Baselines",
    "/digest": "🟢",
    "/subscribe city": "🔔",
    "/unsubscribe": "🔕",
    "/mute": "🔕 Alerts are silenced until",
    "/mute 2d": "🔕 Alerts are silenced until",
    "/mute off": "🔔 Alerts are on again.",
    "/mute forever": "For how long?",
    "/help": "Commands",
    "/growth nobody": "No account matches “\u2068nobody\u2069”.",
    "/digest someday": "“\u2068someday\u2069”",
    "/language klingon": "I write in",
    "/language fr": "J",
    "/language ar": "سأكتب",
}


@pytest.mark.usefixtures("polled")
async def test_every_command_is_answered(ask: Ask) -> None:
    await ask("/start")

    answers = {command: (await ask(command))[0] for command in ANSWERS}

    begun = {command: answer[: len(ANSWERS[command])] for command, answer in answers.items()}
    assert begun == ANSWERS


@pytest.mark.usefixtures("polled")
async def test_a_chart_is_a_picture(ask: Ask, sim: Simulator) -> None:
    await ask("/chart city")

    picture = sim.telegram.sent[-1].photo

    assert picture is not None
    assert picture.startswith(b"\x89PNG")


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_every_command_answers_in_every_language(ask: Ask, sim: Simulator, language: str) -> None:
    await ask(f"/language {language}")

    answered = [await ask(f"/{command}") for command in MENU]

    assert all(answered)
    assert [warning for one in sim.telegram.sent for warning in one.warnings] == []


@pytest.mark.parametrize(
    "hostile",
    ['<b>x</b> & "y"', "\u202eevil", "x" * 3_000, "@everyone /start t.me/x", "'; DROP TABLE chat; --", "\x00\u200b"],
)
async def test_hostile_words_are_quoted_and_nothing_more(ask: Ask, sim: Simulator, hostile: str) -> None:
    await ask("/start")

    answers = await ask(f"/growth {hostile}")

    assert answers[0].startswith(("No account matches", "📈"))
    assert not sim.telegram.violations


async def test_unsubscribing_from_one_account_keeps_the_others(app: App, ask: Ask, store: Store) -> None:
    with store.begin() as tx:
        accounts.save_account(tx, agency="city", platform=X, handle="second", origin="command", now=app.now())
    await ask("/start")

    await ask("/unsubscribe second")

    with store.read() as tx:
        chat = chats.chat_by_telegram_id(tx, ADMIN)
    assert chat is not None
    assert chat.scopes == {"account:1"}


async def test_a_database_that_is_busy_holds_up_one_answer_and_no_other(
    ask: Ask, sim: Simulator, settings: Settings
) -> None:
    await ask("/start")
    await ask("/start", chat=GROUP, chat_type="group", title="Office")
    other = Store.open(settings.storage.url)

    with other.begin():
        answers = await ask("/mute 1h", answers=0)
    await ask("/help", chat=GROUP)

    await until(lambda: any(one.text.startswith("Commands") for one in sim.telegram.sent))
    other.close()
    assert all("sqlite" not in text.casefold() for text in answers)


async def test_an_answer_waits_out_a_short_pause(ask: Ask, sim: Simulator) -> None:
    await ask("/start")
    sim.faults.add(Fault(api="telegram", kind="flood", path="sendMessage", retry_after_s=1, times=1))

    answers = await ask("/help")

    assert len(answers) == 1


async def test_the_bot_listens_once_telegram_can_be_reached(app: App, sim: Simulator) -> None:
    sim.faults.add(Fault(api="telegram", path="getMe", drop="before", times=1))
    assert app.listener is not None
    stop = asyncio.Event()
    listening = asyncio.create_task(app.listener.listen(stop))
    sim.telegram.say("/start", chat_id=ADMIN, user_id=ADMIN)

    await until(lambda: len(sim.telegram.sent) == 1)
    stop.set()
    await listening

    assert sim.telegram.sent[0].text.startswith("👋")


@pytest.mark.usefixtures("ask")
async def test_commands_are_named_in_three_languages(sim: Simulator) -> None:
    await until(lambda: len(sim.telegram.commands) == 4)

    menus = {language: [row["command"] for row in rows] for (_, language), rows in sim.telegram.commands.items()}

    everybodys = [name for name in MENU if COMMANDS[name].role is not Role.ADMIN]
    assert menus == dict.fromkeys(("ar", "fr", "en", ""), everybodys)


async def test_an_administrator_who_wrote_before_has_every_command_in_their_menu(app: App, sim: Simulator) -> None:
    sim.telegram.say("hello", chat_id=ADMIN, user_id=ADMIN)
    assert app.listener is not None
    stop = asyncio.Event()
    listening = asyncio.create_task(app.listener.listen(stop))
    await until(lambda: len(sim.telegram.commands) == 8)
    stop.set()
    await listening

    own = {language: len(rows) for (scope, language), rows in sim.telegram.commands.items() if str(ADMIN) in scope}

    assert own == dict.fromkeys(("ar", "fr", "en", ""), len(MENU))


async def test_a_chat_that_blocks_and_returns_is_parked_and_welcomed(ask: Ask, sim: Simulator, store: Store) -> None:
    await ask("/start")
    sim.telegram.block(ADMIN)
    await asyncio.sleep(0.3)
    with store.read() as tx:
        away = chats.chat_by_telegram_id(tx, ADMIN)

    back = await ask("/help")

    assert away is not None
    assert away.state is chats.ChatState.PARKED
    assert back[0].startswith("Commands")
