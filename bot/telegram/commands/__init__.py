"""The commands of the chat: one small module each, one line each in the table.

Every command answers from stored data alone. ``role`` is the least a chat must be to be answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.telegram.commands import (
    baseline,
    chart,
    digest,
    figures,
    growth,
    helping,
    language,
    mute,
    record,
    start,
    status,
    subscribe,
)
from bot.telegram.conversation import Ask, Reply
from storage.chats import Role


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        answer: What it answers; runs in a worker thread.
        role: The least role that may use it.

    """

    answer: Callable[[Ask], Reply]
    role: Role = Role.VIEWER


COMMANDS: Mapping[str, Command] = {
    "status": Command(status.answer),
    "growth": Command(growth.answer),
    "chart": Command(chart.answer),
    "baseline": Command(baseline.answer),
    "figures": Command(figures.answer),
    "record": Command(record.answer, Role.EDITOR),
    "digest": Command(digest.answer),
    "subscribe": Command(subscribe.subscribe),
    "unsubscribe": Command(subscribe.unsubscribe),
    "mute": Command(mute.answer),
    "language": Command(language.answer),
    "start": Command(start.answer),
    "help": Command(helping.answer),
}
"""Every command by its name, in the order Telegram lists them."""
