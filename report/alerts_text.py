"""Events that are told together as the one message a chat reads: a few in full, many as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from growth.agency import AccountName
from growth.event import Event
from report.alert_text import alert_text
from report.event_text import GRAVEST, what_happened, whom_about
from report.telegram_html import Html
from report.words import Words

_IN_FULL: Final = 3
"""Events up to which each is told with its numbers."""

_LONGEST_LIST: Final = 20
"""Lines of a list; what is left out is counted, and /status and the digest have it."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event in a message.

    Attributes:
        event: What happened.
        name: Whose account it is about; None when a whole platform is meant.
        nth: 0 when it is told for the first time, then the number of the reminder.

    """

    event: Event
    name: AccountName | None
    nth: int = 0


def alerts_text(told: Sequence[Told], words: Words, *, zone: ZoneInfo) -> str:
    """The message about one event or more as Telegram HTML.

    Args:
        told: What it tells, at least one, in the order in which it became known.
        words: The chat's language.
        zone: The chat's time zone.

    """
    if len(told) <= _IN_FULL:
        return "\n\n".join(_in_full(one, words, zone) for one in told)
    gravest = sorted(told, key=lambda one: GRAVEST.index(one.event.severity))
    left_out = len(told) - _LONGEST_LIST
    return "\n".join(
        (
            words.say("alert.group", n=len(told)),
            *(_row(one, words) for one in gravest[:_LONGEST_LIST]),
            *([words.say("digest.more", n=left_out)] if left_out > 0 else []),
        )
    )


def _in_full(one: Told, words: Words, zone: ZoneInfo) -> str:
    text = alert_text(one.event, one.name, words, zone=zone)
    if not one.nth:
        return text
    reminder = words.say("alert.reminder", n=one.nth, instant=words.instant(one.event.at, zone))
    return f"{reminder}\n{text}"


def _row(one: Told, words: Words) -> Html:
    what, name = what_happened(one.event, words), whom_about(one.event, one.name, words)
    return words.say("alert.listed.row", what=what, name=name)
