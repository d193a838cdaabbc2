"""Edits, deletions and pressed buttons."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message

from simulator.clock import Clock
from simulator.telegram import TelegramApi
from simulator.telegram_chats import Chat

Ask = Callable[..., Awaitable[tuple[int, dict[str, object]]]]

READER = 42
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Mute", callback_data="mute")]])


@pytest.fixture(autouse=True)
def reader(api: TelegramApi) -> None:
    api.limits = None
    api.put(Chat(id=READER, first_name="Amal"))


@pytest.fixture
async def text(bot: Bot) -> Message:
    return await bot.send_message(READER, "<b>old</b>", parse_mode="HTML", reply_markup=KEYBOARD)


@pytest.fixture
async def document(bot: Bot) -> Message:
    return await bot.send_document(READER, b"a;b", caption="old")


async def test_an_edit_replaces_the_text_and_drops_the_keyboard(
    api: TelegramApi, clock: Clock, bot: Bot, text: Message
) -> None:
    clock.advance(timedelta(minutes=1))

    edited = await bot.edit_message_text("<i>new</i>", READER, text.message_id, parse_mode="HTML")

    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup, edited.edit_date) == ("new", None, clock.now())
    assert [(edit.method, edit.html, edit.text) for edit in api.edits] == [("editMessageText", "<i>new</i>", "new")]
    assert [sent.text for sent in api.sent] == ["old"]


async def test_an_edit_of_the_keyboard_keeps_the_text(api: TelegramApi, bot: Bot, text: Message) -> None:
    edited = await bot.edit_message_reply_markup(READER, text.message_id, reply_markup=None)

    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("old", None)
    assert api.edits[0].method == "editMessageReplyMarkup"


async def test_an_edit_of_a_caption_keeps_the_file(bot: Bot, document: Message) -> None:
    edited = await bot.edit_message_caption(READER, document.message_id, caption="new")

    assert isinstance(edited, Message)
    assert edited.document == document.document
    assert edited.caption == "new"


async def test_an_edit_that_changes_nothing_is_refused(ask: Ask, text: Message) -> None:
    status, answer = await ask(
        "editMessageText",
        chat_id=READER,
        message_id=text.message_id,
        text="<strong>old</strong>",
        parse_mode="HTML",
        reply_markup=KEYBOARD.to_dict(),
    )

    assert status == 400
    assert answer["description"] == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )


@pytest.mark.parametrize(
    ("method", "arguments", "words"),
    [
        ("editMessageText", {"text": "x"}, "Bad Request: message identifier is not specified"),
        ("editMessageText", {"text": "x", "message_id": 99}, "Bad Request: message to edit not found"),
        ("editMessageText", {"message_id": 1}, "Bad Request: message text is empty"),
        ("editMessageText", {"text": "x" * 4097, "message_id": 1}, "Bad Request: MESSAGE_TOO_LONG"),
        ("editMessageText", {"text": "x", "message_id": 2}, "Bad Request: there is no text in the message to edit"),
        ("editMessageText", {"text": "x", "message_id": 3}, "Bad Request: message can't be edited"),
        (
            "editMessageCaption",
            {"caption": "x", "message_id": 1},
            "Bad Request: there is no caption in the message to edit",
        ),
        ("editMessageCaption", {"caption": "x" * 1025, "message_id": 2}, "Bad Request: MEDIA_CAPTION_TOO_LONG"),
        ("deleteMessage", {"message_id": 99}, "Bad Request: message to delete not found"),
    ],
)
@pytest.mark.usefixtures("text", "document")
async def test_an_edit_telegram_refuses_is_refused(
    api: TelegramApi, ask: Ask, method: str, arguments: dict[str, object], words: str
) -> None:
    api.say("mine", chat_id=READER)

    status, answer = await ask(method, chat_id=READER, **arguments)

    assert (status, answer["description"]) == (400, words)


async def test_a_deleted_message_is_gone(api: TelegramApi, bot: Bot, text: Message) -> None:
    assert api.message(READER, text.message_id) is not None

    assert await bot.delete_message(READER, text.message_id)

    assert api.message(READER, text.message_id) is None
    assert [sent.text for sent in api.sent] == ["old"]


async def test_a_message_of_two_days_stays(clock: Clock, ask: Ask, text: Message) -> None:
    clock.advance(timedelta(hours=48))

    status, answer = await ask("deleteMessage", chat_id=READER, message_id=text.message_id)

    assert (status, answer["description"]) == (400, "Bad Request: message can't be deleted for everyone")


async def test_a_pressed_button_brings_its_message_and_takes_an_answer(
    api: TelegramApi, bot: Bot, text: Message
) -> None:
    update_id = api.press(text.message_id, "mute", user_id=READER)

    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    await query.answer("Muted", show_alert=True)

    assert (update.update_id, query.data, query.from_user.id) == (update_id, "mute", READER)
    assert isinstance(query.message, Message)
    assert (query.message.text, query.message.reply_markup) == ("old", KEYBOARD)
    assert [(answer.query_id, answer.text, answer.is_alert) for answer in api.answers] == [(query.id, "Muted", True)]


async def test_an_answer_to_no_press_is_refused(ask: Ask) -> None:
    status, answer = await ask("answerCallbackQuery", callback_query_id="1")

    assert (status, answer["description"]) == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )


async def test_a_press_means_the_youngest_message_with_the_id_unless_a_chat_is_named(
    api: TelegramApi, clock: Clock, bot: Bot, text: Message
) -> None:
    api.put(Chat(id=-1_001_234_567_890, type="supergroup", title="Office"))
    clock.advance(timedelta(seconds=1))
    await bot.send_message(-1_001_234_567_890, "young")

    api.press(1, "a", user_id=READER)
    api.press(1, "b", user_id=READER, chat_id=READER)

    queries = [update.callback_query for update in await bot.get_updates()]
    assert text.message_id == 1
    assert [query.message.chat.id for query in queries if query and query.message] == [-1_001_234_567_890, READER]


def test_there_is_no_button_under_no_message(api: TelegramApi) -> None:
    with pytest.raises(LookupError, match="there is no message 9"):
        api.press(9, "x", user_id=READER)
