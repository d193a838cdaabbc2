"""Updates: long polling, confirmation, conflicts, and the real Application on top."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta

import pytest
from telegram import Bot, Update
from telegram.error import Conflict
from telegram.ext import Application, CallbackQueryHandler, ChatMemberHandler, CommandHandler, ContextTypes

from simulator.clock import Clock
from simulator.telegram import TelegramApi
from simulator.telegram_chats import Chat

Ask = Callable[..., Coroutine[None, None, tuple[int, dict[str, object]]]]


async def test_what_a_person_says_is_an_update_with_its_command_marked(
    api: TelegramApi, clock: Clock, bot: Bot
) -> None:
    update_id = api.say("🏁 /status@marsad_simulated_bot now", chat_id=42, username="amal", language_code="fr")

    (update,) = await bot.get_updates()

    message = update.message
    assert update.update_id == update_id
    assert message is not None
    assert message.from_user is not None
    assert (message.chat.id, message.chat.type, message.chat.username) == (42, "private", "amal")
    assert (message.from_user.id, message.from_user.language_code) == (42, "fr")
    assert message.date == clock.now()
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities] == [("bot_command", 3, 28)]


async def test_updates_are_given_again_until_they_are_confirmed(api: TelegramApi, bot: Bot) -> None:
    first, second = api.say("one", chat_id=42), api.say("two", chat_id=42)

    again = [[update.update_id for update in await bot.get_updates()] for _ in range(2)]
    rest = [update.update_id for update in await bot.get_updates(offset=first + 1)]
    none = await bot.get_updates(offset=second + 1)

    assert again == [[first, second]] * 2
    assert rest == [second]
    assert none == ()
    assert api.pending_updates == 0


async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(api: TelegramApi, bot: Bot) -> None:
    ids = [api.say(str(number), chat_id=42) for number in range(3)]

    last = [update.update_id for update in await bot.get_updates(offset=-1)]

    assert last == ids[-1:]
    assert api.pending_updates == 1


async def test_a_poll_gives_as_many_as_it_asks_for(api: TelegramApi, bot: Bot) -> None:
    ids = [api.say(str(number), chat_id=42) for number in range(3)]

    assert [update.update_id for update in await bot.get_updates(limit=2)] == ids[:2]


async def test_updates_older_than_a_day_are_gone(api: TelegramApi, clock: Clock, bot: Bot) -> None:
    api.say("old", chat_id=42)
    clock.advance(timedelta(hours=23))
    young = api.say("young", chat_id=42)
    clock.advance(timedelta(hours=1))

    assert [update.update_id for update in await bot.get_updates()] == [young]


async def test_a_waiting_poll_is_answered_as_soon_as_somebody_speaks(api: TelegramApi, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)

    api.say("hello", chat_id=42)

    assert [update.message.text for update in await poll if update.message] == ["hello"]


async def test_a_poll_that_waits_long_enough_is_answered_empty(bot: Bot) -> None:
    assert await bot.get_updates(timeout=1) == ()


async def test_a_second_poller_ends_the_first_with_a_conflict(api: TelegramApi, ask: Ask, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(ask("getUpdates", timeout=30))

    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot"):
        await first
    api.say("hello", chat_id=42)

    status, answer = await second
    assert (status, "hello" in str(answer)) == (200, True)


async def test_no_polling_while_a_webhook_is_set(api: TelegramApi, ask: Ask, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    await bot.set_webhook("https://example.org/hook", secret_token="s" * 32, max_connections=5)

    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    status, answer = await ask("getUpdates")
    info = await bot.get_webhook_info()
    await bot.delete_webhook()

    assert (status, answer["description"]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    assert (info.url, info.max_connections) == ("https://example.org/hook", 5)
    assert api.webhook.url == ""
    assert await bot.get_updates() == ()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"url": "http://example.org"}, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org", "secret_token": "§"},
            "Bad Request: secret token contains unallowed characters",
        ),
    ],
)
async def test_a_webhook_telegram_refuses_is_refused(ask: Ask, arguments: dict[str, object], words: str) -> None:
    status, answer = await ask("setWebhook", **arguments)

    assert (status, answer["description"]) == (400, words)


async def test_the_secret_of_a_webhook_is_kept_and_not_told(api: TelegramApi, ask: Ask) -> None:
    await ask("setWebhook", url="https://example.org", secret_token="hush")

    _, info = await ask("getWebhookInfo")

    assert api.webhook.secret_token == "hush"
    assert "hush" not in str(info)


async def test_only_kinds_asked_for_are_kept(api: TelegramApi, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["my_chat_member"])

    api.say("unwanted", chat_id=42)
    api.block(42)

    assert [update.my_chat_member is not None for update in await bot.get_updates()] == [True]


async def test_blocking_and_coming_back_are_told(api: TelegramApi, bot: Bot) -> None:
    api.put(Chat(id=42, first_name="Amal"))

    api.block(42)
    api.say("/start", chat_id=42)

    blocked, back, start = await bot.get_updates()
    assert blocked.my_chat_member is not None
    assert back.my_chat_member is not None
    assert start.message is not None
    assert (blocked.my_chat_member.old_chat_member.status, blocked.my_chat_member.new_chat_member.status) == (
        *("member", "kicked"),
    )
    assert back.my_chat_member.new_chat_member.status == "member"
    assert (await bot.send_message(42, "welcome back")).text == "welcome back"


async def test_a_bot_made_administrator_of_a_channel_is_told(api: TelegramApi, bot: Bot) -> None:
    api.put(Chat(id=-1_001_000_000_000, type="channel", title="News", bot="left"))

    api.change_status(-1_001_000_000_000, "administrator", user_id=7)

    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.from_user.id == 7
    assert update.my_chat_member.new_chat_member.status == "administrator"


async def test_a_post_of_a_channel_is_no_message(api: TelegramApi, bot: Bot) -> None:
    api.say("post", chat_id=-1_001_000_000_000, chat_type="channel", title="News")

    (update,) = await bot.get_updates()

    assert update.message is None
    assert update.channel_post is not None
    assert update.channel_post.text == "post"


async def test_an_application_answers_commands_and_buttons(api: TelegramApi, url: str, token: str) -> None:
    done = asyncio.Event()

    async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        sent = await update.message.reply_html("<b>مرحبا</b>")
        api.press(sent.message_id, "mute:1", user_id=42)

    async def pressed(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("muted")
        await update.callback_query.edit_message_text(f"did {update.callback_query.data}")
        api.block(42)

    async def parted(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.my_chat_member is not None
        done.set()

    application = Application.builder().token(token).base_url(f"{url}/bot").job_queue(None).build()
    application.add_handlers([CommandHandler("start", start), CallbackQueryHandler(pressed), ChatMemberHandler(parted)])
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling(timeout=10)
        api.say("/start", chat_id=42)
        await done.wait()
        await application.updater.stop()
        await application.stop()

    assert [sent.text for sent in api.sent] == ["مرحبا"]
    assert [edit.text for edit in api.edits] == ["did mute:1"]
    assert [answer.text for answer in api.answers] == ["muted"]
    assert api.pending_updates == 0
