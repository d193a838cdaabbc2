"""Methods of the Bot API that change what was sent, and answers to pressed buttons.

Source: https://core.telegram.org/bots/api#updating-messages and https://core.telegram.org/bots/api#answercallbackquery.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from simulator.telegram_account import Account, Answer
from simulator.telegram_call import Call, bad_request
from simulator.telegram_chats import Access, BotStatus, ChatType
from simulator.telegram_entities import utf16_length
from simulator.telegram_markup import inline_keyboard, read_markup
from simulator.telegram_messages import Message, as_sent
from simulator.telegram_text import Wording, caption_text, message_text

DELETED_UNTIL: Final = timedelta(hours=48)
"""The age from which on a bot can no longer delete a message."""

LONGEST_ANSWER: Final = 200
"""Characters of an answer to a pressed button."""

_NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


def edit_message_text(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#editmessagetext."""
    entities = call.document("entities", "can't parse entities JSON object")
    wording = message_text(call.text("text"), call.text("parse_mode"), entities, is_edit=True)
    message = _editable(account, call)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _edited(account, call, message, wording)


def edit_message_caption(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#editmessagecaption."""
    entities = call.document("caption_entities", "can't parse entities JSON object")
    wording = caption_text(call.text("caption"), call.text("parse_mode"), entities, is_sent_alone=False)
    message = _editable(account, call)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _edited(account, call, message, wording)


def edit_message_reply_markup(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    message = _editable(account, call)
    return _edited(account, call, message, message.wording)


def delete_message(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#deletemessage."""
    chat = account.chats.find(call.text("chat_id"), Access.EDIT)
    message = _named(account, call, chat.id, "message to delete not found")
    is_foreign = not message.is_from_bot and chat.type != ChatType.PRIVATE
    if account.clock.now() - message.at >= DELETED_UNTIL or (is_foreign and chat.bot != BotStatus.ADMINISTRATOR):
        raise bad_request("message can't be deleted for everyone")
    account.messages.remove(message)
    return True


def answer_callback_query(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#answercallbackquery."""
    query_id = call.text("callback_query_id")
    if query_id not in account.presses:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if utf16_length(call.text("text")) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    account.presses[query_id] = True
    account.answers.append(Answer(query_id, call.text("text"), call.is_true("show_alert")))
    return True


def _editable(account: Account, call: Call) -> Message:
    chat = account.chats.find(call.text("chat_id"), Access.EDIT)
    message = _named(account, call, chat.id, "message to edit not found")
    if not message.is_from_bot:
        raise bad_request("message can't be edited")
    return message


def _named(account: Account, call: Call, chat_id: int, complaint: str) -> Message:
    if not call.text("message_id"):
        raise bad_request("message identifier is not specified")
    message = account.messages.get(chat_id, call.integer("message_id"))
    if message is None or message.service:
        raise bad_request(complaint)
    return message


def _edited(account: Account, call: Call, message: Message, wording: Wording) -> object:
    """The message after an edit. A keyboard that is not given again is gone."""
    markup = inline_keyboard(read_markup(call))
    is_same_text = (message.wording.formatted.text, message.wording.formatted.entities) == (
        wording.formatted.text,
        wording.formatted.entities,
    )
    if is_same_text and markup == message.markup:
        raise bad_request(_NOT_MODIFIED)
    now = account.clock.now()
    edited = replace(message, wording=wording, markup=markup, edited_at=now)
    account.messages.put(edited)
    account.edits.append(as_sent(edited, call.method, markup=markup, at=now))
    return account.message_json(edited)
