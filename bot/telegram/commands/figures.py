"""/figures: what others published of the accounts."""

from collections.abc import Iterator, Sequence

from bot.telegram.choosing import chosen, nothing_fits
from bot.telegram.conversation import Ask, Reply, Text
from growth.figure import ALL
from report.figure_text import Group, figures_text
from report.telegram_html import Html
from storage import figures
from storage.accounts import StoredAccount
from storage.transaction import Transaction


def answer(ask: Ask) -> Reply:
    """The published figures of the accounts that fit the words, and the sums over their agencies' accounts."""
    with ask.store.read() as tx:
        found = chosen(tx, ask)
        groups = tuple(_groups(tx, found))
    return (Text(Html(figures_text(groups, ask.words))),) if found else nothing_fits(ask)


def _groups(tx: Transaction, found: Sequence[StoredAccount]) -> Iterator[Group]:
    """Accounts with figures in their order, each agency's sums after its last account."""
    known = figures.figures_of(tx, [account.key for account in found])
    last = {account.agency: account for account in found}
    for account in found:
        if account.key in known:
            yield account.name, False, known[account.key]
        if last[account.agency] is account:
            sums = figures.figures(tx, agency=account.agency, platform=ALL)
            yield from [(account.name, True, sums)] if sums else []
