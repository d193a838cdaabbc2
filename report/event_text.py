"""An event in a few words, for lists: digests and messages about many things at once."""

from growth.agency import AccountName
from growth.event import Drop, Event, Milestone, Phase, Purge, Severity, StateChanged, Surge, Unstable
from report.account_text import platform_name, short_name
from report.telegram_html import Html
from report.words import Words

GRAVEST = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)
"""Severities, the gravest first."""


def what_happened(event: Event, words: Words) -> Html:
    """The name of what happened, with its number where it has one that fits."""
    is_over = event.phase is Phase.RESOLVED
    match event.facts:
        case StateChanged() as facts:
            return words.say("digest.change_back") if is_over else words.name_of("gone", facts.state)
        case Surge() | Drop() as facts:
            net = words.signed(facts.after.value - facts.before.value)
            what = words.say("digest.change_counted", what=words.name_of("rule", event.rule), change=net)
        case Purge() as facts:
            lost = words.signed(sum(fall.after.value - fall.before.value for fall in facts.falls))
            what = words.say("digest.change_counted", what=words.name_of("rule", event.rule), change=lost)
        case Unstable() as facts:
            what = words.say("alert.unstable.short", what=words.name_of("rule", facts.of))
        case Milestone() as facts:
            what = words.counted(facts.metric, facts.threshold)
        case _:
            what = words.name_of("rule", event.rule)
    return words.say("digest.change_over", what=what) if is_over else what


def whom_about(event: Event, name: AccountName | None, words: Words) -> Html:
    """Agency, platform and handle of the account an event is about, or the platform where that is meant."""
    return platform_name(event.platform, words) if name is None else short_name(name, words, with_handle=True)
