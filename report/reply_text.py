"""Replies that are more than one sentence: help, the refusal to unknown chats, the menu of commands.

Every other reply is one text of the word files, said with ``Words.say``; their keys begin with ``reply.``.
"""

from collections.abc import Collection
from typing import Final

from report.telegram_html import Html, code, visible
from report.words import Words

COMMANDS: Final = (
    "status",
    "growth",
    "chart",
    "compare",
    "baseline",
    "figures",
    "record",
    "note",
    "digest",
    "subscribe",
    "unsubscribe",
    "alerts",
    "ack",
    "milestones",
    "forecast",
    "accounts",
    "report",
    "export",
    "mute",
    "quiet",
    "settings",
    "timezone",
    "cost",
    "language",
    "health",
    "whoami",
    "forget",
    "add",
    "remove",
    "allow",
    "deny",
    "invite",
    "audit",
    "help",
    "start",
)
"""The commands in the order menus and help show them: the daily ones first."""


def command_menu(words: Words, only: Collection[str] = COMMANDS) -> tuple[tuple[str, str], ...]:
    """Those commands that are among ``only``, each with its description in plain text, as menus want them."""
    return tuple((command, visible(words.say(f"command.{command}"))) for command in COMMANDS if command in only)


def help_text(words: Words, only: Collection[str] = COMMANDS) -> str:
    """Those commands that are among ``only``, and what each does."""
    rows = (
        words.say("reply.help_row", command=Html(f"/{command}"), description=words.say(f"command.{command}"))
        for command in COMMANDS
        if command in only
    )
    return "\n".join((words.say("reply.help"), *rows))


def refusal_text(chat: int, words: Words) -> str:
    """The one answer to a chat that was not let in, with its number for the operator."""
    return words.say("reply.refused", chat=code(str(chat)))
