"""The week and the digest that a command speaks of."""

from collections.abc import Sequence

from bot.facts import digest_of
from bot.telegram.conversation import Ask, Text
from growth.digest import Digest
from growth.weeks import Week, week_meant
from storage import accounts
from storage.accounts import StoredAccount
from storage.transaction import Transaction


def week_asked(ask: Ask) -> Week | Text:
    """The week the words name, else the last whole one; what to answer when they name none."""
    try:
        return week_meant(next(iter(ask.arguments), None), ask.now, ask.zone)
    except ValueError:
        last = week_meant(None, ask.now, ask.zone)
        return Text(ask.words.say("reply.unknown_week", text=ask.arguments[0], example=last.period))


def digest_asked(tx: Transaction, ask: Ask, week: Week) -> tuple[Sequence[StoredAccount], Digest]:
    """The accounts the chat follows, or all where it follows none, and their digest of the week."""
    watched = accounts.followed_by(tx, ask.chat.key) or accounts.accounts(tx)
    return watched, digest_of(tx, watched, ask.settings, week, now=ask.now, zone=ask.zone)
