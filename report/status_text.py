"""What /status answers: every account as it stands, in detail when they are few and a line each when they are many."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

from growth.digest import AccountStatus
from growth.state import AccountState
from report.account_text import handle_text, platform_name, short_names
from report.standing_text import mark, standing_text
from report.telegram_html import Html, clean_name, escape
from report.words import Words

_DETAILED: Final = 8
"""Accounts up to which each gets several lines."""

_UNREMARKABLE: Final = frozenset({AccountState.OK, AccountState.UNCONFIRMED})


def status_text(
    rows: Sequence[AccountStatus], words: Words, *, zone: ZoneInfo, now: datetime, total: int | None = None
) -> str:
    """The accounts under their agencies, as Telegram HTML; may need ``split``.

    Args:
        rows: The accounts in the order to show them; those of one agency are brought together.
        words: The chat's language.
        zone: The chat's time zone.
        now: The instant the ages of old readings are counted to (UTC).
        total: How many accounts there are in all; None when these are all.

    """
    if not rows:
        return words.say("status.empty")
    title = words.say("status.title", accounts=words.counted("accounts", total or len(rows)))
    if len(rows) > _DETAILED:
        return "\n".join((title, words.say("status.brackets"), *_brief(rows, words, zone, now)))
    blocks = ("\n".join(_agency(accounts, words, zone, now)) for accounts in _grouped(rows).values())
    return "\n\n".join((title, *blocks))


def _grouped(rows: Sequence[AccountStatus]) -> Mapping[str, list[AccountStatus]]:
    groups: dict[str, list[AccountStatus]] = {}
    for status in rows:
        groups.setdefault(status.name.agency, []).append(status)
    return groups


def _brief(rows: Sequence[AccountStatus], words: Words, zone: ZoneInfo, now: datetime) -> Iterator[Html]:
    """A line each without a link: a hundred of them would use up the formatting one message may hold."""
    names = short_names(rows, words)
    for status in chain.from_iterable(_grouped(rows).values()):
        count = words.say("status.unread") if status.followers is None else words.count(status.followers)
        yield words.say("status.row_short", name=names[status.account], count=count, week=_net(status.net_week, words))
        yield from _warnings(status, words, zone, now)


def _agency(accounts: Sequence[AccountStatus], words: Words, zone: ZoneInfo, now: datetime) -> Iterator[Html]:
    yield Html(f"<b>{escape(clean_name(accounts[0].name.in_language(words.language)))}</b>")
    for status in accounts:
        yield from _detailed(status, words)
        yield from _warnings(status, words, zone, now)


def _detailed(status: AccountStatus, words: Words) -> Iterator[Html]:
    yield words.say(
        "status.row",
        platform=platform_name(status.name.platform, words),
        handle=handle_text(status.name),
        count=words.say("status.unread") if status.followers is None else words.count(status.followers),
    )
    if status.net_day is not None or status.net_week is not None:
        yield words.say("status.growth", day=_net(status.net_day, words), week=_net(status.net_week, words))
    if status.standing is not None:
        phrase = standing_text(status.standing, words)
        yield words.say("status.standing", mark=mark(status.standing), standing=phrase)


def _warnings(status: AccountStatus, words: Words, zone: ZoneInfo, now: datetime) -> Iterator[Html]:
    if status.state not in _UNREMARKABLE:
        yield words.say("status.state", state=words.name_of("state", status.state))
    if status.is_stale and status.observed_at is not None:
        age = words.span(now - status.observed_at)
        yield words.say("status.stale", instant=words.instant(status.observed_at, zone), age=age)


def _net(net: int | None, words: Words) -> Html:
    return words.say("status.unknown") if net is None else words.signed(net)
