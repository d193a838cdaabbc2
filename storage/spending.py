"""The ledger of what reading cost: by credential and day, with what each day's money has bought already.

What is about to be asked for is put down before it is asked: a process that dies before the answer has spent the
money, as far as anybody can tell. Whoever knows that nothing was charged takes it back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update

from storage.spending_schema import paid, spending
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Reserved:
    """What may be asked for.

    Attributes:
        free: What was paid for today already.
        fresh: What is paid for now, in the order it was named.

    """

    free: frozenset[str] = frozenset()
    fresh: tuple[str, ...] = ()


def reserve(
    tx: Transaction, credential: str, day: date, resources: Sequence[str], *, each: int, cap: int | None
) -> Reserved:
    """Pay for as many of ``resources`` as the day's cap has room for, the first ones first; the paid ones cost nothing.

    Args:
        tx: A writing transaction.
        credential: Whose money it is.
        day: The day it counts on.
        resources: What is wanted, such as the ids of accounts.
        each: The price of one (millionths).
        cap: The most that the day may cost (millionths); None for any amount.

    """
    spent = _begin(tx, credential, day)
    free = bought_on(tx, credential, day, among=resources)
    wanted = [one for one in dict.fromkeys(resources) if one not in free]
    fresh = tuple(wanted if cap is None else wanted[: max(cap - spent, 0) // each])
    _put(tx, credential, day, fresh, is_certain=False)
    _add(tx, credential, day, len(fresh) * each)
    return Reserved(free, fresh)


def settle(
    tx: Transaction, credential: str, day: date, *, bought: Collection[str], unsold: Collection[str], each: int
) -> None:
    """Keep what an answer sold, and take back what it did not. Repeating changes nothing.

    Args:
        tx: A writing transaction.
        credential: Whose money it is.
        day: The day it was reserved on.
        bought: What was sold; what nobody reserved is paid for here, whatever the cap.
        unsold: What was reserved and not sold; what an answer has sold stays sold.
        each: The price of one (millionths).

    """
    _begin(tx, credential, day)
    known = bought_on(tx, credential, day, among=bought)
    new = [one for one in dict.fromkeys(bought) if one not in known]
    _put(tx, credential, day, new, is_certain=True)
    of_day = (paid.c.credential == credential) & (paid.c.day == day)
    tx.change(update(paid).where(of_day, paid.c.resource.in_(known)).values(is_certain=True))
    returned = tx.change(
        delete(paid).where(of_day, paid.c.resource.in_(set(unsold) - set(bought)), paid.c.is_certain.is_(False))
    )
    _add(tx, credential, day, (len(new) - returned) * each)


def take(tx: Transaction, credential: str, day: date, micros: int, *, cap: int | None) -> bool:
    """Spend an amount (millionths; negative gives back) if the day's cap has room for it; whether it had."""
    spent = _begin(tx, credential, day)
    if cap is not None and micros > 0 and spent + micros > cap:
        return False
    _add(tx, credential, day, micros)
    return True


def spent(tx: Transaction, credential: str, *, start: date, end: date) -> Mapping[date, int]:
    """What each day of ``[start, end)`` cost (millionths); days without a row cost nothing."""
    table = spending
    rows = tx.rows(select(table).where(table.c.credential == credential, table.c.day >= start, table.c.day < end))
    return {row.day: row.micros for row in rows}


def bought_on(tx: Transaction, credential: str, day: date, *, among: Collection[str] | None = None) -> frozenset[str]:
    """What the day's money has bought, or is about to; only what is ``among`` these, unless that is None."""
    chosen = select(paid.c.resource).where(paid.c.credential == credential, paid.c.day == day)
    if among is not None:
        chosen = chosen.where(paid.c.resource.in_(among))
    return frozenset(row.resource for row in tx.rows(chosen))


def _begin(tx: Transaction, credential: str, day: date) -> int:
    """What the day has cost so far (millionths); no other process changes it before this transaction ends."""
    table = spending
    tx.keep_first(table, [{"credential": credential, "day": day, "micros": 0}], key=["credential", "day"])
    chosen = select(table.c.micros).where(table.c.credential == credential, table.c.day == day)
    row = tx.first(chosen.with_for_update())
    return 0 if row is None else int(row.micros)


def _add(tx: Transaction, credential: str, day: date, micros: int) -> None:
    of_day = (spending.c.credential == credential) & (spending.c.day == day)
    tx.change(update(spending).where(of_day).values(micros=spending.c.micros + micros))


def _put(tx: Transaction, credential: str, day: date, resources: Sequence[str], *, is_certain: bool) -> None:
    rows = [{"credential": credential, "day": day, "resource": one, "is_certain": is_certain} for one in resources]
    tx.keep_first(paid, rows, key=["credential", "day", "resource"])
