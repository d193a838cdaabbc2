"""What every platform costs, from the ledger alone."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from bot.budget import Budget, resource_of
from bot.platforms import budget_of, readable
from bot.settings import Settings
from bot.turns import by_turn
from connectors.catalogue import CATALOGUE
from connectors.price import Per, whole_units
from growth.cost import Cost, forecast_month, month_of
from growth.platform import Platform
from storage import accounts, spending
from storage.accounts import StoredAccount
from storage.transaction import Transaction

_DAY = timedelta(days=1)


def costs(tx: Transaction, settings: Settings, *, now: datetime) -> tuple[Cost, ...]:
    """Each platform that costs something and is on, or cost something this month; in the catalogue's order."""
    return tuple(_costs(tx, settings, now))


def _costs(tx: Transaction, settings: Settings, now: datetime) -> Iterator[Cost]:
    on = readable(settings)
    for platform in CATALOGUE:
        budget = budget_of(settings, platform)
        if budget is not None:
            watched = [one for one in accounts.accounts(tx, platform=platform) if one.enabled and platform in on]
            cost = _cost(tx, platform, budget, by_turn(tx, watched), settings.platform(platform).interval, now=now)
            if platform in on or cost.month:
                yield cost


def _cost(
    tx: Transaction,
    platform: Platform,
    budget: Budget,
    watched: Sequence[StoredAccount],
    interval: timedelta,
    *,
    now: datetime,
) -> Cost:
    price, day = budget.price, budget.price.day(now)
    spent = budget.spent_in(tx, *month_of(day))
    usual = _usual(budget, watched, interval)
    room = {account.key for account in budget.affordable(tx, watched, now=now)}
    bought = spending.bought_on(tx, budget.credential, day)
    paid = sum(resource_of(account) in bought for account in watched)
    return Cost(
        platform=platform,
        unit=price.unit,
        day=day,
        renews_at=datetime.combine(day + _DAY, time(), ZoneInfo(price.zone)).astimezone(UTC),
        today=whole_units(spent.get(day, 0)),
        cap=None if budget.cap is None else whole_units(budget.cap),
        month=whole_units(sum(spent.values())),
        forecast=whole_units(forecast_month(spent, day=day, usual=usual, cap=budget.cap)),
        accounts=len(watched),
        paid=paid if price.per is Per.ACCOUNT else None,
        left_out=tuple(account.handle for account in watched if account.key not in room),
    )


def _usual(budget: Budget, watched: Sequence[StoredAccount], interval: timedelta) -> int:
    """What a day costs when every account is read as often as the settings say (millionths)."""
    if budget.price.per is Per.ACCOUNT:
        return len(watched) * budget.price.micros
    unknown = sum(account.platform_id is None for account in watched)
    requests = unknown + ceil((len(watched) - unknown) / budget.price.batch)
    return requests * budget.price.micros * max(_DAY // interval, 1)
