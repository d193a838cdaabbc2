"""Keeps reading within a day's money or units: who may be asked for, what is put down before, what is taken back after.

One ledger a credential, shared by every job that uses it and kept in the database: a restart in the middle of a day
knows who is paid for, and two jobs together stay under one cap.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Generic, TypeVar

from connectors.errors import AuthFailed, BudgetSpent, ConnectorError, NotPermitted, RateLimited
from connectors.price import Per, Price, requests_of
from growth.reading import AccountRef, Profile, Reading
from storage import spending
from storage.accounts import StoredAccount, fold
from storage.transaction import Transaction

_NOT_CHARGED = (RateLimited, AuthFailed, NotPermitted, BudgetSpent)
"""Refusals that come before anything is looked up. After any other failure nobody knows, and the money stays spent."""


_Named = TypeVar("_Named", StoredAccount, AccountRef)


@dataclass(frozen=True, slots=True)
class Booking(Generic[_Named]):
    """What was put down before a batch was asked.

    Attributes:
        day: The day it counts on.
        accounts: Who may be asked for, in the order given.
        fresh: What is paid for now, where accounts are.
        requests: Requests paid for now, where requests are.

    """

    day: date
    accounts: tuple[_Named, ...]
    fresh: tuple[str, ...] = ()
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """What a platform's credential may cost a day.

    Attributes:
        credential: Whose money it is: a platform's name.
        price: What reading costs.
        cap: The most that a day may cost (millionths); None for any amount.

    """

    credential: str
    price: Price
    cap: int | None

    def affordable(self, tx: Transaction, accounts: Sequence[StoredAccount], *, now: datetime) -> list[StoredAccount]:
        """Those the day still has room for, the first ones first; whoever is paid for today always is among them."""
        day = self.price.day(now)
        if self.cap is None:
            return list(accounts)
        room = max(self.cap - self.spent(tx, day), 0) // self.price.micros
        if self.price.per is Per.REQUEST:
            return list(self._within(accounts, room))
        paid = spending.bought_on(tx, self.credential, day)
        unpaid = [account.key for account in accounts if resource_of(account) not in paid]
        left_out = set(unpaid[room:])
        return [account for account in accounts if account.key not in left_out]

    def book(self, tx: Transaction, batch: Sequence[_Named], *, now: datetime) -> Booking[_Named]:
        """Pay for a batch before it is asked, or for as much of it as the day has room for."""
        day = self.price.day(now)
        if self.price.per is Per.ACCOUNT:
            wanted = [resource_of(account) for account in batch]
            found = spending.reserve(tx, self.credential, day, wanted, each=self.price.micros, cap=self.cap)
            may = found.free | set(found.fresh)
            chosen = tuple(account for account in batch if resource_of(account) in may)
            return Booking(day, chosen, fresh=found.fresh)
        chosen = tuple(batch)
        while chosen and not self._take(tx, day, _requests_for(chosen)):
            chosen = chosen[:-1]
        return Booking(day, chosen, requests=_requests_for(chosen))

    def settle(
        self, tx: Transaction, booking: Booking[_Named], readings: Sequence[Reading], requests: int | None
    ) -> None:
        """Keep what an answer cost, and take back the rest. An account that was not returned is not charged for."""
        if self.price.per is Per.REQUEST:
            made = booking.requests if requests is None else requests
            self._take(tx, booking.day, made - booking.requests, is_certain=True)
            return
        pairs = list(zip(booking.accounts, readings, strict=True))
        sold = [_sold(account, reading) for account, reading in pairs if isinstance(reading, Profile)]
        each = self.price.micros
        spending.settle(tx, self.credential, booking.day, bought=sold, unsold=booking.fresh, each=each)

    def refund(self, tx: Transaction, booking: Booking[_Named], error: ConnectorError) -> None:
        """Take back what a refusal did not cost."""
        if isinstance(error, _NOT_CHARGED) and self.price.per is Per.ACCOUNT:
            each = self.price.micros
            spending.settle(tx, self.credential, booking.day, bought=(), unsold=booking.fresh, each=each)

    def spent(self, tx: Transaction, day: date) -> int:
        """What a day has cost so far (millionths)."""
        return self.spent_in(tx, day, day + timedelta(days=1)).get(day, 0)

    def spent_in(self, tx: Transaction, start: date, end: date) -> Mapping[date, int]:
        """What each day of ``[start, end)`` cost (millionths)."""
        return spending.spent(tx, self.credential, start=start, end=end)

    def _within(self, accounts: Sequence[StoredAccount], room: int) -> Iterator[StoredAccount]:
        """Those that so many requests have room for: one a batch of known ids, and one for each account without."""
        known = unknown = 0
        for account in accounts:
            is_known = account.platform_id is not None
            if unknown + (not is_known) + ceil((known + is_known) / self.price.batch) <= room:
                known, unknown = known + is_known, unknown + (not is_known)
                yield account

    def _take(self, tx: Transaction, day: date, requests: int, *, is_certain: bool = False) -> bool:
        cap = None if is_certain else self.cap
        return spending.take(tx, self.credential, day, requests * self.price.micros, cap=cap)


def resource_of(account: StoredAccount | AccountRef) -> str:
    """What is paid for, where accounts are: the platform's id once it is known, the handle until then."""
    return account.platform_id or f"@{fold(account.handle)}"


def _sold(account: StoredAccount | AccountRef, profile: Profile) -> str:
    return profile.platform_id or resource_of(account)


def _requests_for(accounts: Sequence[_Named]) -> int:
    return requests_of([AccountRef(account.handle, account.platform_id) for account in accounts])
