"""What a chat may choose of its alerts: whose, how grave, how large, and when."""

from dataclasses import replace
from datetime import time
from typing import Final

from bot.telegram.choice import OFF, Choice, Choosing, Values, one_of, switch, time_of
from growth.event import Rule, Severity
from growth.quiet import Quiet
from report.telegram_html import Html, escape
from report.words import Words
from storage import chats, silences
from storage.accounts import EVERYTHING
from storage.agencies import agencies

DEFAULT_QUIET: Final = Quiet(time(22), time(7))
"""The hours of a chat that says what may pass through them before it says which they are."""

_QUIETS: Final = ("22-6", "22-7", "23-7", "21-8", "20-8", "0-8")
_SHARES: Final = (0.0, 0.01, 0.02, 0.05, 0.10)
_MILESTONES: Final = (0, 1_000, 10_000, 100_000, 1_000_000)
_LONGEST: Final = 32
"""Characters of an agency's id that a button can carry; a longer one is followed by ``/subscribe``."""


def quiet_from(text: str, *, lets_critical: bool) -> Quiet:
    """Hours as people write them: ``22-7``, ``22:30-06:45``.

    Raises:
        ValueError: If they are none, or begin where they end.

    """
    start, _, end = text.partition("-")
    quiet = Quiet(time_of(start), time_of(end), lets_critical=lets_critical)
    if quiet.start == quiet.end:
        raise ValueError(f"quiet hours that begin where they end: {text!r}")
    return quiet


def quiet_text(quiet: Quiet | None, words: Words) -> Html:
    """Hours as people read them."""
    if quiet is None:
        return words.say("settings.none")
    return words.say("settings.hours", start=f"{quiet.start:%H:%M}", end=f"{quiet.end:%H:%M}")


def quiet() -> Choice:
    """The hours in which alerts are held."""

    def keep(choosing: Choosing, value: str) -> None:
        grave = choosing.chat.quiet.lets_critical if choosing.chat.quiet is not None else True
        chosen = None if value == OFF else quiet_from(value, lets_critical=grave)
        chats.set_quiet(choosing.tx, choosing.chat.key, chosen)

    def written(quiet: Quiet | None) -> str:
        return OFF if quiet is None else f"{quiet.start.hour}-{quiet.end.hour}"

    def values(choosing: Choosing) -> Values:
        hours = [(text, quiet_text(quiet_from(text, lets_critical=True), choosing.words)) for text in _QUIETS]
        return [(OFF, choosing.words.say("settings.none")), *hours]

    return Choice(
        values=values,
        current=lambda choosing: frozenset({written(choosing.chat.quiet)}),
        shown=lambda choosing: quiet_text(choosing.chat.quiet, choosing.words),
        keep=keep,
    )


def _keep_critical(choosing: Choosing, lets: bool) -> None:  # noqa: FBT001 - the value of a switch
    quiet = choosing.chat.quiet or DEFAULT_QUIET
    chats.set_quiet(choosing.tx, choosing.chat.key, replace(quiet, lets_critical=lets))


def severity() -> Choice:
    """The least severity."""

    def keep(choosing: Choosing, value: str) -> None:
        severity = Severity(one_of(value, tuple(Severity)))
        chats.set_wish(choosing.tx, choosing.chat.key, replace(choosing.chat.wish, severity=severity))

    return Choice(
        values=lambda choosing: [(one, choosing.words.say(f"severity.{one}")) for one in Severity],
        current=lambda choosing: frozenset({choosing.chat.wish.severity}),
        shown=lambda choosing: choosing.words.say(f"severity.{choosing.chat.wish.severity}"),
        keep=keep,
    )


def share() -> Choice:
    """The least change, or distance from a baseline."""

    def name(choosing: Choosing, share: float) -> Html:
        return choosing.words.percent(share) if share else choosing.words.say("settings.any")

    def keep(choosing: Choosing, value: str) -> None:
        share = float(value)
        if not 0 <= share <= 1:
            raise ValueError(f"no share between 0 and 1: {value}")
        chats.set_wish(choosing.tx, choosing.chat.key, replace(choosing.chat.wish, share=share))

    return Choice(
        values=lambda choosing: [(f"{share:g}", name(choosing, share)) for share in _SHARES],
        current=lambda choosing: frozenset({f"{choosing.chat.wish.share:g}"}),
        shown=lambda choosing: name(choosing, choosing.chat.wish.share),
        keep=keep,
    )


def milestone() -> Choice:
    """The least round number."""

    def name(choosing: Choosing, count: int) -> Html:
        return choosing.words.number(count) if count else choosing.words.say("settings.any")

    def keep(choosing: Choosing, value: str) -> None:
        count = int(one_of(value, [str(count) for count in _MILESTONES]))
        chats.set_wish(choosing.tx, choosing.chat.key, replace(choosing.chat.wish, milestone=count))

    return Choice(
        values=lambda choosing: [(str(count), name(choosing, count)) for count in _MILESTONES],
        current=lambda choosing: frozenset({str(choosing.chat.wish.milestone)}),
        shown=lambda choosing: name(choosing, choosing.chat.wish.milestone),
        keep=keep,
    )


def rules() -> Choice:
    """The kinds of alerts, each switched on its own."""

    def silent(choosing: Choosing) -> frozenset[str]:
        scopes = silences.kept(choosing.tx, choosing.chat.key)
        return frozenset(rule for rule in Rule if silences.of_rule(rule) in scopes)

    def keep(choosing: Choosing, value: str) -> None:
        scope = silences.of_rule(Rule(one_of(value, tuple(Rule))))
        if not silences.unsilence(choosing.tx, choosing.chat.key, scope):
            silences.silence(choosing.tx, choosing.chat.key, scope, None)

    return Choice(
        values=lambda choosing: [(rule, choosing.words.name_of("rule", rule)) for rule in Rule],
        current=lambda choosing: frozenset(Rule) - silent(choosing),
        shown=lambda choosing: choosing.words.say("settings.of", n=len(Rule) - len(silent(choosing)), total=len(Rule)),
        keep=keep,
    )


def follow() -> Choice:
    """The agencies followed, each switched on its own."""

    def followed(choosing: Choosing) -> frozenset[str]:
        every = [agency.id for agency in agencies(choosing.tx)]
        if EVERYTHING in choosing.chat.scopes:
            return frozenset({EVERYTHING, *every})
        return frozenset(agency for agency in every if f"agency:{agency}" in choosing.chat.scopes)

    def values(choosing: Choosing) -> Values:
        named = [
            (one.id, escape(one.names.get(choosing.chat.language) or next(iter(one.names.values()))))
            for one in agencies(choosing.tx)
        ]
        return [
            (EVERYTHING, choosing.words.say("scope.all")),
            *((key, name) for key, name in named if len(key) <= _LONGEST),
        ]

    def keep(choosing: Choosing, value: str) -> None:
        tx, key, has = choosing.tx, choosing.chat.key, followed(choosing)
        one_of(value, [EVERYTHING, *(agency.id for agency in agencies(tx))])
        rest = has - {value, EVERYTHING} if value in has else {*has, value}
        wanted = set() if value == EVERYTHING and value in has else rest
        for scope in choosing.chat.scopes:
            if not scope.startswith("account:") or value == EVERYTHING:
                chats.unsubscribe(tx, key, scope)
        for one in {EVERYTHING} if EVERYTHING in wanted else wanted:
            chats.subscribe(tx, key, EVERYTHING if one == EVERYTHING else f"agency:{one}")

    def shown(choosing: Choosing) -> Html:
        if EVERYTHING in choosing.chat.scopes:
            return choosing.words.say("scope.all")
        return (
            choosing.words.number(len(choosing.chat.scopes))
            if choosing.chat.scopes
            else choosing.words.say("settings.none")
        )

    return Choice(values=values, current=followed, shown=shown, keep=keep)


def critical() -> Choice:
    """Whether critical alerts go out in quiet hours."""
    return switch(lambda chat: chat.quiet is None or chat.quiet.lets_critical, _keep_critical)


def reminders() -> Choice:
    """Whether the chat is reminded of what nobody has seen."""

    def keep(choosing: Choosing, reminds: bool) -> None:  # noqa: FBT001 - the value of a switch
        chats.set_reminds(choosing.tx, choosing.chat.key, reminds=reminds)

    return switch(lambda chat: chat.reminds, keep)
