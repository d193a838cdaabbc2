"""An event as the message a chat reads: what happened, how much, against what, since when, and why it is said."""

from zoneinfo import ZoneInfo

from growth.agency import AccountName
from growth.count import Count
from growth.event import (
    Ahead,
    BaselineMissed,
    BaselineReached,
    Behind,
    Contradicted,
    CredentialFailing,
    Drop,
    Event,
    Milestone,
    PaceChanged,
    Phase,
    ProfileChanged,
    Purge,
    Renamed,
    Silent,
    Stalled,
    StateChanged,
    Surge,
    TakenOver,
    Unreadable,
    Unstable,
    VerifiedLost,
)
from report.account_text import account_line, platform_name
from report.figure_text import contradicted
from report.pattern_alert import pace_changed, purge, unstable
from report.profile_alert import profile_changed, renamed, state_changed, taken_over
from report.standing_text import source_text, whole_days
from report.telegram_html import Html
from report.words import Words

Lines = tuple[Html, ...]
"""A message's lines, the headline first."""


def alert_text(event: Event, name: AccountName | None, words: Words, *, zone: ZoneInfo, is_repeat: bool = False) -> str:
    """The message for one event as Telegram HTML of at most six lines.

    Args:
        event: What happened.
        name: Whose account it is about; None when a whole platform is meant.
        words: The chat's language.
        zone: The chat's time zone.
        is_repeat: Whether an earlier copy may have arrived; a line above the message then says so.

    """
    headline, *rest = _lines(event, words, zone)
    repeat = (words.say("alert.repeat"),) if is_repeat else ()
    account = () if name is None else (account_line(name, words),)
    return "\n".join((*repeat, headline, *account, *rest))


def _lines(event: Event, words: Words, zone: ZoneInfo) -> Lines:  # noqa: C901, PLR0911, PLR0912 - one branch a rule
    is_over = event.phase is Phase.RESOLVED
    match event.facts:
        case Milestone() as facts:
            return _milestone(facts, words)
        case BaselineReached() as facts:
            return _baseline_reached(facts, words)
        case BaselineMissed() as facts:
            return _baseline_missed(facts, words)
        case Behind() | Ahead() as facts:
            return _off_pace(facts, words, is_over=is_over)
        case Surge() | Drop() as facts:
            return _jump(facts, words, zone, is_over=is_over)
        case Stalled() as facts:
            return _stalled(facts, words, is_over=is_over)
        case Silent() as facts:
            return _silent(facts, words, zone, is_over=is_over)
        case Renamed() as facts:
            return renamed(facts, event.platform, words)
        case VerifiedLost():
            return _over(event, words) if is_over else _said(event, words, "title", "why")
        case ProfileChanged() as facts:
            return profile_changed(facts, words)
        case StateChanged() as facts:
            return state_changed(facts, words, zone, is_over=is_over)
        case TakenOver() as facts:
            return _over(event, words) if is_over else taken_over(facts, words)
        case Purge() as facts:
            return purge(facts, event.platform, words, zone, is_over=is_over)
        case PaceChanged() as facts:
            return pace_changed(facts, words, zone, is_over=is_over)
        case Unstable() as facts:
            return unstable(facts, event, words, zone)
        case Unreadable() | CredentialFailing() as facts:
            return _platform_failing(event, facts, words, zone)
        case Contradicted() as facts:
            return contradicted(facts, words)


def _said(event: Event, words: Words, *names: str) -> Lines:
    return tuple(words.say(f"alert.{event.rule}.{name}") for name in names)


def _over(event: Event, words: Words) -> Lines:
    return _said(event, words, "over")


def _milestone(facts: Milestone, words: Words) -> Lines:
    now = words.say("alert.now", metric=words.name_of("metric", facts.metric), count=facts.count)
    title = words.say("alert.milestone.title", count=words.counted(facts.metric, facts.threshold))
    return (title, now, *_age(facts.days_since_launch, words), words.say("alert.milestone.why"))


def _age(days: int | None, words: Words) -> Lines:
    if days is None:
        return ()
    if days == 0:
        return (words.say("alert.milestone.first_day"),)
    return (words.say("alert.milestone.days", days=words.counted("days", days)),)


def _baseline_reached(facts: BaselineReached, words: Words) -> Lines:
    days = (facts.deadline - facts.reached_on).days
    when = "early" if days > 0 else "late" if days < 0 else "on_time"
    return (
        words.say(f"alert.baseline_reached.{'title_late' if days < 0 else 'title'}", target=facts.target),
        words.say(
            f"alert.baseline_reached.{when}",
            day=facts.reached_on,
            deadline=facts.deadline,
            days=words.counted("days", abs(days)),
        ),
        words.say("alert.count", count=facts.count),
        _baseline(facts.baseline, facts.source, words),
    )


def _baseline_missed(facts: BaselineMissed, words: Words) -> Lines:
    return (
        words.say("alert.baseline_missed.title", target=facts.target),
        words.say("alert.baseline_missed.deadline", deadline=facts.deadline),
        words.say(
            "alert.now_missing",
            count=facts.count,
            missing=facts.target - facts.count.value,
            share=words.percent(facts.count.value / facts.target),
        ),
        _baseline(facts.baseline, facts.source, words),
    )


def _off_pace(facts: Behind | Ahead, words: Words, *, is_over: bool) -> Lines:
    key, days = f"alert.{facts.rule}", whole_days(facts.days)
    title = words.say(f"{key}.{'over' if is_over else 'title'}", gap=words.signed_percent(facts.ratio - 1))
    share = words.percent(facts.ratio)
    now = words.say("alert.now_expected", count=facts.count, expected=facts.expected, share=share)
    baseline = _baseline(facts.baseline, facts.source, words)
    if is_over:
        return (title, now, baseline)
    size = (words.say(f"{key}.days", days=words.counted("days", days)),) if days else ()
    if facts.limit is None:
        return (title, now, *size, baseline, words.say(f"{key}.why"))
    return (title, now, *size, baseline, words.say(f"{key}.measured", limit=words.percent(facts.limit)))


def _baseline(name: str, source: str | None, words: Words) -> Html:
    if source is None:
        return words.say("alert.baseline", baseline=name)
    return words.say("alert.baseline_sourced", baseline=name, source=source_text(source))


def _jump(facts: Surge | Drop, words: Words, zone: ZoneInfo, *, is_over: bool) -> Lines:
    key = f"alert.{facts.rule}"
    change = words.say(
        "alert.change",
        metric=words.name_of("metric", facts.metric),
        before=facts.before,
        after=facts.after,
        share=_change_share(facts.before, facts.after, words),
    )
    if is_over:
        return (words.say(f"{key}.over"), change)
    net, span = facts.after.value - facts.before.value, words.span(facts.until - facts.since)
    return (
        words.say(f"{key}.title", change=words.signed(net)),
        change,
        _between(facts, words, zone),
        words.say("alert.usual", span=span, usual=words.signed(round(facts.usual))),
        _why_unusual(facts, words),
    )


def _why_unusual(facts: Surge | Drop, words: Words) -> Html:
    if facts.deviations is None or facts.limit is None or facts.least_share is None:
        return words.say(f"alert.{facts.rule}.why")
    return words.say(
        f"alert.{facts.rule}.measured",
        deviations=words.decimal(round(abs(facts.deviations), 1)),
        limit=words.decimal(round(abs(facts.limit), 1)),
        share=_change_share(facts.before, facts.after, words),
        least=words.percent(facts.least_share),
    )


def _between(facts: Surge | Drop, words: Words, zone: ZoneInfo) -> Html:
    first, last = facts.since.astimezone(zone), facts.until.astimezone(zone)
    if first.date() != last.date():
        return words.say("alert.between", since=words.instant(first, zone), until=words.instant(last, zone))
    since, until = words.time(first, zone), words.time(last, zone)
    return words.say("alert.between_same_day", day=last.date(), since=since, until=until)


def _change_share(before: Count, after: Count, words: Words) -> Html:
    """The change as a share of what was there before; the change itself where nothing was."""
    net = after.value - before.value
    return words.signed_percent(net / before.value) if before.value else words.signed(net)


def _stalled(facts: Stalled, words: Words, *, is_over: bool) -> Lines:
    now = words.say("alert.now", metric=words.name_of("metric", facts.metric), count=facts.count)
    if is_over:
        return (words.say("alert.stalled.over"), now)
    title = words.say("alert.stalled.title", days=words.counted("days", facts.days))
    if facts.usual is None or facts.limit is None:
        return (title, now, words.say("alert.stalled.why"))
    usual, limit = words.decimal(round(facts.usual, 1)), words.counted("days", facts.limit)
    return (title, now, words.say("alert.stalled.measured", usual=usual, limit=limit))


def _silent(facts: Silent, words: Words, zone: ZoneInfo, *, is_over: bool) -> Lines:
    last_post = words.say("alert.silent.last_post", instant=words.instant(facts.last_post_at, zone))
    if is_over:
        return (words.say("alert.silent.over"), last_post)
    title = words.say("alert.silent.title", days=words.counted("days", facts.days))
    if facts.limit is None:
        return (title, last_post, words.say("alert.silent.why"))
    return (title, last_post, words.say("alert.silent.measured", limit=words.counted("days", facts.limit)))


def _platform_failing(event: Event, facts: Unreadable | CredentialFailing, words: Words, zone: ZoneInfo) -> Lines:
    key, platform = f"alert.{event.rule}", platform_name(event.platform, words)
    since = words.instant(facts.since, zone)
    if event.phase is Phase.RESOLVED:
        was = words.say("alert.unreadable.was", since=since, polls=facts.polls)
        return (words.say(f"{key}.over", platform=platform), was)
    failure = words.name_of("failure", facts.failure)
    return (
        words.say(f"{key}.title", platform=platform),
        words.say("alert.since", since=since),
        *((words.say("alert.unreadable.failure", failure=failure),) if failure else ()),
        words.say("alert.unreadable.polls", polls=facts.polls),
        words.say(f"{key}.why"),
    )
