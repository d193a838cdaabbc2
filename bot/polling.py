"""Reads every account of a platform once: in batches, asking again for what was left unanswered, keeping pauses."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.recording import GAP_INTERVALS, Judging, record_and_judge, record_platform
from connectors.connector import Answer, Connector, Quota
from connectors.errors import AuthFailed, BudgetSpent, ConnectorError, NotPermitted, RateLimited
from growth.platform import Platform
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason
from storage import accounts, holds, polls
from storage.accounts import StoredAccount
from storage.holds import Hold
from storage.polls import PollRun
from storage.store import Store

_log = structlog.get_logger("marsad.poll")

NEARLY_USED = 0.95
"""Share of a rate limit after which we stop by ourselves: calls over the limit lengthen a block."""

QUOTA_NEARLY_USED = "quota nearly used"
"""Why a platform is left alone that has not refused us yet."""

MOST_FAILURES = 2
"""Failed requests in a row after which the rest of the cycle is left to the next one."""

_ENDS_THE_CYCLE = (RateLimited, BudgetSpent, AuthFailed, NotPermitted)
"""Failures that the next batch would meet as well."""

_NEVER = datetime.min.replace(tzinfo=UTC)

DEFAULT_PAUSE = timedelta(minutes=15)
"""The pause after a refusal that named none: the longest window of the platforms that have one."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll of one account came to.

    Attributes:
        account: The account, as stored before the poll.
        observed_at: When (UTC).
        reading: What was read; None when the request as a whole failed.
        failure: The class of that failure, such as ``RateLimited``; None when there was an answer.
        detail: Its words, without secrets; None when there was an answer.

    """

    account: StoredAccount
    observed_at: datetime
    reading: Reading | None = None
    failure: str | None = None
    detail: str | None = None

    @property
    def outcome(self) -> str:
        """``read``, the reason it was not, or the failure's class in the style of a reason."""
        match self.reading:
            case Profile():
                return "read"
            case Unread(reason):
                return reason.value
            case None:
                return _as_reason(self.failure or "")


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll of a platform came to.

    Attributes:
        platform: The platform.
        polled: One per account asked for; empty while held.
        unasked: One per account left to a later poll, with the failure that stands in the way.
        held_until: When the platform may be asked again; None when it was asked.

    """

    platform: Platform
    polled: tuple[Polled, ...] = ()
    unasked: tuple[Polled, ...] = ()
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Poller:
    """Polls one platform.

    Attributes:
        connector: How it is read.
        store: Where readings go.
        judging: How they are judged.
        now: The clock.

    """

    connector: Connector
    store: Store
    judging: Judging
    now: Callable[[], datetime]

    async def poll(self) -> PollReport:
        """Ask for every account watched on the platform, unless it asked us to wait."""
        platform = self.connector.platform
        hold, watched = await asyncio.to_thread(self._plan)
        if hold is not None:
            _log.info("waiting", platform=platform, until=hold.until.isoformat())
            failure = RateLimited.__name__ if hold.reason == QUOTA_NEARLY_USED else hold.reason
            return PollReport(platform, unasked=self._unasked(watched, failure), held_until=hold.until)
        polled, failure = await self._ask(watched)
        asked = {one.account.key for one in polled}
        left = [account for account in watched if account.key not in asked]
        return PollReport(platform, tuple(polled), self._unasked(left, failure))

    async def _ask(self, watched: Sequence[StoredAccount]) -> tuple[list[Polled], str]:
        """What came of each account asked for, and the failure that stands before those left out."""
        polled: list[Polled] = []
        errors: list[ConnectorError] = []
        failed_in_a_row = 0
        for batch in _batches(watched, self.connector.batch_size):
            try:
                answer = await self._read(batch)
            except ConnectorError as error:
                errors.append(error)
                failed_in_a_row += 1
                polled += await asyncio.to_thread(self._keep_failure, batch, error)
                if isinstance(error, _ENDS_THE_CYCLE) or failed_in_a_row == MOST_FAILURES:
                    break
            else:
                failed_in_a_row = 0
                polled += await asyncio.to_thread(self._keep, batch, answer)
                if _is_nearly_used(answer.quota):
                    return polled, RateLimited.__name__
        if errors and all(one.reading is None for one in polled):
            await asyncio.to_thread(self._keep_outage, errors[-1])
        return polled, type(errors[-1]).__name__ if errors else ""

    def _plan(self) -> tuple[Hold | None, tuple[StoredAccount, ...]]:
        """The pause that stands in the way, if any, and the accounts watched, in the order of asking."""
        with self.store.read() as tx:
            hold = holds.holds(tx).get(self.connector.platform)
            watched = [one for one in accounts.accounts(tx, platform=self.connector.platform) if one.enabled]
            last = polls.last_polls(tx, [account.key for account in watched])
        by_turn = sorted(watched, key=lambda account: _turn(account, last.get(account.key)))
        return (hold if hold is not None and hold.until > self.now() else None), tuple(by_turn)

    def _unasked(self, left: Sequence[StoredAccount], failure: str) -> tuple[Polled, ...]:
        return tuple(Polled(account, self.now(), failure=failure, detail="left to a later poll") for account in left)

    async def _read(self, batch: Sequence[StoredAccount]) -> Answer:
        first = await self.connector.read([_ref(account) for account in batch])
        again = [index for index, reading in enumerate(first.readings) if _is_unanswered(reading)]
        if not again or _is_nearly_used(first.quota):
            return first
        try:
            second = await self.connector.read([_ref(batch[index]) for index in again])
        except ConnectorError as error:  # it speaks of those left out, which may be on a server of their own
            _log.info("still unanswered", platform=self.connector.platform, accounts=len(again), detail=str(error))
            return first
        readings = list(first.readings)
        for index, reading in zip(again, second.readings, strict=True):
            readings[index] = reading
        return Answer(tuple(readings), second.quota or first.quota)

    def _keep(self, batch: Sequence[StoredAccount], answer: Answer) -> list[Polled]:
        now = self.now()
        read = list(zip(batch, answer.readings, strict=True))
        with self.store.begin() as tx:
            record_and_judge(tx, read, self.judging, now=now)
            record_platform(tx, self.connector.platform, None, self.judging, now=now)
            if answer.quota is not None and _is_nearly_used(answer.quota):
                until = answer.quota.renews_at or now + (answer.quota.renews_after or DEFAULT_PAUSE)
                holds.hold(tx, self.connector.platform, until, QUOTA_NEARLY_USED)
        return [Polled(account, now, reading) for account, reading in read]

    def _keep_failure(self, batch: Sequence[StoredAccount], error: ConnectorError) -> list[Polled]:
        now = self.now()
        failure = type(error).__name__
        _log.warning("poll failed", platform=self.connector.platform, failure=failure, detail=str(error))
        with self.store.begin() as tx:
            outcomes = {account.key: _as_reason(failure) for account in batch}
            polls.record_polls(tx, outcomes, now, longest_pause=GAP_INTERVALS * self.judging.interval)
            until = _pause_ends(error, now)
            if until is not None:
                holds.hold(tx, self.connector.platform, until, failure)
        return [Polled(account, now, failure=failure, detail=str(error)) for account in batch]

    def _keep_outage(self, error: ConnectorError) -> None:
        """A poll without any answer counts once, however many requests it made."""
        with self.store.begin() as tx:
            record_platform(tx, self.connector.platform, error, self.judging, now=self.now())


def _pause_ends(error: ConnectorError, now: datetime) -> datetime | None:
    match error:
        case RateLimited():
            return error.until or now + (error.after or DEFAULT_PAUSE)
        case BudgetSpent():
            return error.until or now + DEFAULT_PAUSE
        case _:
            return None


def _turn(account: StoredAccount, last: PollRun | None) -> tuple[datetime, bool]:
    """Who is asked for first: whoever was not for longest, so that a limit or a failure never leaves the same ones out.

    Known ids come before handles, which X takes in a request of their own: few batches mix the two.
    """
    return (_NEVER if last is None else last.last_at), account.platform_id is None


def _batches(watched: Sequence[StoredAccount], size: int) -> Iterator[Sequence[StoredAccount]]:
    for start in range(0, len(watched), size):
        yield watched[start : start + size]


def _ref(account: StoredAccount) -> AccountRef:
    return AccountRef(account.handle, account.platform_id)


def _is_unanswered(reading: Reading) -> bool:
    return isinstance(reading, Unread) and reading.reason is UnreadReason.UNANSWERED


def _is_nearly_used(quota: Quota | None) -> bool:
    if quota is None:
        return False
    return quota.remaining == 0 or (quota.used is not None and quota.used >= NEARLY_USED)


def _as_reason(failure: str) -> str:
    """``RateLimited`` as ``rate_limited``: the words of the readings' reasons."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in failure).lstrip("_")
