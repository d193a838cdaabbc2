"""Sending, with the real python-telegram-bot, which writes Telegram's words with one capital and small letters."""

import struct
import zlib
from datetime import UTC, datetime

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    MessageEntity,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from simulator.telegram import TelegramApi
from simulator.telegram_call import Call, Refused, Upload
from simulator.telegram_chats import Chat
from simulator.telegram_files import LARGEST_FILE, FileBook

READER = 42


def png(width: int, height: int) -> bytes:
    """A picture as far as its size can be read from it."""
    header = struct.pack(">II5B", width, height, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    return b"\x89PNG\r\n\x1a\n" + chunk


def jpeg(width: int, height: int) -> bytes:
    """A picture as far as its size can be read from it."""
    return b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + bytes(4)


@pytest.fixture(autouse=True)
def reader(api: TelegramApi) -> None:
    api.limits = None
    api.put(Chat(id=READER, first_name="Amal"))


async def test_a_message_is_delivered_without_its_markup(api: TelegramApi, bot: Bot) -> None:
    message = await bot.send_message(
        READER, "<b>45.000</b> متابع", parse_mode=ParseMode.HTML, disable_notification=True
    )

    (sent,) = api.sent
    assert message.text == "45.000 متابع"
    assert message.entities == (MessageEntity("bold", 0, 6),)
    assert message.date == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert (sent.chat_id, sent.message_id, sent.method) == (READER, message.message_id, "sendMessage")
    assert (sent.html, sent.text) == ("<b>45.000</b> متابع", "45.000 متابع")
    assert sent.is_silent
    assert sent.has_preview


async def test_a_keyboard_and_preview_options_arrive(api: TelegramApi, bot: Bot) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Mute", callback_data="m" * 64)]])

    message = await bot.send_message(
        READER, "text", reply_markup=keyboard, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )

    assert message.reply_markup == keyboard
    assert api.sent[0].reply_markup == keyboard.to_dict()
    assert not api.sent[0].has_preview


@pytest.mark.parametrize(
    ("button", "words"),
    [
        (InlineKeyboardButton("x", callback_data="ميم" * 11), "Button_data_invalid"),
        (
            InlineKeyboardButton("x"),
            "Can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        (InlineKeyboardButton("x", url="nowhere"), "Inline keyboard button url 'nowhere' is invalid: wrong http url"),
    ],
)
async def test_a_button_telegram_refuses_is_refused(bot: Bot, button: InlineKeyboardButton, words: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        await bot.send_message(READER, "text", reply_markup=InlineKeyboardMarkup([[button]]))

    assert str(refusal.value) == words


async def test_a_hundred_and_one_buttons_are_too_many(bot: Bot) -> None:
    button = InlineKeyboardButton("x", callback_data="x")

    with pytest.raises(BadRequest, match="Reply markup is too long"):
        await bot.send_message(READER, "text", reply_markup=InlineKeyboardMarkup([[button]] * 101))


@pytest.mark.parametrize("picture", [png(1000, 560), jpeg(1000, 560)])
async def test_a_photo_arrives_with_its_caption(api: TelegramApi, bot: Bot, picture: bytes) -> None:
    message = await bot.send_photo(READER, picture, caption="<i>chart</i>", parse_mode="HTML", filename="chart.png")

    (sent,) = api.sent
    assert (message.photo[0].width, message.photo[0].height, message.caption) == (1000, 560, "chart")
    assert (sent.photo, sent.filename, sent.caption, sent.text) == (picture, "chart.png", "chart", "")


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (b"no picture", "Image_process_failed"),
        (png(9000, 1001), "Photo_invalid_dimensions"),
        (png(2100, 100), "Photo_invalid_dimensions"),
        (b"", "File must be non-empty"),
        (
            png(10, 10) + bytes(10 * 1024 * 1024),
            "File of size 10485793 bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
    ],
)
async def test_a_photo_telegram_refuses_is_refused(bot: Bot, picture: bytes, words: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        await bot.send_photo(READER, picture)

    assert str(refusal.value) == words


async def test_a_document_arrives_and_can_be_sent_again_by_its_id(api: TelegramApi, bot: Bot) -> None:
    first = await bot.send_document(READER, b"a;b\n", filename="export.csv")

    assert first.document is not None
    await bot.send_document(READER, first.document.file_id)

    assert [(sent.document, sent.filename, sent.caption) for sent in api.sent] == [(b"a;b\n", "export.csv", "")] * 2


def test_a_file_of_more_than_fifty_megabytes_is_refused() -> None:
    call = Call("sendDocument", files={"document": Upload("big.bin", bytes(LARGEST_FILE + 1))})

    with pytest.raises(Refused, match="Request Entity Too Large"):
        FileBook().take(call, "document", "", "document")


async def test_an_unknown_file_id_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await bot.send_photo(READER, "unknown")


async def test_an_album_is_several_messages_of_one_group(api: TelegramApi, bot: Bot) -> None:
    media = [InputMediaPhoto(png(10, 10), caption="first"), InputMediaPhoto(jpeg(10, 10))]

    messages = await bot.send_media_group(READER, media)

    assert len({message.media_group_id for message in messages}) == 1
    assert [sent.photo for sent in api.sent] == [png(10, 10), jpeg(10, 10)]
    assert [sent.caption for sent in api.sent] == ["first", ""]


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ([InputMediaPhoto(png(10, 10))] * 11, "Too many messages to send as an album"),
        (
            [InputMediaPhoto(png(10, 10)), InputMediaDocument(b"x")],
            "Document can't be mixed with other media types",
        ),
        ([InputMediaPhoto(png(10, 10), caption="c" * 1025)] * 2, "Media_caption_too_long"),
    ],
)
async def test_an_album_telegram_refuses_sends_nothing(
    api: TelegramApi, bot: Bot, media: list[InputMediaPhoto | InputMediaDocument], words: str
) -> None:
    with pytest.raises(BadRequest) as refusal:
        await bot.send_media_group(READER, media)

    assert str(refusal.value) == words
    assert api.sent == ()


async def test_an_answer_carries_the_message_it_answers(bot: Bot) -> None:
    first = await bot.send_message(READER, "first")

    answer = await bot.send_message(READER, "second", reply_to_message_id=first.message_id)

    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "first"


async def test_an_answer_to_nothing_is_refused_unless_it_may_stand_alone(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(READER, "text", reply_to_message_id=99)

    alone = await bot.send_message(READER, "text", reply_to_message_id=99, allow_sending_without_reply=True)

    assert alone.reply_to_message is None


async def test_a_chat_action_is_taken_and_a_wrong_one_is_not(bot: Bot) -> None:
    assert await bot.send_chat_action(READER, "typing")

    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(READER, "thinking")


async def test_message_ids_are_counted_per_supergroup_and_shared_by_people(api: TelegramApi, bot: Bot) -> None:
    api.put(Chat(id=43, first_name="Nour"))
    api.put(Chat(id=-1_000_000_000_007, type="supergroup", title="Office"))

    ids = [(await bot.send_message(chat, "x")).message_id for chat in (READER, 43, -1_000_000_000_007, READER)]

    assert ids == [1, 2, 1, 3]
