"""Which accounts a command speaks of, from the words after it."""

from bot.picking import pick
from bot.telegram.conversation import Ask, Reply, Text
from storage import accounts
from storage.accounts import StoredAccount
from storage.transaction import Transaction

KEY = "#"
"""Begins the word that names an account by the store's key."""


def chosen(tx: Transaction, ask: Ask) -> tuple[StoredAccount, ...]:
    """The accounts the words fit, among those watched; without words, those the chat follows.

    A single word such as ``#5``, which buttons carry, means the account of that key.
    """
    if not ask.arguments:
        return accounts.followed_by(tx, ask.chat.key) or accounts.accounts(tx)
    number = ask.arguments[0].removeprefix(KEY)
    if ask.arguments[0].startswith(KEY) and number.isascii() and number.isdecimal():
        return tuple(account for account in accounts.accounts(tx) if str(account.key) == number)
    return pick(accounts.accounts(tx), ask.arguments)


def nothing_fits(ask: Ask) -> Reply:
    """The answer when no account fits the words."""
    if not ask.arguments:
        return (Text(ask.words.say("reply.no_accounts")),)
    return (Text(ask.words.say("reply.unknown_account", text=" ".join(ask.arguments))),)
