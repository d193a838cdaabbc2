"""What /growth answers: one account's count, its growth over a day and a week, its target and its next milestone."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from growth.count import Count
from growth.digest import AccountStatus, NextMilestone
from growth.platform import Metric
from growth.state import AccountState
from report.account_text import account_line
from report.standing_text import mark, standing_text
from report.telegram_html import Html
from report.words import Words

_UNREMARKABLE: Final = frozenset({AccountState.OK, AccountState.UNCONFIRMED})


def growth_text(status: AccountStatus, words: Words, *, zone: ZoneInfo, now: datetime) -> str:
    """One account's growth as Telegram HTML.

    Args:
        status: The account as it stands; its ``net_week`` covers the last 7 days.
        words: The chat's language.
        zone: The chat's time zone.
        now: The instant the age of an old reading is counted to (UTC).

    """
    return "\n".join(_lines(status, words, zone, now))


def _lines(status: AccountStatus, words: Words, zone: ZoneInfo, now: datetime) -> Iterator[Html]:
    yield words.say("growth.title")
    yield account_line(status.name, words)
    if status.state not in _UNREMARKABLE:
        yield words.say("status.state", state=words.name_of("state", status.state))
    if status.followers is None or status.observed_at is None:
        yield words.say("growth.unread")
        return
    read = words.instant(status.observed_at, zone)
    metric = words.name_of("metric", Metric.FOLLOWERS)
    yield words.say("growth.count", metric=metric, count=status.followers, instant=read)
    if status.is_stale:
        yield words.say("growth.stale", age=words.span(now - status.observed_at))
    yield from _nets(status, status.followers, words)
    if status.standing is not None:
        phrase = standing_text(status.standing, words)
        yield words.say("status.standing", mark=mark(status.standing), standing=phrase)
    if status.next_milestone is not None:
        yield _next(status.next_milestone, words)


def _nets(status: AccountStatus, followers: Count, words: Words) -> Iterator[Html]:
    for period, net in (("day", status.net_day), ("week", status.net_week)):
        if net is None:
            yield words.say(f"growth.{period}_unknown")
        else:
            yield words.say(f"growth.{period}", net=words.signed(net), share=net_share(net, followers, words))
    if status.net_previous_week is not None:
        yield words.say("growth.previous", net=words.signed(status.net_previous_week))


def net_share(net: int, after: Count, words: Words) -> Html:
    """A net growth as a share of the count before it; the growth itself where nothing was there before."""
    before = after.value - net
    return words.signed_percent(net / before) if before > 0 else words.signed(net)


def _next(milestone: NextMilestone, words: Words) -> Html:
    threshold = words.counted(Metric.FOLLOWERS, milestone.threshold)
    if milestone.projected is None:
        return words.say("growth.next", threshold=threshold, missing=milestone.missing)
    return words.say("growth.next_dated", threshold=threshold, missing=milestone.missing, day=milestone.projected)
