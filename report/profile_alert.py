"""Alerts about who an account is rather than how much it is followed: its handle, its profile, its existence."""

from typing import Final
from zoneinfo import ZoneInfo

from growth.event import ProfileChange, ProfileChanged, Renamed, StateChanged, TakenOver
from growth.platform import Platform
from growth.state import AccountState
from report.account_text import written_handle
from report.telegram_html import Html, clean_name, code
from report.words import Words

_LONGEST_QUOTE: Final = 100
"""Characters of an owner's text that an alert quotes."""

_OWN_REASON: Final = frozenset({AccountState.NOT_FOUND, AccountState.PROTECTED})


def renamed(facts: Renamed, platform: Platform, words: Words) -> tuple[Html, ...]:
    """The handle before and after."""
    return (
        words.say("alert.renamed.title"),
        words.say("alert.renamed.before", before=code(written_handle(facts.before, platform))),
        words.say("alert.renamed.after", after=code(written_handle(facts.after, platform))),
        words.say("alert.renamed.why"),
    )


def profile_changed(facts: ProfileChanged, words: Words) -> tuple[Html, ...]:
    """One line a field, each with its text before and after."""
    return (words.say("alert.profile_changed.title"), *(_change(change, words) for change in facts.changes))


def _change(change: ProfileChange, words: Words) -> Html:
    if change.field == "picture":  # its marks say nothing to people
        return words.say("alert.profile_changed.picture")
    field = words.name_of("field", change.field)
    if change.before is None:
        return words.say("alert.profile_changed.added", field=field, after=_quoted(change.after, words))
    if change.after is None:
        return words.say("alert.profile_changed.removed", field=field, before=_quoted(change.before, words))
    return words.say(
        "alert.profile_changed.changed",
        field=field,
        before=_quoted(change.before, words),
        after=_quoted(change.after, words),
    )


def _quoted(text: str | None, words: Words) -> Html:
    """An owner's own text in fixed width, where Telegram sees no link, mention or command; truth values in words."""
    clean = clean_name(text or "", longest=_LONGEST_QUOTE)
    truth = f"value.{clean.casefold()}"
    if not clean:
        return words.say("value.none")
    return words.say(truth) if truth in {"value.true", "value.false"} else code(clean)


def state_changed(facts: StateChanged, words: Words, zone: ZoneInfo, *, is_over: bool) -> tuple[Html, ...]:
    """The account went away, or came back."""
    since = words.instant(facts.since, zone)
    if is_over:
        was = words.say("alert.account_state.was", state=words.name_of("state", facts.state), since=since)
        return (words.say("alert.account_state.over"), was)
    why = f"why_{facts.state}" if facts.state in _OWN_REASON else "why"
    return (
        words.say("alert.account_state.title", gone=words.name_of("gone", facts.state)),
        words.say("alert.since", since=since),
        words.say(f"alert.account_state.{why}"),
    )


def taken_over(facts: TakenOver, words: Words) -> tuple[Html, ...]:
    """Another immutable id answers to the handle."""
    return (
        words.say("alert.taken_over.title"),
        words.say("alert.taken_over.known", known=code(clean_name(facts.known_id))),
        words.say("alert.taken_over.seen", seen=code(clean_name(facts.seen_id))),
        words.say("alert.taken_over.why"),
    )
