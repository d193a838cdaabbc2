"""What /forecast answers: counts to come with their range, and the day of the next milestone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from growth.agency import AccountName
from growth.count import Count
from growth.first_passage import Passage
from growth.forecast import Forecast, TooShort
from growth.platform import Metric
from report.account_text import account_line
from report.telegram_html import Html
from report.words import Words


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is said of an account's followers to come.

    Attributes:
        name: The account.
        now: Its count.
        forecasts: Nearest first; or what is missing for one.
        passage: When the next milestone is reached, or what is missing to say so.
        level: The chance that a count, or a day, lies within its range; in ``(0, 1)``.

    """

    name: AccountName
    now: Count
    forecasts: tuple[Forecast | TooShort, ...]
    passage: Passage | TooShort
    level: float


def forecast_text(outlook: Outlook, words: Words, *, zone: ZoneInfo) -> str:
    """The outlook as Telegram HTML; says so when the history is too short for any of it."""
    said = [one for one in outlook.forecasts if isinstance(one, Forecast)]
    metric = words.name_of("metric", Metric.FOLLOWERS)
    now = words.say("alert.now", metric=metric, count=outlook.now)
    head = (words.say("forecast.title"), account_line(outlook.name, words), now)
    if not said:
        return "\n".join((*head, words.say("forecast.too_short")))
    rows = (_row(one, words, zone) for one in said)
    return "\n".join((*head, *rows, *_passage(outlook.passage, words, zone), _promise(outlook, words)))


def _row(one: Forecast, words: Words, zone: ZoneInfo) -> Html:
    day = (one.at + timedelta(days=one.horizon_days)).astimezone(zone).date()
    return words.say("forecast.row", day=day, median=one.median, low=one.low, high=one.high)


def _passage(passage: Passage | TooShort, words: Words, zone: ZoneInfo) -> Iterator[Html]:
    if isinstance(passage, TooShort):
        return
    target = words.counted(Metric.FOLLOWERS, passage.target)
    if passage.earliest is None:
        yield words.say("forecast.far", target=target)
        return
    first = passage.earliest.astimezone(zone).date()
    if passage.latest is None:
        yield words.say("forecast.not_before", target=target, first=first)
    else:
        last = passage.latest.astimezone(zone).date()
        yield words.say("forecast.between", target=target, days=words.days(first, last))


def _promise(outlook: Outlook, words: Words) -> Html:
    return words.say("forecast.promise", share=words.percent(outlook.level))
