"""What reading a platform costs: so far, and in a whole month at this rate."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from growth.platform import Platform


class Unit(StrEnum):
    """What is paid with."""

    USD = "usd"
    UNITS = "units"
    REQUESTS = "requests"


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading one platform costs, in its unit.

    Attributes:
        platform: The platform.
        unit: What is paid with.
        day: The day of now, in the zone whose midnight renews the allowance.
        renews_at: When that day ends (UTC).
        today: What the day has cost so far.
        cap: The most that a day may cost; None for any amount.
        month: What the calendar month of that day has cost so far.
        forecast: What the whole month will have cost if the same accounts are read as often.
        accounts: Accounts that are watched.
        paid: How many of them are paid for today; None where requests are what is paid for.
        left_out: Handles of those the day has no room for, the most overdue first.

    """

    platform: Platform
    unit: Unit
    day: date
    renews_at: datetime
    today: Decimal
    cap: Decimal | None
    month: Decimal
    forecast: Decimal
    accounts: int
    paid: int | None
    left_out: tuple[str, ...] = ()


def month_of(day: date) -> tuple[date, date]:
    """The calendar month of a day, as ``[first, next first)``."""
    first = day.replace(day=1)
    return first, first + timedelta(days=monthrange(day.year, day.month)[1])


def forecast_month(spent: Mapping[date, int], *, day: date, usual: int, cap: int | None) -> int:
    """What a month will have cost: what it cost before today, and the usual for today and each day after.

    Args:
        spent: What its days cost so far.
        day: Today.
        usual: What a day costs when everything due on it is read.
        cap: The most that a day may cost; None for any amount.

    """
    first, end = month_of(day)
    daily = usual if cap is None else min(usual, cap)
    before = sum(cost for on, cost in spent.items() if first <= on < day)
    return before + max(spent.get(day, 0), daily) + daily * ((end - day).days - 1)
