"""Looks up accounts that nobody watches, with what the watched ones leave of a day's budget."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.asking import ask, is_nearly_used
from bot.budget import resource_of
from bot.polling import Poller
from connectors.errors import ConnectorError
from connectors.price import Per
from growth.reading import AccountRef, Reading
from storage import accounts, spending
from storage.holds import Hold


async def look_up(poller: Poller, refs: Sequence[AccountRef]) -> Mapping[AccountRef, Reading]:
    """What can be learnt of accounts now: those lack that a pause, a failure or the day's budget left out.

    Raises:
        StorageError: If the ledger cannot be kept.

    """
    poller = await asyncio.to_thread(_sparing, poller)
    found: dict[AccountRef, Reading] = {}
    size = poller.connector.batch_size
    for batch in (refs[at : at + size] for at in range(0, len(refs), size)):
        booking = await asyncio.to_thread(poller.book, batch)
        if isinstance(booking, Hold) or not booking.accounts:
            break
        try:
            answer = await ask(poller.connector, booking.accounts)
        except ConnectorError as error:
            await asyncio.to_thread(poller.refuse, booking, error)
            break
        await asyncio.to_thread(poller.settle, booking, answer)
        found |= zip(booking.accounts, answer.readings, strict=True)
        if is_nearly_used(answer.quota):
            break
    return found


def _sparing(poller: Poller) -> Poller:
    """The same with a cap that leaves every watched account its share of the day."""
    budget = poller.budget
    if budget is None or budget.cap is None:
        return poller
    if budget.price.per is Per.REQUEST:
        return replace(poller, budget=replace(budget, cap=budget.cap // 2))
    with poller.store.read() as tx:
        watched = [one for one in accounts.accounts(tx, platform=poller.platform) if one.enabled]
        bought = spending.bought_on(tx, budget.credential, budget.price.day(poller.now()))
    unpaid = sum(resource_of(account) not in bought for account in watched)
    return replace(poller, budget=replace(budget, cap=max(budget.cap - unpaid * budget.price.micros, 0)))
