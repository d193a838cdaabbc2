"""The commands of the chat: one small module each, one line each in the table.

Every command answers from stored data alone, typed or behind a button. A command without a role cannot be written down.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.settings import Settings
from bot.telegram.commands import (
    accounts,
    ack,
    alerts,
    auditing,
    baseline,
    chart,
    compare,
    cost,
    digest,
    exporting,
    figures,
    forecasting,
    forgetting,
    growth,
    health,
    helping,
    language,
    letting,
    milestones,
    mute,
    note,
    record,
    reporting,
    settings,
    start,
    status,
    subscribe,
    whoami,
)
from bot.telegram.conversation import Ask, Reply
from storage.chats import Chat, Role

_OF_ITS_READERS = frozenset({"private", "channel"})
"""Chats where only those write to whom they belong."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        answer: What it answers; runs in a worker thread.
        role: The least role that may use it.
        is_choice: Whether it only changes what its own chat gets: then whoever has the chat to themselves may too.
        speaks_for_all: Whether it counts in every chat: with open access a viewer's word is then not enough.
        is_button: Whether it stands behind buttons only, and in no menu.

    """

    answer: Callable[[Ask], Reply]
    role: Role
    is_choice: bool = False
    speaks_for_all: bool = False
    is_button: bool = False

    def allows(self, role: Role, chat: Chat, settings: Settings) -> bool:
        """Whether somebody with this role may use it in this chat."""
        if self.is_choice and chat.kind in _OF_ITS_READERS:
            return True
        is_wary = self.speaks_for_all and settings.telegram.access == "open"
        return role.covers(Role.EDITOR if is_wary and self.role is Role.VIEWER else self.role)


COMMANDS: Mapping[str, Command] = {
    "status": Command(status.answer, Role.VIEWER),
    "growth": Command(growth.answer, Role.VIEWER),
    "chart": Command(chart.answer, Role.VIEWER),
    "compare": Command(compare.answer, Role.VIEWER),
    "baseline": Command(baseline.answer, Role.VIEWER),
    "digest": Command(digest.answer, Role.VIEWER),
    "subscribe": Command(subscribe.subscribe, Role.EDITOR, is_choice=True),
    "unsubscribe": Command(subscribe.unsubscribe, Role.EDITOR, is_choice=True),
    "alerts": Command(alerts.answer, Role.VIEWER),
    "milestones": Command(milestones.answer, Role.VIEWER),
    "forecast": Command(forecasting.answer, Role.VIEWER),
    "accounts": Command(accounts.answer, Role.VIEWER),
    "report": Command(reporting.answer, Role.VIEWER),
    "export": Command(exporting.answer, Role.VIEWER),
    "whoami": Command(whoami.answer, Role.VIEWER),
    "forget": Command(forgetting.answer, Role.VIEWER),
    "add": Command(accounts.add, Role.ADMIN),
    "remove": Command(accounts.remove, Role.ADMIN),
    "allow": Command(letting.allow, Role.ADMIN),
    "deny": Command(letting.deny, Role.ADMIN),
    "invite": Command(letting.invite, Role.ADMIN),
    "audit": Command(auditing.answer, Role.ADMIN),
    "ack": Command(ack.answer, Role.VIEWER, speaks_for_all=True),
    "mute": Command(mute.answer, Role.EDITOR, is_choice=True),
    "quiet": Command(settings.quiet, Role.EDITOR, is_choice=True),
    "settings": Command(settings.answer, Role.EDITOR, is_choice=True),
    "timezone": Command(settings.timezone, Role.EDITOR, is_choice=True),
    "language": Command(language.answer, Role.EDITOR, is_choice=True),
    "cost": Command(cost.answer, Role.ADMIN),
    "health": Command(health.answer, Role.VIEWER),
    "start": Command(start.answer, Role.VIEWER),
    "help": Command(helping.answer, Role.VIEWER),
    "useless": Command(ack.useless, Role.VIEWER, is_button=True),
    "figures": Command(figures.answer, Role.VIEWER),
    "record": Command(record.answer, Role.EDITOR),
    "note": Command(note.answer, Role.EDITOR),
}
"""Every command by its name."""
