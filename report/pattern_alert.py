"""Alerts about more than one reading of one account: a platform's purge, a change of pace, an alert that flaps."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from growth.event import Event, PaceChanged, Phase, Purge, Unstable
from growth.platform import Platform
from report.account_text import platform_name, written_handle
from report.telegram_html import Html, code
from report.words import Words


def purge(facts: Purge, platform: Platform, words: Words, zone: ZoneInfo, *, is_over: bool) -> tuple[Html, ...]:
    """How many accounts of the platform fell, by how much together, and the deepest fall."""
    name = platform_name(platform, words)
    if is_over:
        return (words.say("alert.purge.over", platform=name),)
    before, after = sum(fall.before.value for fall in facts.falls), sum(fall.after.value for fall in facts.falls)
    deepest = facts.falls[0]
    share = (deepest.after.value - deepest.before.value) / max(deepest.before.value, 1)
    return (
        words.say("alert.purge.title", platform=name, lost=words.signed(after - before)),
        words.say("alert.purge.fallen", fallen=len(facts.falls), watched=facts.watched),
        words.say("alert.purge.change", before=before, after=after, share=words.signed_percent(after / before - 1)),
        words.say(
            "alert.purge.deepest",
            handle=code(written_handle(deepest.handle, platform)),
            share=words.signed_percent(share),
        ),
        words.say("alert.between", since=words.instant(facts.since, zone), until=words.instant(facts.until, zone)),
        words.say("alert.purge.why", needed=facts.needed),
    )


def pace_changed(facts: PaceChanged, words: Words, zone: ZoneInfo, *, is_over: bool) -> tuple[Html, ...]:
    """A week's growth before and now, and since when."""
    now = words.say("alert.now", metric=words.name_of("metric", facts.metric), count=facts.count)
    if is_over:
        return (words.say("alert.pace_changed.over"), now)
    way = "faster" if facts.after > facts.before else "slower"
    before, after = words.signed(facts.before), words.signed(facts.after)
    return (
        words.say(f"alert.pace_changed.title_{way}", before=before, after=after),
        now,
        words.say("alert.since", since=words.day(facts.since.astimezone(zone).date())),
        words.say(
            "alert.pace_changed.why",
            weeks_after=facts.weeks_after,
            weeks_before=facts.weeks_before,
            ratio=words.percent(facts.after / max(facts.before, 1)),
        ),
    )


def unstable(facts: Unstable, event: Event, words: Words, zone: ZoneInfo) -> tuple[Html, ...]:
    """Which alert comes and goes, how often, and when its edges are told again."""
    what = words.name_of("rule", facts.of)
    where = platform_name(event.platform, words)
    platform = (words.say("alert.unstable.platform", platform=where),) if event.account is None else ()
    firings = words.say("alert.unstable.firings", firings=facts.firings, since=words.instant(facts.since, zone))
    if event.phase is Phase.RESOLVED:
        state = words.say(f"alert.unstable.{'stands' if facts.is_firing else 'ended'}")
        return (words.say("alert.unstable.over", what=what), *platform, state)
    days = words.span(timedelta(days=facts.calm_days))
    return (
        words.say("alert.unstable.title", what=what),
        *platform,
        firings,
        words.say("alert.unstable.why", days=days),
    )
