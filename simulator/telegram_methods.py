"""The Bot API methods the simulator knows, by their documented names."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from simulator import telegram_about as about
from simulator import telegram_edit as edit
from simulator import telegram_send as send
from simulator.telegram_account import Account
from simulator.telegram_call import Call

Method = Callable[[Account, Call], object | Awaitable[object]]
"""Carries a call out and gives its result; raises ``Refused`` when it is not carried out."""

METHODS: Final[Mapping[str, Method]] = {
    "getMe": about.get_me,
    "getUpdates": about.get_updates,
    "setWebhook": about.set_webhook,
    "deleteWebhook": about.delete_webhook,
    "getWebhookInfo": about.get_webhook_info,
    "setMyCommands": about.set_my_commands,
    "getMyCommands": about.get_my_commands,
    "deleteMyCommands": about.delete_my_commands,
    "setMyName": about.set_my_text,
    "setMyDescription": about.set_my_text,
    "setMyShortDescription": about.set_my_text,
    "getMyName": about.get_my_text,
    "getMyDescription": about.get_my_text,
    "getMyShortDescription": about.get_my_text,
    "setChatMenuButton": about.agree,
    "setMyDefaultAdministratorRights": about.agree,
    "sendMessage": send.send_message,
    "sendPhoto": send.send_photo,
    "sendDocument": send.send_document,
    "sendMediaGroup": send.send_media_group,
    "sendChatAction": send.send_chat_action,
    "editMessageText": edit.edit_message_text,
    "editMessageCaption": edit.edit_message_caption,
    "editMessageReplyMarkup": edit.edit_message_reply_markup,
    "deleteMessage": edit.delete_message,
    "answerCallbackQuery": edit.answer_callback_query,
    "getChat": about.get_chat,
    "getChatMember": about.get_chat_member,
    "getChatMemberCount": about.get_chat_member_count,
    "getChatMembersCount": about.get_chat_member_count,
    "getChatAdministrators": about.get_chat_administrators,
    "leaveChat": about.leave_chat,
}

BY_LOWER_CASE: Final[Mapping[str, str]] = {name.lower(): name for name in METHODS}
"""Telegram does not care for the case of a method's name."""
