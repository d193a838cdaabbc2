"""Methods of the Bot API that send.

Source: https://core.telegram.org/bots/api#sendmessage and the sections after it.
"""

from collections.abc import Mapping
from typing import Final

from simulator.telegram_account import Account
from simulator.telegram_call import Call, bad_request
from simulator.telegram_chats import Access, Chat
from simulator.telegram_files import Media
from simulator.telegram_markup import inline_keyboard, read_markup
from simulator.telegram_messages import Message, as_sent
from simulator.telegram_text import Wording, caption_text, message_text

LARGEST_ALBUM: Final = 10

_ACTIONS: Final = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
        *("choose_sticker", "find_location", "record_video_note", "upload_video_note", "cancel"),
    }
)


def send_message(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#sendmessage."""
    entities = call.document("entities", "can't parse entities JSON object")
    wording = message_text(call.text("text"), call.text("parse_mode"), entities)
    return account.message_json(_send(account, call, wording))


def send_photo(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#sendphoto."""
    media = account.files.take(call, "photo", call.text("photo"), "photo")
    return account.message_json(_send(account, call, _caption(call), media))


def send_document(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#senddocument."""
    media = account.files.take(call, "document", call.text("document"), "document")
    return account.message_json(_send(account, call, _caption(call), media))


def send_media_group(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#sendmediagroup."""
    items = call.document("media", "can't parse media JSON object")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > LARGEST_ALBUM:
        raise bad_request("too many messages to send as an album")
    contents = [_album_item(account, call, item) for item in items]
    if len({media.kind for media, _ in contents}) > 1:
        raise bad_request("document can't be mixed with other media types")
    chat = account.chats.find(call.text("chat_id"), Access.WRITE)
    thread_id = account.thread_of(chat, call)
    account.pace.spend(chat, call.method, len(contents))
    album = f"{int(account.clock.now().timestamp())}{account.messages.next_id(chat)}"
    sent = []
    for media, wording in contents:
        message = _message(account, chat, call, wording, media, thread_id=thread_id, album=album)
        sent.append(account.message_json(message))
    return sent


def send_chat_action(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#sendchataction. It is shown for five seconds and leaves no trace."""
    if call.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    account.thread_of(account.chats.find(call.text("chat_id"), Access.WRITE), call)
    return True


def _caption(call: Call) -> Wording:
    entities = call.document("caption_entities", "can't parse entities JSON object")
    return caption_text(call.text("caption"), call.text("parse_mode"), entities)


def _album_item(account: Account, call: Call, item: object) -> tuple[Media, Wording]:
    if not isinstance(item, Mapping):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = str(item.get("type", ""))
    if kind not in ("photo", "document"):
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    source = str(item.get("media", ""))
    if source.removeprefix("attach://") not in call.files and source.startswith("attach://"):
        raise bad_request("can't parse InputMedia: media not found")
    media = account.files.take(call, kind, source, "")
    caption, parse_mode = str(item.get("caption") or ""), str(item.get("parse_mode") or "")
    return media, caption_text(caption, parse_mode, item.get("caption_entities"), is_sent_alone=False)


def _send(account: Account, call: Call, wording: Wording, media: Media | None = None) -> Message:
    """Everything between a content that can be sent and a message that was: the order of checks is Telegram's."""
    read_markup(call)
    chat = account.chats.find(call.text("chat_id"), Access.WRITE)
    thread_id = account.thread_of(chat, call)
    account.pace.spend(chat, call.method)
    return _message(account, chat, call, wording, media, thread_id=thread_id, album=None)


def _message(
    account: Account,
    chat: Chat,
    call: Call,
    wording: Wording,
    media: Media | None,
    *,
    thread_id: int | None,
    album: str | None,
) -> Message:
    markup = read_markup(call)
    now = account.clock.now()
    message = Message(
        chat_id=chat.id,
        id=account.messages.next_id(chat),
        at=now,
        is_from_bot=True,
        thread_id=thread_id,
        wording=wording,
        media=media,
        markup=inline_keyboard(markup),
        reply_to=_answered(account, chat, call),
        album=album,
    )
    account.messages.put(message)
    account.sent.append(
        as_sent(
            message,
            call.method,
            markup=markup,
            at=now,
            is_silent=call.is_true("disable_notification"),
            has_preview=_has_preview(call),
        )
    )
    return message


def _answered(account: Account, chat: Chat, call: Call) -> int | None:
    """The message a call answers; None when it answers none, or may go out without."""
    given = call.document("reply_parameters", "can't parse reply parameters JSON object")
    wanted = given if isinstance(given, Mapping) else {"message_id": call.integer("reply_to_message_id")}
    message_id = wanted.get("message_id")
    if not isinstance(message_id, int) or message_id <= 0:
        return None
    if account.messages.get(chat.id, message_id) is not None:
        return message_id
    if wanted.get("allow_sending_without_reply") or call.is_true("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _has_preview(call: Call) -> bool:
    options = call.document("link_preview_options", "can't parse link preview options JSON object")
    if isinstance(options, Mapping):
        return options.get("is_disabled") is not True
    return not call.is_true("disable_web_page_preview")
