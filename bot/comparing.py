"""Whom a person wants to compare, and what is known of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.picking import pick
from bot.trails import Trails
from growth.comparison import Comparison, Contender, compared
from growth.platform import BUILT_IN, Metric
from storage import agencies, snapshots
from storage.accounts import StoredAccount, fold
from storage.agencies import Agency
from storage.transaction import Transaction

MOST = 12
"""Contenders compared where nobody was named: a longer list is for those who say whom they mean."""

Group = tuple[StoredAccount, ...]
"""The accounts of one contender."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom was asked for.

    Attributes:
        groups: The accounts of each contender: one account, or all of an agency.
        unknown: Words that fit nobody, in their order.

    """

    groups: tuple[Group, ...]
    unknown: tuple[str, ...] = ()


def asked_for(every: Sequence[StoredAccount], words: Sequence[str]) -> Asked:
    """The contenders that words name.

    A platform's name restricts the comparison to it. Every other word names a handle (also as ``platform/handle`` or
    the key that `marsad accounts` prints), or an agency, by its id or a part of its name. Without other words every
    agency is a contender, or every account where there is one agency only.
    """
    platforms = {word.casefold() for word in words} & set(BUILT_IN)
    chosen = [account for account in every if not platforms or account.platform in platforms]
    named = [word for word in words if word.casefold() not in platforms]
    if not named:
        groups = tuple(_by_agency(chosen))
        return Asked(groups if len(groups) > 1 else tuple((account,) for account in chosen))
    found = {word: tuple(_named(chosen, word)) for word in named}
    every_group = (group for some in found.values() for group in some)
    groups = tuple({tuple(account.key for account in group): group for group in every_group}.values())
    if len(groups) == 1:
        groups = tuple((account,) for account in groups[0])
    return Asked(groups, tuple(word for word, some in found.items() if not some))


def most_followed(tx: Transaction, groups: Sequence[Group]) -> tuple[Group, ...]:
    """The ``MOST`` groups with the most followers at their latest readings, most first."""
    latest = snapshots.latest(tx, [account.key for group in groups for account in group])

    def followers(group: Group) -> int:
        seen = (latest.get((account.key, Metric.FOLLOWERS)) for account in group)
        return sum(one.count.value for one in seen if one is not None)

    return tuple(sorted(groups, key=followers, reverse=True)[:MOST])


def comparison(tx: Transaction, groups: Sequence[Group], *, now: datetime, zone: ZoneInfo) -> Comparison:
    """The contenders held against each other."""
    trails = Trails(tx, now, zone)
    trails.of([account for group in groups for account in group])  # all in one query
    sizes = {agency.id: agency for agency in agencies.agencies(tx)}
    return compared([_contender(group, trails, sizes) for group in groups], now=now, zone=zone)


def _contender(group: Group, trails: Trails, sizes: Mapping[str, Agency]) -> Contender:
    first, is_alone = group[0], len(group) == 1
    size = sizes[first.agency]
    return Contender(
        agency=first.agency,
        names=first.names,
        platforms=tuple(account.platform for account in group),
        handle=first.handle if is_alone else None,
        trails=tuple(trails.of(group)),
        past=trails.with_published(group)[0].counts if is_alone else None,
        staff=size.staff,
        staff_year=size.staff_year,
        residents=size.population,
        residents_year=size.population_year,
        source=size.source,
    )


def _named(chosen: Sequence[StoredAccount], word: str) -> Iterator[Group]:
    """The account of a handle or key, else the agencies that the word fits."""
    platform, slash, handle = word.partition("/")
    sought = fold(handle if slash else word)
    exact = [
        account
        for account in chosen
        if str(account.key) == word
        or (fold(account.handle) == sought and (not slash or account.platform == platform.casefold()))
    ]
    if exact:
        yield from ((account,) for account in exact)
    else:
        yield from _by_agency(pick(chosen, word.split("/")))


def _by_agency(chosen: Sequence[StoredAccount]) -> Iterator[Group]:
    for agency in dict.fromkeys(account.agency for account in chosen):
        yield tuple(account for account in chosen if account.agency == agency)
