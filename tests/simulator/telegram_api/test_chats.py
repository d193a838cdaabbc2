"""Chats the bot may or may not use, in Telegram's exact words."""

from collections.abc import Awaitable, Callable

import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden

from simulator.telegram import TelegramApi
from simulator.telegram_chats import Chat

Ask = Callable[..., Awaitable[tuple[int, dict[str, object]]]]

GROUP = -4_000
SUPERGROUP = -1_001_234_567_890
CHANNEL = -1_001_999_999_999


def supergroup(**changes: object) -> Chat:
    return Chat(id=SUPERGROUP, type="supergroup", title="Office", **changes)  # type: ignore[arg-type]  # free-form


def channel(**changes: object) -> Chat:
    return Chat(id=CHANNEL, type="channel", title="News", **changes)  # type: ignore[arg-type]  # free-form


@pytest.mark.parametrize(
    ("chat", "status", "words"),
    [
        (Chat(id=42, bot="kicked"), 403, "Forbidden: bot was blocked by the user"),
        (Chat(id=42, is_deactivated=True), 403, "Forbidden: user is deactivated"),
        (Chat(id=GROUP, type="group", bot="kicked"), 403, "Forbidden: bot was kicked from the group chat"),
        (Chat(id=GROUP, type="group", bot="left"), 403, "Forbidden: bot is not a member of the group chat"),
        (Chat(id=GROUP, type="group", is_deleted=True), 403, "Forbidden: the group chat was deleted"),
        (supergroup(bot="kicked"), 403, "Forbidden: bot was kicked from the supergroup chat"),
        (supergroup(bot="left"), 403, "Forbidden: bot is not a member of the supergroup chat"),
        (supergroup(can_send=False), 400, "Bad Request: not enough rights to send text messages to the chat"),
        (channel(bot="kicked"), 403, "Forbidden: bot was kicked from the channel chat"),
        (channel(bot="left"), 403, "Forbidden: bot is not a member of the channel chat"),
        (channel(bot="member"), 400, "Bad Request: need administrator rights in the channel chat"),
    ],
)
async def test_a_chat_closed_to_the_bot_says_why(
    api: TelegramApi, ask: Ask, chat: Chat, status: int, words: str
) -> None:
    api.put(chat)

    answer = await ask("sendMessage", chat_id=chat.id, text="x")

    assert answer == (status, {"ok": False, "error_code": status, "description": words})
    assert api.sent == ()


@pytest.mark.parametrize(
    ("chat_id", "words"),
    [
        ("", "Bad Request: chat_id is empty"),
        (7, "Bad Request: chat not found"),
        (-7, "Bad Request: chat not found"),
        ("@nobody", "Bad Request: chat not found"),
        ("@", "Bad Request: chat not found"),
        ("Amal", "Bad Request: chat not found"),
        ("@amal", "Bad Request: chat not found"),
    ],
)
async def test_a_chat_the_bot_never_met_is_not_found(api: TelegramApi, ask: Ask, chat_id: object, words: str) -> None:
    api.say("hello", chat_id=42, username="amal")

    status, answer = await ask("sendMessage", chat_id=chat_id, text="x")

    assert (status, answer["description"]) == (400, words)


async def test_a_person_seen_in_a_group_only_cannot_be_written_to(api: TelegramApi, bot: Bot) -> None:
    api.say("/status", chat_id=GROUP, user_id=77, chat_type="group", title="Office")

    with pytest.raises(Forbidden, match="Forbidden: bot can't initiate conversation with a user"):
        await bot.send_message(77, "x")


async def test_a_public_channel_is_read_without_membership_by_name_and_by_id(api: TelegramApi, bot: Bot) -> None:
    api.put(channel(username="dgsn_news", bot="left", member_count=1_234_567, description="Official"))

    chat = await bot.get_chat("@DGSN_news")

    assert (chat.id, chat.title, chat.description) == (CHANNEL, "News", "Official")
    assert chat.active_usernames == ("dgsn_news",)
    assert await bot.get_chat_member_count("@dgsn_news") == 1_234_567
    assert await bot.get_chat_member_count(CHANNEL) == 1_234_567


async def test_a_private_channel_is_not_read_without_membership(api: TelegramApi, bot: Bot) -> None:
    api.put(channel(bot="left"))

    with pytest.raises(Forbidden, match="Forbidden: bot is not a member of the channel chat"):
        await bot.get_chat_member_count(CHANNEL)


async def test_a_channel_takes_posts_of_its_administrator(api: TelegramApi, bot: Bot) -> None:
    api.put(channel(username="dgsn_news", bot="administrator"))

    post = await bot.send_message("@dgsn_news", "x")

    assert (post.chat.id, post.from_user) == (CHANNEL, None)
    assert api.sent[0].chat_id == CHANNEL


async def test_a_migrated_group_names_its_supergroup(api: TelegramApi, bot: Bot) -> None:
    api.put(Chat(id=GROUP, type="group", title="Office"))
    supergroup_id = api.migrate(GROUP)

    with pytest.raises(ChatMigrated) as refusal:
        await bot.send_message(GROUP, "x")
    await bot.send_message(supergroup_id, "x")

    assert refusal.value.new_chat_id == supergroup_id
    assert [(sent.chat_id, sent.text) for sent in api.sent] == [(supergroup_id, "x")]


async def test_a_migration_is_refused_in_telegrams_words(api: TelegramApi, ask: Ask) -> None:
    api.put(Chat(id=GROUP, type="group", title="Office"))
    supergroup_id = api.migrate(GROUP)

    answer = await ask("sendMessage", chat_id=GROUP, text="x")

    assert answer == (
        400,
        {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": supergroup_id},
        },
    )


async def test_a_migration_is_told_in_both_chats(api: TelegramApi, bot: Bot) -> None:
    api.put(Chat(id=GROUP, type="group", title="Office"))
    supergroup_id = api.migrate(GROUP)

    first, second = [update.message for update in await bot.get_updates()]

    assert first is not None
    assert second is not None
    assert (first.chat.id, first.migrate_to_chat_id) == (GROUP, supergroup_id)
    assert (second.chat.id, second.migrate_from_chat_id) == (supergroup_id, GROUP)


def test_only_a_basic_group_can_migrate_and_only_once(api: TelegramApi) -> None:
    api.put(Chat(id=GROUP, type="group", title="Office"))
    supergroup_id = api.migrate(GROUP)

    with pytest.raises(ValueError, match="no basic group"):
        api.migrate(GROUP)
    with pytest.raises(ValueError, match="no basic group"):
        api.migrate(supergroup_id)


@pytest.mark.parametrize("thread_id", [1, 6, 999])
async def test_a_thread_that_is_no_topic_is_not_found(api: TelegramApi, bot: Bot, thread_id: int) -> None:
    api.put(supergroup(is_forum=True, topics={5: "Alerts"}))

    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(SUPERGROUP, "x", message_thread_id=thread_id)


async def test_a_topic_takes_messages_until_it_is_closed(api: TelegramApi, bot: Bot) -> None:
    api.put(supergroup(is_forum=True, topics={5: "Alerts"}))

    message = await bot.send_message(SUPERGROUP, "x", message_thread_id=5)
    api.chats[SUPERGROUP].closed_topics.add(5)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(SUPERGROUP, "y", message_thread_id=5)

    assert (message.message_thread_id, message.is_topic_message) == (5, True)
    assert [sent.thread_id for sent in api.sent] == [5]


async def test_members_and_administrators_are_told(api: TelegramApi, bot: Bot) -> None:
    api.say("/start", chat_id=SUPERGROUP, user_id=7, chat_type="supergroup", title="Office")
    api.chats[SUPERGROUP].members |= {7: "creator"}
    api.chats[SUPERGROUP].bot = "administrator"

    administrators = await bot.get_chat_administrators(SUPERGROUP)

    assert [(member.user.id, member.status) for member in administrators] == [(7, "creator"), (bot.id, "administrator")]
    assert (await bot.get_chat_member(SUPERGROUP, 7)).status == "creator"
    assert (await bot.get_chat_member(SUPERGROUP, bot.id)).status == "administrator"
    assert await bot.get_chat_member_count(SUPERGROUP) == 2


async def test_a_stranger_is_no_member(api: TelegramApi, bot: Bot) -> None:
    api.put(supergroup())

    with pytest.raises(BadRequest, match="Participant_id_invalid"):
        await bot.get_chat_member(SUPERGROUP, 7)


async def test_the_bot_leaves_a_group_and_is_told_so(api: TelegramApi, bot: Bot) -> None:
    api.put(supergroup())

    await bot.leave_chat(SUPERGROUP)

    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "left"
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(SUPERGROUP, "x")


@pytest.mark.parametrize(
    ("chat_id", "kind"), [(5, "group"), (-5, "private"), (-5, "supergroup"), (SUPERGROUP, "group")]
)
def test_an_id_no_such_chat_can_have_is_refused(chat_id: int, kind: str) -> None:
    with pytest.raises(ValueError, match="cannot be the id of"):
        Chat(id=chat_id, type=kind)
