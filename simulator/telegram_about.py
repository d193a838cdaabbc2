"""Methods of the Bot API about the bot and its chats: reading, commands, updates.

Source: https://core.telegram.org/bots/api#available-methods and https://core.telegram.org/bots/api#getting-updates.
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from simulator.telegram_account import Account
from simulator.telegram_call import Call, Json, bad_request
from simulator.telegram_chats import Access, BotStatus, Chat, ChatType, Person
from simulator.telegram_updates import MOST_AT_ONCE, Webhook

MOST_COMMANDS: Final = 100

_COMMAND: Final = re.compile(r"/?[a-z0-9_]{1,32}")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]*")
_LONGEST_SECRET: Final = 256
_LONGEST_DESCRIPTION: Final = 256
_DEFAULT_SCOPE: Final = '{"type": "default"}'
_TEXTS: Final = ("name", "description", "short_description")


def get_me(account: Account, _: Call) -> object:
    """https://core.telegram.org/bots/api#getme."""
    abilities = ("can_join_groups", "can_read_all_group_messages")
    lacks = ("supports_inline_queries", "can_connect_to_business", "has_main_web_app")
    return {**account.me, **dict.fromkeys(abilities, True), **dict.fromkeys(lacks, False)}


async def get_updates(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#getupdates."""
    _allow(account, call)
    limit = min(max(call.integer("limit", MOST_AT_ONCE), 1), MOST_AT_ONCE)
    return await account.updates.poll(
        offset=call.integer("offset"), limit=limit, timeout_s=max(call.integer("timeout"), 0)
    )


def set_webhook(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#setwebhook. An empty address deletes it."""
    url, secret = call.text("url"), call.text("secret_token")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if len(secret) > _LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if call.is_true("drop_pending_updates"):
        account.updates.drop()
    if url:
        _allow(account, call)
        account.updates.interrupt("terminated by setWebhook request")
    account.updates.webhook = Webhook(url, secret, call.integer("max_connections", 40)) if url else Webhook()
    return True


def delete_webhook(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#deletewebhook."""
    if call.is_true("drop_pending_updates"):
        account.updates.drop()
    account.updates.webhook = Webhook()
    return True


def get_webhook_info(account: Account, _: Call) -> object:
    """https://core.telegram.org/bots/api#getwebhookinfo."""
    hook, allowed = account.updates.webhook, account.updates.allowed
    return {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": account.updates.pending,
        **({"max_connections": hook.max_connections} if hook.url else {}),
        **({"allowed_updates": list(allowed)} if allowed else {}),
    }


def set_my_commands(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#setmycommands."""
    given = call.document("commands", "can't parse commands JSON object")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > MOST_COMMANDS:
        raise bad_request("too many commands specified")
    account.commands[_scope(account, call)] = tuple(_command(item) for item in given)
    return True


def get_my_commands(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#getmycommands."""
    return [dict(command) for command in account.commands.get(_scope(account, call), ())]


def delete_my_commands(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#deletemycommands."""
    account.commands.pop(_scope(account, call), None)
    return True


def set_my_text(account: Account, call: Call) -> object:
    """The bot's name, description or short description, whichever the method is named after."""
    for name in _TEXTS:
        if name in call.arguments:
            account.profile[name, call.text("language_code")] = call.text(name)
    return True


def get_my_text(account: Account, call: Call) -> object:
    """The bot's name, description or short description, whichever the method is named after."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", call.method.removeprefix("getMy")).lower()
    return {name: account.profile.get((name, call.text("language_code")), "")}


def get_chat(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#getchat."""
    chat = account.chats.find(call.text("chat_id"), Access.READ)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **chat.as_json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
        **({"active_usernames": [chat.username]} if chat.username else {}),
        **({"description": chat.description} if chat.description else {}),
    }


def get_chat_member(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#getchatmember."""
    chat = account.chats.find(call.text("chat_id"), Access.READ_MEMBERS)
    return account.member_json(chat, call.integer("user_id"))


def get_chat_member_count(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#getchatmembercount."""
    return account.chats.find(call.text("chat_id"), Access.READ_MEMBERS).head_count


def get_chat_administrators(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#getchatadministrators."""
    chat = account.chats.find(call.text("chat_id"), Access.READ_MEMBERS)
    if chat.type == ChatType.PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    ranks = ("creator", "administrator")
    people = [account.member_json(chat, user_id) for user_id, status in chat.members.items() if status in ranks]
    is_bot_one = chat.bot == BotStatus.ADMINISTRATOR
    return [*people, account.member_json(chat, account.bot_id)] if is_bot_one else people


def leave_chat(account: Account, call: Call) -> object:
    """https://core.telegram.org/bots/api#leavechat."""
    chat = account.chats.find(call.text("chat_id"), Access.READ)
    if chat.type == ChatType.PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    account.change_status(chat, BotStatus.LEFT, by=Person(account.bot_id, str(account.me["first_name"])))
    return True


def agree(_: Account, __: Call) -> object:
    """A method that changes nothing the simulator keeps."""
    return True


def _allow(account: Account, call: Call) -> None:
    kinds = call.document("allowed_updates", "can't parse allowed updates JSON object")
    if isinstance(kinds, list):
        account.updates.allow(str(kind) for kind in kinds)


def _command(item: object) -> Mapping[str, str]:
    if not isinstance(item, Mapping):
        raise bad_request("can't parse BotCommand: expected an Object")
    command, description = str(item.get("command", "")), str(item.get("description", ""))
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description.strip()) <= _LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command.removeprefix("/"), "description": description}


def _scope(account: Account, call: Call) -> tuple[str, str]:
    """What a command list is for: its scope as JSON text, and its language."""
    scope = call.document("scope", "can't parse BotCommandScope JSON object")
    if scope is None:
        return _DEFAULT_SCOPE, call.text("language_code")
    if not isinstance(scope, Mapping):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    if "chat_id" in scope:
        scope = {**scope, "chat_id": _scope_chat(account, scope).id}
    return json.dumps(scope, sort_keys=True), call.text("language_code")


def _scope_chat(account: Account, scope: Json) -> Chat:
    return account.chats.find(str(scope["chat_id"]), Access.READ_MEMBERS)
