"""/subscribe and /unsubscribe: which accounts a chat hears of."""

from bot.picking import pick
from bot.telegram.choosing import nothing_fits
from bot.telegram.conversation import Ask, Reply, Text
from report.account_text import handle_text, platform_name
from storage import accounts, chats
from storage.accounts import EVERYTHING, StoredAccount
from storage.transaction import Transaction


def subscribe(ask: Ask) -> Reply:
    """Follow the accounts that fit the words; everything without words."""
    with ask.store.begin() as tx:
        if not ask.arguments:
            chats.subscribe(tx, ask.chat.key, EVERYTHING)
            ask.write_down(tx)
            return (Text(ask.words.say("reply.subscribed", scope=ask.words.say("scope.all"))),)
        found = pick(accounts.accounts(tx), ask.arguments)
        for account in found:
            chats.subscribe(tx, ask.chat.key, f"account:{account.key}")
        if found:
            ask.write_down(tx)
    return tuple(_told(ask, "reply.subscribed", account) for account in found) or nothing_fits(ask)


def unsubscribe(ask: Ask) -> Reply:
    """Stop following the accounts that fit the words; everything without words."""
    with ask.store.begin() as tx:
        followed = accounts.followed_by(tx, ask.chat.key)
        found = pick(followed, ask.arguments)
        if found:
            _leave(tx, ask, kept=[account for account in followed if account not in found])
            ask.write_down(tx)
    if not ask.arguments:
        return (Text(ask.words.say("reply.unsubscribed", scope=ask.words.say("scope.all"))),)
    return tuple(_told(ask, "reply.unsubscribed", account) for account in found) or nothing_fits(ask)


def _leave(tx: Transaction, ask: Ask, *, kept: list[StoredAccount]) -> None:
    """Follow ``kept`` and nothing else: a wider subscription that covered them is taken apart."""
    for scope in ask.chat.scopes:
        chats.unsubscribe(tx, ask.chat.key, scope)
    for account in kept:
        chats.subscribe(tx, ask.chat.key, f"account:{account.key}")


def _told(ask: Ask, key: str, account: StoredAccount) -> Text:
    scope = ask.words.say(
        "scope.account",
        agency=account.name.in_language(ask.chat.language),
        platform=platform_name(account.platform, ask.words),
        handle=handle_text(account.name),
    )
    return Text(ask.words.say(key, scope=scope))
