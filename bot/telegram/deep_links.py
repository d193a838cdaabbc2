"""Addresses that open the chat with the bot and begin something there.

Source: https://core.telegram.org/bots/features#deep-linking: 1 to 64 of ``A-Z``, ``a-z``, ``0-9``, ``_`` and ``-``,
which arrive as the word after ``/start``.
"""

from typing import Final

INVITATION: Final = "in-"
_SEPARATOR: Final = "-"
_KEY: Final = "#"


def invitation_link(bot_name: str, secret: str) -> str:
    """The address of an invitation."""
    return f"https://t.me/{bot_name}?start={INVITATION}{secret}"


def command_link(bot_name: str, command: str, account: int) -> str:
    """The address at which the bot answers a command about an account, by the store's key."""
    return f"https://t.me/{bot_name}?start={command}{_SEPARATOR}{account}"


def invitation_in(arguments: tuple[str, ...]) -> str | None:
    """The secret of the invitation that was followed; None when none was."""
    payload = arguments[0] if arguments else ""
    return payload.removeprefix(INVITATION) if payload.startswith(INVITATION) else None


def followed(command: str, arguments: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The command that a link leads to with its words; what was asked as it stands when no link was followed."""
    name, separator, key = (arguments[0] if arguments else "").partition(_SEPARATOR)
    if command != "start" or not separator or not key.isdecimal():
        return command, arguments
    return name.casefold(), (f"{_KEY}{key}",)
