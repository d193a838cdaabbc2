"""The composition root: the only place that knows every room."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock, exact_utcnow, to_the_second
from bot.delivery import Delivery
from bot.digests import open_due
from bot.letters import Writer
from bot.platforms import budget_of, connect, credential_of, readable
from bot.polled import PollReport
from bot.polling import Poller
from bot.pruning import prune_all
from bot.quiet import let_go_of_held
from bot.recording import Judging
from bot.reminders import open_reminders
from bot.rule_book import RuleBook, rule_book
from bot.settings import Settings
from bot.stores import open_store
from bot.telegram.listener import Listener
from bot.telegram.pacing import Pacing
from bot.telegram.sender import open_bot
from connectors.catalogue import CATALOGUE, reader_of
from growth.platform import Platform
from storage.retention import Pruned
from storage.store import Store
from storage.tellings import Grouping


@dataclass(frozen=True, slots=True)
class App:
    """The program, put together.

    Attributes:
        settings: What the operator decided.
        store: The database, its tables up to date.
        pollers: The platforms that are on, by name.
        delivery: The way out; None without a Telegram token.
        listener: The ear; None without a Telegram token.
        now: The clock.
        outcomes: Polls of accounts since the start, by platform and outcome.

    """

    settings: Settings
    store: Store
    pollers: Mapping[Platform, Poller]
    delivery: Delivery | None
    listener: Listener | None
    now: Clock
    outcomes: Counter[tuple[Platform, str]] = field(default_factory=Counter)

    async def poll(self, platform: Platform) -> PollReport:
        """Read, record and judge every account of a platform once."""
        report = await self.pollers[platform].poll()
        self.outcomes.update((platform, one.outcome) for one in report.polled)
        return report

    async def open_digests(self) -> int:
        """Put every digest that is due into the outbox, and alerts whose quiet hours are over; how many digests."""
        return await asyncio.to_thread(self._open_digests)

    async def prune(self) -> Mapping[Platform, tuple[datetime, Pruned]]:
        """Let go of single readings older than wanted; by platform that has a limit, with the limit."""
        return await asyncio.to_thread(prune_all, self.store, self.settings, now=self.now())

    async def open_reminders(self) -> int:
        """Put every reminder that is due into the outbox; how many there were."""
        return await asyncio.to_thread(self._open_reminders)

    async def deliver(self) -> datetime | None:
        """Send what may go out now; when to come back (UTC), None when nothing waits for its time."""
        return await self.delivery.flush() if self.delivery is not None else None

    def _open_digests(self) -> int:
        with self.store.begin() as tx:
            let_go_of_held(tx, now=self.now())
            return open_due(tx, self.settings, now=self.now())

    def _open_reminders(self) -> int:
        with self.store.begin() as tx:
            return open_reminders(tx, self.settings.alerts, now=self.now())


@asynccontextmanager
async def open_app(settings: Settings, *, now: Clock = exact_utcnow) -> AsyncIterator[App]:
    """Put the program together, and give everything back at the end.

    Everything but the pacing of messages is told the time to the second, as storage keeps it.

    Raises:
        StorageError: If the database cannot be used.

    """
    pacing, now = Pacing(now), to_the_second(now)
    async with AsyncExitStack() as stack:
        store = await asyncio.to_thread(open_store, settings, now())
        stack.callback(store.close)
        rules = await asyncio.to_thread(_rule_book, store, settings)
        pollers = {platform: _poller(settings, platform, store, rules, now) for platform in readable(settings)}
        for poller in pollers.values():
            stack.push_async_callback(poller.connector.close)
        if settings.telegram.token is None:
            yield App(settings, store, pollers, None, None, now)
            return
        bot = await stack.enter_async_context(open_bot(settings.telegram))
        delivery = Delivery(store, bot, Writer(settings, now), pacing, now)
        yield App(settings, store, pollers, delivery, Listener(bot, store, settings, pacing, now), now)


def _rule_book(store: Store, settings: Settings) -> RuleBook:
    with store.read() as tx:
        return rule_book(tx, settings)


def _poller(settings: Settings, platform: Platform, store: Store, rules: RuleBook, now: Clock) -> Poller:
    alerts = settings.alerts
    grouping = Grouping(alerts.group_wait, alerts.group_interval)
    interval = settings.platform(platform).interval
    judging = Judging(rules, settings.zone, interval, grouping=grouping)
    return Poller(
        connect(settings, platform),
        store,
        judging,
        now,
        credential=credential_of(settings, platform),
        reader=reader_of(platform),
        budget=budget_of(settings, platform),
        is_split=CATALOGUE[platform].is_split,
    )
