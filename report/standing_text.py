"""Where an account stands against a baseline, in one phrase."""

from collections.abc import Mapping
from typing import Final

from growth.baseline import PaceState, Standing
from report.telegram_html import Html, clean_name, escape
from report.words import Words

_MARKS: Final[Mapping[PaceState, Html]] = {
    PaceState.NOT_STARTED: Html("⚪"),
    PaceState.AHEAD: Html("🟢"),
    PaceState.ON_PACE: Html("🟢"),
    PaceState.BEHIND: Html("🟠"),
    PaceState.REACHED: Html("🏁"),
    PaceState.MISSED: Html("🔴"),
}

LONGEST_SOURCE: Final = 200
"""Characters shown of a baseline's source: a name that long would be a nuisance, a reference cut short is none."""


def mark(standing: Standing) -> Html:
    """A sign for the verdict, always beside words that say it too."""
    return _MARKS[standing.state]


def standing_text(standing: Standing, words: Words) -> Html:
    """The verdict with its measure: days where the curve gives at least one, else a share."""
    key, baseline = f"standing.{standing.state}", standing.baseline
    match standing.state:
        case PaceState.NOT_STARTED:
            return words.say(key, baseline=baseline.name, start=baseline.start)
        case PaceState.REACHED:
            if standing.reached_on is None:
                return words.say("standing.reached_undated", baseline=baseline.name)
            return words.say(key, baseline=baseline.name, day=standing.reached_on)
        case PaceState.MISSED:
            return words.say(key, baseline=baseline.name, share=words.percent(standing.count.value / baseline.target))
        case PaceState.ON_PACE:
            return words.say(key, baseline=baseline.name)
        case PaceState.AHEAD | PaceState.BEHIND:
            return _off_pace(standing, words, key=key)


def whole_days(days: float | None) -> int:
    """The size of a lead or a delay in whole days; 0 when it is less than half a day or not known."""
    return 0 if days is None else round(abs(days))


def source_text(source: str) -> Html:
    """Who published a baseline, as whole as there is room for."""
    return escape(clean_name(source, longest=LONGEST_SOURCE))


def _off_pace(standing: Standing, words: Words, *, key: str) -> Html:
    name, days = standing.baseline.name, whole_days(standing.days_ahead)
    if days:
        return words.say(key, baseline=name, days=words.counted("days", days))
    return words.say(f"{key}_share", baseline=name, share=words.percent(standing.ratio or 0.0))
