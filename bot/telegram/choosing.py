"""Which accounts a command speaks of, from the words after it."""

from collections.abc import Sequence

from bot.picking import pick
from bot.telegram.conversation import Ask, Button, Keyboard, Reply, Text
from bot.telegram.keyboards import page_of, pager
from report.account_text import short_name
from storage import accounts
from storage.accounts import StoredAccount
from storage.transaction import Transaction

KEY = "#"
"""Begins the word that names an account by the store's key."""

A_PAGE = 8
"""Accounts to choose from on one page."""


def chosen(tx: Transaction, ask: Ask, words: tuple[str, ...] | None = None) -> tuple[StoredAccount, ...]:
    """The accounts the words fit, among those watched; without words, those the chat follows.

    A single word such as ``#5``, which buttons carry, means the account of that key.

    Args:
        tx: A transaction.
        ask: What is asked.
        words: The words that name accounts; None for all that follow the command.

    """
    sought = ask.arguments if words is None else words
    if not sought:
        return accounts.followed_by(tx, ask.chat.key) or accounts.accounts(tx)
    number = sought[0].removeprefix(KEY)
    if sought[0].startswith(KEY) and number.isascii() and number.isdecimal():
        return tuple(account for account in accounts.accounts(tx) if str(account.key) == number)
    return pick(accounts.accounts(tx), sought)


def nothing_fits(ask: Ask, words: tuple[str, ...] | None = None) -> Reply:
    """The answer when no account fits the words."""
    sought = ask.arguments if words is None else words
    if not sought:
        return (Text(ask.words.say("reply.no_accounts")),)
    return (Text(ask.words.say("reply.unknown_account", text=" ".join(sought))),)


def pick_among(ask: Ask, found: Sequence[StoredAccount]) -> Reply:
    """Asks which of several accounts is meant, a button each; the answer takes the question's place."""
    shown = page_of(found, ask, A_PAGE)
    buttons: Keyboard = tuple((_button(ask, account),) for account in shown)
    return (Text(ask.words.say("reply.which"), (*buttons, *pager(found, ask, A_PAGE))),)


def _button(ask: Ask, account: StoredAccount) -> Button:
    label = short_name(account.name, ask.words, with_handle=True)
    return Button(label, ask.command, (f"{KEY}{account.key}",))
