"""How fast the bot may send, on the simulator's clock."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from simulator.clock import Clock
from simulator.telegram import TelegramApi
from simulator.telegram_chats import Chat
from simulator.telegram_limits import Limit, Limits, Pace

Ask = Callable[..., Awaitable[tuple[int, dict[str, object]]]]

SUPERGROUP = -1_001_234_567_890


@pytest.fixture(autouse=True)
def timedelta_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


async def test_a_person_gets_one_message_a_second(api: TelegramApi, clock: Clock, bot: Bot) -> None:
    api.put(Chat(id=42))
    await bot.send_message(42, "first")

    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(42, "second")
    clock.advance(timedelta(seconds=1))
    await bot.send_message(42, "third")

    assert refusal.value.retry_after == timedelta(seconds=1)
    assert [sent.text for sent in api.sent] == ["first", "third"]


async def test_a_refusal_says_how_long_to_wait_and_is_remembered(api: TelegramApi, clock: Clock, ask: Ask) -> None:
    api.put(Chat(id=42))
    await ask("sendMessage", chat_id=42, text="first")

    answer = await ask("sendMessage", chat_id=42, text="second")

    assert answer == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        },
    )
    (violation,) = api.violations
    assert (violation.limit, violation.chat_id, violation.method) == (Limit.PRIVATE, 42, "sendMessage")
    assert violation.at == clock.now()


async def test_a_group_gets_twenty_messages_a_minute(api: TelegramApi, clock: Clock, ask: Ask) -> None:
    api.put(Chat(id=SUPERGROUP, type="supergroup", title="Office"))
    statuses = [(await ask("sendMessage", chat_id=SUPERGROUP, text="x"))[0] for _ in range(20)]
    clock.advance(timedelta(seconds=20))

    _, refused = await ask("sendMessage", chat_id=SUPERGROUP, text="x")
    clock.advance(timedelta(seconds=40))
    status, _ = await ask("sendMessage", chat_id=SUPERGROUP, text="x")

    assert statuses == [200] * 20
    assert refused["parameters"] == {"retry_after": 40}
    assert status == 200
    assert [violation.limit for violation in api.violations] == [Limit.GROUP]


@pytest.fixture
def crowd(api: TelegramApi) -> range:
    people = range(1, 32)
    for person in people:
        api.put(Chat(id=person))
    return people


async def test_thirty_messages_a_second_leave_in_all(api: TelegramApi, clock: Clock, ask: Ask, crowd: range) -> None:
    statuses = [(await ask("sendMessage", chat_id=person, text="x"))[0] for person in crowd]
    clock.advance(timedelta(seconds=1))
    last, _ = await ask("sendMessage", chat_id=31, text="x")

    assert statuses == [200] * 30 + [429]
    assert last == 200
    assert [violation.limit for violation in api.violations] == [Limit.OVERALL]


async def test_reading_and_editing_cost_nothing(api: TelegramApi, bot: Bot) -> None:
    api.put(Chat(id=42))
    message = await bot.send_message(42, "first")

    await bot.edit_message_text("second", 42, message.message_id)
    await bot.send_chat_action(42, "typing")
    await bot.get_chat(42)

    assert api.violations == ()


async def test_a_refused_message_costs_nothing(api: TelegramApi, clock: Clock, ask: Ask) -> None:
    api.put(Chat(id=42))
    await ask("sendMessage", chat_id=42, text="first")
    clock.advance(timedelta(milliseconds=900))
    await ask("sendMessage", chat_id=42, text="too early")
    clock.advance(timedelta(milliseconds=100))

    status, _ = await ask("sendMessage", chat_id=42, text="second")

    assert status == 200


async def test_limits_can_be_widened_and_lifted(api: TelegramApi, ask: Ask) -> None:
    api.put(Chat(id=42))

    api.limits = Limits(private_per_s=3)
    wide = [(await ask("sendMessage", chat_id=42, text="x"))[0] for _ in range(4)]
    api.limits = None
    free = [(await ask("sendMessage", chat_id=42, text="x"))[0] for _ in range(40)]

    assert wide == [200, 200, 200, 429]
    assert free == [200] * 40


def test_an_album_counts_each_of_its_items_in_a_group(clock: Clock) -> None:
    pace = Pace(clock)
    group = Chat(id=SUPERGROUP, type="supergroup")
    pace.spend(group, "sendMediaGroup", 10)
    pace.spend(group, "sendMediaGroup", 10)

    with pytest.raises(Exception, match="retry after 60"):
        pace.spend(group, "sendMessage")


def test_a_clock_set_back_does_not_hold_the_bot(clock: Clock) -> None:
    pace = Pace(clock)
    pace.spend(Chat(id=42), "sendMessage")
    clock.advance(timedelta(days=-1))

    pace.spend(Chat(id=42), "sendMessage")

    assert pace.violations == []
