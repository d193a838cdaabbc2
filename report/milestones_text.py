"""What /milestones answers: the round numbers ahead of accounts, and those they passed of late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from growth.agency import AccountName
from growth.digest import AccountStatus
from growth.event import Milestone
from growth.platform import Metric
from report.account_text import short_name
from report.telegram_html import Html
from report.words import Words

_MOST_PASSED = 10


@dataclass(frozen=True, slots=True)
class PassedLately:
    """A milestone that was passed.

    Attributes:
        at: When it was noticed (UTC).
        name: Whose it is.
        milestone: Which.

    """

    at: datetime
    name: AccountName
    milestone: Milestone


def milestones_text(
    ahead: Sequence[AccountStatus], passed: Sequence[PassedLately], words: Words, *, zone: ZoneInfo
) -> str:
    """Both lists as Telegram HTML, those ahead in the order given and those passed latest first."""
    blocks = ["\n".join((words.say("digest.near"), *(list(_ahead(ahead, words)) or [words.say("milestones.none")])))]
    if passed:
        latest = sorted(passed, key=lambda one: one.at, reverse=True)[:_MOST_PASSED]
        blocks.append("\n".join((words.say("digest.passed"), *(_passed(one, words, zone) for one in latest))))
    return "\n\n".join(blocks)


def _ahead(ahead: Sequence[AccountStatus], words: Words) -> Iterator[Html]:
    for status in ahead:
        milestone = status.next_milestone
        if milestone is None:
            continue
        name, missing = short_name(status.name, words, with_handle=True), milestone.missing
        threshold, day = words.counted(Metric.FOLLOWERS, milestone.threshold), milestone.projected
        if day is None:
            yield words.say("digest.near_row", name=name, threshold=threshold, missing=missing)
        else:
            yield words.say("digest.near_row_dated", name=name, threshold=threshold, missing=missing, day=day)


def _passed(one: PassedLately, words: Words, zone: ZoneInfo) -> Html:
    return words.say(
        "digest.passed_row",
        day=words.day_of_year(one.at.astimezone(zone).date()),
        name=short_name(one.name, words, with_handle=True),
        count=words.counted(one.milestone.metric, one.milestone.threshold),
    )
