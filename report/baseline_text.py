"""What /baseline answers: one account held against each of its targets."""

from collections.abc import Iterator, Sequence

from growth.agency import AccountName
from growth.baseline import PaceState, Standing
from report.account_text import account_line
from report.standing_text import mark, source_text, whole_days
from report.telegram_html import Html
from report.words import Words


def baseline_text(name: AccountName, standings: Sequence[Standing], words: Words) -> str:
    """Every standing of an account, in the order given, as Telegram HTML; says so when there is none."""
    head = f"{words.say('baseline.title')}\n{account_line(name, words)}"
    blocks = ["\n".join(_lines(standing, words)) for standing in standings]
    return "\n\n".join((head, *(blocks or [words.say("baseline.none")])))


def _lines(standing: Standing, words: Words) -> Iterator[Html]:
    baseline = standing.baseline
    state = words.name_of("pace", standing.state)
    yield words.say("baseline.head", mark=mark(standing), baseline=baseline.name, state=state)
    is_reached = standing.state is PaceState.REACHED
    if is_reached or standing.ratio is None:  # nobody is behind or ahead of a target that is reached
        yield words.say("baseline.count", count=standing.count)
    else:
        yield words.say(
            "baseline.now",
            count=standing.count,
            expected=round(standing.expected),
            share=words.percent(standing.ratio),
        )
    yield words.say("baseline.target", target=baseline.target, deadline=baseline.deadline)
    yield from _measure(standing, words)
    curve = words.name_of("curve", baseline.curve)
    yield words.say("baseline.path", value=baseline.start_value, start=baseline.start, curve=curve)
    if standing.extrapolated and not is_reached:
        yield words.say("baseline.extrapolated")
    if baseline.source is not None:
        yield words.say("baseline.source", source=source_text(baseline.source))


def _measure(standing: Standing, words: Words) -> Iterator[Html]:
    """When the target was reached; else the days early or late, and the day it will be reached."""
    if standing.reached_on is not None:
        yield words.say("baseline.reached", day=standing.reached_on)
        return
    if standing.state is PaceState.REACHED:
        yield words.say("baseline.reached_undated")
        return
    days = whole_days(standing.days_ahead)
    if days and standing.state is not PaceState.MISSED:
        side = "early" if (standing.days_ahead or 0) > 0 else "late"
        yield words.say(f"baseline.{side}", days=words.counted("days", days))
    if standing.projected is None:
        yield words.say("baseline.unprojected")
    else:
        yield words.say("baseline.projected", day=standing.projected)
