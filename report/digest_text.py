"""A week as the message a chat reads: the verdict, then what it rests on.

It stays readable for one account and for sixty: long lists show their ends and say how much they leave out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from growth.agency import AccountName
from growth.baseline import PaceState
from growth.count import Count
from growth.digest import AccountStatus, Coverage, Digest, NextMilestone
from growth.event import Event, Milestone
from growth.platform import Metric
from growth.state import AccountState
from report.account_text import platform_name, short_name, short_names
from report.digest_verdict import previous_net, verdict, week_net
from report.event_text import GRAVEST, what_happened
from report.growth_text import net_share
from report.note_text import note_html
from report.standing_text import mark, standing_text
from report.telegram_html import Html, clean_name, escape
from report.words import Words

_ALL_SHOWN: Final = 8
"""Accounts up to which all are listed."""

_TOP, _BOTTOM = 5, 3
"""Accounts shown at either end of a longer list."""

_LONGEST_LIST: Final = 8
"""Lines of any other list."""

_PATCHY_SHARE: Final = 0.25
"""Share of the readings of a week without which nothing is said of what did not happen in it."""

_NEAR: Final = timedelta(days=30)
_NEAR_SHARE: Final = 0.02
"""A milestone is near when it is expected within a month, or at most this share of it is missing."""

_GRAVEST_PACE: Final = (
    PaceState.MISSED,
    PaceState.BEHIND,
    PaceState.ON_PACE,
    PaceState.AHEAD,
    PaceState.REACHED,
    PaceState.NOT_STARTED,
)

Block = Sequence[Html]


@dataclass(frozen=True, slots=True)
class _Reader:
    """For whom the digest is written: their language and zone, and how the accounts are called in it."""

    words: Words
    zone: ZoneInfo
    names: Mapping[int, Html]

    def day(self, instant: datetime) -> Html:
        return self.words.day_of_year(instant.astimezone(self.zone).date())

    def name(self, event: Event, name: AccountName | None) -> Html:
        """Whom an event is about: an account as the lists call it, or its own name, or the whole platform."""
        if name is None or event.account is None:
            return platform_name(event.platform, self.words)
        return self.names.get(event.account) or short_name(name, self.words)

    def cut(self, lines: Sequence[Html]) -> Block:
        """The first lines of a long list, and how many more there are."""
        return [*lines[:_LONGEST_LIST], *self.more(len(lines) - _LONGEST_LIST)]

    def more(self, number: int) -> Block:
        """The line that says how many are left out, if any are."""
        return [self.words.say("digest.more", n=number)] if number > 0 else []


def digest_text(digest: Digest, words: Words, *, zone: ZoneInfo, is_repeat: bool = False) -> str:
    """The digest as Telegram HTML; may need ``split``.

    Args:
        digest: The week's facts.
        words: The chat's language.
        zone: The chat's time zone, in which the week was cut.
        is_repeat: Whether an earlier copy may have arrived; a line above the message then says so.

    """
    reader = _Reader(words, zone, short_names(digest.accounts, words))
    blocks = (
        _head(digest, words, is_repeat=is_repeat),
        _standings(digest.accounts, reader),
        _accounts(digest.accounts, reader),
        _passed(digest, reader),
        _near(digest, reader),
        _changes(digest, reader),
        _notes(digest, reader),
        _data(digest, words),
    )
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _head(digest: Digest, words: Words, *, is_repeat: bool) -> Block:
    return [
        *([words.say("alert.repeat")] if is_repeat else []),
        verdict(digest, words),
        digest_week(digest, words),
        *_total(digest, words),
        *([words.say("digest.late")] if digest.is_late else []),
        *_covers(digest.covers, words),
    ]


def digest_week(digest: Digest, words: Words) -> Html:
    """Which week, and whose when it is about one agency only."""
    week, accounts = words.days(*_days_of(digest.period)), words.counted("accounts", len(digest.accounts))
    names = {status.name.agency: status.name for status in digest.accounts}
    if len(names) != 1:
        return words.say("digest.week", week=week, accounts=accounts)
    (name,) = names.values()
    return words.say("digest.week_of_agency", agency=name.in_language(words.language), week=week, accounts=accounts)


def _days_of(period: str) -> tuple[date, date]:
    """Monday and Sunday of an ISO week such as ``2026-W47``."""
    year, week = period.split("-W")
    monday = date.fromisocalendar(int(year), int(week), 1)
    return monday, monday + timedelta(days=6)


def _covers(periods: Sequence[str], words: Words) -> Block:
    if not periods:
        return []
    first, last = _days_of(periods[0])[0], _days_of(periods[-1])[1]
    return [words.say("digest.covers", n=len(periods), weeks=words.days(first, last))]


def _total(digest: Digest, words: Words) -> Iterator[Html]:
    counts = [status.followers for status in digest.accounts if status.followers is not None]
    if not counts:
        return
    total = Count(sum(count.value for count in counts), max(count.resolution for count in counts))
    previous = previous_net(digest.accounts) if week_net(digest) is not None else None
    if previous is None:
        yield words.say("digest.total", total=total)
    else:
        yield words.say("digest.total_previous", total=total, previous=words.signed(previous))


def _standings(accounts: Sequence[AccountStatus], reader: _Reader) -> Block:
    """Where accounts stand against their baselines, the gravest first."""
    judged = [(status, status.standing) for status in accounts if status.standing is not None]
    judged.sort(key=lambda pair: _GRAVEST_PACE.index(pair[1].state))
    rows = [
        reader.words.say(
            "digest.baseline_row",
            mark=mark(standing),
            name=reader.names[status.account],
            standing=standing_text(standing, reader.words),
        )
        for status, standing in judged
    ]
    return [reader.words.say("digest.baselines"), *reader.cut(rows)] if rows else []


def _accounts(accounts: Sequence[AccountStatus], reader: _Reader) -> Block:
    """All accounts when they are few; else those that grew most and least."""
    words = reader.words
    if len(accounts) <= _ALL_SHOWN:
        rows = [_row(status, reader) for status in accounts]
        return [words.say("digest.accounts"), *rows] if rows else []
    compared = sorted(accounts, key=lambda status: -(status.net_week or 0))
    compared = [status for status in compared if status.net_week is not None]
    top, rest = compared[:_TOP], compared[_TOP:]
    bottom = rest[-_BOTTOM:]
    left_out = len(accounts) - len(top) - len(bottom)
    return [
        *([words.say("digest.top"), *(_row(status, reader) for status in top)] if top else []),
        *([words.say("digest.bottom"), *(_row(status, reader) for status in bottom)] if bottom else []),
        *reader.more(left_out),
    ]


def _row(status: AccountStatus, reader: _Reader) -> Html:
    words, name = reader.words, reader.names[status.account]
    if status.followers is None:
        return words.say("digest.row_unread", name=name)
    if status.net_week is None:
        return words.say("digest.row_uncompared", name=name, count=status.followers)
    net, share = words.signed(status.net_week), net_share(status.net_week, status.followers, words)
    return words.say("digest.row", name=name, count=status.followers, net=net, share=share)


def _passed(digest: Digest, reader: _Reader) -> Block:
    rows = [
        reader.words.say(
            "digest.passed_row",
            day=reader.day(event.at),
            name=reader.name(event, name),
            count=reader.words.counted(event.facts.metric, event.facts.threshold),
        )
        for event, name in digest.events
        if isinstance(event.facts, Milestone)
    ]
    return [reader.words.say("digest.passed"), *reader.cut(rows)] if rows else []


def _near(digest: Digest, reader: _Reader) -> Block:
    """The milestones ahead, the nearest first; for a few accounts all of them."""
    end = digest.end.astimezone(reader.zone).date()
    ahead = [(status, status.next_milestone) for status in digest.accounts if status.next_milestone is not None]
    near = [pair for pair in ahead if len(digest.accounts) <= _BOTTOM or _is_near(pair[1], end)]
    near.sort(key=lambda pair: (pair[1].projected or date.max, pair[1].missing))
    rows = [_near_row(status, milestone, reader) for status, milestone in near]
    return [reader.words.say("digest.near"), *reader.cut(rows)] if rows else []


def _is_near(milestone: NextMilestone, end: date) -> bool:
    is_soon = milestone.projected is not None and milestone.projected <= end + _NEAR
    return is_soon or milestone.missing <= _NEAR_SHARE * milestone.threshold


def _near_row(status: AccountStatus, milestone: NextMilestone, reader: _Reader) -> Html:
    words, name = reader.words, reader.names[status.account]
    threshold = words.counted(Metric.FOLLOWERS, milestone.threshold)
    if milestone.projected is None:
        return words.say("digest.near_row", name=name, threshold=threshold, missing=milestone.missing)
    day = words.day(milestone.projected)
    return words.say("digest.near_row_dated", name=name, threshold=threshold, missing=milestone.missing, day=day)


def _changes(digest: Digest, reader: _Reader) -> Block:
    """Everything else that happened, oldest first; when that is too much, the gravest of it.

    A week in which nothing did says so, where it was read well enough to tell: silence is not the same as not knowing.
    """
    if _is_quiet(digest):
        return [reader.words.say("digest.quiet")]
    changes = [(event, name) for event, name in digest.events if not isinstance(event.facts, Milestone)]
    gravest = sorted(changes, key=lambda change: GRAVEST.index(change[0].severity))
    shown = sorted(gravest[:_LONGEST_LIST], key=lambda change: change[0].at)
    rows = [_change_row(event, name, reader) for event, name in shown]
    return [reader.words.say("digest.changes"), *rows, *reader.more(len(changes) - len(shown))] if rows else []


def _is_quiet(digest: Digest) -> bool:
    """Whether nothing happened, nothing is amiss, and enough was read to say so."""
    is_read = digest.coverage.failed <= _PATCHY_SHARE * digest.coverage.polls and week_net(digest) is not None
    return is_read and not digest.events and all(map(_is_well, digest.accounts))


def _is_well(status: AccountStatus) -> bool:
    is_behind = status.standing is not None and status.standing.state in {PaceState.BEHIND, PaceState.MISSED}
    return status.state is AccountState.OK and not status.is_stale and not is_behind


def _change_row(event: Event, name: AccountName | None, reader: _Reader) -> Html:
    day, what = reader.day(event.at), what_happened(event, reader.words)
    return reader.words.say("digest.change_row", day=day, what=what, name=reader.name(event, name))


def _notes(digest: Digest, reader: _Reader) -> Block:
    """What was noted of the week's days."""
    words = reader.words
    rows = [
        words.say(
            "digest.notes_row",
            day=words.day_of_year(note.day),
            text=note_html(note),
            name=escape(clean_name(name.in_language(words.language)))
            if note.account is None
            else reader.names.get(note.account) or short_name(name, words),
        )
        for note, name in digest.notes
    ]
    return [words.say("digest.notes"), *reader.cut(rows)] if rows else []


def _data(digest: Digest, words: Words) -> Block:
    """How complete the data is."""
    stale = sum(status.is_stale for status in digest.accounts)
    new = sum(status.followers is not None and status.net_week is None for status in digest.accounts)
    return [
        _coverage(digest.coverage, words),
        *([words.say("digest.stale", n=stale)] if stale else []),
        *([words.say("digest.uncompared", n=new)] if new else []),
    ]


def _coverage(coverage: Coverage, words: Words) -> Html:
    if not coverage.polls:
        return words.say("digest.coverage_none")
    share = words.percent(1 - coverage.failed / coverage.polls)
    return words.say("digest.coverage", share=share, polls=coverage.polls)
