"""Nobody does more than their role lets them: every command, typed and behind a button, held against every role."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support.process import until

from bot.app import App
from bot.settings import Settings
from bot.telegram.commands import COMMANDS, Command
from bot.telegram.flood import MOST, WINDOW, Flood, Turn
from bot.telegram.sealing import LONGEST_DATA, Seal, Sealed
from simulator.server import Simulator
from storage import audit, chats, outbox, people
from storage.chats import ChatState, Role
from storage.store import Store

ADMIN, STRANGER, GUEST, GROUP = 700, 666, 555, -4000
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOT_ALLOWED = "Your role in this chat does not allow that."
OLD_BUTTON_AR = "هذا الزر قديم جدا، أو ليس لكم."
OLD_BUTTON = "This button is too old, or not meant for you."

Ask = Callable[..., Awaitable[list[str]]]
Press = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def seal(settings: Settings) -> Seal:
    return Seal.of(settings)


@pytest.fixture
def press(ask: Ask, sim: Simulator) -> Press:
    """Presses a button with this data under the bot's last message, and gives what its presser was shown."""
    del ask

    async def pressed(data: str, *, user: int = ADMIN) -> list[str]:
        before, last = len(sim.telegram.answers), sim.telegram.sent[-1]
        sim.telegram.press(last.message_id, data, user_id=user, chat_id=last.chat_id)
        await until(lambda: len(sim.telegram.answers) > before)
        return [answer.text for answer in sim.telegram.answers[before:]]

    return pressed


@pytest.fixture
def key_of(store: Store) -> Callable[[int], int]:
    def find(telegram_id: int) -> int:
        with store.read() as tx:
            chat = chats.chat_by_telegram_id(tx, telegram_id)
        assert chat is not None
        return chat.key

    return find


def test_every_command_says_who_may_use_it() -> None:
    assert {name: command.role for name, command in COMMANDS.items() if command.role not in set(Role)} == {}


def test_a_command_cannot_be_written_down_without_a_role() -> None:
    with pytest.raises(TypeError, match="role"):
        Command(lambda _: ())  # type: ignore[call-arg]  # the very mistake that must not pass


@pytest.mark.parametrize("name", sorted(COMMANDS))
async def test_a_stranger_who_presses_a_button_gets_nothing_and_changes_nothing(
    ask: Ask, press: Press, seal: Seal, sim: Simulator, store: Store, name: str
) -> None:
    await ask("/start", chat=STRANGER, user_id=STRANGER, language_code="en")
    sent = len(sim.telegram.sent)

    shown = [
        await press(data, user=STRANGER)
        for data in (
            name,
            seal.close(0, Sealed(name, (), in_place=True)),
            seal.close(1, Sealed(name, ("#1",), in_place=False)),
        )
    ]

    assert shown == [[OLD_BUTTON]] * 3
    assert len(sim.telegram.sent) == sent
    with store.read() as tx:
        assert (chats.chats(tx), people.people(tx), audit.deeds(tx, limit=1)) == ((), (), ())


@pytest.mark.parametrize("name", sorted(name for name, command in COMMANDS.items() if command.role is not Role.VIEWER))
async def test_a_viewer_in_a_group_is_told_that_a_command_is_not_for_them(
    ask: Ask, press: Press, seal: Seal, key_of: Callable[[int], int], store: Store, name: str
) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")

    typed = await ask(f"/{name} x", chat=GROUP, user_id=STRANGER, language_code="en")
    pressed = await press(seal.close(key_of(GROUP), Sealed(name, ("x",), in_place=True)), user=STRANGER)

    assert (typed, pressed) == ([NOT_ALLOWED], [NOT_ALLOWED])
    with store.read() as tx:
        assert STRANGER not in {deed.person for deed in audit.deeds(tx, limit=9)}


@pytest.mark.parametrize("name", sorted(name for name, command in COMMANDS.items() if command.role is Role.ADMIN))
@pytest.mark.parametrize("kind", ["private", "channel", "group"])
def test_no_chat_makes_an_editor_an_administrator(app: App, chat: int, kind: str, name: str) -> None:
    with app.store.read() as tx:
        found = chats.chat(tx, chat)
    assert found is not None

    assert not COMMANDS[name].allows(Role.EDITOR, replace(found, kind=kind), app.settings)


async def test_a_button_works_in_its_own_chat_alone(
    ask: Ask, press: Press, seal: Seal, key_of: Callable[[int], int]
) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")
    data = seal.close(key_of(GROUP), Sealed("help", (), in_place=True))
    await ask("/start")

    assert await press(data) == [OLD_BUTTON]


async def test_a_button_in_a_dismissed_chat_does_nothing(
    ask: Ask, press: Press, seal: Seal, key_of: Callable[[int], int], store: Store
) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")
    with store.begin() as tx:
        outbox.park_chat(tx, key_of(GROUP), NOW, state=ChatState.LEFT)

    assert await press(seal.close(key_of(GROUP), Sealed("help", (), in_place=True))) == [OLD_BUTTON_AR]


async def test_a_dismissed_chat_is_a_stranger_until_an_administrator_starts_it_again(
    ask: Ask, key_of: Callable[[int], int], store: Store
) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")
    with store.begin() as tx:
        outbox.park_chat(tx, key_of(GROUP), NOW, state=ChatState.LEFT)

    refused = await ask("/status", chat=GROUP, user_id=STRANGER, language_code="en")
    again = await ask("/start", chat=GROUP)

    assert refused[0].startswith("This bot only answers")
    assert again[0].startswith("👋")
    with store.read() as tx:
        assert [chat.state for chat in chats.chats(tx)] == [ChatState.ACTIVE]


async def test_a_person_keeps_their_role_in_every_chat(ask: Ask, store: Store, sim: Simulator) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")
    with store.begin() as tx:
        people.let_in(tx, GUEST, Role.EDITOR, by=ADMIN, now=sim.clock.now())

    in_group = await ask("/mute 1h", chat=GROUP, user_id=GUEST)
    alone = await ask("/start", chat=GUEST, user_id=GUEST)

    assert in_group[0].startswith("🔕")
    assert alone[0].startswith("👋")


def test_whoever_asks_without_end_is_told_once_to_wait_and_then_not_heard(sim: Simulator) -> None:
    flood, now = Flood(), sim.clock.now()

    turns = [flood.ask(ADMIN, now) for _ in range(MOST + 3)]

    assert turns == [Turn.ANSWER] * MOST + [Turn.SLOW, Turn.IGNORE, Turn.IGNORE]
    assert flood.ask(STRANGER, now) is Turn.ANSWER
    assert flood.ask(ADMIN, now + WINDOW) is Turn.ANSWER


@pytest.mark.parametrize("chat", [1, 2**31])
def test_what_was_sealed_is_opened_for_its_chat_and_no_other(seal: Seal, chat: int) -> None:
    sealed = Sealed("growth", ("#12", "page=3"), in_place=False)
    data = seal.close(chat, sealed)

    assert len(data.encode()) <= LONGEST_DATA
    assert seal.open(chat, data) == sealed
    assert seal.open(chat + 1, data) is None


@pytest.mark.parametrize("changed", ["", "=", "=help", "x" * 64, "=mute offAAAAAAAAAAA", "é" * 20])
def test_what_was_not_sealed_is_not_opened(seal: Seal, changed: str) -> None:
    assert seal.open(1, changed) is None


@pytest.mark.parametrize("position", range(10))
def test_a_changed_letter_breaks_the_seal(seal: Seal, position: int) -> None:
    data = seal.close(1, Sealed("mute", ("L12", "8h"), in_place=True))

    assert seal.open(1, data[:position] + "~" + data[position + 1 :]) is None


@pytest.mark.parametrize("words", [("two words",), ("",), ("x" * 60,)])
def test_what_no_button_can_carry_is_refused(seal: Seal, words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="button"):
        seal.close(1, Sealed("mute", words, in_place=True))


def test_a_seal_shows_nothing_of_its_key(seal: Seal) -> None:
    assert repr(seal) == "Seal()"
