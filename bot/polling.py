"""Reads every account of a platform once: in batches, within its rate limit and its budget, keeping pauses."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog

from bot.asking import ask, is_nearly_used
from bot.budget import Booking, Budget
from bot.canary import CANARIES, blocked, is_doubtful
from bot.cycle import Batch, Cycle
from bot.pauses import QUOTA_NEARLY_USED, failure_of, pause_ends, renewal
from bot.polled import Polled, PollReport, as_reason
from bot.recording import GAP_INTERVALS, Judging, record_and_judge, record_platform, record_purge
from bot.turns import by_turn
from connectors.connector import Answer, Connector
from connectors.errors import BudgetSpent, ConnectorError, MalformedAnswer
from connectors.evidence import Evidence, collected
from growth.platform import Platform
from growth.reading import AccountRef, Profile, UnreadReason
from storage import accounts, evidence, holds, polls, snapshots
from storage.accounts import StoredAccount
from storage.errors import StorageError
from storage.holds import Hold
from storage.store import Store
from storage.transaction import Transaction

_log = structlog.get_logger("marsad.poll")

IN_FLIGHT = 4
"""Requests on their way to one platform at once, after the first answers of a cycle told how much room there is."""

_SPENT = BudgetSpent.__name__

_Named = TypeVar("_Named", StoredAccount, AccountRef)

_SPOILING = (UnreadReason.MALFORMED.value, as_reason(MalformedAnswer.__name__))
"""Outcomes of an account that made a request fail, or that was in one of which nothing could be read."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a cycle is to do.

    Attributes:
        hold: The pause that stands in the way; None when none does.
        batches: Who is to be asked for together, in the order of asking.
        too_dear: Who the day's budget has no room for, the most overdue first.

    """

    hold: Hold | None
    batches: Sequence[Batch]
    too_dear: Batch


@dataclass(frozen=True, slots=True)
class Poller:
    """Polls one platform.

    Attributes:
        connector: How it is read.
        store: Where readings go.
        judging: How they are judged.
        now: The clock.
        credential: Whose rate limit it uses: the first of the platforms that share a credential.
        reader: What reads it and its version, for the record.
        budget: What reading may cost; None where it costs nothing.
        is_split: Whether known ids and handles go in requests of their own.

    """

    connector: Connector
    store: Store
    judging: Judging
    now: Callable[[], datetime]
    credential: Platform
    reader: str
    budget: Budget | None = None
    is_split: bool = False

    @property
    def platform(self) -> Platform:
        """The platform polled."""
        return self.connector.platform

    async def poll(self) -> PollReport:
        """Ask for every account watched on the platform, unless it asked us to wait or the day's budget is used up."""
        plan = await asyncio.to_thread(self._plan)
        watched = [account for batch in plan.batches for account in batch]
        if plan.hold is not None:
            _log.info("waiting", platform=self.platform, until=plan.hold.until.isoformat())
            left = self._unasked((*watched, *plan.too_dear), failure_of(plan.hold))
            return PollReport(self.platform, unasked=left, held_until=plan.hold.until)
        cycle = Cycle(deque(enumerate(plan.batches)), too_dear=list(plan.too_dear))
        await self._ask(cycle)
        polled = cycle.in_order
        if cycle.errors and all(one.reading is None for one in polled):
            await asyncio.to_thread(self._keep_outage, cycle.errors[-1])
        elif polled:
            await asyncio.to_thread(self._keep_purge)
        return PollReport(self.platform, tuple(polled), self._left_out(cycle, watched))

    async def _ask(self, cycle: Cycle) -> None:
        """Ask for every batch: one after the other until there is an answer, then several at a time.

        Raises:
            StorageError: If what was read could not be kept.

        """
        while cycle.has_room and not cycle.is_answered:
            await self._next(cycle)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(IN_FLIGHT, len(cycle.waiting))):
                    group.create_task(self._work(cycle))
        except* StorageError as failures:
            raise next(_leaves(failures)) from None

    async def _work(self, cycle: Cycle) -> None:
        while cycle.has_room:
            await self._next(cycle)

    async def _next(self, cycle: Cycle) -> None:
        """Ask for the next batch and keep what comes of it."""
        number, batch = cycle.waiting.popleft()
        cycle.in_flight += 1
        try:
            booking = await asyncio.to_thread(self.book, batch)
            if isinstance(booking, Hold):
                cycle.stopped_by = failure_of(booking)
                return
            booked = {account.key for account in booking.accounts}
            cycle.too_dear += [account for account in batch if account.key not in booked]
            if booking.accounts:
                cycle.polled[number] = await self._ask_for(booking, cycle)
        finally:
            cycle.in_flight -= 1

    async def _ask_for(self, booking: Booking[StoredAccount], cycle: Cycle) -> list[Polled]:
        try:
            with collected() as answers:
                answer = await ask(self.connector, [_ref(account) for account in booking.accounts])
            if not cycle.is_seeing and is_doubtful(booking.accounts, answer.readings) and await self._is_blocked():
                raise blocked(self.platform)
        except ConnectorError as error:
            cycle.failed(error)
            return await asyncio.to_thread(self._keep_failure, booking, error)
        cycle.succeeded(answer)
        return await asyncio.to_thread(self._keep, booking, answer, answers)

    async def _is_blocked(self) -> bool:
        """Whether not even the account that is always there can be seen; False where there is none, or no money."""
        name = CANARIES.get(self.platform)
        booking = await asyncio.to_thread(self.book, [AccountRef(name)] if name else [])
        if isinstance(booking, Hold) or not booking.accounts:
            return False
        answer = await ask(self.connector, booking.accounts)
        await asyncio.to_thread(self.settle, booking, answer)
        return not any(isinstance(reading, Profile) for reading in answer.readings)

    def settle(self, booking: Booking[AccountRef], answer: Answer) -> None:
        """Keep what an answer about accounts that are not watched cost."""
        if self.budget is not None:
            with self.store.begin() as tx:
                self.budget.settle(tx, booking, answer.readings, answer.requests)

    def _plan(self) -> _Plan:
        """The pause that stands in the way, if any, and who is to be asked for, the most overdue first."""
        now = self.now()
        with self.store.read() as tx:
            watched = [one for one in accounts.accounts(tx, platform=self.platform) if one.enabled]
            last = polls.last_polls(tx, [account.key for account in watched])
            in_turn = by_turn(tx, watched)
            chosen = in_turn if self.budget is None else self.budget.affordable(tx, in_turn, now=now)
            hold = self._hold(tx)
        spoiling = {key for key, run in last.items() if run.outcome in _SPOILING}
        keys = {account.key for account in chosen}
        too_dear = [account for account in in_turn if account.key not in keys]
        return _Plan(hold, self._batches(chosen, spoiling), too_dear)

    def _batches(self, accounts: Batch, spoiling: set[int]) -> Sequence[Batch]:
        """As few requests as there can be, the one with the most overdue account first.

        What spoiled a request the last time is not put among the others again.
        """
        kinds: dict[tuple[bool, bool], list[tuple[int, StoredAccount]]] = {}
        for turn, account in enumerate(accounts):
            kind = (account.key in spoiling, self.is_split and account.platform_id is None)
            kinds.setdefault(kind, []).append((turn, account))
        size = self.connector.batch_size
        batches = (alike[at : at + size] for alike in kinds.values() for at in range(0, len(alike), size))
        return [[account for _, account in batch] for batch in sorted(batches, key=lambda batch: batch[0][0])]

    def _hold(self, tx: Transaction) -> Hold | None:
        """The pause that stands now."""
        hold = holds.holds(tx).get(self.credential)
        return hold if hold is not None and hold.stands(self.now()) else None

    def refuse(self, booking: Booking[AccountRef], error: ConnectorError) -> None:
        """Keep the pause a failure asks for, and take back what it did not cost."""
        now = self.now()
        until = pause_ends(error, now)
        with self.store.begin() as tx:
            if self.budget is not None:
                self.budget.refund(tx, booking, error)
            if until is not None:
                holds.hold(tx, self.credential, until, type(error).__name__, since=now)

    def book(self, batch: Sequence[_Named]) -> Booking[_Named] | Hold:
        """Pay for a batch; the pause instead where another job was asked to wait since the cycle began."""
        now = self.now()
        if self.budget is None:
            with self.store.read() as tx:
                return self._hold(tx) or Booking(now.date(), tuple(batch))
        with self.store.begin() as tx:
            return self._hold(tx) or self.budget.book(tx, batch, now=now)

    def _left_out(self, cycle: Cycle, watched: Batch) -> tuple[Polled, ...]:
        """Every account not asked for, each with what stands in the way."""
        dear = {account.key for account in cycle.too_dear}
        asked = {one.account.key for one in cycle.in_order} | dear
        if dear:
            handles = [account.handle for account in cycle.too_dear]
            _log.warning("left out by the day's budget", platform=self.platform, accounts=len(dear), handles=handles)
        left = [account for account in watched if account.key not in asked]
        return self._unasked(left, cycle.stopped_by) + self._unasked(cycle.too_dear, _SPENT)

    def _unasked(self, left: Sequence[StoredAccount], failure: str) -> tuple[Polled, ...]:
        detail = "left out by the day's budget" if failure == _SPENT else "left to a later poll"
        return tuple(Polled(account, self.now(), failure=failure, detail=detail) for account in left)

    def _keep(self, booking: Booking[StoredAccount], answer: Answer, answers: Sequence[Evidence]) -> list[Polled]:
        now = self.now()
        read = list(zip(booking.accounts, answer.readings, strict=True))
        with self.store.begin() as tx:
            if self.budget is not None:
                self.budget.settle(tx, booking, answer.readings, answer.requests)
            record_and_judge(tx, read, self.judging, now=now)
            record_platform(tx, self.platform, None, self.judging, now=now)
            if snapshots.has_begun(tx, [account.key for account in booking.accounts], now):
                evidence.append(tx, [(one.address, one.digest) for one in answers], self.reader, now)
            if answer.quota is not None and is_nearly_used(answer.quota):
                holds.hold(tx, self.credential, renewal(answer.quota, now), QUOTA_NEARLY_USED, since=now)
        return [Polled(account, now, reading) for account, reading in read]

    def _keep_failure(self, booking: Booking[StoredAccount], error: ConnectorError) -> list[Polled]:
        now = self.now()
        failure = type(error).__name__
        _log.warning("poll failed", platform=self.platform, failure=failure, detail=str(error))
        with self.store.begin() as tx:
            if self.budget is not None:
                self.budget.refund(tx, booking, error)
            outcomes = {account.key: as_reason(failure) for account in booking.accounts}
            polls.record_polls(tx, outcomes, now, longest_pause=GAP_INTERVALS * self.judging.interval)
            until = pause_ends(error, now)
            if until is not None:
                holds.hold(tx, self.credential, until, failure, since=now)
        return [Polled(account, now, failure=failure, detail=str(error)) for account in booking.accounts]

    def _keep_outage(self, error: ConnectorError) -> None:
        """A poll without any answer counts once, however many requests it made."""
        with self.store.begin() as tx:
            record_platform(tx, self.platform, error, self.judging, now=self.now())

    def _keep_purge(self) -> None:
        """What all accounts of the platform show together, once every batch was kept."""
        with self.store.begin() as tx:
            record_purge(tx, self.platform, self.judging, now=self.now())


def _ref(account: StoredAccount) -> AccountRef:
    return AccountRef(account.handle, account.platform_id)


def _leaves(failures: BaseExceptionGroup[StorageError]) -> Iterator[StorageError]:
    """Every failure of a group, however deep."""
    for one in failures.exceptions:
        if isinstance(one, BaseExceptionGroup):
            yield from _leaves(one)
        else:
            yield one
